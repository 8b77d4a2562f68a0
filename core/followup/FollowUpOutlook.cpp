// SPDX-License-Identifier: GPL-3.0-or-later
// The second half of FollowUpStory: the clock, who owns it and what is next, once all facts are told.
#include "core/followup/FollowUpJson.h"
#include "core/followup/FollowUpStory.h"

#include "core/alert/AlertJson.h"

#include <algorithm>

namespace vigil::followup {

namespace {

constexpr int whole = 100;
const QString anOfficer = QStringLiteral("Fail-safe officer");

} // namespace

alert::Party FollowUpStory::officer() const {
    return {{}, m_rules.officerRole.isEmpty() ? anOfficer : m_rules.officerRole};
}

UtcTime FollowUpStory::startOf(const QDate& day) const {
    return fromDateTime(day.startOfDay(m_rules.zone));
}

UtcTime FollowUpStory::reminderAt(int share) const {
    const auto from = m_recommended->at();
    const auto until = m_draft.dueDate.isValid() ? std::max(from, startOf(m_draft.dueDate)) : from;
    return from + (until - from) * share / whole;
}

UtcTime FollowUpStory::escalationAt() const {
    if (m_escalations > 0) return m_escalatedAt + std::chrono::days(m_rules.renewDays);
    if (m_booked) return startOf(m_bookedFor.addDays(1 + m_rules.graceDays));
    const auto grace = std::chrono::days(m_rules.graceDays);
    // Without a date it is due at once.
    if (!m_draft.dueDate.isValid()) return m_recommended->at() + grace;
    return std::max(m_recommended->at() + grace, startOf(m_draft.dueDate.addDays(1 + m_rules.graceDays)));
}

std::optional<UtcTime> FollowUpStory::overdueFrom() const {
    if (!m_recommended) return std::nullopt;
    if (m_booked) return startOf(m_bookedFor.addDays(1));
    if (!m_draft.dueDate.isValid()) return m_recommended->at();
    return startOf(m_draft.dueDate.addDays(1));
}

std::optional<Step> FollowUpStory::nextStep() const {
    if (!m_recommended || m_closed) return std::nullopt;
    const auto began = (m_booked ? m_booked : m_recommended)->logged.event.eventId;
    if (!m_booked && m_escalations == 0)
        for (const int share : m_rules.reminders)
            if (share > m_reminded) return Step{Step::Kind::Reminder, share, reminderAt(share), began};
    return Step{Step::Kind::Escalation, m_escalations + 1, escalationAt(), began};
}

std::optional<Step> FollowUpStory::stepDue(UtcTime now) const {
    auto next = nextStep();
    if (!next || next->at > now) return std::nullopt;
    if (next->kind == Step::Kind::Escalation) return next;
    if (const auto officerAt = escalationAt(); officerAt <= now)
        return Step{Step::Kind::Escalation, m_escalations + 1, officerAt, next->began};
    for (const int share : m_rules.reminders)
        if (share > next->number && reminderAt(share) <= now)
            next = Step{Step::Kind::Reminder, share, reminderAt(share), next->began};
    return next;
}

Step FollowUpStory::reached() const {
    if (!m_recommended) return {};
    const auto began = (m_booked ? m_booked : m_recommended)->logged.event.eventId;
    if (m_escalations > 0) return {Step::Kind::Escalation, m_escalations, m_escalatedAt, began};
    if (m_booked || m_reminded == 0) return {};
    return {Step::Kind::Reminder, m_reminded, reminderAt(m_reminded), began};
}

FollowUpView FollowUpStory::view() const {
    FollowUpView view;
    view.followUpId = m_followUpId;
    // What an unknown event did may have opened it again.
    const bool ended = m_closed && !m_needsNewer;
    view.state = ended ? State::Closed : m_booked ? State::Booked : State::Recommended;
    view.open = !ended;
    view.needsNewerVigil = m_needsNewer;
    view.onlyHere = m_recommended && !m_recommended->logged.isAccepted();
    view.owner = m_owner;
    view.recommendedBy = m_recommendedBy;
    view.recommendedAt = m_recommended ? m_recommended->at() : m_firstFactAt;
    view.dueDate = m_draft.dueDate;
    view.reminded = m_reminded;
    view.escalations = m_escalations;
    view.bookedFor = m_bookedFor;
    view.bookedWhere = m_bookedWhere;
    view.proposals = m_proposals;
    view.notes = m_notes;
    view.attention = m_attention + m_failedNotices.values();
    if (m_closed) {
        view.closing = m_closing;
        view.closedBy = alert::partyFromObject(m_closed->data.value(QLatin1String("by")).toObject());
        view.closedAt = m_closed->at();
    }
    if (ended) return view;
    if (const auto step = nextStep()) {
        view.nextAt = step->at;
        view.due = step->kind == Step::Kind::Reminder ? Due::Reminder
                   : m_escalations > 0                ? Due::LookAgain
                   : m_booked                         ? Due::TakePlace
                                                      : Due::Escalate;
    } else {
        // Not known yet, or closed and then changed by what this Vigil does not understand.
        view.due = Due::LookAgain;
        view.owner = officer();
        view.nextAt = m_closed ? m_closed->at() : m_firstFactAt;
    }
    if (view.owner.isEmpty()) view.owner = officer();
    return view;
}

} // namespace vigil::followup
