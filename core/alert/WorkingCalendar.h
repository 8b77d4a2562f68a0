// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"

#include <QDate>
#include <QSet>
#include <QTimeZone>

#include <optional>

namespace vigil::alert {

/// How long something may take, in the words of the policy file ("30 min", "4 h", "7 days", "2 working
/// days").
struct Limit {
    enum class Unit { Minutes, Hours, Days, WorkingDays };
    int amount = 0;
    Unit unit = Unit::Minutes;

    bool operator==(const Limit&) const = default;
};

/// "30 min", "4 h", "7 days", "2 working days".
[[nodiscard]] QString toText(const Limit& limit);
[[nodiscard]] std::optional<Limit> limitFromText(const QString& text);

/// Which days count as working days where the department stands. A plain value.
struct WorkingCalendar {
    QTimeZone zone{QByteArrayLiteral("Europe/London")};
    QSet<QDate> bankHolidays;

    /// Which day it is there at that moment.
    [[nodiscard]] QDate dayOf(UtcTime time) const { return toDateTime(time).toTimeZone(zone).date(); }
    [[nodiscard]] bool isWorkingDay(const QDate& day) const;
    bool operator==(const WorkingCalendar&) const = default;
};

/// When a limit that runs from `from` is reached. Days and working days are counted on the local calendar and
/// end at the same local time of day; something raised on a day off starts to count at the next working day's
/// midnight.
[[nodiscard]] UtcTime dueAt(UtcTime from, const Limit& limit, const WorkingCalendar& calendar);

} // namespace vigil::alert
