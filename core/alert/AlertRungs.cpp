// SPDX-License-Identifier: GPL-3.0-or-later
// The third part of AlertStory: the ladder as whoever carries it out sees it.
#include "core/alert/AlertStory.h"

#include <algorithm>

namespace vigil::alert {

namespace {

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

bool AlertStory::looksForSomebody() const {
    if (isOver() || m_documentedOnly || m_act || !m_raised) return false;
    return !m_acknowledgedBy || m_steppedAfterAcknowledging;
}

QList<AlertStory::Rung> AlertStory::rungsAhead() const {
    if (isOver() || m_documentedOnly || m_act) return {};
    const auto& rules = m_ladders.last().rules;
    const auto& category = rules.category;
    const auto end = firstOf({category.endRole, rules.officerRole});
    const auto again = renewedFrom(m_step > 0 ? m_steppedAt : m_ladders.first().from);
    if (m_acknowledgedBy) {
        auto at = earliest(&Limits::actedOn).value_or(again);
        if (m_steppedAfterAcknowledging) at = std::max(at, again);
        return {{m_step + 1, at, end}};
    }
    if (m_step >= 2) return {{m_step + 1, again, end}};
    QList<Rung> rungs;
    if (m_step == 0) {
        auto first = earliest(&Limits::acknowledge);
        if (const auto backUp = earliest(&Limits::backUp))
            first = first ? std::min(*first, *backUp) : *backUp;
        // Nobody has spoken to anybody, and nobody has taken the call over: that does not wait for a message.
        if (m_callTask == CallTask::Open)
            if (const auto spoken = earliest(&Limits::spokenContact))
                first = first ? std::min(*first, *spoken) : *spoken;
        // Twice declined it is with the officer already: a back-up would be a step down.
        const auto backUp = firstOf({m_draft.backUpRole, category.backUpRole, end});
        if (first) rungs << Rung{1, *first, m_declines >= 2 ? end : backUp};
    }
    if (const auto last = earliest(&Limits::endOfLadder)) rungs << Rung{2, *last, end};
    if (rungs.isEmpty()) rungs << Rung{m_step + 1, again, end};
    return rungs;
}

} // namespace vigil::alert
