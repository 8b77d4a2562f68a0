// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/store/Transaction.h"

#include <optional>

namespace vigil::store {

/// The SQL of signing PINs (vigil.db): the hash, and how often a wrong one was given.
class UserStore {
public:
    struct PinRow {
        QByteArray hash;
        int wrongAttempts = 0; ///< since the last right one
        std::optional<UtcTime> lockedUntil;
    };
    static Result<std::optional<PinRow>> pin(const Database& records, const QString& userId);
    static Result<void> setPin(Transaction& records, const QString& userId, const QByteArray& hash,
                               UtcTime at);
    static Result<void> setAttempts(Transaction& records, const QString& userId, int wrongAttempts,
                                    std::optional<UtcTime> lockedUntil);
};

} // namespace vigil::store
