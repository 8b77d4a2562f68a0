// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/followup/FollowUpStory.h"

#include "core/alert/AlertJson.h"
#include "core/followup/FollowUpJson.h"

#include <algorithm>

namespace vigil::followup {

namespace {

constexpr std::chrono::minutes retractable{10};
constexpr int wholeInterval = 100;

QString dataText(const Fact& fact, const char* key) {
    return fact.data.value(QLatin1String(key)).toString().trimmed();
}

alert::Party byOf(const Fact& fact) {
    return alert::partyFromObject(fact.data.value(QLatin1String("by")).toObject());
}

bool canBeRetracted(const QString& eventKind) {
    namespace kind = journal::kind;
    return eventKind == kind::followUpBooked || eventKind == kind::followUpReassigned ||
           eventKind == kind::followUpRejected || eventKind == kind::followUpNoted ||
           eventKind == kind::followUpClosed;
}

} // namespace

const Fact* lastActOf(const FollowUp& followUp, const QString& userId) {
    QSet<QUuid> gone;
    for (const auto& fact : followUp.facts)
        if (fact.logged.event.kind == journal::kind::followUpRetracted)
            gone << QUuid(dataText(fact, "event"));
    const Fact* last = nullptr;
    for (const auto& fact : followUp.facts) {
        const auto& event = fact.logged.event;
        if (event.author == userId && canBeRetracted(event.kind) && !gone.contains(event.eventId))
            last = &fact;
    }
    return last;
}

bool canStillBeTakenBack(const Fact& fact, UtcTime now) {
    return now - fact.at() <= retractable;
}

FollowUpStory::FollowUpStory(const FollowUp& followUp) : m_followUpId(followUp.followUpId) {
    if (!followUp.facts.isEmpty()) m_firstFactAt = followUp.facts.first().at();
    readRetractions(followUp);
    // Whatever the log's order made of it, nothing can be told before what it is about.
    for (const auto& fact : followUp.facts)
        if (fact.logged.event.kind == journal::kind::followUpRecommended) tellRecommended(fact);
    for (const auto& fact : followUp.facts)
        if (!m_retracted.contains(fact.logged.event.eventId)) tell(fact);
}

/// A retraction counts when it is of the same person, of an act that can be taken back, and in time.
void FollowUpStory::readRetractions(const FollowUp& followUp) {
    for (const auto& fact : followUp.facts) {
        if (fact.logged.event.kind != journal::kind::followUpRetracted) continue;
        const QUuid target(dataText(fact, "event"));
        const auto of = std::find_if(followUp.facts.begin(), followUp.facts.end(),
                                     [&](const Fact& each) { return each.logged.event.eventId == target; });
        if (of == followUp.facts.end() || !canBeRetracted(of->logged.event.kind) ||
            of->logged.event.author != fact.logged.event.author)
            remark(fact, QStringLiteral("takes back something that is not this person's to take back"));
        else if (fact.at() - of->at() > retractable)
            remark(fact, QStringLiteral("came too late to take something back"));
        else
            m_retracted << target;
    }
}

void FollowUpStory::tell(const Fact& fact) {
    namespace kind = journal::kind;
    using Teller = void (FollowUpStory::*)(const Fact&);
    static const QHash<QString, Teller> tellers{{kind::followUpBooked, &FollowUpStory::tellBooked},
                                                {kind::followUpReassigned, &FollowUpStory::tellReassigned},
                                                {kind::followUpReminded, &FollowUpStory::tellReminded},
                                                {kind::followUpEscalated, &FollowUpStory::tellEscalated},
                                                {kind::followUpProposed, &FollowUpStory::tellProposed},
                                                {kind::followUpRejected, &FollowUpStory::tellRejected},
                                                {kind::followUpClosed, &FollowUpStory::tellClosed}};
    const auto& event = fact.logged.event;
    if (event.kind == kind::followUpRecommended || event.kind == kind::followUpRetracted) return;
    if (event.kind.startsWith(QLatin1String("notice."))) return tellNotice(fact);
    if (event.kindVersion > 1 || (event.kind != kind::followUpNoted && !tellers.contains(event.kind))) {
        m_needsNewer = true;
        return;
    }
    if (event.kind == kind::followUpNoted) {
        m_notes << dataText(fact, "text");
        return;
    }
    if (m_closed && event.kind != kind::followUpProposed) {
        // The machine's own steps may cross an end; a person's act after it must be looked at.
        if (event.kind != kind::followUpReminded && event.kind != kind::followUpEscalated)
            remark(fact, QStringLiteral("came after the follow-up had ended"));
        return;
    }
    (this->*tellers.value(event.kind))(fact);
}

void FollowUpStory::tellRecommended(const Fact& fact) {
    if (fact.logged.event.kindVersion > 1) m_needsNewer = true;
    if (m_recommended) return remark(fact, QStringLiteral("recommends again what was recommended already"));
    m_recommended = fact;
    m_draft = draftFromObject(fact.data);
    m_rules = rulesFromObject(fact.data.value(QLatin1String("rules")).toObject());
    m_recommendedBy = byOf(fact);
    m_owner = m_draft.owner;
}

void FollowUpStory::tellBooked(const Fact& fact) {
    const auto day = QDate::fromString(dataText(fact, "day"), Qt::ISODate);
    if (!day.isValid()) return remark(fact, QStringLiteral("books without a day"));
    if (m_draft.dueDate.isValid() && day > m_draft.dueDate)
        remark(fact, QStringLiteral("books a day after the due date"));
    m_booked = fact;
    m_bookedFor = day;
    m_bookedWhere = dataText(fact, "where");
    m_escalations = 0;
    m_owner = officer(); // the referrer has done it; the department watches that it takes place
}

void FollowUpStory::tellReassigned(const Fact& fact) {
    const auto to = alert::partyFromObject(fact.data.value(QLatin1String("to")).toObject());
    if (to.isEmpty()) return remark(fact, QStringLiteral("hands it on to nobody"));
    m_owner = to;
}

void FollowUpStory::tellReminded(const Fact& fact) {
    const int share = fact.data.value(QLatin1String("share")).toInt();
    if (!m_booked && share > m_reminded) m_reminded = share;
}

void FollowUpStory::tellEscalated(const Fact& fact) {
    // Of an earlier clock: it was booked meanwhile.
    const QUuid began(dataText(fact, "began"));
    const auto& clock = m_booked ? m_booked : m_recommended;
    const int number = fact.data.value(QLatin1String("number")).toInt();
    if (!clock || began != clock->logged.event.eventId || number <= m_escalations) return;
    m_escalations = number;
    m_escalatedAt = fact.at();
    m_reminded = m_booked ? m_reminded : std::max(m_reminded, wholeInterval);
    m_owner = officer();
}

void FollowUpStory::tellProposed(const Fact& fact) {
    const auto proposal = proposalFromObject(fact.data);
    const auto known = std::any_of(m_proposals.begin(), m_proposals.end(), [&](const auto& each) {
        return each.proposal.studyUid == proposal.studyUid;
    });
    if (known || proposal.studyUid.isEmpty()) return; // two computers saw it
    m_proposals << ProposedExamination{proposal, fact.logged.event.eventId, false, {}};
}

void FollowUpStory::tellRejected(const Fact& fact) {
    const auto uid = dataText(fact, "study");
    const auto of = std::find_if(m_proposals.begin(), m_proposals.end(),
                                 [&](const auto& each) { return each.proposal.studyUid == uid; });
    if (of == m_proposals.end())
        return remark(fact, QStringLiteral("says no to an examination that was not proposed"));
    of->rejected = true;
    of->rejectedBecause = dataText(fact, "reason");
}

QString FollowUpStory::whyNotClosed(const Closing& closing, const Fact& fact) const {
    const auto by = byOf(fact);
    const bool isReporter = m_recommended && fact.logged.event.author == m_recommended->logged.event.author;
    const bool isOfficer = !by.role.isEmpty() && by.role == officer().role;
    switch (closing.end) {
    case End::Answered: {
        const bool isOwnExamination =
            std::any_of(m_draft.procedures.begin(), m_draft.procedures.end(),
                        [&](const auto& each) { return each.studyUid == closing.studyUid; });
        if (closing.studyUid.isEmpty() || isOwnExamination)
            return QStringLiteral("closes without naming the examination that answers it");
        if (closing.verifiedReport.isEmpty())
            return QStringLiteral("closes with an examination whose report is not verified");
        if (!isReporter && !isOfficer && !m_rules.mayConfirm.contains(by.role))
            return QStringLiteral("closes, which is for a reporter or the fail-safe officer to confirm");
        return {};
    }
    case End::ReferrersDecision:
        if (closing.decidedBy.name.trimmed().isEmpty() || closing.decidedBy.role.trimmed().isEmpty())
            return QStringLiteral("closes by a decision of nobody named");
        break;
    case End::EnteredInError:
        if (!isReporter && !isOfficer)
            return QStringLiteral("closes as an error, which is for its author or the officer to say");
        break;
    case End::DoneElsewhere:
    case End::DeclinedByPatient:
    case End::Died:
        break;
    }
    return closing.note.trimmed().isEmpty() ? QStringLiteral("closes without saying how that is known")
                                            : QString();
}

void FollowUpStory::tellClosed(const Fact& fact) {
    const auto closing = closingFromObject(fact.data);
    if (!closing) {
        m_needsNewer = true;
        return;
    }
    const auto objection =
        m_recommended ? whyNotClosed(*closing, fact) : QStringLiteral("closes what is not known here");
    if (!objection.isEmpty()) return remark(fact, objection);
    m_closed = fact;
    m_closing = *closing;
}

void FollowUpStory::tellNotice(const Fact& fact) {
    const auto notice = dataText(fact, "notice");
    if (fact.logged.event.kind == journal::kind::noticeSent) m_failedNotices.remove(notice);
    if (fact.logged.event.kind != journal::kind::noticeFailed) return;
    m_failedNotices.insert(notice, {fact.logged.event.eventId, fact.logged.event.kind,
                                    QStringLiteral("could not be sent: %1").arg(dataText(fact, "reason"))});
}

void FollowUpStory::remark(const Fact& fact, const QString& reason) {
    m_attention << AttentionItem{fact.logged.event.eventId, fact.logged.event.kind, reason};
}

} // namespace vigil::followup
