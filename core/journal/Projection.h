// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QHashFunctions>
#include <QSet>
#include <QString>

namespace vigil::store {
class Transaction;
}

namespace vigil::journal {

/// Which thing events are about.
struct AggregateKey {
    QString kind;
    QString id;

    bool operator==(const AggregateKey&) const = default;
};

inline size_t qHash(const AggregateKey& key, size_t seed = 0) {
    return qHashMulti(seed, key.kind, key.id);
}

/// Something kept in cache.db that follows from the mirrored events alone (port): a list of alerts, of
/// studies that are reported. Called on the cache writer's thread, inside the transaction that changes the
/// mirror, so that what is shown never lags behind what is known.
class Projection {
public:
    virtual ~Projection() = default;
    /// Names its entry in cache.db; never changes.
    [[nodiscard]] virtual QString name() const = 0;
    /// Raised when the fold changes: then everything is folded anew at the next start.
    [[nodiscard]] virtual int foldVersion() const = 0;
    /// Folds these aggregates anew from JournalStore::eventsOf(). An aggregate without events has left the
    /// mirror: it leaves the projection too.
    virtual Result<void> eventsChanged(store::Transaction& cache, const QSet<AggregateKey>& changed) = 0;
};

} // namespace vigil::journal
