// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/PacsSearch.h"

#include <QRegularExpression>

#include <algorithm>

namespace vigil::study {

namespace {

constexpr int lettersOfAName = 2; ///< fewer would bring half of the archive

bool isWildCard(QChar letter) {
    return letter == QLatin1Char('*') || letter == QLatin1Char('?');
}

/// "Smith, Jane" and "smith jane" find "Smith^Jane".
QString namePattern(const QString& text) {
    static const QRegularExpression between(QStringLiteral("[\\s,^=\\\\]+"));
    auto pattern = text.split(between, Qt::SkipEmptyParts).join(QLatin1Char('*'));
    if (!pattern.endsWith(QLatin1Char('*'))) pattern += QLatin1Char('*');
    return pattern;
}

} // namespace

QList<WorklistQuery> queriesFor(const QString& text) {
    auto wanted = text.trimmed();
    const auto letters = std::count_if(wanted.cbegin(), wanted.cend(), [](QChar c) { return c.isLetter(); });
    const bool hasDigit = std::any_of(wanted.cbegin(), wanted.cend(), [](QChar c) { return c.isDigit(); });
    WorklistQuery query;
    if (!hasDigit) {
        if (letters < lettersOfAName) return {};
        query.patientName = namePattern(wanted);
        return {query};
    }
    // NHS numbers are written in groups.
    if (letters == 0) wanted.remove(QLatin1Char(' '));
    wanted.remove(QLatin1Char('\\'));
    if (std::all_of(wanted.cbegin(), wanted.cend(), isWildCard)) return {};
    query.patientId = wanted;
    WorklistQuery byAccession;
    byAccession.accessionNumber = wanted;
    return {query, byAccession};
}

QStringList searchWords(const QString& text) {
    auto folded = foldedForSearch(text);
    folded.replace(QLatin1Char(','), QLatin1Char(' '));
    QStringList words;
    for (const auto& word : folded.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const auto wildCard = std::find_if(word.cbegin(), word.cend(), isWildCard);
        if (wildCard != word.cbegin()) words << word.left(wildCard - word.cbegin());
    }
    return words;
}

bool mayHoldAny(const Study& study, const QStringList& modalities) {
    return modalities.isEmpty() || study.modalities.isEmpty() ||
           std::any_of(modalities.begin(), modalities.end(),
                       [&study](const QString& modality) { return study.modalities.contains(modality); });
}

} // namespace vigil::study
