// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/Alert.h"

#include <QHash>

/// What is said about a restricted alert for its team alone. It stands in the sealed parts of its events;
/// this computer has those of its own acts, the department reveals others and keeps who asked. Pure.
namespace vigil::alert {

/// What stands in the open part instead.
inline const QString keptApartWords = QStringLiteral("Kept apart for the team");

/// What an event says, with its sealed words as far as they are here.
[[nodiscard]] QJsonObject wholeData(const Fact& fact);
/// The events that have such words which are not here, in their order.
[[nodiscard]] QList<QUuid> keptApart(const Alert& alert);
/// Whether this role is of the team that such words are for.
[[nodiscard]] bool isOfTheTeam(const Alert& alert, const QString& role);
/// With the sealed parts that the department revealed: to be shown, never to be kept.
[[nodiscard]] Alert withRevealed(Alert alert, const QHash<QUuid, QByteArray>& sealed);

} // namespace vigil::alert
