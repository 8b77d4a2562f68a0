// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/DicomTime.h"

#include <QRegularExpression>

#include <cstdlib>

namespace vigil::dicom {

namespace {

QDateTime local(UtcTime time, int utcOffsetMinutes) {
    return toDateTime(std::chrono::floor<std::chrono::seconds>(time) +
                      std::chrono::minutes(utcOffsetMinutes));
}

} // namespace

QString dicomDate(UtcTime time, int utcOffsetMinutes) {
    return local(time, utcOffsetMinutes).toString(QStringLiteral("yyyyMMdd"));
}

QString dicomTime(UtcTime time, int utcOffsetMinutes) {
    const auto micros = (time - std::chrono::floor<std::chrono::seconds>(time)).count();
    return local(time, utcOffsetMinutes).toString(QStringLiteral("HHmmss")) +
           QStringLiteral(".%1").arg(micros, 6, 10, QLatin1Char('0'));
}

QString dicomOffset(int utcOffsetMinutes) {
    const int minutes = std::abs(utcOffsetMinutes);
    return QStringLiteral("%1%2%3")
        .arg(utcOffsetMinutes < 0 ? QLatin1Char('-') : QLatin1Char('+'))
        .arg(minutes / 60, 2, 10, QLatin1Char('0'))
        .arg(minutes % 60, 2, 10, QLatin1Char('0'));
}

QString dicomDateTime(UtcTime time, int utcOffsetMinutes) {
    return dicomDate(time, utcOffsetMinutes) + dicomTime(time, utcOffsetMinutes) +
           dicomOffset(utcOffsetMinutes);
}

std::optional<UtcTime> fromDicomDateTime(const QString& text) {
    static const QRegularExpression form(
        QStringLiteral("^(\\d{14})(?:\\.(\\d{1,6}))?([+-])(\\d\\d)(\\d\\d)$"));
    const auto match = form.match(text.trimmed());
    if (!match.hasMatch()) return std::nullopt;
    auto time = QDateTime::fromString(match.captured(1), QStringLiteral("yyyyMMddHHmmss"));
    if (!time.isValid()) return std::nullopt;
    time.setTimeSpec(Qt::UTC);
    const auto fraction =
        std::chrono::microseconds(match.captured(2).leftJustified(6, QLatin1Char('0')).toInt());
    const auto offset = std::chrono::minutes(match.captured(4).toInt() * 60 + match.captured(5).toInt());
    const auto seconds = UtcTime(std::chrono::seconds(time.toSecsSinceEpoch()));
    return seconds + fraction - (match.captured(3) == QLatin1String("-") ? -offset : offset);
}

} // namespace vigil::dicom
