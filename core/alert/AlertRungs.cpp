// SPDX-License-Identifier: GPL-3.0-or-later
// The third part of AlertStory: the ladder as whoever carries it out sees it.
#include "core/alert/AlertStory.h"

#include <algorithm>

namespace vigil::alert {

namespace {

bool isOneOf(const QString& role, const QStringList& roles) {
    return roles.contains(role, Qt::CaseInsensitive);
}

QString firstOf(const QStringList& roles) {
    for (const auto& role : roles)
        if (!role.isEmpty()) return role;
    return QStringLiteral("Fail-safe officer");
}

} // namespace

Party AlertStory::raisedFor() const {
    auto owner = m_draft.owner;
    if (owner.role.isEmpty()) owner.role = m_ladders.first().rules.category.ownerRole;
    return owner;
}

/// Whoever accepts, whoever is asked, or where a practice is closed its stand-ins and the patient.
bool AlertStory::canTakeIt(const QString& role) const {
    const auto& rules = this->rules();
    const auto& category = rules.category;
    if (category.mayAccept.isEmpty()) return true; // of before such lists
    if (isOneOf(role, category.mayAccept)) return true;
    if (role.isEmpty() || isOneOf(role, category.mayPassOn)) return false;
    auto roles = ends() + QStringList{raisedFor().role,   m_owner.role,      category.backUpRole,
                                      m_draft.backUpRole, rules.officerRole, rules.officerDeputyRole};
    for (const auto& each : m_insteadOfPractice)
        roles << each.role;
    if (!m_callSteps.isEmpty()) roles << QStringLiteral("Patient");
    return isOneOf(role, roles);
}

bool AlertStory::looksForSomebody() const {
    if (isOver() || m_documentedOnly || m_act || !m_raised) return false;
    return isToAcknowledge() || m_steppedAfterAcknowledging;
}

bool AlertStory::hasOnlyACopy(const Party& who) const {
    if (who.role.isEmpty() || isOneOf(who.role, {m_owner.role, raisedFor().role})) return false;
    return std::any_of(m_ladders.begin(), m_ladders.end(), [&](const Ladder& ladder) {
        return isOneOf(who.role, {ladder.rules.category.copyTo});
    });
}

QString AlertStory::officer() const {
    return firstOf({rules().officerRole});
}

QStringList AlertStory::ends() const {
    const auto& category = rules().category;
    return QStringList{firstOf({category.endRole, rules().officerRole})} + category.laterEnds;
}

QString AlertStory::nextEnd(qsizetype after) const {
    const auto roles = ends();
    return roles.at(std::min(m_ended + after, roles.size() - 1));
}

QStringList AlertStory::endsAhead() const {
    if (isOver() || m_closed || m_act) return {};
    return ends().mid(m_ended) << officer();
}

bool AlertStory::broughtToTheOfficer(const QString& role) {
    if (role != officer() || m_closed || m_documentedOnly) return false;
    return isOver() ? !m_contacts.stillToTell().isEmpty() : m_act.has_value();
}

QList<AlertStory::Rung> AlertStory::rungsAhead() const {
    if (m_closed || m_documentedOnly) return {};
    const auto again = renewedFrom(m_step > 0 ? m_steppedAt : m_ladders.first().from);
    if (isOver()) {
        // The old limit runs until they know; who ends it late has a moment all the same.
        if (m_contacts.stillToTell().isEmpty()) return {};
        const Limit aWorkingDay{1, Limit::Unit::WorkingDays};
        if (m_withOfficer) // like every end of a ladder: renewed until they know
            return {{m_step + 1, dueAt(m_steppedAt, aWorkingDay, rules().calendar), officer()}};
        auto limit = earliest(&Limits::spokenContact);
        if (!limit) limit = earliest(&Limits::acknowledge);
        const auto soonest = renewedFrom(m_endedAt);
        return {{m_step + 1, limit ? std::max(*limit, soonest) : soonest, officer()}};
    }
    if (isPatientToBeTold()) {
        const auto limit = earliest(&Limits::actedOn).value_or(again);
        return {{m_step + 1, m_withOfficer ? again : limit, officer()}};
    }
    if (m_act) {
        if (m_withOfficer) return {};
        const Limit aWorkingDay{1, Limit::Unit::WorkingDays};
        return {{m_step + 1, dueAt(m_actedAt, aWorkingDay, rules().calendar), officer()}};
    }
    if (!isToAcknowledge()) {
        auto at = earliest(&Limits::actedOn).value_or(again);
        // Also when somebody else has taken it since: the limit for acting is over.
        if (m_actWasLate) at = std::max(at, again);
        return {{m_step + 1, at, nextEnd()}};
    }
    return rungsUnacknowledged();
}

QList<AlertStory::Rung> AlertStory::rungsUnacknowledged() const {
    const auto again = renewedFrom(m_step > 0 ? m_steppedAt : m_ladders.first().from);
    const auto ladder = ladderToAcknowledge();
    int step = m_step + 1;
    if (m_reached >= 2) return {{step, m_declinedLast ? m_declinedAt : again, nextEnd()}};
    QList<Rung> rungs;
    const bool withTheOfficer = m_declines >= 2;
    if (m_reached == 0) {
        auto first = earliest(&Limits::acknowledge, ladder);
        if (const auto backUp = earliest(&Limits::backUp, ladder))
            first = first ? std::min(*first, *backUp) : *backUp;
        // Nobody has spoken to anybody, and nobody has taken the call over: that does not wait for a message.
        if (m_callTask == CallTask::Open)
            if (const auto spoken = earliest(&Limits::spokenContact, ladder))
                first = first ? std::min(*first, *spoken) : *spoken;
        // Twice declined it is with the officer already: a back-up would be a step down.
        const auto backUp = firstOf({m_draft.backUpRole, rules().category.backUpRole, nextEnd()});
        if (first) rungs << Rung{step, *first, withTheOfficer ? nextEnd() : backUp};
        ++step;
    }
    if (const auto last = earliest(&Limits::endOfLadder, ladder))
        rungs << Rung{step, *last, nextEnd(m_reached == 0 && withTheOfficer ? 1 : 0)};
    if (rungs.isEmpty()) rungs << Rung{m_step + 1, again, nextEnd()};
    return rungs;
}

QList<AlertStory::Asked> AlertStory::askedToAct() const {
    QList<Asked> asked;
    const auto& [ownedEvent, ownedAt] = m_ownedSince;
    const auto& [raisedEvent, raisedAt] = m_raisedSince;
    const auto& [routedEvent, routedAt] = m_routedSince;
    if (m_raisedAfterAcknowledging) asked << Asked{*m_acknowledgedBy, 0, raisedEvent, raisedAt};
    if (looksForSomebody() && (!m_raisedAfterAcknowledging || m_steppedAfterAcknowledging))
        asked << Asked{m_owner, m_step, ownedEvent, ownedAt};
    // However late: whom it was raised for hears of it, unless he gave it back or somebody has it.
    if (m_declines == 0 && !m_acknowledgedBy && raisedFor() != m_owner)
        asked << Asked{raisedFor(), 0, routedEvent, routedAt};
    if (looksForSomebody())
        for (const auto& each : m_insteadOfPractice)
            if (each != m_owner && each != raisedFor()) asked << Asked{each, 0, routedEvent, routedAt};
    return asked;
}

QList<AlertStory::Asked> AlertStory::asked() const {
    if (m_documentedOnly || m_closed || !m_raised) return {};
    QList<Asked> asked;
    const auto& [ownedEvent, ownedAt] = m_ownedSince;
    const auto what = isOver()              ? Asked::What::Tell
                      : isPatientToBeTold() ? Asked::What::TellPatient
                                            : Asked::What::Close;
    if (m_withOfficer && (!isOver() || !m_contacts.stillToTell().isEmpty()))
        asked << Asked{{{}, officer()}, m_step, ownedEvent, ownedAt, what};
    if (!isOver() && !m_act) asked += askedToAct();
    if (const auto& deputy = rules().officerDeputyRole; !deputy.isEmpty())
        for (const auto& each : QList<Asked>(asked)) {
            if (each.who != Party{{}, officer()}) continue;
            auto beside = each;
            beside.who = {{}, deputy};
            beside.beside = true;
            asked << beside;
        }
    if (const auto& copyTo = rules().category.copyTo; !isOver() && !copyTo.isEmpty())
        asked << Asked{{{}, copyTo}, 0, m_raisedSince.event, m_raisedSince.at, Asked::What::Act, true};
    return asked;
}

} // namespace vigil::alert
