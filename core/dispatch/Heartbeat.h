// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/Department.h"

#include <QStringList>

/// How windows learn whether somebody carries the ladders out: entries in the department's presence. Pure.
namespace vigil::dispatch {

inline const QString heartbeatTopic = QStringLiteral("dispatcher");
/// Held by the dispatcher whose turn it is, while it does everything it has to.
inline const QString beatKey = QStringLiteral("escalation");
/// The silence after which it counts as not running: with the ten seconds in which windows look, two minutes.
constexpr std::chrono::seconds beatLasts{100};

/// Held while a PACS has not answered for a day, so that follow-ups are not looked for there.
inline const QString silentPacsKey = QStringLiteral("silent@pacs");

/// Beside it: "standby@DEVICE", and "undelivered@DESTINATION" for what does not get through.
[[nodiscard]] QString standbyKey(const QString& device);
[[nodiscard]] QString undeliveredKey(const QString& destination);

/// Whether alerts escalate by themselves, as a window may say it.
struct EscalationStatus {
    enum class State {
        NotKnown,  ///< the department cannot be asked
        NeverSeen, ///< this department has no dispatcher
        Running,
        NotRunning ///< it has one, and it is silent
    };
    State state = State::NotKnown;
    QStringList undelivered; ///< destinations to which messages do not get through
    bool pacsSilent = false; ///< what was recommended is not looked for in every PACS

    bool operator==(const EscalationStatus&) const = default;
};

/// `current`: what the department's presence holds of the topic now. `seen`: a dispatcher has ever worked
/// here.
enum class Seen { No, Yes };
[[nodiscard]] EscalationStatus escalationStatus(const QList<sync::Presence>& current, Seen seen);

} // namespace vigil::dispatch
