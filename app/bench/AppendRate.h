// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/MadeEvents.h"
#include "app/bench/PrivateDepartment.h"

namespace vigil::app {

/// Events and rows a second on one server, each the median of its rounds.
struct AppendRates {
    double batched = 0; ///< events by PostgresDepartment::append, 200 a call
    double single = 0;  ///< the same, one a call
    double pgbench = 0; ///< rows of the same size by pgbench, one INSERT a transaction
    int rowBytes = 0;

    [[nodiscard]] double batchedRatio() const { return pgbench > 0 ? batched / pgbench : 0; }
    [[nodiscard]] double singleRatio() const { return pgbench > 0 ? single / pgbench : 0; }
};

/// Measures them in turns, one connection each. What it appends stays in the log: closed alerts and signed
/// reports.
Result<AppendRates> measureAppend(PrivateDepartment& department, const alert::AlertPolicy& policy,
                                  const QString& folder, int rounds, std::chrono::seconds each);

} // namespace vigil::app
