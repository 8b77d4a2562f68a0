// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/store/DataFolder.h"
#include "core/store/OutboxStore.h"
#include "core/sync/Backoff.h"
#include "core/sync/SyncEngine.h"

namespace vigil::sync {

/// Takes what is due from the outbox to one destination, and keeps what came of it. An answer that gets lost
/// (a crash between delivery and commit) means another delivery: destinations recognise a message by its id.
/// Owned by an engine, on its thread.
class OutboxPump {
public:
    struct Options {
        QString destination;
        int batch = 200; ///< messages a delivery, one of each aggregate
    };
    /// What else has to be kept of an answer, in the transaction that keeps the answer.
    using AlsoKeep = std::function<Result<void>(store::Transaction& records, const OutboxMessage& message,
                                                const Delivery& delivery, qsizetype indexInBatch)>;

    OutboxPump(Options options, store::DataFolder& folder, const Clock& clock, Backoff backoff);

    /// Delivers until nothing is due or the destination is away; adds to `round`, whose state changes only
    /// when the destination was asked.
    Result<void> pump(Destination& destination, const AlsoKeep& alsoKeep, Round& round, std::stop_token stop);
    /// The destination could not even be reached: counts as an attempt of everything that is due.
    Result<void> failAll(const RetryLater& why, Round& round);
    /// The destination answers. What waited only because it did not is due at once; the first answer after a
    /// start counts as well, for nobody knows what was before.
    Result<void> answers();
    /// Fills in when the next message is due.
    Result<void> lookAhead(Round& round) const;

    /// The round's state after such a failure.
    static void describe(const RetryLater& why, Round& round);
    /// True when everything else would fail in the same way.
    [[nodiscard]] static bool concernsAll(RetryLater::Cause cause);

private:
    [[nodiscard]] Result<QList<OutboxMessage>> due() const;
    Result<void> keep(const QList<OutboxMessage>& messages, const QList<Delivery>& deliveries,
                      const AlsoKeep& alsoKeep);
    Result<void> postponeOthers(store::Transaction& records, const RetryLater& why,
                                const QList<OutboxMessage>& tried);

    Options m_options;
    store::DataFolder& m_folder;
    const Clock& m_clock;
    Backoff m_backoff;
    store::OutboxStore m_store;
    bool m_mayHaveBeenAway = true;
};

} // namespace vigil::sync
