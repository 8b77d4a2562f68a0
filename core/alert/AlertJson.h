// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/Alert.h"
#include "core/alert/AlertBoard.h"

#include <QJsonObject>

/// Alert values as JSON: the parts of events and the rows of the board. Pure.
namespace vigil::alert {

/// What of the policy an alert takes along: its category, the calendar of the next months, who stands above.
struct Rules {
    CategoryRule category;
    WorkingCalendar calendar;
    QString officerRole;
    QString dutyRole;
    QStringList mayLower;      ///< roles, beside the author
    QStringList mayWithdraw;   ///< roles, beside the author
    QString officerDeputyRole; ///< hears of everything that comes to the officer; may be empty

    bool operator==(const Rules&) const = default;
};
/// `day`: bank holidays long before or after it are left out.
[[nodiscard]] Rules rulesOf(const AlertPolicy& policy, const CategoryRule& category, const QDate& day);

[[nodiscard]] QJsonObject toObject(const Rules& rules);
[[nodiscard]] Rules rulesFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const Party& party);
[[nodiscard]] Party partyFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const AlertDraft& draft);
[[nodiscard]] AlertDraft draftFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const CallRecord& call);
[[nodiscard]] CallRecord callFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const Act& act);
[[nodiscard]] Act actFromObject(const QJsonObject& object);

/// The row without what depends on the time of looking.
[[nodiscard]] QByteArray toJson(const AlertRow& row);
[[nodiscard]] AlertRow rowFromJson(const QByteArray& json);

} // namespace vigil::alert
