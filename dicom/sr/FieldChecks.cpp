// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/FieldChecks.h"

#include <QRegularExpression>

#include <algorithm>

namespace vigil::dicom {

namespace {

Error invalid(const QString& field, const QString& why) {
    return {Error::Code::Invalid,
            QStringLiteral("The report cannot be stored as a document: %1 %2.").arg(field, why), QString()};
}

/// Characters as DICOM counts them: code points.
qsizetype lengthOf(const QString& value) {
    return value.toUcs4().size();
}

int limitOf(Vr vr) {
    return vr == Vr::Sh ? 16 : 64; // PS3.5 table 6.2-1
}

bool hasControls(const QString& value, Vr vr) {
    return std::any_of(value.cbegin(), value.cend(), [vr](QChar c) {
        return c.category() == QChar::Other_Control && !(vr == Vr::Ut && c == QLatin1Char('\n'));
    });
}

Result<void> checkName(const QString& field, const QString& value) {
    const auto groups = value.split(QLatin1Char('='));
    if (groups.size() > 3) return invalid(field, QStringLiteral("has more than three component groups"));
    for (const auto& group : groups) {
        if (lengthOf(group) > limitOf(Vr::Pn))
            return invalid(field, QStringLiteral("is longer than 64 characters"));
        if (group.count(QLatin1Char('^')) > 4)
            return invalid(field, QStringLiteral("has more than five parts"));
    }
    return {};
}

} // namespace

Result<void> checkField(const QString& field, const QString& value, Vr vr, Presence presence) {
    if (presence == Presence::Required && value.trimmed().isEmpty())
        return invalid(field, QStringLiteral("is empty"));
    if (!value.isValidUtf16()) return invalid(field, QStringLiteral("holds broken characters"));
    if (hasControls(value, vr)) return invalid(field, QStringLiteral("holds control characters"));
    if (vr == Vr::Ut) return {};
    if (value.contains(QLatin1Char('\\'))) return invalid(field, QStringLiteral("holds a backslash"));
    if (vr == Vr::Pn) return checkName(field, value);
    if (vr == Vr::Ui) {
        static const QRegularExpression form(QStringLiteral("^(0|[1-9]\\d*)(\\.(0|[1-9]\\d*))*$"));
        if (!value.isEmpty() && (value.size() > limitOf(vr) || !form.match(value).hasMatch()))
            return invalid(field, QStringLiteral("is no valid unique identifier"));
        return {};
    }
    if (lengthOf(value) > limitOf(vr))
        return invalid(field, QStringLiteral("is longer than %1 characters").arg(limitOf(vr)));
    return {};
}

Result<void> checkCode(const QString& field, const study::Code& code, Presence presence) {
    if (presence == Presence::Optional && code.isEmpty()) return {};
    // Values of more than 16 characters go into Long Code Value (PS3.3 8.8).
    VIGIL_CHECK(checkField(field + QStringLiteral(" (code value)"), code.value, Vr::Lo, Presence::Required));
    VIGIL_CHECK(
        checkField(field + QStringLiteral(" (coding scheme)"), code.scheme, Vr::Sh, Presence::Required));
    return checkField(field + QStringLiteral(" (code meaning)"), code.meaning, Vr::Lo, Presence::Required);
}

QString normalisedText(const QString& text) {
    QString result = text;
    result.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    result.replace(QLatin1Char('\r'), QLatin1Char('\n'));
    result.replace(QLatin1Char('\t'), QLatin1Char(' '));
    return result.trimmed();
}

QString fitting(QString value, int length) {
    value.replace(QLatin1Char('\\'), QLatin1Char('/'));
    value.removeIf([](QChar c) { return c.category() == QChar::Other_Control; });
    const auto points = value.toUcs4();
    return points.size() <= length
               ? value
               : QString::fromUcs4(reinterpret_cast<const char32_t*>(points.constData()), length).trimmed();
}

} // namespace vigil::dicom
