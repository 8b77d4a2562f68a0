// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Ids.h"
#include "core/journal/Event.h"
#include "core/journal/Projection.h"
#include "core/store/OutboxStore.h"
#include "core/store/Transaction.h"

#include <QSet>

#include <functional>
#include <optional>

namespace vigil::store {

/// The name of the department's rows in the outbox while one department is configured.
inline const QString departmentDestination = QStringLiteral("department");

/// An event made on this computer and what became of it.
struct OwnEvent {
    enum class State { Pending, Accepted, Refused, Conflict };
    journal::Event event; ///< with its sealed part
    qint64 position = 0;  ///< order of making on this computer
    State state = State::Pending;
    QUuid logId;
    qint64 seq = 0;
    QString reason; ///< why it was refused, or what the department flagged
    UtcTime acceptedAt;

    bool operator==(const OwnEvent&) const = default;
};

/// The SQL of own events (vigil.db) and of the department's mirror (cache.db). Has no state; usable on any
/// thread. Its methods say which database they want.
class JournalStore {
public:
    JournalStore(const Clock& clock, IdSource& ids) : m_clock(clock), m_ids(ids) {}

    // --- vigil.db -------------------------------------------------------------------------------------

    /// This computer's name in the log; made on first use and kept.
    Result<QString> device(Transaction& records) const;
    /// Keeps an own event as pending and puts it in the outbox, in the transaction that keeps the fact it
    /// tells. Assigns device and device number (sealed away for kinds with a sealed author). Answers the
    /// event as it is stored. `priority` as in OutboxMessage. Afterwards call Journal::catchUp().
    Result<journal::Event> appendOwn(Transaction& records, journal::Event event, int priority,
                                     const QString& destination = departmentDestination) const;

    [[nodiscard]] Result<std::optional<OwnEvent>> ownEvent(const Database& records,
                                                           const QUuid& eventId) const;
    /// Own events the department has not accepted (pending, refused, conflict), in order of making.
    [[nodiscard]] Result<QList<OwnEvent>> ownUnaccepted(const Database& records) const;
    [[nodiscard]] Result<QList<OwnEvent>> ownEvents(const Database& records,
                                                    const QList<QUuid>& eventIds) const;
    /// The department has it. `reason`: what it flagged.
    Result<void> markAccepted(Transaction& records, const QUuid& eventId, const QUuid& logId, qint64 seq,
                              const QString& reason) const;
    Result<void> markRejected(Transaction& records, const QUuid& eventId, OwnEvent::State state,
                              const QString& reason) const;
    /// The log does not hold it any more: pending again, and due.
    Result<void> sendOwnAgain(Transaction& records, const QList<QUuid>& eventIds,
                              const QString& destination) const;
    /// Own events that a log took after `seq`; those that another log took when `logId` is not theirs.
    [[nodiscard]] Result<QList<QUuid>> ownAcceptedAfter(const Database& records, const QString& destination,
                                                        const QUuid& logId, qint64 seq) const;
    /// Which of these the department accepted, as far as this computer was told.
    [[nodiscard]] Result<QList<QUuid>> acceptedAmong(const Database& records, const QString& destination,
                                                     const QList<QUuid>& eventIds) const;
    /// A log is followed anew: everything it should have goes again, what another log took as pending.
    Result<void> offerAllAgain(Transaction& records, const QString& destination, const QUuid& logId) const;
    /// Server time minus this computer's; appendOwn() stamps it on events.
    Result<void> setClockOffset(Transaction& records, qint64 milliseconds) const;
    /// Keeps the end of the log as it was seen, once an hour and log.
    Result<void> witness(Transaction& records, const QUuid& logId, const journal::Position& head) const;
    [[nodiscard]] Result<QList<journal::Position>> witnessed(const Database& records,
                                                             const QUuid& logId) const;
    /// The department's log was found to end earlier than before, or to go on otherwise after `commonSeq`: a
    /// restored backup, or somebody cut it.
    Result<void> noteSetBack(Transaction& records, const QUuid& logId, qint64 commonSeq) const;
    struct SetBack {
        UtcTime seenAt;
        qint64 commonSeq = 0;
    };
    [[nodiscard]] Result<QList<SetBack>> setBacks(const Database& records, const QUuid& logId) const;
    /// witnessed() without what a later set-back took off the log.
    [[nodiscard]] Result<QList<journal::Position>> witnessedSinceSetBacks(const Database& records,
                                                                          const QUuid& logId) const;
    /// Removes own events that were accepted before `before` (90 days ago); answers how many.
    Result<qint64> pruneOwn(Transaction& records, UtcTime before) const;

    // --- cache.db -------------------------------------------------------------------------------------

    /// Takes events of the log into the mirror; those known as pending get their receipt. A sealed part that
    /// is known here stays. Answers what changed.
    Result<QSet<journal::AggregateKey>> mirror(Transaction& cache,
                                               const QList<journal::LoggedEvent>& events) const;
    /// Keeps a page of a working set beside the mirror until all of it is here.
    Result<void> addArriving(Transaction& cache, const QList<journal::LoggedEvent>& events) const;
    /// mirror() for what addArriving() kept.
    Result<QSet<journal::AggregateKey>> mirrorArriving(Transaction& cache) const;
    Result<void> dropArriving(Transaction& cache) const;
    /// Takes an own event that is on its way; one that is there already is left as it is.
    Result<QSet<journal::AggregateKey>> mirrorPending(Transaction& cache, const OwnEvent& own) const;
    /// A pending event that was refused leaves the mirror.
    Result<QSet<journal::AggregateKey>> dropPending(Transaction& cache, const QUuid& eventId) const;
    /// The events of one aggregate in fold order: accepted ones by seq, then own pending ones as they were
    /// made.
    [[nodiscard]] Result<QList<journal::LoggedEvent>>
    eventsOf(const Database& cache, const QString& aggregateKind, const QString& aggregateId) const;
    /// Those of all aggregates of a kind, in fold order.
    [[nodiscard]] Result<QList<journal::LoggedEvent>> eventsOfKind(const Database& cache,
                                                                   const QString& aggregateKind) const;
    [[nodiscard]] Result<std::optional<journal::LoggedEvent>> event(const Database& cache,
                                                                    const QUuid& eventId) const;
    [[nodiscard]] Result<QList<journal::AggregateKey>> aggregates(const Database& cache) const;
    /// Own events in the mirror without a receipt.
    [[nodiscard]] Result<QList<QUuid>> pendingIds(const Database& cache) const;
    /// Which of these the mirror holds nothing accepted of.
    [[nodiscard]] Result<QSet<journal::AggregateKey>>
    unknownAmong(const Database& cache, const QSet<journal::AggregateKey>& aggregates) const;
    /// The aggregates of those of these events that have no receipt in the mirror.
    [[nodiscard]] Result<QSet<journal::AggregateKey>> pendingAggregates(const Database& cache,
                                                                        const QList<QUuid>& eventIds) const;
    /// The points of a log that the mirror knows, in order.
    [[nodiscard]] Result<QList<journal::Position>> positions(const Database& cache, const QUuid& logId) const;
    /// What this log took after `seq` leaves the mirror.
    Result<QSet<journal::AggregateKey>> rewind(Transaction& cache, const QUuid& logId, qint64 seq) const;
    /// What came from logs that no cursor follows any more leaves the mirror.
    Result<QSet<journal::AggregateKey>> dropUnfollowed(Transaction& cache) const;
    /// An aggregate that came to its end, and nothing happened since `before`: an alert that is over, another
    /// one that was closed, a study. Not a study with two final reports: that somebody settled it is known
    /// by what they are, and nothing may be forgotten before.
    struct Ended {
        journal::AggregateKey aggregate;
        QUuid logId;
        qint64 lastSeq = 0;
    };
    /// Of alerts: their fold says that nobody has anything to do any more.
    using IsOver = std::function<bool(const QList<journal::LoggedEvent>& events)>;
    [[nodiscard]] Result<QList<Ended>> ended(const Database& cache, UtcTime before,
                                             const IsOver& isOver) const;
    Result<void> drop(Transaction& cache, const journal::AggregateKey& aggregate) const;

private:
    const Clock& m_clock;
    IdSource& m_ids;
};

} // namespace vigil::store
