// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/PageText.h"

#include <QLocale>

#include <cmath>

namespace vigil::page {

namespace {

QString counted(qint64 count, const char* one) {
    const auto word = QLatin1String(one);
    return count == 1 ? QStringLiteral("1 ") + word : QStringLiteral("%1 %2s").arg(count).arg(word);
}

QString durationWords(std::chrono::minutes duration) {
    constexpr int hour = 60;
    constexpr int day = 24 * hour;
    const auto minutes = duration.count();
    if (minutes < 1) return QStringLiteral("less than a minute");
    if (minutes < hour) return counted(minutes, "minute");
    if (minutes < 4 * hour && minutes % hour != 0)
        return counted(minutes / hour, "hour") + QLatin1Char(' ') + counted(minutes % hour, "minute");
    if (minutes < 2 * day) return counted(minutes / hour, "hour");
    return counted(minutes / day, "day");
}

} // namespace

QString timeWords(UtcTime at, UtcTime now, const QTimeZone& zone) {
    const auto local = toDateTime(at).toTimeZone(zone);
    const auto today = toDateTime(now).toTimeZone(zone).date();
    const auto time = local.toString(QStringLiteral("HH:mm"));
    const auto days = today.daysTo(local.date());
    if (days == 0) return time + QStringLiteral(" today");
    if (days == 1) return time + QStringLiteral(" tomorrow");
    if (days == -1) return time + QStringLiteral(" yesterday");
    static const QLocale british(QLocale::English, QLocale::UnitedKingdom);
    const bool sameYear = local.date().year() == today.year();
    return QStringLiteral("%1 on %2")
        .arg(time, british.toString(local.date(), sameYear ? QStringLiteral("dddd d MMMM")
                                                           : QStringLiteral("d MMMM yyyy")));
}

QString leftWords(UtcTime until, UtcTime now) {
    const bool late = until < now;
    const auto between = late ? now - until : until - now;
    return durationWords(std::chrono::floor<std::chrono::minutes>(between)) +
           (late ? QStringLiteral(" late") : QStringLiteral(" left"));
}

QString urgencyWords(const alert::CategoryRule& category) {
    const auto& code = category.radlex.value;
    if (code == QLatin1String("RID49480")) return QStringLiteral("Needs somebody to act within minutes.");
    if (code == QLatin1String("RID49481")) return QStringLiteral("Needs somebody to act within hours.");
    if (code == QLatin1String("RID49482")) return QStringLiteral("Needs somebody to act within days.");
    return {};
}

QString personWords(const QString& name) {
    if (!name.contains(QLatin1Char('^'))) return name;
    const auto parts = name.section(QLatin1Char('='), 0, 0).split(QLatin1Char('^'));
    return QStringList{parts.value(3), parts.value(1), parts.value(2), parts.value(0), parts.value(4)}
        .join(QLatin1Char(' '))
        .simplified();
}

QString partyWords(const alert::Party& party) {
    if (party.name.isEmpty()) return party.role;
    const auto name = personWords(party.name);
    return party.role.isEmpty() ? name : QStringLiteral("%1, %2").arg(name, party.role);
}

QString toldWords(alert::Act::PatientTold told) {
    switch (told) {
    case alert::Act::PatientTold::Yes:
        return QStringLiteral("The patient was told.");
    case alert::Act::PatientTold::No:
        return QStringLiteral("The patient was not told.");
    case alert::Act::PatientTold::NotYetKnown:
        break;
    }
    return QStringLiteral("Whether the patient was told is not known yet.");
}

} // namespace vigil::page
