// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Clock.h"

#include <QTimeZone>

namespace vigil {

UtcTime SystemClock::now() const {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

QDateTime toDateTime(UtcTime time) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

UtcTime fromDateTime(const QDateTime& time) {
    return UtcTime(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

QString toIso(UtcTime time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto micros = (time - seconds).count();
    const auto date = QDateTime::fromSecsSinceEpoch(seconds.time_since_epoch().count(), Qt::UTC);
    return date.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")) +
           QStringLiteral(".%1Z").arg(micros, 6, 10, QLatin1Char('0'));
}

std::optional<UtcTime> fromIso(const QString& text) {
    // Qt keeps milliseconds only: take the fraction off, parse the rest, add it again.
    const auto dot = text.indexOf(QLatin1Char('.'));
    QString whole = text;
    qint64 micros = 0;
    if (dot > 0) {
        qsizetype end = dot + 1;
        while (end < text.size() && text.at(end).isDigit())
            ++end;
        QString digits = text.mid(dot + 1, end - dot - 1).left(6);
        if (digits.isEmpty()) return std::nullopt;
        micros = digits.leftJustified(6, QLatin1Char('0')).toLongLong();
        whole = text.left(dot) + text.mid(end);
    }
    // PostgreSQL writes "+00" where ISO 8601 for Qt wants "+00:00", and a space for the T.
    whole.replace(QLatin1Char(' '), QLatin1Char('T'));
    const auto sign = std::max(whole.lastIndexOf(QLatin1Char('+')), whole.lastIndexOf(QLatin1Char('-')));
    if (sign > whole.indexOf(QLatin1Char('T')) && whole.size() - sign == 3) whole += QStringLiteral(":00");
    const auto parsed = QDateTime::fromString(whole, Qt::ISODate);
    if (!parsed.isValid() || parsed.timeSpec() == Qt::LocalTime) return std::nullopt;
    return UtcTime(std::chrono::seconds(parsed.toSecsSinceEpoch()) + std::chrono::microseconds(micros));
}

} // namespace vigil
