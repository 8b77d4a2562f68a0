// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/Decide.h"

#include "core/base/Ids.h"
#include "core/dispatch/Corrections.h"

namespace vigil::dispatch {

namespace {

using alert::Alert;
using alert::AlertStory;

/// Instead of a rung that nobody holds: the next one that somebody does. Waiting for the next limit would
/// mean that nobody hears of it until then. When nobody at all can be reached the ladder goes on as it is.
Escalation passedOver(Escalation due, const AlertStory& story, const QList<AlertStory::Rung>& ahead,
                      const WayTo& wayTo) {
    auto candidates = ahead;
    candidates.removeIf([&due](const AlertStory::Rung& rung) { return rung.step <= due.step; });
    for (const auto& role : story.endsAhead())
        candidates << AlertStory::Rung{ahead.last().step, due.dueAt, role};
    for (const auto& rung : ahead) // after an outage a later one is due instead of them
        if (rung.step < due.step) candidates << AlertStory::Rung{ahead.last().step, due.dueAt, rung.role};
    const auto here = wayTo(due.role);
    const bool voice = story.rules().category.limits.spokenContact.has_value();
    for (const auto enough : {voice ? Way::Telephone : Way::Message, Way::Telephone}) {
        if (here >= enough) break;
        auto next = due;
        for (const auto& rung : candidates) {
            if (!next.insteadOf.contains(next.role)) next.insteadOf << next.role;
            if (rung.step > next.step) next.skipped << next.step;
            next.step = rung.step;
            next.role = rung.role;
            if (wayTo(rung.role) < enough) continue;
            next.eventId = escalationId(due.alertId, due.ladder, next.step);
            return next;
        }
    }
    return due;
}

std::optional<Escalation> escalationOf(const QString& alertId, const AlertStory& story, UtcTime now,
                                       const WayTo& wayTo) {
    std::optional<Escalation> due;
    QList<int> earlier;
    const auto ahead = story.rungsAhead();
    for (const auto& rung : ahead) {
        if (rung.at > now) continue;
        due = Escalation{alertId,        escalationId(alertId, story.ladder(), rung.step),
                         story.ladder(), rung.step,
                         earlier,        rung.role,
                         rung.at,        {}};
        earlier << rung.step;
    }
    if (!due) return {};
    return passedOver(*due, story, ahead, wayTo);
}

QList<Telling> tellingsOf(const AlertStory& story, UtcTime now) {
    QList<Telling> tellings;
    const auto& category = story.rules().category;
    const bool atOnce = category.rank == 0 || category.limits.spokenContact.has_value();
    for (const auto& asked : story.asked()) {
        if (asked.who.isEmpty() || (!atOnce && now < asked.at + secondThoughts)) continue;
        tellings << Telling{asked.who, asked.rung, asked.since, asked.what, asked.beside};
    }
    return tellings;
}

} // namespace

Alert acceptedPart(const Alert& alert) {
    Alert accepted{alert.alertId, {}};
    for (const auto& fact : alert.facts)
        if (fact.logged.isAccepted()) accepted.facts << fact;
    return accepted;
}

QUuid idSpaceOf(const QString& alertId) {
    const QUuid id(alertId);
    return id.isNull() ? derivedId(QUuid(), alertId) : id;
}

QUuid escalationId(const QString& alertId, const QUuid& ladder, int step) {
    return derivedId(idSpaceOf(alertId),
                     QStringLiteral("escalated %1 %2").arg(vigil::toText(ladder)).arg(step));
}

Decision decide(const QList<Alert>& alerts, UtcTime now, const WayTo& wayTo) {
    Decision decision;
    for (const auto& alert : alerts) {
        const auto accepted = acceptedPart(alert);
        if (accepted.facts.isEmpty()) continue;
        const AlertStory story(accepted);
        if (auto escalation = escalationOf(alert.alertId, story, now, wayTo))
            decision.escalations << *escalation;
        if (story.looksForSomebody()) decision.sought << alert.alertId;
        const auto tellings = tellingsOf(story, now) + correctionsOf(accepted, story, now);
        if (!tellings.isEmpty()) decision.tellings << AlertTellings{alert.alertId, tellings};
    }
    return decision;
}

} // namespace vigil::dispatch
