// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/FollowUpNotices.h"

#include "core/alert/AlertJson.h"
#include "core/base/Ids.h"

namespace vigil::dispatch {

namespace {

using followup::FollowUp;
using followup::FollowUpStory;
using followup::Step;

/// Rungs of a notice: the share of a reminder, and above it which time the officer is told.
constexpr int officerRungs = 1000;
constexpr int wholeInterval = 100;

FollowUp acceptedOf(const FollowUp& followUp) {
    FollowUp accepted{followUp.followUpId, {}};
    for (const auto& fact : followUp.facts)
        if (fact.logged.isAccepted()) accepted.facts << fact;
    return accepted;
}

} // namespace

QUuid followUpStepId(const QString& followUpId, const Step& step) {
    return derivedId(
        idSpaceOf(followUpId),
        QStringLiteral("%1 %2 %3")
            .arg(step.kind == Step::Kind::Reminder ? QStringLiteral("reminded") : QStringLiteral("overdue"),
                 vigil::toText(step.began))
            .arg(step.number));
}

FollowUpDecision decideFollowUps(const QList<FollowUp>& followUps, UtcTime now) {
    FollowUpDecision decision;
    for (const auto& followUp : followUps) {
        const auto accepted = acceptedOf(followUp);
        if (accepted.facts.isEmpty()) continue;
        const FollowUpStory story(accepted);
        const auto view = story.view();
        if (const auto step = story.stepDue(now))
            decision.steps << FollowUpStep{followUp.followUpId, followUpStepId(followUp.followUpId, *step),
                                           *step, story.rules().officerRole};
        if (!view.open) continue;
        const auto reached = story.reached();
        if (reached.number == 0) continue;
        const int rung =
            reached.kind == Step::Kind::Reminder ? reached.number : officerRungs + reached.number;
        // Once the officer was brought in he is told, also when he has handed it on.
        const auto to =
            reached.kind == Step::Kind::Reminder
                ? view.owner
                : alert::Party{
                      {}, story.rules().officerRole.isEmpty() ? view.owner.role : story.rules().officerRole};
        // Since the step of this clock: after a booking it is reached once more, and told once more.
        decision.tellings << FollowUpTellings{
            followUp.followUpId, {Telling{to, rung, followUpStepId(followUp.followUpId, reached)}}};
    }
    return decision;
}

std::pair<QString, QJsonObject> eventOf(const FollowUpStep& due) {
    const auto& step = due.step;
    QJsonObject data{{QStringLiteral("began"), vigil::toText(step.began)},
                     {QStringLiteral("dueAt"), toIso(step.at)}};
    if (step.kind == Step::Kind::Reminder) {
        data.insert(QStringLiteral("share"), step.number);
        return {journal::kind::followUpReminded, data};
    }
    data.insert(QStringLiteral("number"), step.number);
    data.insert(QStringLiteral("role"), due.officerRole);
    return {journal::kind::followUpEscalated, data};
}

notify::FollowUpNotice followUpNoticeOf(const FollowUp& followUp, const alert::Fact& queued) {
    using Stage = notify::FollowUpNotice::Stage;
    const FollowUpStory story(followUp);
    const auto view = story.view();
    const int rung = queued.data.value(QLatin1String("rung")).toInt();
    notify::FollowUpNotice notice;
    notice.noticeId = queued.logged.event.eventId;
    notice.followUpId = followUp.followUpId;
    notice.at = queued.at();
    notice.zone = story.rules().zone;
    notice.to = alert::partyFromObject(queued.data.value(QLatin1String("to")).toObject());
    notice.stage = rung > officerRungs     ? Stage::Overdue
                   : rung >= wholeInterval ? Stage::DueNow
                                           : Stage::Reminder;
    notice.followUp = story.draft();
    notice.recommendedBy = view.recommendedBy;
    notice.recommendedAt = view.recommendedAt;
    return notice;
}

} // namespace vigil::dispatch
