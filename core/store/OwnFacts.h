// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Event.h"
#include "core/store/Transaction.h"
#include "core/sync/Destination.h"

namespace vigil::store {

/// Where services put what this computer's user did (port): facts and messages within the caller's
/// transaction on vigil.db, so that both commit together. Thread-safe as far as Transaction is.
class OwnFacts {
public:
    virtual ~OwnFacts() = default;
    /// The event, pending, with its outbox row for the department.
    virtual Result<void> append(Transaction& records, journal::Event event) = 0;
    /// A message for another destination.
    virtual Result<void> enqueue(Transaction& records, const sync::OutboxMessage& message) = 0;
    /// After the commit: shows pending events in the mirror (cache.db).
    virtual Result<void> mirror(Transaction& cache, const QList<journal::Event>& events) = 0;
    /// The events of an aggregate as far as this computer knows them, pending ones included.
    virtual Result<QList<journal::LoggedEvent>> eventsOf(const Database& cache, const QString& aggregateKind,
                                                         const QString& aggregateId) = 0;
    /// Something waits to be delivered: begin at once. Any thread.
    virtual void wake() = 0;
};

} // namespace vigil::store
