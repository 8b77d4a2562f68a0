// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"
#include "ui/Theme.h"

#include <QString>
#include <QStringList>

#include <optional>

/// How the facts of an alert read, everywhere the same: words first, icon and tone only repeat them. Pure
/// functions.
namespace vigil::ui {

[[nodiscard]] QString categoryIcon(const QString& category);
[[nodiscard]] Tone categoryTone(int rank);
[[nodiscard]] QString stateIcon(alert::State state);
[[nodiscard]] Tone stateTone(const alert::AlertView& view);
/// "Acknowledged", "This computer only" …
[[nodiscard]] QString stateWords(alert::State state);
/// The same, and of an escalated one to whom: "Escalated to Consultant on call".
[[nodiscard]] QString stateWords(const alert::AlertView& view);

/// "in 12 min", "overdue 12 min", empty when nothing is due.
[[nodiscard]] QString countdown(const alert::AlertView& view, UtcTime now);
[[nodiscard]] bool isOverdue(const alert::AlertView& view, UtcTime now);
/// "Acknowledge", "Speak to somebody" …: what comes next.
[[nodiscard]] QString nextStep(const alert::AlertView& view, UtcTime now);
/// When something is to be done next: the limit, or a call that was agreed on before it.
[[nodiscard]] std::optional<UtcTime> nextTime(const alert::AlertView& view);
/// "Dr Clarke, Amir (ED consultant)".
[[nodiscard]] QString partyText(const alert::Party& party);
/// "14:02" today, "23 Nov 14:02" else.
[[nodiscard]] QString timeText(UtcTime time, UtcTime now);
/// "Whitfield, Harold · 73 y M · 440012: Pulmonary embolism": whom and what an act is about.
[[nodiscard]] QString aboutText(const alert::AlertRow& row, UtcTime now);
/// "73 y M · 440012".
[[nodiscard]] QString patientLine(const study::Patient& patient, UtcTime now);
/// "upper lobe, left".
[[nodiscard]] QString siteText(const alert::AlertRow& row);
[[nodiscard]] QString outcomeWords(alert::CallOutcome outcome);
/// What a restricted alert says, when its sealed part is here; else that it is restricted.
[[nodiscard]] QString keptApartText(const alert::Alert& alert);
/// How somebody is told, the usual way first; others may be written.
[[nodiscard]] QStringList callMethods();
[[nodiscard]] QString patientToldWords(alert::Act::PatientTold told);

/// One line of the history: what happened, who did it and who entered it for somebody else. `history`: all of
/// them, for what was taken back.
[[nodiscard]] QString factText(const alert::Fact& fact, const QList<alert::Fact>& history = {});
/// "Acknowledged by Okafor, Ben (…), 24 Nov 09:12": enough to tell an act from another of the same alert.
[[nodiscard]] QString actText(const alert::Fact& fact);
/// The user's latest act that can still be taken back; null when there is none.
[[nodiscard]] const alert::Fact* takenBackNext(const alert::Alert& alert, const QString& userId, UtcTime now);
/// True for the lines that belong into the call diary.
[[nodiscard]] bool isCall(const alert::Fact& fact);

/// All roles that the policy knows, each once: owners, back-ups, ends of ladders, accepting and passing on.
[[nodiscard]] QStringList rolesOf(const alert::AlertPolicy& policy);

/// What a critical alert still needs before its reader may go: a voice, the department. Empty when nothing
/// does.
[[nodiscard]] QStringList whyUntold(const alert::AlertRow& row);
/// Whether its reader may go home over it without giving a reason: a call is recorded, or handed over by
/// name. True for everything that is not critical.
[[nodiscard]] bool isCalledOrHandedOver(const alert::AlertRow& row);

} // namespace vigil::ui
