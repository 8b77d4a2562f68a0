// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/base/Clock.h"

#include <QUuid>

namespace vigil::alert {

/// What made untrue what those who had heard of an alert were told. Follows from the log; a value.
struct AlertChange {
    enum class What {
        Withdrawn,
        Superseded, ///< another alert stands in its place
        Lowered,
        Raised,
        Restored ///< one of the above was taken back, or the finding was seen again
    };
    What what = What::Withdrawn;
    QUuid event;
    qint64 seq = 0; ///< in the log; 0: not there yet
    UtcTime at{};
    Party by;
    QString before;       ///< label of the category until then
    qint64 undoneSeq = 0; ///< of Restored: where what it takes back stands

    bool operator==(const AlertChange&) const = default;
};

} // namespace vigil::alert
