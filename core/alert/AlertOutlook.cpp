// SPDX-License-Identifier: GPL-3.0-or-later
// The second half of AlertStory: what is shown, who owns it and what is due, once all facts are told.
#include "core/alert/AlertStory.h"

#include <algorithm>

namespace vigil::alert {

std::optional<UtcTime> AlertStory::earliest(std::optional<Limit> Limits::*limit, qsizetype ladder) const {
    std::optional<UtcTime> first;
    for (const auto& [rules, from] : m_ladders.mid(ladder)) {
        const auto& value = rules.category.limits.*limit;
        if (!value) continue;
        const auto at = dueAt(from, *value, rules.calendar);
        first = first ? std::min(*first, at) : at;
    }
    return first;
}

qsizetype AlertStory::ladderToAcknowledge() const {
    return m_raisedAfterAcknowledging ? std::min(m_upgraded, m_ladders.size() - 1) : 0;
}

/// What is documented because somebody was told is so only as long as that call is here and stands.
bool AlertStory::isDocumentedOnly(const Fact& raised, const CategoryRule& category) const {
    if (!category.actionable) return true;
    if (!raised.data.value(QLatin1String("documentedOnly")).toBool()) return false;
    if (category.documentsSuspected && m_draft.suspected == Suspected::Yes) return true;
    const QUuid call(raised.data.value(QLatin1String("toldBy")).toString());
    return call.isNull() || m_calls.contains(call);
}

bool AlertStory::isPatientToBeTold() const {
    return m_act && rules().category.patientToKnow && m_act->patientTold != Act::PatientTold::Yes;
}

bool AlertStory::isToAcknowledge() const {
    return !m_acknowledgedBy || m_raisedAfterAcknowledging;
}

UtcTime AlertStory::renewedFrom(UtcTime from) const {
    const auto& renew = rules().category.limits.renew;
    return dueAt(from, renew.value_or(Limit{1, Limit::Unit::Days}), rules().calendar);
}

AlertView AlertStory::view() const {
    AlertView view;
    view.alertId = m_alertId;
    view.state = shownState();
    view.needsNewerVigil = m_needsNewer;
    view.category = rules().category.code;
    view.callTask = m_callTask;
    view.callSteps = m_callSteps;
    view.raisedBy = m_raisedBy;
    view.raisedAt = m_raised ? m_raised->at() : m_firstFactAt;
    view.acknowledgeBy = earliest(&Limits::acknowledge, ladderToAcknowledge());
    view.actBy = earliest(&Limits::actedOn);
    view.acknowledgedBy = m_acknowledgedBy.value_or(Party{});
    view.acknowledgeAnew = m_raisedAfterAcknowledging;
    view.declines = m_declines;
    view.act = m_act.value_or(Act{});
    view.communications = m_communications;
    view.attention = m_attention + m_failedNotices.values();
    for (auto& item : view.attention)
        item.seen = m_seen.contains(item.eventId);
    const bool settled =
        m_closed || m_documentedOnly || ((m_withdrawn || m_superseded) && m_contacts.stillToTell().isEmpty());
    view.open = m_needsNewer || !settled;
    view.owner = m_owner;
    if (view.open && (m_lowered || m_withdrawn || m_superseded)) view.stillToTell = m_contacts.stillToTell();
    if (view.open) whatIsNext(view);
    if (view.open && !m_acknowledgedBy && !m_act) view.callBackAt = m_callBackAt;
    return view;
}

AlertStory::Moments AlertStory::moments() const {
    Moments moments;
    if (m_acknowledgedBy) moments.acknowledged = m_acknowledgedAt;
    if (m_act) moments.acted = m_actedAt;
    if (isOver()) moments.ended = m_endedAt;
    return moments;
}

State AlertStory::shownState() const {
    if (m_withdrawn) return State::Withdrawn;
    if (m_superseded) return State::Superseded;
    // What an unknown event did may have opened it again.
    if (m_closed && !m_needsNewer) return State::Closed;
    if (m_documentedOnly) return State::DocumentedOnly;
    if (m_act) return State::ActedOn;
    if (m_acknowledgedBy) return m_steppedAfterAcknowledging ? State::Escalated : State::Acknowledged;
    if (m_declinedLast) return State::Declined;
    if (m_step > 0) return State::Escalated;
    if (m_noRoute) return State::NoRoute;
    if (m_viewed) return State::Viewed;
    if (m_delivered) return State::Delivered;
    return m_raised && m_raised->logged.isAccepted() ? State::Department : State::ThisComputerOnly;
}

void AlertStory::whatIsNext(AlertView& view) const {
    const auto& rules = m_ladders.last().rules;
    if (m_withdrawn || m_superseded) {
        view.due = Due::TellWithdrawn;
        view.owner = m_withdrawnBy.isEmpty() ? Party{{}, rules.officerRole} : m_withdrawnBy;
        view.nextAt = earliest(&Limits::spokenContact);
        if (!view.nextAt) view.nextAt = view.acknowledgeBy;
        if (m_withOfficer) {
            view.owner = {{}, officer()};
            view.nextAt = renewedFrom(m_steppedAt);
        }
    } else if (!m_raised) {
        view.due = Due::LookAgain;
        view.nextAt = m_firstFactAt;
    } else if (isPatientToBeTold()) {
        view.due = Due::TellPatient;
        view.owner = m_withOfficer ? Party{{}, officer()} : m_act->by.isEmpty() ? m_owner : m_act->by;
        view.nextAt = m_withOfficer ? renewedFrom(m_steppedAt) : view.actBy;
    } else if (m_act) {
        // By somebody who has Vigil: whoever acted often has not.
        view.due = Due::Close;
        view.owner = m_withOfficer || m_raisedBy.name.isEmpty() ? Party{{}, officer()} : m_raisedBy;
        view.nextAt = renewedFrom(m_withOfficer ? m_steppedAt : m_actedAt);
    } else if (m_lowered) {
        // The old limit runs until everyone who was told knows that it is less urgent.
        view.due = Due::TellWithdrawn;
        view.owner = m_raisedBy;
        view.nextAt = view.acknowledgeBy;
    } else if (!isToAcknowledge()) {
        view.due = Due::Act;
        view.nextAt = view.actBy;
        if (m_actWasLate && view.nextAt) view.nextAt = std::max(*view.nextAt, renewedFrom(m_steppedAt));
    } else {
        whatIsNextUnacknowledged(view);
    }
    if (looksForSomebody() && m_step > 0) callWhoWasBroughtIn(view);
    if (m_needsNewer && (isOver() || m_documentedOnly)) {
        view.due = Due::LookAgain;
        view.owner = {{}, rules.officerRole};
    }
    if (!view.nextAt) {
        view.due = Due::LookAgain;
        view.nextAt = renewedFrom(view.raisedAt);
    }
    if (view.owner.isEmpty()) view.owner = {{}, rules.officerRole};
    if (view.owner.isEmpty()) view.owner = {{}, QStringLiteral("Fail-safe officer")};
}

/// What needs a voice does not rely on the message to whoever was brought in.
void AlertStory::callWhoWasBroughtIn(AlertView& view) const {
    const auto& limit = rules().category.limits.spokenContact;
    if (m_callTask != CallTask::Open || m_lowered || !limit) return;
    const auto by = dueAt(m_steppedAt, *limit, rules().calendar);
    if (view.nextAt && *view.nextAt <= by) return;
    view.due = Due::SpokenContact;
    view.nextAt = by;
}

void AlertStory::whatIsNextUnacknowledged(AlertView& view) const {
    const auto ladder = ladderToAcknowledge();
    if (m_reached >= 2) {
        view.due = Due::LookAgain;
        // Whoever was found last does not take it: that does not wait for its turn.
        view.nextAt = m_declinedLast ? m_declinedAt : renewedFrom(m_steppedAt);
        return;
    }
    if (m_reached == 1) {
        view.due = Due::EndOfLadder;
        view.nextAt = earliest(&Limits::endOfLadder, ladder);
        return;
    }
    view.due = Due::Acknowledge;
    view.nextAt = view.acknowledgeBy;
    if (const auto backUp = earliest(&Limits::backUp, ladder);
        backUp && view.nextAt && *backUp < *view.nextAt) {
        view.due = Due::BackUp;
        view.nextAt = backUp;
    }
    if (m_callTask == CallTask::Open) {
        if (const auto spoken = earliest(&Limits::spokenContact, ladder);
            spoken && (!view.nextAt || *spoken < *view.nextAt)) {
            view.due = Due::SpokenContact;
            view.nextAt = spoken;
            view.owner = m_raisedBy;
        }
    } else if (m_callTask == CallTask::HandedOver && m_declines == 0) {
        view.owner = m_coordinator;
    }
}

} // namespace vigil::alert
