// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace vigil::test {

/// Of what a test leaves to chance: VIGIL_SEED, which repeats an earlier run, or a new one. Prints it.
[[nodiscard]] quint32 seedOfThisRun();

} // namespace vigil::test
