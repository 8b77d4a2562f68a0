// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/Transaction.h"
#include "core/sync/Department.h"

#include <QHash>
#include <QUuid>

namespace vigil::store {

/// The SQL of the presence mirror in cache.db: who has what open, as the department said last. Has no state;
/// usable on any thread.
class PresenceStore {
public:
    /// Replaces what is known of a topic; true when somebody came or went, not when a lease was renewed.
    Result<bool> replace(Transaction& cache, const QUuid& logId, const QString& topic,
                         const QList<sync::Presence>& entries) const;
    /// What has not run out at `serverNow` (this computer's time plus the measured offset).
    [[nodiscard]] Result<QList<sync::Presence>> current(const Database& cache, const QString& topic,
                                                        UtcTime serverNow) const;
    /// Devices whose windows went out of sight without taking their leave, and when their lease ran out.
    /// Empty while this computer has not looked for so long itself that it cannot know.
    [[nodiscard]] Result<QHash<QString, UtcTime>> lostDevices(const Database& cache, UtcTime serverNow) const;
};

} // namespace vigil::store
