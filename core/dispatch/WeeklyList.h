// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"

#include <QTime>
#include <QTimeZone>
#include <QUuid>

#include <chrono>
#include <optional>

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
[[nodiscard]] QList<WeeklyLine> weeklyList(const alert::BoardRows& rows, UtcTime now, const QTimeZone& zone);
[[nodiscard]] QString weeklyText(const QList<WeeklyLine>& lines, UtcTime now, const QTimeZone& zone);

/// When it is mailed: "Mon 08:00", local time of the policy's zone.
struct WeeklyTime {
    int day = 1; ///< 1 Monday to 7 Sunday (ISO 8601)
    QTime at{8, 0};

    /// Nothing when it cannot be read.
    [[nodiscard]] static std::optional<WeeklyTime> parse(const QString& text);
    bool operator==(const WeeklyTime&) const = default;
};

/// How long after its time the list still goes out, should no dispatcher have worked then or no mail server
/// have answered. The next one says what is still so.
constexpr std::chrono::hours weeklyLateness{3 * 24};

/// The day whose list is due, also when it has been sent; nothing when that is too long ago.
[[nodiscard]] std::optional<QDate> weeklyDue(const WeeklyTime& time, UtcTime now, const QTimeZone& zone);

/// The aggregate that holds the notices of one week's list: "weekly 2026-11-30", of kind "dispatcher".
[[nodiscard]] QString weeklyAggregate(const QDate& day);
/// The same whoever sends it and however often; `logId`: of the department.
[[nodiscard]] QUuid weeklyNoticeId(const QUuid& logId, const QDate& day, const QString& mailAddress);

} // namespace vigil::dispatch
