// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertPolicy.h"

namespace vigil::alert {

/// How long before its end a calendar is a fault: somebody has to publish the next one in time.
inline constexpr int calendarWarningDays = 90;

/// What a well-formed policy leaves in danger on this day: a calendar that ends, an owner who may not accept,
/// a category without a text code, a most urgent one without a call. Plain English, for the officer's list.
/// Pure.
[[nodiscard]] QStringList faultsOf(const AlertPolicy& policy, const QDate& today);

} // namespace vigil::alert
