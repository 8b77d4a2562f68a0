// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/PrivateDepartment.h"

#include <QList>

namespace vigil::app {

/// A working department as it is to be measured.
struct LivePlan {
    QString cacheFile; ///< cache.db of a client that is current: each of ours starts from a copy
    QString folder;    ///< where their data folders go
    int clients = 20;
    int listeners = 180;
    /// Raised first and not measured: 200 new connections read the server's functions for the first time.
    int warmUp = 10;
    int alerts = 120;
    std::chrono::milliseconds every{500};
};

struct LiveFigures {
    /// Sorted: each measured alert on each of the other clients, from raise() to its board.
    QList<double> seconds;
    int expected = 0;    ///< how many there should be
    qint64 listened = 0; ///< events that the listeners received together, the unmeasured ones as well

    /// `share` of 1; 0 when nothing was measured.
    [[nodiscard]] double quantile(double share) const;
};

/// Runs real clients (Application with its workers, a data folder, a user and a device each) in this process
/// and listeners in one of their own; raises alerts on clients drawn at random and waits for each of them on
/// the board of every other. Needs a QCoreApplication whose event loop does not run.
Result<LiveFigures> measureLive(const PrivateDepartment& department, const LivePlan& plan);

} // namespace vigil::app
