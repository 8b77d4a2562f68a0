// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/Heartbeat.h"

namespace vigil::dispatch {

namespace {

const QString undeliveredPrefix = QStringLiteral("undelivered@");

} // namespace

QString standbyKey(const QString& device) {
    return QStringLiteral("standby@") + device;
}

QString undeliveredKey(const QString& destination) {
    return undeliveredPrefix + destination;
}

EscalationStatus escalationStatus(const QList<sync::Presence>& current, Seen seen) {
    EscalationStatus status;
    bool beats = false;
    for (const auto& entry : current) {
        beats = beats || entry.key == beatKey;
        status.pacsSilent = status.pacsSilent || entry.key == silentPacsKey;
        if (entry.key.startsWith(undeliveredPrefix))
            status.undelivered << entry.key.mid(undeliveredPrefix.size());
    }
    using State = EscalationStatus::State;
    status.state = beats ? State::Running : seen == Seen::Yes ? State::NotRunning : State::NeverSeen;
    return status;
}

} // namespace vigil::dispatch
