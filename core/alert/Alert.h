// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/alert/AlertPolicy.h"
#include "core/journal/Event.h"

#include <QJsonObject>

#include <optional>

namespace vigil::alert {

/// One fact about an alert, as the log has it.
struct Fact {
    journal::LoggedEvent logged;
    QJsonObject data; ///< the open part

    [[nodiscard]] UtcTime at() const; ///< min(received, occurred + clock offset)
    bool operator==(const Fact&) const = default;
};

/// An alert: the grow-only set of its facts in log order (accepted ones by seq, then this computer's pending
/// ones by device number). A value.
struct Alert {
    QString alertId;
    QList<Fact> facts;

    bool operator==(const Alert&) const = default;
};

/// The fold. Pure; the order in which events come and how often does not matter.
[[nodiscard]] Alert apply(Alert alert, const journal::LoggedEvent& event);

/// The one vocabulary for how far an alert got.
enum class State {
    Draft,
    ThisComputerOnly,
    Department,
    Delivered,
    Viewed,
    Acknowledged,
    ActedOn,
    Closed,
    Declined,
    Escalated,
    NoRoute,
    Withdrawn,
    Superseded,
    DocumentedOnly
};
[[nodiscard]] QString toText(State state);

/// What somebody has to do next.
enum class Due {
    Nothing,
    SpokenContact,
    Acknowledge,
    BackUp,
    EndOfLadder,
    Act,
    Close,
    TellWithdrawn,
    LookAgain,
    TellPatient ///< something was done, and the patient does not know
};
[[nodiscard]] QString toText(Due due);

enum class CallTask { NotNeeded, Open, HandedOver, Done };

/// A fact that changed nothing or came too late, and that a person must look at.
struct AttentionItem {
    QUuid eventId;
    QString kind;
    QString reason;    ///< plain English, no patient data
    bool seen = false; ///< a person looked at it and noted why it needs nothing more

    bool operator==(const AttentionItem&) const = default;
};

/// What is shown of an alert. When it is open it has exactly one owner and exactly one next time.
struct AlertView {
    QString alertId;
    State state = State::ThisComputerOnly;
    bool open = true;
    bool needsNewerVigil = false;
    QString category; ///< code, as it stands now
    Party owner;
    Due due = Due::Nothing;
    std::optional<UtcTime> nextAt; ///< set while open
    bool overdue = false;
    CallTask callTask = CallTask::NotNeeded;
    QStringList callSteps; ///< whom to call in order, in words, when that is not the usual way
    Party raisedBy;
    UtcTime raisedAt;
    std::optional<UtcTime> acknowledgeBy;
    std::optional<UtcTime> actBy;
    Party acknowledgedBy;
    bool acknowledgeAnew = false; ///< by whoever had: it has become more urgent since
    int declines = 0;
    Act act; ///< of State::ActedOn and later
    QList<report::Communication> communications;
    QList<Party> stillToTell; ///< of Due::TellWithdrawn: who has heard of it and does not know better yet
    /// "Call back at": when the last attempt at a call agreed on a time. Changes no limit.
    std::optional<UtcTime> callBackAt;
    QList<AttentionItem> attention;

    bool operator==(const AlertView&) const = default;
};

/// Everything that follows from the facts at a time. Pure.
[[nodiscard]] AlertView stateAt(const Alert& alert, UtcTime now);

/// Whether nobody has anything to do any more, whatever the time: a mirror may forget it after a while.
[[nodiscard]] bool isOver(const QList<journal::LoggedEvent>& events);

/// Whether what is said about it is for its team alone: such words stand in the sealed parts.
[[nodiscard]] bool isRestricted(const Alert& alert);

/// What the raising said; nothing while that event has not arrived.
[[nodiscard]] std::optional<AlertDraft> raisedDraft(const Alert& alert);

} // namespace vigil::alert
