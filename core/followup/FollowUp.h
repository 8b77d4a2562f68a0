// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/Alert.h"
#include "core/followup/FollowUpDraft.h"

namespace vigil::followup {

using alert::AttentionItem;
using alert::Fact;

/// A recommended follow-up: the grow-only set of its facts in log order. A value.
struct FollowUp {
    QString followUpId;
    QList<Fact> facts;

    bool operator==(const FollowUp&) const = default;
};

/// Pure; the order in which events come and how often does not matter.
[[nodiscard]] FollowUp followUpOf(const QString& followUpId, const QList<journal::LoggedEvent>& events);

enum class State { Recommended, Booked, Closed };
/// "recommended", "booked"; of a closed one how it ended.
[[nodiscard]] QString toText(State state);

/// What has to happen next.
enum class Due {
    Nothing,
    Reminder,  ///< the owner is reminded to have it booked
    Escalate,  ///< the officer is brought in
    TakePlace, ///< it is booked: the examination should be in the PACS
    LookAgain  ///< the officer has it, and looks again
};
[[nodiscard]] QString toText(Due due);

struct ProposedExamination {
    Proposal proposal;
    QUuid eventId;
    bool rejected = false;
    QString rejectedBecause;

    bool operator==(const ProposedExamination&) const = default;
};

/// What is shown of a follow-up. While open it has exactly one owner and exactly one next time.
struct FollowUpView {
    QString followUpId;
    State state = State::Recommended;
    bool open = true;
    bool needsNewerVigil = false;
    bool onlyHere = false; ///< the department does not have it yet
    alert::Party owner;
    Due due = Due::Nothing;
    std::optional<UtcTime> nextAt; ///< set while open
    bool overdue = false;          ///< the due or the booked day is over, or what is next is late
    alert::Party recommendedBy;
    UtcTime recommendedAt;
    QDate dueDate;
    int reminded = 0;    ///< per cent of the last reminder; 0 = none yet
    int escalations = 0; ///< since it was recommended or last booked
    QDate bookedFor;
    QString bookedWhere;
    QList<ProposedExamination> proposals;
    Closing closing; ///< of State::Closed
    alert::Party closedBy;
    UtcTime closedAt;
    QStringList notes;
    QList<AttentionItem> attention;

    bool operator==(const FollowUpView&) const = default;
};

/// Everything that follows from the facts at a time. Pure.
[[nodiscard]] FollowUpView stateAt(const FollowUp& followUp, UtcTime now);

/// What the recommendation said; nothing while that event has not arrived.
[[nodiscard]] std::optional<FollowUpDraft> recommendedDraft(const FollowUp& followUp);

/// The last act of a person of a kind that can be taken back, and was not; null: there is none. Pure.
[[nodiscard]] const Fact* lastActOf(const FollowUp& followUp, const QString& userId);
/// Whether there is still time for it.
[[nodiscard]] bool canStillBeTakenBack(const Fact& fact, UtcTime now);

/// One row of the list.
struct FollowUpRow {
    FollowUpView view;
    FollowUpDraft draft;

    bool operator==(const FollowUpRow&) const = default;
};

} // namespace vigil::followup
