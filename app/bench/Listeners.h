// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/Settings.h"

#include <functional>

namespace vigil::app {

/// So many connections to a department, a thread each, that do what a client's does: wait for news and fetch
/// what is new. `ready` is called when all of them wait; then it goes on until `isOver` returns, which may
/// block. Answers how many events they received together.
Result<qint64> listen(const DepartmentSettings& department, const QString& user, int connections,
                      const std::function<void()>& ready, const std::function<void()>& isOver);

} // namespace vigil::app
