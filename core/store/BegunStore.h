// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/BegunWork.h"
#include "core/store/Transaction.h"

namespace vigil::store {

/// The SQL of what users of this computer have begun about alerts (vigil.db). Every row is one user's.
class BegunStore {
public:
    /// Anew or changed; it keeps its place in the order.
    static Result<void> put(Transaction& records, const QString& userId, const alert::KeptAlert& alert,
                            UtcTime now);
    static Result<void> put(Transaction& records, const QString& userId, const alert::KeptAct& act,
                            UtcTime now);
    static Result<void> removeAlert(Transaction& records, const QString& userId, const QString& id);
    static Result<void> removeAct(Transaction& records, const QString& userId, const QString& alertId,
                                  const QString& act);
    /// All forms about one alert.
    static Result<void> removeActs(Transaction& records, const QString& userId, const QString& alertId);
    static Result<alert::KeptWork> all(const Database& records, const QString& userId);
};

} // namespace vigil::store
