// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dispatch/Heartbeat.h"
#include "core/dispatch/WeeklyList.h"
#include "core/notify/Mail.h"
#include "core/notify/Mllp.h"

#include <QHostAddress>

#include <optional>

class QSettings;

namespace vigil::app {

/// [adt]: where the hospital's system says where patients are. A value.
struct AdtSettings {
    quint16 port = 0; ///< 0: any that is free (tests)
    QHostAddress address = QHostAddress(QHostAddress::LocalHost);
    QList<QHostAddress> from; ///< who may connect; empty = this computer alone
    QString authority; ///< PID-3.4 of the number that the archive uses; empty = the medical record number

    bool operator==(const AdtSettings&) const = default;
};

/// What `vigilctl dispatch` reads of vigil.ini: [hl7/NAME], [mail] and [dispatch]. A value.
struct DispatchSettings {
    QList<notify::Hl7Peer> hl7;
    std::optional<notify::MailSettings> mail;
    std::optional<AdtSettings> adt{}; ///< nothing without [adt] port
    QString addressBook;              ///< [dispatch] addresses=
    /// A dispatcher that says nothing for so long makes way for another.
    std::chrono::seconds patience{60};
    /// How long windows believe its last beat. [dispatch] beatSeconds=, for tests: a window asks the
    /// department at least every 30 seconds, and would call a dispatcher silent that is not.
    std::chrono::seconds beatLasts = dispatch::beatLasts;
    /// [dispatch] weekly; Mon 08:00 unless it says otherwise. Nothing without [mail], or when it is off: the
    /// list of what went wrong is not mailed.
    std::optional<dispatch::WeeklyTime> weekly{};

    bool operator==(const DispatchSettings&) const = default;

    /// Invalid names group, key and remedy.
    static Result<DispatchSettings> read(QSettings& ini);
};

} // namespace vigil::app
