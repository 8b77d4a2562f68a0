// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/AssertionRules.h"

namespace vigil::report {

namespace {

using Effect = AssertionRule::Effect;

struct Line {
    Effect effect;
    Assertion assertion;
    int reach;
    const char* phrases; ///< separated by '|'; a space stands for any white space
};

constexpr int near = 6;
constexpr int wide = 12;

const Line lines[] = {
    // Not there.
    {Effect::Before, Assertion::Negated, wide,
     "no|not|without|denies|denied|denying|deny|negative for|no evidence of|no evidence for|no sign of|no "
     "signs of|"
     "free of|absence of|absent|lack of|lacks|never|never had|no new|nor|none of|fails to reveal|failed to "
     "show|"
     "did not show|does not show|not show|ruled out|rules out|has been ruled out "
     "for|excludes|excluded|rather than|"
     "cleared of|no suggestion of|no features of|no convincing|no definite|no suspicious|unremarkable for|"
     "resolution of|rule out for"},
    {Effect::After, Assertion::Negated, near,
     "ruled out|was ruled out|is ruled out|are ruled out|has been ruled out|have been ruled out|is excluded|"
     "are excluded|was excluded|were excluded|has been excluded|not seen|is not seen|are not seen|was not "
     "seen|"
     "were not seen|not identified|not demonstrated|not present|not evident|not visualised|not visualized|"
     "not appreciated|not detected|absent|is absent|are absent|is negative|are negative|was negative|were "
     "negative|"
     "negative|has resolved|have resolved|resolved|did not|unlikely|is unlikely|free"},
    // Triggers that only look like it.
    {Effect::Nothing, Assertion::Affirmed, 0,
     "no increase|no interval increase|no change|no interval change|no significant change|no significant "
     "interval "
     "change|no further|not only|not certain if|not certain whether|no longer than|not necessarily|without "
     "difficulty|"
     "gram negative|not cause|not drain|no cause of|no cause for|not causing|not extend|not to exclude|no "
     "doubt|"
     "without further|no obvious change|no substantial change|unchanged|no improvement|not improved|not "
     "resolved|"
     "has not resolved|have not resolved|cannot be excluded|can not be excluded|cannot exclude|can not "
     "exclude|"
     "cannot rule out|could not be excluded|not excluded|not ruled out|cannot be ruled out|could not be "
     "ruled out"},
    // Perhaps there.
    {Effect::Around, Assertion::Uncertain, near,
     "possible|possibly|probable|probably|may|might|could be|may be|likely|suspected|suspicion of|suspicious "
     "for|"
     "suggestive of|suggests|suggesting|concerning for|worrisome "
     "for|equivocal|questionable|presumed|presumably|"
     "cannot exclude|can not exclude|cannot be excluded|can not be excluded|could not be excluded|not "
     "excluded|"
     "cannot rule out|cannot be ruled out|could not be ruled out|not ruled out|query|differential|versus|vs|"
     "thought to be|felt to be|raises the possibility of|in keeping with possible|perhaps"},
    // Only thought of.
    {Effect::Before, Assertion::Hypothetical, wide,
     "if|if there is|if there are|if there was|if there were|in case of|in the event of|return for|return "
     "if|should there be|look for|looking for|to look "
     "for|watch for|"
     "to exclude|rule out|to rule out|r/o|to evaluate for|evaluate for|evaluation of|evaluation for|assess "
     "for|"
     "to assess for|at risk of|at risk for|risk of|monitor for|screening for|screen for|concern for|prevent|"
     "prevention of|prophylaxis for|precautions for|as needed for|prn|for possible|query of|clinical "
     "question"},
    {Effect::After, Assertion::Hypothetical, 3, "prophylaxis|precautions|risk|screening|screen"},
    // Once there.
    {Effect::Before, Assertion::Historical, wide,
     "history of|hx of|h/o|history|past history of|past medical history|past surgical "
     "history|pmh|pmhx|psh|previous|"
     "previously|prior|previous history of|remote|status post|s/p|known history of|with a history of|years "
     "ago|"
     "in the past|old|last year|had a history of|background of|past"},
    {Effect::After, Assertion::Historical, near,
     "in the past|years ago|year ago|months ago|last year|history|in childhood|as a child|previously|"
     "status post|s/p|in 19\\d\\d|in 20\\d\\d"},
    {Effect::Nothing, Assertion::Affirmed, 0,
     "history and physical|history physical|clinical history|history taking|history of present illness|"
     "poor history|social history|year old|years old|year-old|week old|month old|day old|prior to|previous "
     "to|"
     "compared to prior|compared with prior|compared with previous|compared to previous|prior study|prior "
     "studies|"
     "prior examination|previous examination|previous study|prior ct|prior exam|past week|past day|past "
     "month|"
     "past few|past several|old records"},
    // Somebody else's.
    {Effect::Around, Assertion::Other, wide,
     "family history|family hx|fh|mother|father|brother|sister|aunt|uncle|grandmother|grandfather|cousin|"
     "maternal|paternal|sibling|siblings|mother's|father's|brother's|sister's|daughter|son"},
    // What ends their reach.
    {Effect::Ends, Assertion::Affirmed, 0,
     "but|however|although|though|yet|nevertheless|except|except for|apart from|aside from|other than|which|"
     "who|whose|because|secondary to|due to|as a cause of|as the cause of|cause of|causing|causes|source "
     "of|reason for|"
     "presents|presented|presenting|presents with|still|with persistent|there is|there are|there was|there "
     "were|"
     "patient has|patient had|he has|she has|he had|she had|remains|consistent with|otherwise|until"},
};

/// Letters and digits on neither side, any white space between the words.
QRegularExpression wordsOf(const QString& phrase) {
    auto pattern = phrase;
    pattern.replace(QLatin1Char(' '), QStringLiteral("\\s+"));
    return QRegularExpression(QStringLiteral("(?<![\\p{L}\\p{N}])(?:%1)(?![\\p{L}\\p{N}])").arg(pattern),
                              QRegularExpression::CaseInsensitiveOption |
                                  QRegularExpression::UseUnicodePropertiesOption);
}

} // namespace

const QList<AssertionRule>& assertionRules() {
    static const QList<AssertionRule> rules = [] {
        QList<AssertionRule> list;
        for (const auto& line : lines)
            for (const auto& phrase : QString::fromLatin1(line.phrases).split(QLatin1Char('|')))
                list << AssertionRule{wordsOf(phrase), line.effect, line.assertion, line.reach};
        return list;
    }();
    return rules;
}

} // namespace vigil::report
