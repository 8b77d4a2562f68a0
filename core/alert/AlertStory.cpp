// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertStory.h"

#include "core/study/Patient.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace vigil::alert {

namespace {

constexpr std::chrono::minutes retractionTime{10};
const QString noticePrefix = QStringLiteral("notice.");

Party actor(const Fact& fact) {
    return partyFromObject(fact.data.value(QLatin1String("by")).toObject());
}

/// Where no policy arrived (the raising is still on its way) somebody has to look all the same.
Rules fallbackRules() {
    Rules rules;
    rules.officerRole = QStringLiteral("Fail-safe officer");
    rules.category.ownerRole = rules.category.backUpRole = rules.category.endRole = rules.officerRole;
    rules.category.rank = 0;
    return rules;
}

/// Whose act it is, whoever typed it.
Party doer(const Fact& fact) {
    const auto& behalf = fact.logged.event.onBehalfOf;
    return behalf.isEmpty() ? actor(fact) : Party{behalf.name, behalf.role};
}

UtcTime deviceTime(const Fact& fact) {
    return fact.logged.event.occurredAt + std::chrono::milliseconds(fact.logged.event.clockOffsetMs);
}

/// Nobody has spoken after having written it down.
UtcTime spokenAt(const CallRecord& call, const Fact& fact) {
    return std::min(call.at.value_or(fact.at()), fact.at());
}

/// Whether an event is an act of the person who did another one as `user`. What was typed for somebody names
/// the person; many are typed by one user.
bool isBy(const Party& person, const QString& user, const journal::Event& event) {
    if (event.onBehalfOf.isEmpty()) return event.author == user;
    return event.onBehalfOf.name == person.name && event.onBehalfOf.role == person.role;
}

/// Whether that is the one who is asked: by name where one is asked for, else by role.
bool isOne(const Party& asked, const Party& who) {
    if (!asked.name.isEmpty()) return study::isSamePerson(asked.name, who.name);
    return !asked.role.isEmpty() && asked.role.compare(who.role, Qt::CaseInsensitive) == 0;
}

/// Somebody has heard of the alert, if only in part or from a machine.
bool isHeard(CallOutcome outcome) {
    return outcome == CallOutcome::Reached || outcome == CallOutcome::PassedOn ||
           outcome == CallOutcome::Voicemail;
}

} // namespace

AlertStory::AlertStory(const Alert& alert) : m_alertId(alert.alertId) {
    m_ladders << Ladder{fallbackRules(), {}};
    if (!alert.facts.isEmpty()) {
        m_firstFactAt = alert.facts.first().at();
        m_ladders.first().from = m_firstFactAt;
    }
    m_owner = {{}, fallbackRules().officerRole};
    findRetracted(alert);
    findCalls(alert);
    for (const auto& fact : alert.facts)
        if (!m_retracted.contains(fact.logged.event.eventId)) tell(fact);
}

void AlertStory::findRetracted(const Alert& alert) {
    for (const auto& fact : alert.facts) {
        const auto& event = fact.logged.event;
        if (event.kind != journal::kind::alertRetracted) continue;
        const QUuid target(fact.data.value(QLatin1String("event")).toString());
        const auto found = std::find_if(alert.facts.begin(), alert.facts.end(), [&](const Fact& other) {
            return other.logged.event.eventId == target;
        });
        if (found == alert.facts.end()) {
            attention(fact, QStringLiteral("takes back something that is not here"));
            continue;
        }
        const auto& what = found->logged.event;
        const auto after = deviceTime(fact) - deviceTime(*found);
        if (what.author != event.author)
            attention(fact, QStringLiteral("only the same person may take an act back"));
        else if (after > retractionTime)
            attention(fact, QStringLiteral("came more than ten minutes after the act"));
        else if (what.kind == journal::kind::alertRetracted || what.kind == journal::kind::alertEscalated ||
                 what.kind == journal::kind::alertRaised || what.kind.startsWith(noticePrefix))
            attention(fact, QStringLiteral("this cannot be taken back; an alert is withdrawn instead"));
        else
            m_retracted << target;
        if (m_retracted.contains(target) &&
            (what.kind == journal::kind::alertWithdrawn || what.kind == journal::kind::alertSuperseded ||
             what.kind == journal::kind::alertRecategorised))
            m_restores.insert(event.eventId, found->logged.receipt.seq);
    }
}

void AlertStory::findCalls(const Alert& alert) {
    for (const auto& fact : alert.facts) {
        const auto& event = fact.logged.event;
        if (event.kind == journal::kind::alertCallRecorded && !m_retracted.contains(event.eventId))
            m_calls << event.eventId;
    }
}

void AlertStory::tell(const Fact& fact) {
    const auto& kind = fact.logged.event.kind;
    namespace k = journal::kind;
    static const QHash<QString, void (AlertStory::*)(const Fact&)> known{
        {k::alertRaised, &AlertStory::raised},
        {k::alertCallRecorded, &AlertStory::telephoned},
        {k::alertCallHandedOver, &AlertStory::handedOver},
        {k::alertAcknowledged, &AlertStory::acknowledged},
        {k::alertDeclined, &AlertStory::declined},
        {k::alertEscalated, &AlertStory::escalated},
        {k::alertActedOn, &AlertStory::actedOn},
        {k::alertClosed, &AlertStory::closed},
        {k::alertRecategorised, &AlertStory::recategorised},
        {k::alertSignInLocked, &AlertStory::signInLocked},
        {k::alertRerouted, &AlertStory::rerouted},
        {k::alertWithdrawn, &AlertStory::withdrawn},
        {k::alertSuperseded, &AlertStory::superseded},
        {k::alertJoined, &AlertStory::joined}};
    if (kind == k::alertRetracted) { // was dealt with before
        if (const auto undone = m_restores.constFind(fact.logged.event.eventId); undone != m_restores.cend())
            changes(AlertChange::What::Restored, fact, *undone);
        return;
    }
    if (kind.startsWith(noticePrefix)) return noticed(fact);
    if (kind == k::alertNoted && fact.logged.event.kindVersion == 1) { // for the time line
        if (const QUuid item(fact.data.value(QLatin1String("seen")).toString()); !item.isNull())
            m_seen << item;
        return;
    }
    if (fact.logged.event.kindVersion > 1 || (kind != k::alertViewed && !known.contains(kind))) {
        m_needsNewer = true;
        attention(fact, QStringLiteral("was written by a newer Vigil"));
        return;
    }
    if (kind == k::alertViewed) {
        m_viewed = true;
        if (!isOver()) heard(doer(fact)); // who looks at what is over sees that it is
        return;
    }
    (this->*known.value(kind))(fact);
}

void AlertStory::raised(const Fact& fact) {
    if (m_raised) return attention(fact, QStringLiteral("was raised a second time"));
    m_raised = &fact;
    m_ladder = fact.logged.event.eventId;
    startsAnew(fact);
    m_draft = draftFromObject(fact.data);
    m_raisedBy = actor(fact);
    auto rules = rulesFromObject(fact.data.value(QLatin1String("rules")).toObject());
    if (rules.category.code.isEmpty()) {
        attention(fact, QStringLiteral("came without limits; it counts as the most urgent"));
        rules = fallbackRules();
    }
    // What came before it in the log keeps its effect; the limits are these from now on.
    m_ladders = {Ladder{rules, fact.at()}};
    const bool known = takeRoute(fact);
    if (!m_acknowledgedBy && m_step == 0 && m_declines == 0) {
        m_owner = raisedFor();
        // Whom no message reaches owns nothing: somebody has to find the way.
        if (m_noRoute && !known) m_owner = {{}, rules.officerRole};
    }
    m_documentedOnly = isDocumentedOnly(fact, rules.category);
    const bool call = rules.category.limits.spokenContact || !m_callSteps.isEmpty();
    if (call && !m_documentedOnly && m_callTask == CallTask::NotNeeded)
        m_callTask = m_spokenTo ? CallTask::Done : CallTask::Open;
}

bool AlertStory::takeRoute(const Fact& fact) {
    const auto route = fact.data.value(QLatin1String("route")).toObject();
    readRoute(route);
    const auto noRoute = route.value(QLatin1String("noRoute")).toString();
    if (noRoute.isEmpty()) return true;
    // A message that came through all the same says more than a directory.
    m_noRoute = !m_delivered;
    attention(fact, QStringLiteral("no route: %1").arg(noRoute));
    return false;
}

/// While a practice is closed it is a matter of the telephone, and of whoever stands in for it.
void AlertStory::readRoute(const QJsonObject& route) {
    for (const auto& value : route.value(QLatin1String("closedPractice")).toArray()) {
        const auto stop = value.toObject();
        const auto who = partyFromObject(stop);
        const auto how = stop.value(QLatin1String("how")).toString();
        if (how.isEmpty()) m_insteadOfPractice << who;
        const auto& name = who.name.isEmpty() ? who.role : who.name;
        m_callSteps << (how.isEmpty()        ? name
                        : who.name.isEmpty() ? how
                                             : QStringLiteral("%1: %2").arg(name, how));
    }
    if (m_callSteps.isEmpty()) return;
    for (const auto& note : route.value(QLatin1String("notes")).toArray())
        if (note.toString().contains(QLatin1String(" practice: "))) m_callSteps << note.toString();
}

void AlertStory::telephoned(const Fact& fact) {
    const auto call = callFromObject(fact.data);
    m_callBackAt = call.callBackAt; // the last attempt says whether one calls again
    if (call.outcome == CallOutcome::CannotBeReached) {
        const auto role = actor(fact).role;
        if (role.isEmpty() || (role != officer() && role != rules().officerDeputyRole))
            return attention(fact,
                             QStringLiteral("only the officer may say that somebody cannot be reached"));
        return contactMade(call.told);
    }
    if (isHeard(call.outcome) && !isOver()) heard(call.told); // and has to hear of a withdrawal
    if (call.outcome != CallOutcome::Reached) return;         // the diary keeps it; it fulfils nothing
    m_communications << report::Communication{call.told.name, call.told.role, call.method, call.readBack,
                                              spokenAt(call, fact)};
    contactMade(call.told);
    if (!isOver()) heard(call.told);
    // Who has taken it knows by now that it is more urgent.
    if (m_acknowledgedBy && isOne(*m_acknowledgedBy, call.told)) m_raisedAfterAcknowledging = false;
    if (canTakeIt(call.told.role)) {
        m_spokenTo = true;
        if (m_callTask != CallTask::NotNeeded) m_callTask = CallTask::Done;
    } else if (!isOver() && (m_callTask == CallTask::Open || m_callTask == CallTask::HandedOver)) {
        attention(fact, QStringLiteral("%1 may only pass it on; somebody who can take it is still to be "
                                       "spoken to")
                            .arg(call.told.role.isEmpty() ? QStringLiteral("who was told") : call.told.role));
    }
}

void AlertStory::contactMade(const Party& with) {
    m_contacts.knows(with);
    if (!m_lowered || !m_contacts.stillToTell().isEmpty()) return;
    m_lowered = m_raisedAfterAcknowledging = false;
    m_ladders = {m_ladders.last()};
    m_documentedOnly = !rules().category.actionable;
}

void AlertStory::heard(const Party& who) {
    if (who != m_raisedBy) m_contacts.told(who); // its author knows
}

/// Everyone who was told has to hear of it, but for the one who says so.
void AlertStory::changedBy(const Party& who) {
    m_contacts.changed();
    m_contacts.knows(who);
}

/// Noted before it takes effect: `before` is the category that people were told.
void AlertStory::changes(AlertChange::What what, const Fact& fact, qint64 undoneSeq) {
    m_changes << AlertChange{what,
                             fact.logged.event.eventId,
                             fact.logged.receipt.seq,
                             fact.at(),
                             actor(fact),
                             rules().category.label,
                             undoneSeq};
}

/// From here on whoever is asked has not heard of it, also who heard of something less urgent.
void AlertStory::startsAnew(const Fact& fact) {
    m_raisedSince = m_ownedSince = m_routedSince = {fact.logged.event.eventId, fact.at()};
}

void AlertStory::handedOver(const Fact& fact) {
    const auto to = partyFromObject(fact.data.value(QLatin1String("to")).toObject());
    if (to.name.isEmpty())
        return attention(fact, QStringLiteral("a call can be handed over to a named person only"));
    if (tooLate(fact)) return;
    if (m_callTask != CallTask::Open && m_callTask != CallTask::HandedOver)
        return attention(fact, QStringLiteral("handed over a call that was not open"));
    m_coordinator = to;
    heard(to);
    m_callTask = CallTask::HandedOver;
}

void AlertStory::acknowledged(const Fact& fact) {
    const auto who = doer(fact);
    if (tooLate(fact)) return;
    heard(who);
    if (!rules().category.mayAccept.contains(who.role, Qt::CaseInsensitive))
        return attention(fact, QStringLiteral("this role may pass on but not accept; the time runs on"));
    // Who did not act in time may be relieved of it, and does not buy time by taking it once more. What has
    // become more urgent since is acknowledged anew.
    const bool anew = m_raisedAfterAcknowledging;
    if (m_acknowledgedBy && !m_steppedAfterAcknowledging && !anew)
        return attention(fact, QStringLiteral("somebody else had acknowledged already"));
    if (m_acknowledgedBy == who && !anew)
        return attention(fact, QStringLiteral("had acknowledged before and not acted; the time runs on"));
    m_acknowledgedBy = who;
    m_acknowledgedByUser = fact.logged.event.author;
    m_acknowledgedAt = fact.at();
    m_raisedAfterAcknowledging = false;
    m_owner = who;
    m_declinedLast = false;
    m_steppedAfterAcknowledging = false;
    // Whoever was brought in has answered; the first call of a critical one is owed all the same.
    if (m_callTask == CallTask::Open && m_spokenTo) m_callTask = CallTask::Done;
}

void AlertStory::declined(const Fact& fact) {
    if (tooLate(fact)) return;
    if (m_act) return attention(fact, QStringLiteral("declined what had been acted on"));
    if (m_acknowledgedBy && !m_steppedAfterAcknowledging &&
        !isBy(*m_acknowledgedBy, m_acknowledgedByUser, fact.logged.event))
        return attention(fact, QStringLiteral("declined what somebody else had acknowledged"));
    const auto reroute = partyFromObject(fact.data.value(QLatin1String("rerouteTo")).toObject());
    const auto who = doer(fact);
    if (hasOnlyACopy(who))
        return attention(fact,
                         QStringLiteral("declined by %1, who has a copy only; whoever is asked stays asked")
                             .arg(who.role));
    heard(who);
    ++m_declines;
    // Late: somebody else was brought in meanwhile and stays asked.
    const auto first = raisedFor();
    const bool wasFirst = isOne(first, who) || isOne({{}, first.role}, who);
    if (m_step > 0 && m_declines == 1 && wasFirst && !isOne(m_owner, who))
        return attention(
            fact, QStringLiteral("declined after %1 was brought in; %1 stays asked").arg(m_owner.role));
    m_ladder = fact.logged.event.eventId;
    m_ownedSince = {m_ladder, fact.at()};
    m_declinedLast = true;
    m_declinedAt = fact.at();
    m_acknowledgedBy.reset();
    m_steppedAfterAcknowledging = m_raisedAfterAcknowledging = false;
    if (m_declines >= 2)
        m_owner = {{}, rules().officerRole};
    else if (!reroute.isEmpty())
        m_owner = reroute;
    else
        m_owner = {{}, m_draft.backUpRole.isEmpty() ? rules().category.backUpRole : m_draft.backUpRole};
}

void AlertStory::escalated(const Fact& fact) {
    const auto role = fact.data.value(QLatin1String("role")).toString();
    const int step = fact.data.value(QLatin1String("step")).toInt(); // a person names none
    const bool toOfficer = broughtToTheOfficer(role);
    if (!toOfficer && tooLate(fact)) return;
    if (!toOfficer && m_act) return attention(fact, QStringLiteral("escalated what had been acted on"));
    if (step > 0 && step <= m_step)
        return attention(fact, QStringLiteral("brought in a rung that had been reached before"));
    const int before = std::exchange(m_step, std::max(m_step + 1, step));
    m_steppedAt = fact.at();
    m_ownedSince = {fact.logged.event.eventId, fact.at()};
    if (toOfficer) {
        m_withOfficer = true;
        return;
    }
    const auto who = role.isEmpty() ? nextEnd() : role;
    // A person may bring in many before the end of the ladder; none of them takes its place.
    const bool toTheEnd = step > 0 || ends().contains(who);
    m_reached = std::min(2, toTheEnd ? m_reached + m_step - before : std::max(m_reached, 1));
    m_ended = std::max(m_ended, ends().indexOf(who) + 1);
    m_steppedAfterAcknowledging = m_acknowledgedBy.has_value();
    m_actWasLate = m_actWasLate || (m_steppedAfterAcknowledging && !m_raisedAfterAcknowledging);
    m_declinedLast = false;
    m_owner = {{}, who};
    // Another one is asked: a message alone is not relied on for what needs a voice.
    if (m_callTask == CallTask::Done && rules().category.limits.spokenContact) m_callTask = CallTask::Open;
}

void AlertStory::actedOn(const Fact& fact) {
    if (tooLate(fact)) return;
    const auto act = actFromObject(fact.data);
    const bool completes = isPatientToBeTold() && act.patientTold == Act::PatientTold::Yes;
    if (m_act && !completes) return attention(fact, QStringLiteral("another act was recorded before"));
    const auto& behalf = fact.logged.event.onBehalfOf;
    const auto by = !act.by.isEmpty()  ? act.by
                    : behalf.isEmpty() ? actor(fact)
                                       : Party{behalf.name, behalf.role};
    if (!rules().category.lets(by.role) || (!behalf.isEmpty() && !rules().category.lets(behalf.role)))
        return attention(fact, QStringLiteral("this role may pass on but not act; the time runs on"));
    const auto before = std::exchange(m_act, act);
    if (before && before->what.contains(act.what))
        m_act->what = before->what;
    else if (before)
        m_act->what = QStringLiteral("%1; %2").arg(before->what, act.what);
    heard(by);
    m_actedAt = fact.at();
    // Somebody closes what was done: who did it, unless that is nobody by name and role.
    if (!m_acknowledgedBy && !m_act->by.isEmpty()) m_owner = m_act->by;
}

void AlertStory::closed(const Fact& fact) {
    if (tooLate(fact)) return;
    if (!m_act && !m_documentedOnly)
        return attention(fact, QStringLiteral("closed before anybody had acted; it stays open"));
    if (isPatientToBeTold())
        return attention(fact, QStringLiteral("closed before the patient was told; it stays open"));
    m_closed = true;
    m_endedAt = fact.at();
}

void AlertStory::recategorised(const Fact& fact) {
    if (tooLate(fact)) return;
    const auto changed = rulesFromObject(fact.data.value(QLatin1String("rules")).toObject());
    if (changed.category.code.isEmpty()) return attention(fact, QStringLiteral("names no category"));
    if (changed.category.rank <= rules().category.rank) {
        if (changed.category.rank < rules().category.rank) return madeMoreUrgent(changed, fact);
        m_ladder = fact.logged.event.eventId;
        m_ladders << Ladder{changed, fact.at()};
        m_documentedOnly = m_documentedOnly && !changed.category.actionable;
        if (changed.category.limits.spokenContact && m_callTask == CallTask::NotNeeded)
            m_callTask = m_spokenTo ? CallTask::Done : CallTask::Open;
        return;
    }
    if (!isEntitled(fact, rules().mayLower))
        return attention(fact, QStringLiteral("only the author or the duty radiologist may lower it"));
    changes(AlertChange::What::Lowered, fact);
    m_ladder = fact.logged.event.eventId;
    const Ladder lowered{changed, m_ladders.first().from};
    changedBy(actor(fact));
    if (!m_contacts.stillToTell().isEmpty()) {
        m_ladders << lowered;
        m_lowered = true;
    } else {
        m_ladders = {lowered};
        if (!changed.category.limits.spokenContact) m_callTask = CallTask::NotNeeded;
        m_documentedOnly = !changed.category.actionable;
        m_raisedAfterAcknowledging = false;
    }
}

/// Whoever was spoken to, and whoever has taken it, knows of something less urgent.
void AlertStory::madeMoreUrgent(const Rules& changed, const Fact& fact) {
    changes(AlertChange::What::Raised, fact);
    m_ladder = fact.logged.event.eventId;
    startsAnew(fact);
    m_ended = m_reached = 0;
    m_raisedAfterAcknowledging = m_acknowledgedBy.has_value();
    m_upgraded = m_ladders.size();
    const bool neededACall = rules().category.limits.spokenContact.has_value();
    m_ladders << Ladder{changed, fact.at()};
    m_documentedOnly = m_documentedOnly && !changed.category.actionable;
    if (!changed.category.limits.spokenContact || neededACall || m_documentedOnly) return;
    m_spokenTo = false;
    if (m_callTask != CallTask::HandedOver) m_callTask = CallTask::Open;
}

/// Another team is asked, by the limits that run: the new place's may make them shorter and never longer. Who
/// has taken it keeps it; who was brought in by the ladder stays asked.
void AlertStory::rerouted(const Fact& fact) {
    if (tooLate(fact)) return;
    if (m_act) return attention(fact, QStringLiteral("sent elsewhere what had been acted on"));
    const auto there = rulesFromObject(fact.data.value(QLatin1String("rules")).toObject());
    if (there.category.code != rules().category.code)
        return attention(fact, QStringLiteral("sent elsewhere in another category than it has"));
    m_ladder = fact.logged.event.eventId;
    m_ladders << Ladder{there, m_ladders.first().from};
    m_draft.location = fact.data.value(QLatin1String("location")).toString();
    m_draft.owner = partyFromObject(fact.data.value(QLatin1String("owner")).toObject());
    m_draft.backUpRole = fact.data.value(QLatin1String("backUpRole")).toString();
    m_routedSince = {m_ladder, fact.at()};
    m_insteadOfPractice.clear();
    m_callSteps.clear();
    m_noRoute = false;
    const bool known = takeRoute(fact);
    if (m_callTask == CallTask::NotNeeded && !m_documentedOnly &&
        (there.category.limits.spokenContact || !m_callSteps.isEmpty()))
        m_callTask = m_spokenTo ? CallTask::Done : CallTask::Open;
    if (m_acknowledgedBy || m_step > 0 || m_declines > 0) return;
    m_ownedSince = m_routedSince;
    m_owner = raisedFor();
    if (m_noRoute && !known) m_owner = {{}, there.officerRole};
}

void AlertStory::withdrawn(const Fact& fact) {
    if (tooLate(fact)) return;
    if (!isEntitled(fact, rules().mayWithdraw))
        return attention(fact, QStringLiteral("only the author or the duty radiologist may withdraw it"));
    changes(AlertChange::What::Withdrawn, fact);
    m_withdrawn = true;
    endsUntold(fact);
}

void AlertStory::superseded(const Fact& fact) {
    if (tooLate(fact)) return;
    if (!isEntitled(fact, rules().mayWithdraw))
        return attention(fact, QStringLiteral("only the author or the duty radiologist may replace it"));
    changes(AlertChange::What::Superseded, fact);
    m_superseded = true;
    endsUntold(fact);
}

/// Whoever was told of it has to hear that it does not stand any more.
void AlertStory::endsUntold(const Fact& fact) {
    m_withdrawnBy = actor(fact);
    m_endedAt = fact.at();
    m_withOfficer = false;
    changedBy(m_withdrawnBy);
}

void AlertStory::joined(const Fact& fact) {
    for (const auto& procedure : draftFromObject(fact.data).procedures)
        if (!m_joined.contains(procedure)) m_joined << procedure;
    if (!isOver()) return;
    // Two computers: whoever joined it saw somebody still acting.
    attention(fact, QStringLiteral("the finding was seen again after this had ended; it is open again"));
    if (m_withdrawn || m_superseded)
        changes(AlertChange::What::Restored, fact, m_changes.isEmpty() ? 0 : m_changes.last().seq);
    m_closed = m_withdrawn = m_superseded = m_withOfficer = false;
    m_contacts.everybodyKnows();
}

void AlertStory::signInLocked(const Fact& fact) {
    const auto of = partyFromObject(fact.data.value(QLatin1String("of")).toObject());
    attention(fact, QStringLiteral("five wrong pass-codes on the page of %1; the link is locked, telephone")
                        .arg(of.role.isEmpty() ? QStringLiteral("the recipient") : of.role));
}

void AlertStory::noticed(const Fact& fact) {
    const auto& event = fact.logged.event;
    const auto notice = fact.data.value(QLatin1String("notice")).toString();
    const auto to = partyFromObject(fact.data.value(QLatin1String("to")).toObject());
    const auto asks = fact.data.value(QLatin1String("asks")).toString();
    // A correction asks nobody to act: it neither delivers the alert nor shows that there is no way.
    const bool corrects = asks == QLatin1String("correct");
    if (event.kind == QLatin1String("notice.sent")) {
        m_failedNotices.remove(notice);
        if (corrects) return; // in writing only: whoever must know is still told by a voice
        const auto& who = to.isEmpty() ? m_owner : to;
        if (!isOver())
            heard(who);
        else if (asks.isEmpty())
            m_contacts.toldTooLate(who); // it was on its way
        if (isCopy(fact)) return;        // nobody who is asked to act has it
        m_delivered = true;
        m_noRoute = false;
    } else if (event.kind == QLatin1String("notice.failed")) {
        if (!m_delivered && !corrects && !isCopy(fact)) m_noRoute = true;
        const auto& role = to.role;
        m_failedNotices.insert(notice, {event.eventId, event.kind,
                                        QStringLiteral("no message reached %1: %2")
                                            .arg(role.isEmpty() ? QStringLiteral("the recipient") : role,
                                                 fact.data.value(QLatin1String("reason")).toString())});
    }
}

/// Copies of before they were marked are known by whom they went to.
bool AlertStory::isCopy(const Fact& notice) const {
    if (notice.data.value(QLatin1String("beside")).toBool()) return true;
    const auto to = partyFromObject(notice.data.value(QLatin1String("to")).toObject());
    if (!to.name.isEmpty() || to.role.isEmpty() || to == m_owner || to == raisedFor()) return false;
    return std::any_of(m_ladders.begin(), m_ladders.end(),
                       [&](const Ladder& ladder) { return ladder.rules.category.copyTo == to.role; });
}

void AlertStory::attention(const Fact& fact, const QString& reason) {
    m_attention << AttentionItem{fact.logged.event.eventId, fact.logged.event.kind, reason};
}

bool AlertStory::isOver() const {
    return m_closed || m_withdrawn || m_superseded;
}

bool AlertStory::tooLate(const Fact& fact) {
    if (!isOver()) return false;
    attention(fact, m_closed      ? QStringLiteral("came after the alert was closed")
                    : m_withdrawn ? QStringLiteral("came after the alert was withdrawn")
                                  : QStringLiteral("came after the alert was superseded"));
    return true;
}

bool AlertStory::isEntitled(const Fact& fact, const QStringList& roles) const {
    const bool author = m_raised && m_raised->logged.event.author == fact.logged.event.author;
    const auto role = actor(fact).role;
    return author || (!role.isEmpty() && roles.contains(role, Qt::CaseInsensitive));
}

} // namespace vigil::alert
