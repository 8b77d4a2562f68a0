// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/Transaction.h"
#include "core/sync/Destination.h"

#include <QMap>

#include <optional>

namespace vigil::store {

/// How the outbox stands, for the status bar and the banner.
struct OutboxSummary {
    struct Counts {
        int waiting = 0;
        int parked = 0;
        int heldUp = 0; ///< waiting behind a parked message: only a person can free them
        std::optional<UtcTime> oldestCritical; ///< when the oldest undelivered critical message was made

        bool operator==(const Counts&) const = default;
    };
    Counts all;
    QMap<QString, Counts> perDestination;

    bool operator==(const OutboxSummary&) const = default;
};

/// A message that was refused, for the list of what needs a person.
struct ParkedMessage {
    sync::OutboxMessage message; ///< without payload
    bool letsPass = false;

    bool operator==(const ParkedMessage&) const = default;
};

/// The SQL of the outbox in vigil.db. A row is waiting, delivered or parked; nothing but prune() deletes one.
/// Order is kept within (destination, aggregate): a message goes only when those before it went, or when a
/// person let it pass a parked one. Critical messages and notices do not wait for parked ones. Has no state;
/// usable on any thread.
class OutboxStore {
public:
    /// A message that is there already is left as it is, so adding twice does no harm. A more urgent message
    /// makes those before it in its aggregate as urgent, and due.
    Result<void> add(Transaction& records, const sync::OutboxMessage& message) const;

    /// The first undelivered message of each aggregate if it is due; critical first, then in order.
    [[nodiscard]] Result<QList<sync::OutboxMessage>> due(const Database& records, const QString& destination,
                                                         UtcTime now, int limit) const;
    /// When the next message that is not held up by another one becomes due; nothing when none waits.
    [[nodiscard]] Result<std::optional<UtcTime>> nextDue(const Database& records,
                                                         const QString& destination) const;

    /// Keeps what came of one attempt. `retryAt` counts for RetryLater only.
    Result<void> record(Transaction& records, const QString& destination, const QString& messageId,
                        const sync::Delivery& delivery, UtcTime now, UtcTime retryAt) const;
    /// The destination is away: its other waiting messages of this priority and less urgent ones are not due
    /// before `until` either.
    Result<void> postpone(Transaction& records, const QString& destination, int fromPriority,
                          UtcTime until) const;
    /// "Back online": everything waiting is due now; its attempts count from none again.
    Result<void> requeueNow(Transaction& records, const QString& destination) const;
    /// The destination answers again: everything waiting is due now, but what keeps failing keeps its count.
    Result<void> dueNow(Transaction& records, const QString& destination) const;
    /// A delivered or parked message goes again: the other side lost it, or a person wants another try.
    Result<void> sendAgain(Transaction& records, const QString& destination, const QString& messageId) const;
    /// A person has seen the parked message; those behind it go on without it.
    Result<void> letPass(Transaction& records, const QString& destination, const QString& messageId) const;

    [[nodiscard]] Result<OutboxSummary> summary(const Database& records) const;
    /// What was refused and needs a person, oldest first.
    [[nodiscard]] Result<QList<ParkedMessage>> parked(const Database& records) const;
    /// "waiting", "delivered" or "parked"; empty when there is no such message.
    [[nodiscard]] Result<QString> state(const Database& records, const QString& destination,
                                        const QString& messageId) const;

    /// Undelivered messages of a destination with payload, to be carried by hand.
    [[nodiscard]] Result<QList<sync::OutboxMessage>> undelivered(const Database& records,
                                                                 const QString& destination) const;
    /// Removes what was delivered before `before` (90 days ago); answers how many.
    Result<qint64> prune(Transaction& records, UtcTime before) const;
};

} // namespace vigil::store
