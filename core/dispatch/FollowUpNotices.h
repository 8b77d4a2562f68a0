// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dispatch/Notices.h"
#include "core/followup/FollowUpStory.h"

/// What the dispatcher has to do about follow-ups, as a pure function of the log and the time. Any thread.
namespace vigil::dispatch {

/// A reminder or an escalation that is due and not in the log. Its event id follows from what it answers to.
struct FollowUpStep {
    QString followUpId;
    QUuid eventId;
    followup::Step step;
    QString officerRole;

    bool operator==(const FollowUpStep&) const = default;
};

struct FollowUpTellings {
    QString followUpId;
    QList<Telling> tellings;

    bool operator==(const FollowUpTellings&) const = default;
};

struct FollowUpDecision {
    QList<FollowUpStep> steps;
    QList<FollowUpTellings> tellings;
};

/// Judges by what the log has accepted alone. The owner is told of a reminder, the officer of what is
/// overdue, each time anew.
[[nodiscard]] FollowUpDecision decideFollowUps(const QList<followup::FollowUp>& followUps, UtcTime now);

[[nodiscard]] QUuid followUpStepId(const QString& followUpId, const followup::Step& step);
/// Kind and open part of its event.
[[nodiscard]] std::pair<QString, QJsonObject> eventOf(const FollowUpStep& step);

/// What a queued notice says.
[[nodiscard]] notify::FollowUpNotice followUpNoticeOf(const followup::FollowUp& followUp,
                                                      const alert::Fact& queued);

} // namespace vigil::dispatch
