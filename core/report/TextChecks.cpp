// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/TextChecks.h"

#include "core/report/Assertion.h"
#include "core/report/TextPlaces.h"

#include <algorithm>

namespace vigil::report {

namespace {

const QString impressionCode = QStringLiteral("19005-8");
const QString conclusionCode = QStringLiteral("55110-1");
const QString findingsCode = QStringLiteral("59776-5");
const QString recommendationsCode = QStringLiteral("18783-1");

Remark remarkAt(Remark::Kind kind, const Place& place, qsizetype start, qsizetype length,
                const QString& message) {
    return {kind,
            place.section,
            place.paragraph,
            static_cast<int>(place.start + start),
            static_cast<int>(length),
            message};
}

bool isImpression(const Section& section) {
    return section.heading.value == impressionCode || section.heading.value == conclusionCode;
}

/// Sections that say what was seen, not what was asked or done before.
bool isStatement(const Section& section) {
    return isImpression(section) || section.heading.value == findingsCode ||
           section.heading.value == recommendationsCode;
}

bool hasText(const Section& section) {
    return std::any_of(section.paragraphs.begin(), section.paragraphs.end(),
                       [](const Paragraph& paragraph) { return !paragraph.text.trimmed().isEmpty(); });
}

void checkImpression(const ReportContent& content, QList<Remark>& remarks) {
    const bool written =
        std::any_of(content.sections.begin(), content.sections.end(),
                    [](const Section& section) { return isImpression(section) && hasText(section); });
    if (written) return;
    remarks << Remark{Remark::Kind::ImpressionEmpty,
                      -1,
                      -1,
                      0,
                      0,
                      QStringLiteral("The impression is empty. Say what the report comes to.")};
}

// --- laterality

enum class Side { Left, Right };

struct SideWord {
    Place place;
    qsizetype start;
    qsizetype length;
    Side side;
    QString organ; ///< what stands next to it, folded; empty when nothing known
};

const QRegularExpression& sideWords() {
    static const QRegularExpression words(QStringLiteral("\\b(left|right)(?:[- ]sided)?\\b"),
                                          QRegularExpression::CaseInsensitiveOption);
    return words;
}

/// The first organ within a few words after the side ("left lower lobe", "right-sided pleural effusion").
QString organAfter(const QString& sentence, qsizetype from) {
    static const QRegularExpression organs(
        QStringLiteral(
            "\\b(lung|lobe|hilum|pleura(?:l)?|pneumothorax|kidney|renal|adrenal|ovary|ovarian|testis|"
            "testicular|breast|hemisphere|frontal|parietal|temporal|occipital|ventricle|hip|knee|ankle|foot|"
            "wrist|hand|elbow|shoulder|femur|femoral|tibia|humerus|radius|ulna|clavicle|scaphoid|ribs?|"
            "iliac|ureter|axilla|thyroid|pulmonary|main bronchus|atrium)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    const auto rest = sentence.mid(from, 45);
    const auto match = organs.match(rest);
    // Another side word in between owns the organ.
    const auto other = sideWords().match(rest);
    if (!match.hasMatch() || (other.hasMatch() && other.capturedStart() < match.capturedStart())) return {};
    auto organ = match.captured(1).toLower();
    if (organ == QLatin1String("renal")) organ = QStringLiteral("kidney");
    if (organ.startsWith(QLatin1String("pleura"))) organ = QStringLiteral("pleura");
    if (organ.startsWith(QLatin1String("ovar"))) organ = QStringLiteral("ovary");
    if (organ.startsWith(QLatin1String("femor"))) organ = QStringLiteral("femur");
    if (organ.startsWith(QLatin1String("testi"))) organ = QStringLiteral("testis");
    if (organ == QLatin1String("ribs")) organ = QStringLiteral("rib");
    return organ;
}

QList<SideWord> sidesIn(const ReportContent& content, const std::function<bool(const Section&)>& wanted) {
    QList<SideWord> found;
    for (const auto& place : sentencesOf(content, wanted)) {
        auto matches = sideWords().globalMatch(place.text);
        while (matches.hasNext()) {
            const auto match = matches.next();
            if (assertionAt(place.text, match.capturedStart(), match.capturedLength()) == Assertion::Negated)
                continue;
            const auto side = match.captured(1).toLower() == QLatin1String("left") ? Side::Left : Side::Right;
            found << SideWord{place, match.capturedStart(), match.capturedLength(), side,
                              organAfter(place.text, match.capturedEnd())};
        }
    }
    return found;
}

QString sideText(Side side) {
    return side == Side::Left ? QStringLiteral("left") : QStringLiteral("right");
}

/// The one side an examination is of; nothing for both or none.
std::optional<Side> sideOfExamination(const ReportContent& content) {
    QString text;
    for (const auto& procedure : content.procedures)
        text += QLatin1Char(' ') + procedure.description + QLatin1Char(' ') + procedure.code.meaning;
    static const QRegularExpression left(QStringLiteral("\\b(left|lt|l)\\b"),
                                         QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression right(QStringLiteral("\\b(right|rt|r)\\b"),
                                          QRegularExpression::CaseInsensitiveOption);
    const bool isLeft = left.match(text).hasMatch();
    const bool isRight = right.match(text).hasMatch();
    if (isLeft == isRight) return std::nullopt;
    return isLeft ? Side::Left : Side::Right;
}

void checkLaterality(const ReportContent& content, QList<Remark>& remarks) {
    const auto findings =
        sidesIn(content, [](const Section& section) { return section.heading.value == findingsCode; });
    const auto impressions = sidesIn(content, isImpression);
    for (const auto& word : impressions) {
        const auto sameOrgan = [&](const SideWord& other) { return other.organ == word.organ; };
        if (word.organ.isEmpty()) {
            // Without an organ only a side that the findings never mention is worth a word.
            const bool mentioned = std::any_of(findings.begin(), findings.end(), [&](const SideWord& other) {
                return other.side == word.side;
            });
            if (findings.isEmpty() || mentioned) continue;
        } else {
            if (std::none_of(findings.begin(), findings.end(), sameOrgan)) continue;
            const bool agrees = std::any_of(findings.begin(), findings.end(), [&](const SideWord& other) {
                return sameOrgan(other) && other.side == word.side;
            });
            if (agrees) continue;
        }
        remarks << remarkAt(
            Remark::Kind::Laterality, word.place, word.start, word.length,
            QStringLiteral("The impression says %1, the findings say %2.")
                .arg(sideText(word.side), sideText(word.side == Side::Left ? Side::Right : Side::Left)));
    }
    const auto asked = sideOfExamination(content);
    if (!asked) return;
    for (const auto& word : sidesIn(content, isStatement)) {
        if (word.side == *asked) continue;
        remarks << remarkAt(Remark::Kind::Laterality, word.place, word.start, word.length,
                            QStringLiteral("The examination is of the %1 side, the text says %2.")
                                .arg(sideText(*asked), sideText(word.side)));
    }
}

// --- sex

void checkSex(const ReportContent& content, QList<Remark>& remarks) {
    static const QRegularExpression female(
        QStringLiteral(
            "\\b(uterus|uterine|ovary|ovaries|ovarian|endometri\\w+|cervix uteri|myometri\\w+|fallopian|"
            "vagina\\w*|adnexa\\w*|pregnan\\w+|hysterectomy)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression male(
        QStringLiteral(
            "\\b(prostat\\w+|testis|testes|testicular|seminal vesicles?|scrot\\w+|penis|penile|epididym\\w+)"
            "\\b"),
        QRegularExpression::CaseInsensitiveOption);
    const auto& sex = content.patient.sex;
    if (sex != QLatin1String("M") && sex != QLatin1String("F")) return;
    const auto& other = sex == QLatin1String("M") ? female : male;
    for (const auto& place : sentencesOf(content, isStatement)) {
        auto matches = other.globalMatch(place.text);
        while (matches.hasNext()) {
            const auto match = matches.next();
            remarks << remarkAt(
                Remark::Kind::SexAnatomy, place, match.capturedStart(), match.capturedLength(),
                QStringLiteral("\"%1\" does not go with the patient's sex (%2).").arg(match.captured(), sex));
        }
    }
}

// --- must-alert terms

bool isAsserted(Assertion assertion) {
    return assertion == Assertion::Affirmed || assertion == Assertion::Uncertain;
}

/// Calls `found(place, hit)` for each must-alert term that the text asserts.
void eachAsserted(const ReportContent& content, const alert::AlertPolicy& policy,
                  const std::function<void(const Place&, const TermHit&)>& found) {
    for (const auto& place : sentencesOf(content, isStatement))
        for (const auto& hit : policyTermsIn(place.text, policy))
            if (isAsserted(assertionAt(place.text, hit.start, hit.length))) found(place, hit);
}

AssertedFinding assertedFinding(const Place& place, const TermHit& hit) {
    return {hit.finding->code, hit.finding->label, place.text.mid(hit.start, hit.length), hit.term};
}

void checkMustAlert(const ReportContent& content, const alert::AlertPolicy& policy,
                    const QStringList& alertedFindings, QList<Remark>& remarks) {
    eachAsserted(content, policy, [&](const Place& place, const TermHit& hit) {
        if (isSpokenFor(assertedFinding(place, hit), policy, alertedFindings)) return;
        remarks << remarkAt(Remark::Kind::MustAlert, place, hit.start, hit.length,
                            QStringLiteral("\"%1\" needs an alert (%2), and there is none.")
                                .arg(place.text.mid(hit.start, hit.length), hit.finding->label));
    });
}

// --- follow-up and units

void checkFollowUp(const ReportContent& content, QList<Remark>& remarks) {
    static const QRegularExpression asks(
        QStringLiteral(
            "\\b(follow[- ]?up|repeat (?:ct|mr|mri|imaging|scan|radiograph|ultrasound|chest)|interval "
            "(?:ct|imaging|scan)|surveillance)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression dated(
        QStringLiteral(
            "\\b(\\d+|one|two|three|four|six|nine|twelve|eighteen|a|an)[- ]*(?:to |[-–] ?)?(?:\\d+ ?)?"
            "(days?|weeks?|months?|years?)\\b|\\b\\d{1,2}/\\d{1,2}/\\d{2,4}\\b|\\b\\d{4}-\\d\\d-\\d\\d\\b|"
            "\\b(january|february|march|april|may|june|july|august|september|october|november|december) "
            "\\d|\\b(today|tomorrow|annual(?:ly)?|yearly|immediate(?:ly)?|urgent(?:ly)?)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression wish(
        QStringLiteral(
            "\\b(recommend\\w*|suggest\\w*|advis\\w*|should|is needed|needs?|require[sd]?|arrange|please|"
            "for)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    for (const auto& place : sentencesOf(content, isStatement)) {
        const auto match = asks.match(place.text);
        if (!match.hasMatch() || dated.match(place.text).hasMatch()) continue;
        const bool recommends = wish.match(place.text).hasMatch() ||
                                content.sections.at(place.section).heading.value == recommendationsCode;
        if (!recommends ||
            !isAsserted(assertionAt(place.text, match.capturedStart(), match.capturedLength())))
            continue;
        remarks << remarkAt(Remark::Kind::FollowUpWithoutDate, place, match.capturedStart(),
                            match.capturedLength(),
                            QStringLiteral("Follow-up is recommended without saying by when."));
    }
}

void checkUnits(const ReportContent& content, QList<Remark>& remarks) {
    // A size without a unit, in words that are followed by sizes only.
    static const QRegularExpression bare(
        QStringLiteral("\\b(?:measur(?:es|ing)|diameter of|size of)\\s+(?:up to |approximately |about )?"
                       "(\\d+(?:\\.\\d+)?(?:\\s*[x×]\\s*\\d+(?:\\.\\d+)?)*)(?!\\s*(?:[x×.]|mm|cm|m\\b|ml|HU|"
                       "degrees?|°|%|"
                       "milli|centi|\\d))"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression huge(QStringLiteral("\\b(\\d+(?:\\.\\d+)?)\\s*cm\\b"),
                                         QRegularExpression::CaseInsensitiveOption);
    for (const auto& place : sentencesOf(content, isStatement)) {
        const auto match = bare.match(place.text);
        if (match.hasMatch())
            remarks << remarkAt(Remark::Kind::Units, place, match.capturedStart(1), match.capturedLength(1),
                                QStringLiteral("\"%1\" has no unit.").arg(match.captured(1)));
        auto sizes = huge.globalMatch(place.text);
        while (sizes.hasNext()) {
            const auto size = sizes.next();
            if (size.captured(1).toDouble() <= 45) continue;
            remarks << remarkAt(
                Remark::Kind::Units, place, size.capturedStart(), size.capturedLength(),
                QStringLiteral("%1 is larger than a person's chest: millimetres?").arg(size.captured()));
        }
    }
}

} // namespace

QString toText(Remark::Kind kind) {
    switch (kind) {
    case Remark::Kind::ImpressionEmpty:
        return QStringLiteral("impression-empty");
    case Remark::Kind::Laterality:
        return QStringLiteral("laterality");
    case Remark::Kind::SexAnatomy:
        return QStringLiteral("sex");
    case Remark::Kind::MustAlert:
        return QStringLiteral("must-alert");
    case Remark::Kind::FollowUpWithoutDate:
        return QStringLiteral("follow-up");
    case Remark::Kind::Units:
        return QStringLiteral("units");
    case Remark::Kind::WrongBodyPart:
        return QStringLiteral("body-part");
    case Remark::Kind::ImagesNotHere:
        return QStringLiteral("images-not-here");
    }
    return {};
}

QList<AssertedFinding> assertedFindings(const ReportContent& content, const alert::AlertPolicy& policy) {
    QList<AssertedFinding> asserted;
    eachAsserted(content, policy, [&](const Place& place, const TermHit& hit) {
        const auto known = std::any_of(asserted.begin(), asserted.end(),
                                       [&](const auto& each) { return each.code == hit.finding->code; });
        if (!known) asserted << assertedFinding(place, hit);
    });
    return asserted;
}

bool isSpokenFor(const AssertedFinding& asserted, const alert::AlertPolicy& policy,
                 const QStringList& alerted) {
    if (alerted.contains(asserted.code)) return true;
    return std::any_of(alerted.begin(), alerted.end(), [&](const QString& code) {
        const auto* finding = policy.finding(code);
        return finding &&
               std::any_of(finding->terms.begin(), finding->terms.end(), [&](const QString& longer) {
                   return longer.contains(asserted.term, Qt::CaseInsensitive);
               });
    });
}

QList<Remark> checkText(const ReportContent& content, const alert::AlertPolicy& policy,
                        const QStringList& alertedFindings) {
    QList<Remark> remarks;
    checkImpression(content, remarks);
    checkLaterality(content, remarks);
    checkSex(content, remarks);
    checkMustAlert(content, policy, alertedFindings, remarks);
    checkFollowUp(content, remarks);
    checkUnits(content, remarks);
    std::stable_sort(remarks.begin(), remarks.end(), [](const Remark& a, const Remark& b) {
        return std::tuple(a.section, a.paragraph, a.start) < std::tuple(b.section, b.paragraph, b.start);
    });
    return remarks;
}

} // namespace vigil::report
