// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Event.h"
#include "core/journal/Journal.h"

#include <QJsonObject>

namespace vigil::test {

/// An event as the log has it: `user` did it in `role` and sent it. `seq` 0 = still on this computer.
[[nodiscard]] journal::LoggedEvent aFact(const QString& aggregateKind, const QString& aggregateId,
                                         const QString& kind, QJsonObject data, const QString& user,
                                         const QString& role, qint64 seq);

/// What a department does: takes all pending events of these aggregates, in their order, each sent by its
/// author. Answers how many.
int acceptAll(journal::Journal& journal, const store::JournalStore& store, store::DataFolder& data,
              const QString& aggregateKind);

} // namespace vigil::test
