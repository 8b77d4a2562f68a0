// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"

#include <QList>
#include <QString>

#include <optional>

namespace vigil::safetynet {

/// How often alerts are raised, and what was judged to need none: fatigue is a hazard too. A value.
struct AlertRates {
    struct Category {
        QString label;
        int alerts = 0;

        bool operator==(const Category&) const = default;
    };
    struct NotNeeded {
        QString reason;
        int count = 0;

        bool operator==(const NotNeeded&) const = default;
    };
    UtcTime since{};
    int reports = 0;              ///< signed as final since then, as far as the mirror reaches
    QList<Category> categories;   ///< of the policy in force, most urgent first
    QList<NotNeeded> notNeeded;   ///< the most frequent first
    int dismissedWhenSigning = 0; ///< must-alert remarks, on this computer

    bool operator==(const AlertRates&) const = default;
};

/// Nothing while no report is known. Pure.
[[nodiscard]] std::optional<double> perHundred(int alerts, int reports);

} // namespace vigil::safetynet
