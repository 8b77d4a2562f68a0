// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/worklist/WorklistText.h"

#include <QLocale>

namespace vigil::ui {

namespace {

constexpr qint64 minute = 60;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

} // namespace

QString urgencyWord(study::Urgency urgency) {
    switch (urgency) {
    case study::Urgency::Emergency:
        return QStringLiteral("Emergency");
    case study::Urgency::Inpatient:
        return QStringLiteral("Inpatient");
    case study::Urgency::SuspectedCancer:
        return QStringLiteral("Cancer pathway");
    case study::Urgency::Urgent:
        return QStringLiteral("Urgent");
    case study::Urgency::Routine:
        return QStringLiteral("Routine");
    }
    return {};
}

QString urgencyIcon(study::Urgency urgency) {
    switch (urgency) {
    case study::Urgency::Emergency:
        return QStringLiteral("emergency");
    case study::Urgency::Inpatient:
        return QStringLiteral("inpatient");
    case study::Urgency::SuspectedCancer:
        return QStringLiteral("pathway");
    case study::Urgency::Urgent:
        return QStringLiteral("urgent");
    case study::Urgency::Routine:
        return QStringLiteral("routine");
    }
    return {};
}

QString statusWord(study::ReadingStatus status) {
    switch (status) {
    case study::ReadingStatus::Unread:
        return QStringLiteral("Unread");
    case study::ReadingStatus::Claimed:
        return QStringLiteral("Claimed");
    case study::ReadingStatus::Draft:
        return QStringLiteral("Draft");
    case study::ReadingStatus::Preliminary:
        return QStringLiteral("Preliminary");
    case study::ReadingStatus::Final:
        return QStringLiteral("Final");
    case study::ReadingStatus::OutsideUnverified:
        return QStringLiteral("Outside report, unverified");
    }
    return {};
}

QString statusIcon(study::ReadingStatus status) {
    switch (status) {
    case study::ReadingStatus::Unread:
        return QStringLiteral("unread");
    case study::ReadingStatus::Claimed:
        return QStringLiteral("claimed");
    case study::ReadingStatus::Draft:
        return QStringLiteral("draft");
    case study::ReadingStatus::Preliminary:
        return QStringLiteral("preliminary");
    case study::ReadingStatus::Final:
        return QStringLiteral("final");
    case study::ReadingStatus::OutsideUnverified:
        return QStringLiteral("outside");
    }
    return {};
}

bool isBreached(const study::WorklistRow& row, const QDateTime& now) {
    return row.status != study::ReadingStatus::Final && row.dueAt.isValid() && row.dueAt < now;
}

bool isNearBreach(const study::WorklistRow& row, const QDateTime& now) {
    return row.status != study::ReadingStatus::Final && row.dueAt.isValid() && !isBreached(row, now) &&
           now.secsTo(row.dueAt) <= hour;
}

QString durationText(qint64 seconds) {
    if (seconds < minute) return QStringLiteral("under a minute");
    if (seconds < hour) return QStringLiteral("%1 min").arg(seconds / minute);
    if (seconds >= 10 * day) return QStringLiteral("%1 d").arg(seconds / day);
    if (seconds >= 10 * hour && seconds < day) return QStringLiteral("%1 h").arg(seconds / hour);
    if (seconds < day) return QStringLiteral("%1 h %2 min").arg(seconds / hour).arg(seconds % hour / minute);
    return QStringLiteral("%1 d %2 h").arg(seconds / day).arg(seconds % day / hour);
}

QString limitText(const study::WorklistRow& row, const QDateTime& now) {
    if (row.status == study::ReadingStatus::Final) return QStringLiteral("reported");
    if (!row.dueAt.isValid()) return {};
    const auto seconds = now.secsTo(row.dueAt);
    return seconds >= 0 ? QStringLiteral("in %1").arg(durationText(seconds))
                        : QStringLiteral("over by %1").arg(durationText(-seconds));
}

Tone limitTone(const study::WorklistRow& row, const QDateTime& now) {
    if (isBreached(row, now)) return Tone::Critical;
    if (isNearBreach(row, now)) return Tone::Warning;
    return row.status == study::ReadingStatus::Final ? Tone::Muted : Tone::Plain;
}

QString imagesText(const study::WorklistRow& row) {
    if (row.imagesExpected < 0)
        return row.imagesHere > 0 ? QStringLiteral("%1 here").arg(row.imagesHere)
                                  : QStringLiteral("none here");
    if (row.imagesHere >= row.imagesExpected) return QString::number(row.imagesHere);
    return row.imagesHere == 0 ? QStringLiteral("none of %1").arg(row.imagesExpected)
                               : QStringLiteral("%1 of %2").arg(row.imagesHere).arg(row.imagesExpected);
}

QString alertsText(const study::WorklistRow& row) {
    if (row.openAlerts <= 0) return {};
    if (row.criticalAlerts <= 0) return QStringLiteral("%1 open").arg(row.openAlerts);
    const int others = row.openAlerts - row.criticalAlerts;
    return others > 0 ? QStringLiteral("%1 critical, %2 other").arg(row.criticalAlerts).arg(others)
                      : QStringLiteral("%1 critical").arg(row.criticalAlerts);
}

QString ageAndSex(const study::Patient& patient, const QDate& onDay) {
    return QStringLiteral("%1 %2").arg(study::ageAt(patient.birthDate, onDay), patient.sex).trimmed();
}

QString momentText(const QDateTime& moment, const QDateTime& now) {
    if (!moment.isValid()) return {};
    const auto local = moment.toLocalTime();
    const auto time = local.time().toString(QStringLiteral("HH:mm"));
    const auto daysAgo = local.date().daysTo(now.toLocalTime().date());
    if (daysAgo == 0) return time;
    if (daysAgo == 1) return QStringLiteral("yesterday %1").arg(time);
    const QLocale british(QLocale::English, QLocale::UnitedKingdom);
    const bool thisYear = local.date().year() == now.toLocalTime().date().year();
    return QStringLiteral("%1 %2").arg(
        british.toString(local.date(), thisYear ? QStringLiteral("d MMM") : QStringLiteral("d MMM yyyy")),
        time);
}

} // namespace vigil::ui
