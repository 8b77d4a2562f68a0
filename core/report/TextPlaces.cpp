// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/TextPlaces.h"

#include <algorithm>

namespace vigil::report {

namespace {

/// Sentence ends: a stop before white space, but not in "1.5 cm", "e.g." or "no. 3"; and every line break.
QList<std::pair<qsizetype, qsizetype>> sentenceRanges(const QString& text) {
    static const QRegularExpression end(
        QStringLiteral("(?<!\\be\\.g)(?<!\\bi\\.e)(?<!\\bapprox)(?<!\\bvs)(?<!\\bno)[.;!?](?=\\s|$)|\\n"),
        QRegularExpression::CaseInsensitiveOption);
    QList<std::pair<qsizetype, qsizetype>> ranges;
    qsizetype from = 0;
    auto ends = end.globalMatch(text);
    while (ends.hasNext()) {
        const auto stop = ends.next().capturedEnd();
        ranges << std::pair(from, stop);
        from = stop;
    }
    if (from < text.size()) ranges << std::pair(from, text.size());
    return ranges;
}

/// The term's words in their order; side and place may stand between them ("large left pneumothorax"), and a
/// plural is the same thing.
QRegularExpression patternOf(const QString& term) {
    static const auto between = QStringLiteral("(?:[\\s-]+(?:left|right|bilateral|sided|side|apical|basal|"
                                               "anterior|posterior|upper|lower|middle|lobe|"
                                               "zone|new|acute))*[\\s-]+");
    QStringList words;
    for (const auto& word : term.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        words << QRegularExpression::escape(word);
    return QRegularExpression(
        QStringLiteral("(?<![\\p{L}\\p{N}])%1(?=s?(?![\\p{L}\\p{N}]))").arg(words.join(between)),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
}

} // namespace

QList<Place> sentencesOf(const ReportContent& content, const std::function<bool(const Section&)>& wanted) {
    QList<Place> places;
    for (int s = 0; s < content.sections.size(); ++s) {
        const auto& section = content.sections.at(s);
        if (!wanted(section)) continue;
        for (int p = 0; p < section.paragraphs.size(); ++p) {
            const auto& text = section.paragraphs.at(p).text;
            for (const auto& [from, to] : sentenceRanges(text))
                places << Place{s, p, from, text.mid(from, to - from)};
        }
    }
    return places;
}

QList<TermHit> policyTermsIn(const QString& sentence, const alert::AlertPolicy& policy) {
    QList<TermHit> hits;
    for (const auto& finding : policy.findings()) {
        for (const auto& term : finding.terms) {
            // Most terms are not in the sentence at all: only then the pattern is worth its cost.
            if (!sentence.contains(term.section(QLatin1Char(' '), 0, 0), Qt::CaseInsensitive)) continue;
            auto found = patternOf(term).globalMatch(sentence);
            while (found.hasNext()) {
                const auto match = found.next();
                hits << TermHit{&finding, match.capturedStart(), match.capturedLength(), term};
            }
        }
    }
    QList<TermHit> kept;
    for (const auto& hit : hits) {
        const bool covered = std::any_of(hits.begin(), hits.end(), [&](const TermHit& other) {
            return other.length > hit.length && other.start <= hit.start &&
                   other.start + other.length >= hit.start + hit.length;
        });
        const bool twice = std::any_of(kept.begin(), kept.end(),
                                       [&](const TermHit& other) { return other.finding == hit.finding; });
        if (!covered && !twice) kept << hit;
    }
    return kept;
}

} // namespace vigil::report
