// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/sync/Destination.h"

#include <QList>

/// Outbox messages as a file, to be carried by hand when nothing else works (`vigilctl outbox
/// export|import`). They hold patient data in the clear: whoever writes the file makes it readable by its
/// owner only. Importing twice does no harm: messages have ids. Pure.
namespace vigil::sync::outboxFiles {

[[nodiscard]] QByteArray toText(const QList<OutboxMessage>& messages);
/// All messages in their order, each as its destination needs it, or none: the fault names the first that is
/// damaged or was never written by toText().
[[nodiscard]] Result<QList<OutboxMessage>> fromText(const QByteArray& text);

} // namespace vigil::sync::outboxFiles
