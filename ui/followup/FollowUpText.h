// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUp.h"
#include "ui/Theme.h"

/// How follow-ups read, everywhere the same. Pure functions.
namespace vigil::ui {

/// "4 Mar 2027".
[[nodiscard]] QString dayText(const QDate& day);
/// "Recommended", "Booked for 4 Mar 2027", "Ended: died".
[[nodiscard]] QString followUpState(const followup::FollowUpView& view);
/// "Remind the owner, 19 Dec 2026"; before it, in a line of its own, that something proposed is to be
/// confirmed.
[[nodiscard]] QString followUpNext(const followup::FollowUpView& view);
/// "reminded at 25 %, with the officer 2×"; empty when nothing happened yet.
[[nodiscard]] QString followUpReminders(const followup::FollowUpView& view);
/// "CT chest · 20 Feb 2027 · everything matches", or what differs.
[[nodiscard]] QString proposalLine(const followup::Proposal& proposal);
/// All that was compared, a line each.
[[nodiscard]] QStringList aspectLines(const followup::Proposal& proposal);
/// "Whitfield, Harold · 73 y M · 440012: CT chest, due by 4 Mar 2027": whom and what an act is about.
[[nodiscard]] QString followUpAbout(const followup::FollowUpRow& row, const QDate& today);
/// "Booked for 4 Mar 2027, 24 Nov 10:12": an act as it is named before it is taken back.
[[nodiscard]] QString followUpActText(const followup::Fact& fact, UtcTime now);
/// The whole of it for the details, a line each.
[[nodiscard]] QString followUpDetails(const followup::FollowUpRow& row);
[[nodiscard]] Tone followUpTone(const followup::FollowUpView& view);

} // namespace vigil::ui
