// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/Call.h"

namespace vigil::app {

/// `vigilctl bench department`, and its parts that run in a process of their own.
[[nodiscard]] bool isDepartmentBench(const QString& part);
int departmentBenchVerb(Call& call);

} // namespace vigil::app
