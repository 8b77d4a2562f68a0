// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Event.h"

#include <QList>

namespace vigil::journal {

/// The order in which folds read events, whatever the order in which they arrived: accepted ones by seq, then
/// this computer's pending ones by device number. An event that came twice is there once, with its receipt
/// when it has one. Pure.
[[nodiscard]] QList<LoggedEvent> inLogOrder(const QList<LoggedEvent>& events);

} // namespace vigil::journal
