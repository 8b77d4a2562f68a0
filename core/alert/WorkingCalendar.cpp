// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/WorkingCalendar.h"

#include <QHash>
#include <QRegularExpression>

namespace vigil::alert {

QString toText(const Limit& limit) {
    switch (limit.unit) {
    case Limit::Unit::Minutes:
        return QStringLiteral("%1 min").arg(limit.amount);
    case Limit::Unit::Hours:
        return QStringLiteral("%1 h").arg(limit.amount);
    case Limit::Unit::Days:
        return limit.amount == 1 ? QStringLiteral("1 day") : QStringLiteral("%1 days").arg(limit.amount);
    case Limit::Unit::WorkingDays:
        break;
    }
    return limit.amount == 1 ? QStringLiteral("1 working day")
                             : QStringLiteral("%1 working days").arg(limit.amount);
}

std::optional<Limit> limitFromText(const QString& text) {
    static const QRegularExpression form(
        QStringLiteral("^\\s*(\\d{1,5})\\s*(min|minutes?|h|hours?|days?|working days?)\\s*$"));
    const auto match = form.match(text);
    if (!match.hasMatch()) return std::nullopt;
    const auto word = match.captured(2);
    auto unit = Limit::Unit::Minutes;
    if (word.startsWith(QLatin1String("working")))
        unit = Limit::Unit::WorkingDays;
    else if (word.startsWith(QLatin1Char('d')))
        unit = Limit::Unit::Days;
    else if (word.startsWith(QLatin1Char('h')))
        unit = Limit::Unit::Hours;
    const int amount = match.captured(1).toInt();
    if (amount == 0) return std::nullopt;
    return Limit{amount, unit};
}

bool WorkingCalendar::isWorkingDay(const QDate& day) const {
    return day.dayOfWeek() <= Qt::Friday && !bankHolidays.contains(day);
}

namespace {

UtcTime localTime(const QDate& day, const QTime& time, const QTimeZone& zone) {
    QDateTime local(day, time, zone);
    // An hour that the change to summer time leaves out: the next one that exists.
    if (!local.isValid()) local = QDateTime(day, time.addSecs(3600), zone);
    return fromDateTime(local);
}

} // namespace

UtcTime dueAt(UtcTime from, const Limit& limit, const WorkingCalendar& calendar) {
    if (limit.unit == Limit::Unit::Minutes) return from + std::chrono::minutes(limit.amount);
    if (limit.unit == Limit::Unit::Hours) return from + std::chrono::hours(limit.amount);
    const auto start = toDateTime(from).toTimeZone(calendar.zone);
    auto day = start.date();
    auto time = start.time();
    if (limit.unit == Limit::Unit::Days) return localTime(day.addDays(limit.amount), time, calendar.zone);
    if (!calendar.isWorkingDay(day)) {
        time = QTime(0, 0);
        while (!calendar.isWorkingDay(day))
            day = day.addDays(1);
    }
    for (int left = limit.amount; left > 0; --left) {
        do
            day = day.addDays(1);
        while (!calendar.isWorkingDay(day));
    }
    return localTime(day, time, calendar.zone);
}

} // namespace vigil::alert
