// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/Decide.h"

#include "core/base/Ids.h"
#include "core/dispatch/Corrections.h"

namespace vigil::dispatch {

namespace {

using alert::Alert;
using alert::AlertStory;

std::optional<Escalation> escalationOf(const QString& alertId, const AlertStory& story, UtcTime now,
                                       const Reachable& reachable) {
    std::optional<Escalation> due;
    QList<int> earlier;
    const auto ahead = story.rungsAhead();
    const auto bringIn = [&](const AlertStory::Rung& rung) {
        due = Escalation{alertId,        escalationId(alertId, story.ladder(), rung.step),
                         story.ladder(), rung.step,
                         earlier,        rung.role,
                         rung.at,        {}};
        earlier << rung.step;
    };
    for (const auto& rung : ahead)
        if (rung.at <= now) bringIn(rung);
    if (!due || reachable(due->role)) return due;
    // Waiting for the next limit would mean that nobody hears of it until then. When nobody at all can be
    // reached the ladder goes on as it is.
    const auto vacant = due->role;
    const auto dueAt = due->dueAt;
    for (const auto& rung : ahead) {
        if (rung.step <= due->step || !reachable(rung.role)) continue;
        bringIn(rung);
        due->dueAt = dueAt;
        due->insteadOf = vacant;
        break;
    }
    return due;
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

Decision decide(const QList<Alert>& alerts, UtcTime now, const Reachable& reachable) {
    Decision decision;
    for (const auto& alert : alerts) {
        const auto accepted = acceptedPart(alert);
        if (accepted.facts.isEmpty()) continue;
        const AlertStory story(accepted);
        if (auto escalation = escalationOf(alert.alertId, story, now, reachable))
            decision.escalations << *escalation;
        if (story.looksForSomebody()) decision.sought << alert.alertId;
        const auto tellings = tellingsOf(story, now) + correctionsOf(accepted, story, now);
        if (!tellings.isEmpty()) decision.tellings << AlertTellings{alert.alertId, tellings};
    }
    return decision;
}

} // namespace vigil::dispatch
