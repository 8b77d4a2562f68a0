// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/followup/FollowUpService.h"

#include "core/alert/AlertJson.h"
#include "core/base/Async.h"
#include "core/followup/FollowUpJson.h"
#include "core/report/UserEvent.h"
#include "core/store/RecordFacts.h"
#include "core/store/StudyStore.h"
#include "core/study/SamePatient.h"

#include <QJsonDocument>

#include <algorithm>
#include <limits>

namespace vigil::followup {

namespace {

using Answer = QFuture<Result<void>>;

Error refusal(const QString& message) {
    return {Error::Code::Invalid, message, {}};
}

/// The PACS does not talk with this computer, whoever it is asked for.
bool isSilence(Error::Code code) {
    return code == Error::Code::Unreachable || code == Error::Code::Timeout || code == Error::Code::Refused ||
           code == Error::Code::Denied || code == Error::Code::Busy;
}

bool isBlankText(const QString& text) {
    return text.trimmed().isEmpty();
}

/// What a draft lacks, or where it contradicts itself.
Result<void> complete(const FollowUpDraft& draft, const QDate& today) {
    if (draft.patient.key.id.isEmpty() || draft.procedures.isEmpty())
        return refusal(QStringLiteral(
            "The follow-up belongs to no patient and examination. Open the study, then recommend it."));
    if (!draft.reportPatient.id.isEmpty() && !study::isSamePatient(draft.reportPatient, draft.patient.key))
        return refusal(QStringLiteral(
            "The follow-up is of another patient than the report. Nothing was recorded; open the "
            "report of the patient it is meant for."));
    QStringList missing;
    if (isBlankText(draft.modality)) missing << QStringLiteral("which modality");
    if (isBlankText(draft.bodyPart)) missing << QStringLiteral("which part of the body");
    if (isBlankText(draft.reason)) missing << QStringLiteral("what it is to answer");
    if (!draft.dueDate.isValid()) missing << QStringLiteral("by when");
    if (isBlankText(draft.owner.name) && isBlankText(draft.owner.role))
        missing << QStringLiteral("who has it booked");
    if (!missing.isEmpty()) return refusal(QStringLiteral("Say %1.").arg(missing.join(QStringLiteral(", "))));
    if (draft.dueDate < today)
        return refusal(QStringLiteral("The due date has passed. Choose a day from today on."));
    return {};
}

} // namespace

FollowUpService::FollowUpService(FollowUpPolicy policy, Parts parts, report::User user)
    : m_policy(std::move(policy)), m_parts(std::move(parts)), m_user(std::move(user)) {
    m_pool.setMaxThreadCount(2); // looking in a slow PACS never holds up an act
}

FollowUpService::~FollowUpService() {
    m_pool.waitForDone();
}

FollowUpRules FollowUpService::rules() const {
    auto rules = m_policy.rules();
    const auto& alerts = m_parts.policies.current();
    rules.officerRole = alerts.officerRole();
    rules.zone = alerts.calendar().zone;
    return rules;
}

journal::Event FollowUpService::eventOf(const QString& followUpId, const Deed& deed) const {
    auto event = report::userEvent(m_user, {journal::aggregate::followUp, followUpId}, deed.kind, deed.data,
                                   m_parts.clock, m_parts.ids, m_parts.policies.current().sha256());
    event.onBehalfOf = deed.onBehalfOf;
    return event;
}

Result<void> FollowUpService::record(const QList<journal::Event>& events) {
    VIGIL_CHECK(store::recordFacts(m_parts.data, m_parts.facts, events));
    Q_EMIT m_parts.events.followUpsChanged();
    Q_EMIT m_parts.events.outboxChanged();
    return {};
}

Result<FollowUp> FollowUpService::load(const QString& followUpId) const {
    VIGIL_TRY(auto found, m_parts.data.cacheReader().runAndWait([&](const store::Database& cache) {
        return m_parts.followUps.load(cache, followUpId);
    }));
    if (found.facts.isEmpty())
        return Error{Error::Code::NotFound, QStringLiteral("This follow-up is not on this computer."), {}};
    return found;
}

QFuture<Result<QString>> FollowUpService::recommend(const FollowUpDraft& draft) {
    return runOn(m_pool, [this, draft] { return recommendNow(draft); });
}

Result<QString> FollowUpService::recommendNow(FollowUpDraft draft) {
    draft.modality = draft.modality.trimmed().toUpper();
    const auto rules = this->rules();
    VIGIL_CHECK(complete(draft, toDateTime(m_parts.clock.now()).toTimeZone(rules.zone).date()));
    const auto id = vigil::toText(m_parts.ids.uuid());
    auto data = toObject(draft);
    data.insert(QStringLiteral("rules"), toObject(rules));
    VIGIL_CHECK(record({eventOf(id, {journal::kind::followUpRecommended, data, {}})}));
    return id;
}

Answer FollowUpService::act(const QString& followUpId, Deed deed) {
    return runOn(m_pool, [this, followUpId, deed = std::move(deed)] { return actNow(followUpId, deed); });
}

/// The fold says whether the act would count; one that would not is refused here instead of being kept.
Result<void> FollowUpService::actNow(const QString& followUpId, const Deed& deed) {
    VIGIL_TRY(const auto before, load(followUpId));
    const auto view = stateAt(before, m_parts.clock.now());
    if (!view.open && deed.kind != journal::kind::followUpNoted &&
        deed.kind != journal::kind::followUpRetracted)
        return Error{Error::Code::Conflict,
                     QStringLiteral("This follow-up has ended (%1). Nothing was recorded.")
                         .arg(toText(view.closing.end)),
                     {}};
    const auto event = eventOf(followUpId, deed);
    auto pending = event;
    pending.deviceSeq = std::numeric_limits<qint64>::max(); // after everything that is here
    QList<journal::LoggedEvent> events;
    for (const auto& fact : before.facts)
        events << fact.logged;
    events << journal::LoggedEvent{pending, {}};
    const auto after = stateAt(followUpOf(followUpId, events), m_parts.clock.now());
    for (const auto& item : after.attention)
        // A late booking counts, and whoever looks at the follow-up sees that it is late.
        if (item.eventId == event.eventId && deed.kind != journal::kind::followUpBooked)
            return refusal(QStringLiteral("Nothing was recorded: this %1.").arg(item.reason));
    return record({event});
}

Answer FollowUpService::book(const QString& followUpId, const QDate& day, const QString& where) {
    if (!day.isValid())
        return readyFuture<Result<void>>(refusal(QStringLiteral("Say for which day it is booked.")));
    return act(followUpId, {journal::kind::followUpBooked,
                            {{QStringLiteral("day"), day.toString(Qt::ISODate)},
                             {QStringLiteral("where"), where.trimmed()}},
                            {}});
}

Answer FollowUpService::reassign(const QString& followUpId, const alert::Party& to, const QString& reason) {
    if (isBlankText(reason))
        return readyFuture<Result<void>>(refusal(QStringLiteral("Say why it goes to somebody else.")));
    return act(followUpId,
               {journal::kind::followUpReassigned,
                {{QStringLiteral("to"), alert::toObject(to)}, {QStringLiteral("reason"), reason.trimmed()}},
                {}});
}

Answer FollowUpService::note(const QString& followUpId, const QString& text) {
    if (isBlankText(text)) return readyFuture<Result<void>>(refusal(QStringLiteral("The note is empty.")));
    return act(followUpId, {journal::kind::followUpNoted, {{QStringLiteral("text"), text.trimmed()}}, {}});
}

Answer FollowUpService::reject(const QString& followUpId, const QString& studyUid, const QString& reason) {
    if (isBlankText(reason))
        return readyFuture<Result<void>>(
            refusal(QStringLiteral("Say why this examination does not answer.")));
    return act(followUpId,
               {journal::kind::followUpRejected,
                {{QStringLiteral("study"), studyUid}, {QStringLiteral("reason"), reason.trimmed()}},
                {}});
}

Answer FollowUpService::close(const QString& followUpId, const Closing& closing) {
    return runOn(m_pool, [this, followUpId, closing] { return closeNow(followUpId, closing); });
}

Result<void> FollowUpService::closeNow(const QString& followUpId, Closing closing) {
    closing.verifiedReport.clear(); // found out here, never entered
    if (closing.end == End::Answered && !closing.studyUid.isEmpty()) {
        const auto known = [&]() -> Result<QString> {
            return m_parts.data.cacheReader().runAndWait([&](const store::Database& cache) {
                return store::FollowUpStore::verifiedReport(cache, closing.studyUid);
            });
        };
        VIGIL_TRY(const auto followUp, load(followUpId));
        const auto draft = recommendedDraft(followUp).value_or(FollowUpDraft{});
        VIGIL_TRY(closing.verifiedReport, known());
        if (closing.verifiedReport.isEmpty() && m_parts.askPacs && !draft.patient.key.id.isEmpty()) {
            static_cast<void>(m_parts.askPacs(draft.patient.key, {})); // what it answers is in the cache
            VIGIL_TRY(closing.verifiedReport, known());
        }
        VIGIL_TRY(const auto study, m_parts.data.cacheReader().runAndWait([&](const store::Database& cache) {
            return store::StudyStore::study(cache, closing.studyUid);
        }));
        if (!study || !study::isSamePatient(study->patient.key, draft.patient.key))
            return refusal(
                QStringLiteral("Nothing was recorded: no examination of this patient is known by that UID."));
        if (closing.verifiedReport.isEmpty())
            return refusal(QStringLiteral(
                "Nothing was recorded: the report of that examination is not verified yet. The follow-up "
                "stays open until it is."));
    }
    Deed deed{journal::kind::followUpClosed, toObject(closing), {}};
    if (closing.end == End::ReferrersDecision)
        deed.onBehalfOf = {closing.decidedBy.name, closing.decidedBy.role, {}, closing.note};
    return actNow(followUpId, deed);
}

Answer FollowUpService::retract(const QString& followUpId, const QUuid& eventId) {
    return runOn(m_pool, [this, followUpId, eventId] { return retractNow(followUpId, eventId); });
}

Result<void> FollowUpService::retractNow(const QString& followUpId, QUuid eventId) {
    VIGIL_TRY(const auto followUp, load(followUpId));
    if (eventId.isNull())
        if (const auto* last = lastActOf(followUp, m_user.id)) eventId = last->logged.event.eventId;
    if (eventId.isNull())
        return refusal(QStringLiteral("There is nothing of yours to take back on this follow-up."));
    return actNow(
        followUpId,
        {journal::kind::followUpRetracted, {{QStringLiteral("event"), vigil::toText(eventId)}}, {}});
}

QFuture<Result<FollowUpService::Looked>> FollowUpService::look(const QString& followUpId,
                                                               std::stop_token stop) {
    return runOn(m_pool, [this, followUpId, stop]() -> Result<Looked> {
        if (!followUpId.isEmpty()) return lookNow({followUpId}, stop);
        VIGIL_TRY(const auto open, openOnes());
        return lookNow(open, stop);
    });
}

QFuture<Result<FollowUpService::Looked>> FollowUpService::lookFor(const QStringList& followUpIds,
                                                                  std::stop_token stop) {
    return runOn(m_pool, [this, followUpIds, stop] { return lookNow(followUpIds, stop); });
}

Result<QStringList> FollowUpService::openOnes() const {
    return m_parts.data.cacheReader().runAndWait(
        [&](const store::Database& cache) { return m_parts.followUps.ids(cache, {}, m_parts.clock.now()); });
}

Result<FollowUpService::Looked> FollowUpService::lookNow(const QStringList& followUpIds,
                                                         const std::stop_token& stop) {
    Looked looked;
    QSet<QString> asked;
    for (const auto& id : followUpIds) {
        if (stop.stop_requested()) return Error{Error::Code::Cancelled, QStringLiteral("Stopped."), {}};
        VIGIL_TRY(const auto followUp, load(id));
        const auto draft = recommendedDraft(followUp);
        if (!draft || draft->patient.key.id.isEmpty()) continue;
        const auto key = draft->patient.key.issuer + QLatin1Char('\n') + draft->patient.key.id;
        if (!asked.contains(key) && m_parts.askPacs) {
            asked << key;
            VIGIL_CHECK(ask(draft->patient.key, looked, stop));
        }
        VIGIL_TRY(const auto proposed, propose(followUp));
        looked.proposed += proposed;
    }
    return looked;
}

Result<void> FollowUpService::ask(const study::PatientKey& patient, Looked& looked,
                                  const std::stop_token& stop) const {
    const auto answer = m_parts.askPacs(patient, stop);
    if (!answer && answer.error().code == Error::Code::Cancelled) return answer.error();
    ++looked.asked;
    if (!answer) ++(isSilence(answer.error().code) ? looked.silent : looked.failed);
    for (const auto& sentence : answer ? *answer : QStringList{answer.error().message})
        if (!looked.unreachable.contains(sentence)) looked.unreachable << sentence;
    return {};
}

Result<int> FollowUpService::propose(const FollowUp& followUp) {
    const auto view = stateAt(followUp, m_parts.clock.now());
    const auto draft = recommendedDraft(followUp);
    if (!view.open || !draft) return 0;
    VIGIL_TRY(const auto studies, m_parts.data.cacheReader().runAndWait([&](const store::Database& cache) {
        return store::StudyStore::ofPatient(cache, draft->patient.key);
    }));
    QSet<QString> known;
    for (const auto& each : view.proposals)
        known << each.proposal.studyUid;
    QList<journal::Event> events;
    for (const auto& study : studies) {
        if (known.contains(study.studyUid)) continue;
        known << study.studyUid; // two PACS may have it
        if (const auto proposal = proposalOf(*draft, view.recommendedAt, study, m_policy))
            events << eventOf(followUp.followUpId,
                              {journal::kind::followUpProposed, toObject(*proposal), {}});
    }
    if (!events.isEmpty()) VIGIL_CHECK(record(events));
    return static_cast<int>(events.size());
}

QFuture<Result<QList<FollowUpRow>>> FollowUpService::rows(const store::FollowUpStore::Filter& filter) {
    return m_parts.data.cacheReader().run(
        [this, filter, now = m_parts.clock.now()](const store::Database& cache) {
            return m_parts.followUps.rows(cache, filter, now);
        });
}

QFuture<Result<FollowUp>> FollowUpService::followUp(const QString& followUpId) {
    return runOn(m_pool, [this, followUpId] { return load(followUpId); });
}

} // namespace vigil::followup
