// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/Assertion.h"

#include "core/report/AssertionRules.h"

#include <QRegularExpression>

namespace vigil::report {

namespace {

/// Where a rule's words stand in the sentence.
struct Hit {
    const AssertionRule* rule;
    qsizetype start;
    qsizetype end;
};

QList<Hit> hitsIn(const QString& sentence) {
    QList<Hit> hits;
    for (const auto& rule : assertionRules()) {
        auto matches = rule.words.globalMatch(sentence);
        while (matches.hasNext()) {
            const auto match = matches.next();
            hits << Hit{&rule, match.capturedStart(), match.capturedEnd()};
        }
    }
    // "no increase in" is not "no": a longer phrase takes the words of the shorter ones.
    QList<Hit> kept;
    for (const auto& hit : hits) {
        const bool covered = std::any_of(hits.begin(), hits.end(), [&](const Hit& other) {
            return &other != &hit && other.start <= hit.start && other.end >= hit.end &&
                   other.end - other.start > hit.end - hit.start;
        });
        if (!covered) kept << hit;
    }
    return kept;
}

/// True when nothing that ends a trigger's reach stands between it and the concept.
bool reaches(const QList<Hit>& hits, const QString& sentence, qsizetype from, qsizetype to,
             const AssertionRule& rule) {
    for (const auto& hit : hits)
        if (hit.rule->effect == AssertionRule::Effect::Ends && hit.start >= from && hit.end <= to)
            return false;
    const auto between = QStringView(sentence).mid(from, to - from);
    static const QRegularExpression sentenceEnd(QStringLiteral("[.;!?](\\s|$)|\\n\\s*\\n"));
    if (sentenceEnd.match(between).hasMatch()) return false;
    static const QRegularExpression word(QStringLiteral("\\S+"));
    qsizetype words = 0;
    auto found = word.globalMatch(between);
    while (found.hasNext()) {
        static_cast<void>(found.next());
        ++words;
    }
    return words <= rule.reach;
}

/// The stronger reading wins: whom it is about, then whether it is there, then when.
int strength(Assertion assertion) {
    switch (assertion) {
    case Assertion::Other:
        return 5;
    case Assertion::Negated:
        return 4;
    case Assertion::Hypothetical:
        return 3;
    case Assertion::Historical:
        return 2;
    case Assertion::Uncertain:
        return 1;
    case Assertion::Affirmed:
        break;
    }
    return 0;
}

} // namespace

QString toText(Assertion assertion) {
    switch (assertion) {
    case Assertion::Affirmed:
        return QStringLiteral("affirmed");
    case Assertion::Negated:
        return QStringLiteral("negated");
    case Assertion::Uncertain:
        return QStringLiteral("uncertain");
    case Assertion::Historical:
        return QStringLiteral("historical");
    case Assertion::Hypothetical:
        return QStringLiteral("hypothetical");
    case Assertion::Other:
        break;
    }
    return QStringLiteral("other");
}

Assertion assertionAt(const QString& sentence, qsizetype start, qsizetype length) {
    const auto end = start + length;
    const auto hits = hitsIn(sentence);
    auto result = Assertion::Affirmed;
    for (const auto& hit : hits) {
        using Effect = AssertionRule::Effect;
        bool applies = false;
        switch (hit.rule->effect) {
        case Effect::Before:
            applies = hit.end <= start && reaches(hits, sentence, hit.end, start, *hit.rule);
            break;
        case Effect::After:
            applies = hit.start >= end && reaches(hits, sentence, end, hit.start, *hit.rule);
            break;
        case Effect::Around:
            applies = (hit.end <= start && reaches(hits, sentence, hit.end, start, *hit.rule)) ||
                      (hit.start >= end && reaches(hits, sentence, end, hit.start, *hit.rule));
            break;
        case Effect::Ends:
        case Effect::Nothing:
            break;
        }
        if (applies && strength(hit.rule->assertion) > strength(result)) result = hit.rule->assertion;
    }
    return result;
}

Assertion assertionOf(const QString& sentence, const QString& concept_) {
    const auto words = concept_.simplified();
    if (words.isEmpty()) return Assertion::Affirmed;
    QStringList parts;
    for (const auto& word : words.split(QLatin1Char(' ')))
        parts << QRegularExpression::escape(word);
    const auto pattern = parts.join(QStringLiteral("\\s+"));
    // Sets of sentences mark the concept by capitals: that place first.
    const QRegularExpression marked(
        QRegularExpression::escape(words.toUpper()).replace(QStringLiteral("\\ "), QStringLiteral("\\s+")));
    auto match = marked.match(sentence);
    if (!match.hasMatch())
        match = QRegularExpression(QStringLiteral("(?<![\\p{L}\\p{N}])%1").arg(pattern),
                                   QRegularExpression::CaseInsensitiveOption)
                    .match(sentence);
    if (!match.hasMatch())
        match = QRegularExpression(pattern, QRegularExpression::CaseInsensitiveOption).match(sentence);
    if (!match.hasMatch()) return Assertion::Affirmed;
    return assertionAt(sentence, match.capturedStart(), match.capturedLength());
}

} // namespace vigil::report
