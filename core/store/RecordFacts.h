// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/DataFolder.h"
#include "core/store/OwnFacts.h"

namespace vigil::store {

/// Writes events of this computer's user: all of them and their outbox rows in one transaction on vigil.db,
/// or none; then wakes the delivery and shows them in the mirror. Blocks; for worker threads that are no
/// reader's and no writer's.
Result<void> recordFacts(DataFolder& data, OwnFacts& facts, const QList<journal::Event>& events);

} // namespace vigil::store
