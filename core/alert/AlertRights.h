// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/Alert.h"

namespace vigil::alert {

/// What only the author of an alert may do, and whoever its rules name beside. As long as the alert is not
/// known nothing is ruled out.
struct AlertRights {
    bool mayWithdraw = true; ///< or have another take its place
    bool mayLower = true;

    bool operator==(const AlertRights&) const = default;
};

/// Pure.
[[nodiscard]] AlertRights rightsOf(const Alert& alert, const report::User& user);

} // namespace vigil::alert
