// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/Patient.h"

#include <QHash>
#include <QStringList>

namespace vigil::study {

namespace {

QString bestGroup(const QString& dicomName) {
    for (const auto& group : dicomName.split(QLatin1Char('=')))
        if (!group.trimmed().isEmpty()) return group;
    return {};
}

} // namespace

QString displayName(const QString& dicomName) {
    const auto parts = bestGroup(dicomName).split(QLatin1Char('^'));
    const auto part = [&parts](qsizetype index) {
        return index < parts.size() ? parts.at(index).trimmed() : QString();
    };
    QStringList given;
    for (const qsizetype index : {3, 1, 2, 4})
        if (!part(index).isEmpty()) given << part(index);
    if (part(0).isEmpty()) return given.join(QLatin1Char(' '));
    return given.isEmpty() ? part(0) : part(0) + QStringLiteral(", ") + given.join(QLatin1Char(' '));
}

QString foldedForSearch(const QString& text) {
    QString folded;
    const auto decomposed = text.normalized(QString::NormalizationForm_KD).toCaseFolded();
    folded.reserve(decomposed.size());
    for (const QChar c : decomposed) {
        if (c.category() == QChar::Mark_NonSpacing) continue;
        folded += c == QLatin1Char('^') || c == QLatin1Char('=') ? QLatin1Char(' ') : c;
    }
    return folded.simplified();
}

namespace {

/// A board compares the same few people with each of its rows, several times.
const QString& foldedName(const QString& dicomName) {
    constexpr qsizetype atMost = 1000;
    thread_local QHash<QString, QString> known;
    if (const auto found = known.constFind(dicomName); found != known.constEnd()) return *found;
    if (known.size() >= atMost) known.clear();
    return *known.insert(dicomName, foldedForSearch(displayName(dicomName)));
}

} // namespace

bool isSamePerson(const QString& a, const QString& b) {
    if (a.isEmpty()) return false;
    const auto folded = foldedName(a);
    return folded == foldedName(b);
}

QString ageAt(const QDate& birthDate, const QDate& day) {
    if (!birthDate.isValid() || !day.isValid() || day < birthDate) return {};
    constexpr int daysShownUpTo = 56;
    constexpr int monthsShownUpTo = 24;
    const auto days = birthDate.daysTo(day);
    if (days < daysShownUpTo) return QStringLiteral("%1 d").arg(days);
    int months = (day.year() - birthDate.year()) * 12 + day.month() - birthDate.month();
    if (day.day() < birthDate.day()) --months;
    if (months < monthsShownUpTo) return QStringLiteral("%1 m").arg(months);
    return QStringLiteral("%1 y").arg(months / 12);
}

} // namespace vigil::study
