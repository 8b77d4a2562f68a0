// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/sync/Destination.h"

#include <QList>

/// Outbox messages as files, to be carried by hand when nothing else works (`vigilctl outbox export|import`).
/// They hold patient data in the clear: files are readable by their owner only. Importing twice does no
/// harm: messages have ids.
namespace vigil::sync::outboxFiles {

/// One file a message into an existing folder, each complete or absent; answers their names in order.
[[nodiscard]] Result<QStringList> write(const QString& folder, const QList<OutboxMessage>& messages);
/// The messages of a folder in their order. Corrupt, and nothing taken, when one of them was damaged.
[[nodiscard]] Result<QList<OutboxMessage>> read(const QString& folder);

} // namespace vigil::sync::outboxFiles
