// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/OutboxStore.h"

#include "core/store/Values.h"

namespace vigil::store {

namespace {

using sync::Delivered;
using sync::OutboxMessage;
using sync::RetryLater;

const QString messageColumns =
    QStringLiteral("o.message_id, o.destination, o.kind, o.aggregate_id, o.position, "
                   "o.payload, o.created_at, o.attempts, o.not_before, o.last_error, "
                   "o.priority");

OutboxMessage messageFrom(const Row& row) {
    return {.messageId = row.text(0),
            .destination = row.text(1),
            .kind = row.text(2),
            .aggregateId = row.text(3),
            .position = row.number(4),
            .payload = row.bytes(5),
            .createdAt = row.time(6),
            .attempts = row.integer(7),
            .notBefore = row.time(8),
            .lastError = row.text(9),
            .priority = row.integer(10)};
}

/// What stands before a row of the same aggregate and has to go first. Neither critical messages nor notices
/// wait for parked ones: nothing but a person would ever free them, and the last notice says how it stands.
const QString nothingBefore = QStringLiteral(
    "NOT EXISTS (SELECT 1 FROM outbox b WHERE b.destination=o.destination AND b.aggregate_id=o.aggregate_id "
    "AND b.position<o.position AND b.state<>'delivered' "
    "AND (b.state='waiting' OR (b.lets_pass=0 AND o.priority>0 AND o.kind<>'notice')))");

const QString heldUp = QStringLiteral(
    "EXISTS (SELECT 1 FROM outbox b WHERE b.destination=o.destination AND b.aggregate_id=o.aggregate_id "
    "AND b.position<o.position AND b.state<>'delivered' AND b.state='parked' AND b.lets_pass=0 "
    "AND o.priority>0 AND o.kind<>'notice')");

void addTo(OutboxSummary::Counts& sum, const OutboxSummary::Counts& part) {
    sum.waiting += part.waiting;
    sum.parked += part.parked;
    sum.heldUp += part.heldUp;
    if (part.oldestCritical && (!sum.oldestCritical || *part.oldestCritical < *sum.oldestCritical))
        sum.oldestCritical = part.oldestCritical;
}

} // namespace

Result<void> OutboxStore::add(Transaction& records, const OutboxMessage& message) const {
    VIGIL_TRY(
        const auto added,
        records.execute(
            QStringLiteral("INSERT INTO outbox(message_id, destination, kind, aggregate_id, payload, "
                           "priority, created_at, attempts, not_before, last_error) "
                           "VALUES(?,?,?,?,?,?,?,0,'','') ON CONFLICT(message_id, destination) DO "
                           "NOTHING"),
            {text(message.messageId), text(message.destination), text(message.kind),
             text(message.aggregateId), blob(message.payload), message.priority, toIso(message.createdAt)}));
    if (added == 0) return {};
    return executed(records.execute(
        QStringLiteral("UPDATE outbox SET priority=?, not_before='' WHERE destination=? AND aggregate_id=? "
                       "AND state='waiting' AND priority>?"),
        {message.priority, text(message.destination), text(message.aggregateId), message.priority}));
}

Result<QList<OutboxMessage>> OutboxStore::due(const Database& records, const QString& destination,
                                              UtcTime now, int limit) const {
    return records.list(QStringLiteral("SELECT %1 FROM outbox o WHERE o.destination=? AND o.state='waiting' "
                                       "AND o.not_before<=? AND %2 ORDER BY o.priority, o.position LIMIT ?")
                            .arg(messageColumns, nothingBefore),
                        {destination, toIso(now), limit}, messageFrom);
}

Result<std::optional<UtcTime>> OutboxStore::nextDue(const Database& records,
                                                    const QString& destination) const {
    std::optional<UtcTime> next;
    VIGIL_CHECK(records.rows(QStringLiteral("SELECT o.not_before FROM outbox o WHERE o.destination=? AND "
                                            "o.state='waiting' AND %1 ORDER BY o.not_before LIMIT 1")
                                 .arg(nothingBefore),
                             {destination}, [&next](const Row& row) { next = row.time(0); }));
    return next;
}

Result<void> OutboxStore::record(Transaction& records, const QString& destination, const QString& messageId,
                                 const sync::Delivery& delivery, UtcTime now, UtcTime retryAt) const {
    if (std::holds_alternative<Delivered>(delivery))
        return executed(records.execute(
            QStringLiteral("UPDATE outbox SET state='delivered', delivered_at=?, last_error='' WHERE "
                           "message_id=? AND destination=?"),
            {toIso(now), messageId, destination}));
    if (const auto* later = std::get_if<RetryLater>(&delivery))
        return executed(records.execute(
            QStringLiteral("UPDATE outbox SET attempts=attempts+1, not_before=?, last_error=? WHERE "
                           "message_id=? AND destination=? AND state='waiting'"),
            {toIso(retryAt), text(later->message), messageId, destination}));
    return executed(
        records.execute(QStringLiteral("UPDATE outbox SET state='parked', attempts=attempts+1, lets_pass=0, "
                                       "last_error=? WHERE message_id=? AND destination=?"),
                        {text(std::get<sync::Rejected>(delivery).reason), messageId, destination}));
}

Result<void> OutboxStore::postpone(Transaction& records, const QString& destination, int fromPriority,
                                   UtcTime until) const {
    return executed(records.execute(QStringLiteral("UPDATE outbox SET not_before=? WHERE destination=? AND "
                                                   "state='waiting' AND priority>=? AND not_before<?"),
                                    {toIso(until), destination, fromPriority, toIso(until)}));
}

Result<void> OutboxStore::requeueNow(Transaction& records, const QString& destination) const {
    return executed(records.execute(QStringLiteral("UPDATE outbox SET not_before='', attempts=0 WHERE "
                                                   "destination=? AND state='waiting'"),
                                    {destination}));
}

Result<void> OutboxStore::dueNow(Transaction& records, const QString& destination) const {
    return executed(records.execute(QStringLiteral("UPDATE outbox SET not_before='' WHERE destination=? AND "
                                                   "state='waiting' AND not_before<>''"),
                                    {destination}));
}

Result<void> OutboxStore::sendAgain(Transaction& records, const QString& destination,
                                    const QString& messageId) const {
    return executed(
        records.execute(QStringLiteral("UPDATE outbox SET state='waiting', not_before='', attempts=0, "
                                       "lets_pass=0, delivered_at='', last_error='' WHERE message_id=? AND "
                                       "destination=?"),
                        {messageId, destination}));
}

Result<void> OutboxStore::letPass(Transaction& records, const QString& destination,
                                  const QString& messageId) const {
    return executed(records.execute(
        QStringLiteral(
            "UPDATE outbox SET lets_pass=1 WHERE message_id=? AND destination=? AND state='parked'"),
        {messageId, destination}));
}

Result<OutboxSummary> OutboxStore::summary(const Database& records) const {
    OutboxSummary summary;
    VIGIL_CHECK(records.rows(
        QStringLiteral("SELECT o.destination, sum(o.state='waiting'), sum(o.state='parked'), "
                       "sum(o.state='waiting' AND %1), min(CASE WHEN o.priority=0 THEN o.created_at END) "
                       "FROM outbox o WHERE o.state<>'delivered' GROUP BY o.destination")
            .arg(heldUp),
        {}, [&summary](const Row& row) {
            OutboxSummary::Counts counts{row.integer(1), row.integer(2), row.integer(3), std::nullopt};
            if (!row.isNull(4)) counts.oldestCritical = row.time(4);
            summary.perDestination.insert(row.text(0), counts);
            addTo(summary.all, counts);
        }));
    return summary;
}

Result<QList<ParkedMessage>> OutboxStore::parked(const Database& records) const {
    return records.list(QStringLiteral("SELECT %1, o.lets_pass FROM outbox o WHERE o.state<>'delivered' AND "
                                       "o.state='parked' ORDER BY o.position")
                            .arg(messageColumns),
                        {}, [](const Row& row) {
                            ParkedMessage parked{messageFrom(row), row.integer(11) != 0};
                            parked.message.payload.clear();
                            return parked;
                        });
}

Result<QString> OutboxStore::state(const Database& records, const QString& destination,
                                   const QString& messageId) const {
    VIGIL_TRY(const auto state,
              records.value(QStringLiteral("SELECT state FROM outbox WHERE message_id=? AND destination=?"),
                            {messageId, destination}));
    return state.toString();
}

Result<QList<OutboxMessage>> OutboxStore::undelivered(const Database& records,
                                                      const QString& destination) const {
    return records.list(QStringLiteral("SELECT %1 FROM outbox o WHERE o.destination=? AND "
                                       "o.state<>'delivered' ORDER BY o.position")
                            .arg(messageColumns),
                        {destination}, messageFrom);
}

Result<qint64> OutboxStore::prune(Transaction& records, UtcTime before) const {
    return records.execute(QStringLiteral("DELETE FROM outbox WHERE state='delivered' AND delivered_at<?"),
                           {toIso(before)});
}

} // namespace vigil::store
