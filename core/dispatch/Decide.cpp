// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/Decide.h"

#include "core/alert/AlertStory.h"
#include "core/base/Ids.h"

namespace vigil::dispatch {

namespace {

using alert::Alert;
using alert::AlertStory;
using alert::Party;

Alert acceptedPart(const Alert& alert) {
    Alert accepted{alert.alertId, {}};
    for (const auto& fact : alert.facts)
        if (fact.logged.isAccepted()) accepted.facts << fact;
    return accepted;
}

std::optional<Escalation> escalationOf(const QString& alertId, const AlertStory& story, UtcTime now) {
    std::optional<Escalation> due;
    QList<int> earlier;
    for (const auto& rung : story.rungsAhead()) {
        if (rung.at > now) continue;
        due = Escalation{alertId,        escalationId(alertId, story.ladder(), rung.step),
                         story.ladder(), rung.step,
                         earlier,        rung.role,
                         rung.at};
        earlier << rung.step;
    }
    return due;
}

QList<Telling> tellingsOf(const AlertStory& story) {
    QList<Telling> tellings;
    const auto add = [&](const Party& to, int rung) {
        if (to.isEmpty()) return;
        for (const auto& telling : tellings)
            if (telling.to == to) return;
        tellings << Telling{to, rung};
    };
    if (!story.looksForSomebody()) return tellings;
    add(story.responsible(), story.rung());
    const auto view = story.view();
    // However late: whom it was raised for hears of it, unless he gave it back or has it done.
    if (view.declines == 0 && view.acknowledgedBy.isEmpty()) add(story.raisedFor(), 0);
    return tellings;
}

} // namespace

QUuid idSpaceOf(const QString& alertId) {
    const QUuid id(alertId);
    return id.isNull() ? derivedId(QUuid(), alertId) : id;
}

QUuid escalationId(const QString& alertId, const QUuid& ladder, int step) {
    return derivedId(idSpaceOf(alertId),
                     QStringLiteral("escalated %1 %2").arg(vigil::toText(ladder)).arg(step));
}

Decision decide(const QList<Alert>& alerts, UtcTime now) {
    Decision decision;
    for (const auto& alert : alerts) {
        const auto accepted = acceptedPart(alert);
        if (accepted.facts.isEmpty()) continue;
        const AlertStory story(accepted);
        if (auto escalation = escalationOf(alert.alertId, story, now)) decision.escalations << *escalation;
        auto tellings = tellingsOf(story);
        const auto& copyTo = story.rules().category.copyTo;
        if (!copyTo.isEmpty() && story.view().open && story.view().state != alert::State::Withdrawn)
            tellings << Telling{Party{{}, copyTo}, 0};
        if (!tellings.isEmpty()) decision.tellings << AlertTellings{alert.alertId, tellings};
    }
    return decision;
}

} // namespace vigil::dispatch
