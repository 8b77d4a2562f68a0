// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"

namespace vigil::alert {

/// The row of an alert, without what depends on the time of looking. Pure.
[[nodiscard]] AlertRow rowOf(const Alert& alert);

} // namespace vigil::alert
