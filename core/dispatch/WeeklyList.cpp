// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/WeeklyList.h"

#include "core/base/Ids.h"

#include <QLocale>

#include <algorithm>

namespace vigil::dispatch {

namespace {

QString day(UtcTime time, const QTimeZone& zone) {
    return QLocale(QLocale::English, QLocale::UnitedKingdom)
        .toString(toDateTime(time).toTimeZone(zone), QStringLiteral("d MMMM yyyy, HH:mm"));
}

QString words(const alert::Party& owner) {
    if (owner.name.isEmpty()) return owner.role;
    const auto name = study::displayName(owner.name);
    return owner.role.isEmpty() ? name : QStringLiteral("%1, %2").arg(name, owner.role);
}

QStringList whyOf(const alert::AlertView& view, UtcTime now, const QTimeZone& zone) {
    QStringList why;
    if (view.nextAt && *view.nextAt < now)
        why << QStringLiteral("past its limit since %1: %2").arg(day(*view.nextAt, zone), toText(view.due));
    else if (view.act.what.isEmpty() && view.actBy && *view.actBy < now)
        why << QStringLiteral("not acted on by %1").arg(day(*view.actBy, zone));
    if (view.state == alert::State::NoRoute) why << QStringLiteral("no route");
    for (const auto& item : view.attention)
        why << item.reason;
    return why;
}

} // namespace

QList<WeeklyLine> weeklyList(const alert::BoardRows& rows, UtcTime now, const QTimeZone& zone) {
    auto open = rows;
    open.removeIf([](const alert::BoardRow& row) { return !row->view.open; });
    std::stable_sort(open.begin(), open.end(), [](const alert::BoardRow& a, const alert::BoardRow& b) {
        const auto key = [](const alert::AlertRow& row) {
            return std::tuple(words(row.view.owner), row.rank, row.view.raisedAt);
        };
        return key(*a) < key(*b);
    });
    QList<WeeklyLine> lines;
    for (const auto& row : open) {
        const auto why = whyOf(row->view, now, zone);
        if (why.isEmpty()) continue;
        lines << WeeklyLine{words(row->view.owner), row->view.alertId, row->categoryLabel, row->view.raisedAt,
                            why};
    }
    return lines;
}

QString weeklyText(const QList<WeeklyLine>& lines, UtcTime now, const QTimeZone& zone) {
    auto text = QStringLiteral("Imaging alerts that need a look, as of %1: %2\n")
                    .arg(day(now, zone))
                    .arg(lines.size());
    QString owner;
    bool first = true;
    for (const auto& line : lines) {
        if (first || line.owner != owner)
            text +=
                QStringLiteral("\n%1\n").arg(line.owner.isEmpty() ? QStringLiteral("Nobody") : line.owner);
        first = false;
        owner = line.owner;
        text += QStringLiteral("  %1, raised %2, reference %3: %4\n")
                    .arg(line.category, day(line.raisedAt, zone), line.alertId,
                         line.why.join(QStringLiteral("; ")));
    }
    return text;
}

std::optional<WeeklyTime> WeeklyTime::parse(const QString& text) {
    static const QStringList days{QStringLiteral("mon"), QStringLiteral("tue"), QStringLiteral("wed"),
                                  QStringLiteral("thu"), QStringLiteral("fri"), QStringLiteral("sat"),
                                  QStringLiteral("sun")};
    const auto words = text.simplified().split(QLatin1Char(' '));
    WeeklyTime time;
    time.day = static_cast<int>(days.indexOf(words.first().toLower())) + 1;
    time.at = QTime::fromString(words.value(1), QStringLiteral("HH:mm"));
    if (words.size() != 2 || time.day == 0 || !time.at.isValid()) return std::nullopt;
    return time;
}

namespace {

/// Where the clocks go forward there may be no such time on that day: then it is an hour later.
QDateTime momentOf(const QDate& day, const QTime& at, const QTimeZone& zone) {
    constexpr int anHour = 3600;
    const QDateTime moment(day, at, zone);
    const bool exists = moment.toUTC().toTimeZone(zone).time() == at;
    return exists ? moment : QDateTime(day, at.addSecs(anHour), zone);
}

} // namespace

std::optional<QDate> weeklyDue(const WeeklyTime& time, UtcTime now, const QTimeZone& zone) {
    constexpr int daysOfWeek = 7;
    const auto local = toDateTime(now).toTimeZone(zone);
    auto day = local.date().addDays(-((local.date().dayOfWeek() - time.day + daysOfWeek) % daysOfWeek));
    if (momentOf(day, time.at, zone) > local) day = day.addDays(-daysOfWeek);
    const auto due = fromDateTime(momentOf(day, time.at, zone));
    if (now > due + weeklyLateness) return std::nullopt;
    return day;
}

QString weeklyAggregate(const QDate& day) {
    return QStringLiteral("weekly ") + day.toString(Qt::ISODate);
}

QUuid weeklyNoticeId(const QUuid& logId, const QDate& day, const QString& mailAddress) {
    return derivedId(logId, QStringLiteral("%1 %2").arg(weeklyAggregate(day), mailAddress));
}

} // namespace vigil::dispatch
