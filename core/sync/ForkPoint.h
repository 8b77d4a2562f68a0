// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/journal/Event.h"

#include <QList>

#include <functional>
#include <optional>

namespace vigil::sync {

/// The last of the known points (of one chain, in order) that is on the other chain too; nothing when none
/// is. `hashAt` answers NotFound past the other chain's end. Two chains that differ at one point differ at
/// all later ones, so this asks only log2(n) times.
[[nodiscard]] Result<std::optional<journal::Position>>
lastCommonPoint(const QList<journal::Position>& known,
                const std::function<Result<QByteArray>(qint64 seq)>& hashAt);

} // namespace vigil::sync
