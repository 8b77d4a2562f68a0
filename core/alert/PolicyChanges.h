// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/Alert.h"
#include "core/alert/AlertPolicy.h"

namespace vigil::alert {

/// What changes from one policy to another, one line each, in words: findings, categories, limits, routes,
/// who may do what, calendar. Empty when nobody would notice. Pure.
[[nodiscard]] QStringList differences(const AlertPolicy& from, const AlertPolicy& to);

/// An alert that would have had another category, owner or limits.
struct ReplayedAlert {
    QString alertId;
    UtcTime raisedAt;
    QString findingCode;
    QStringList changes;

    bool operator==(const ReplayedAlert&) const = default;
};

struct Replay {
    int looked = 0; ///< alerts that were looked at
    QList<ReplayedAlert> changed;

    bool operator==(const Replay&) const = default;
};

/// Raises these alerts again under `policy`, in thought, and compares with what they were raised under. No
/// patient data in the answer. Pure.
[[nodiscard]] Replay replayed(const QList<Alert>& alerts, const AlertPolicy& policy);

} // namespace vigil::alert
