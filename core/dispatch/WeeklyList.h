// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"

#include <QTimeZone>

/// What the officer sends to the clinical director once a week: the open alerts that went wrong, by owner.
/// Pure; names no patient. Any thread.
namespace vigil::dispatch {

struct WeeklyLine {
    QString owner; ///< name and role; empty when nobody owns it
    QString alertId;
    QString category;
    UtcTime raisedAt{};
    QStringList why; ///< "past its limit since …", "no route", what needs a look

    bool operator==(const WeeklyLine&) const = default;
};

/// Owner by owner, and of each the most urgent and oldest first.
[[nodiscard]] QList<WeeklyLine> weeklyList(const QList<alert::AlertRow>& rows, UtcTime now,
                                           const QTimeZone& zone);
[[nodiscard]] QString weeklyText(const QList<WeeklyLine>& lines, UtcTime now, const QTimeZone& zone);

} // namespace vigil::dispatch
