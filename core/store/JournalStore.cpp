// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/JournalStore.h"

#include "core/journal/EventCodec.h"
#include "core/journal/Seal.h"
#include "core/store/Values.h"

namespace vigil::store {

namespace {

using journal::Event;

constexpr auto witnessEvery = std::chrono::hours(1);

/// In the table meta, followed by when it was seen.
QString setBackKey(const QUuid& logId) {
    return QStringLiteral("set_back/%1/").arg(toText(logId));
}

const QString ownColumns =
    QStringLiteral("SELECT payload, position, state, log_id, seq, reason, accepted_at FROM own_event ");

OwnEvent::State stateFrom(const QString& name) {
    if (name == QLatin1String("accepted")) return OwnEvent::State::Accepted;
    if (name == QLatin1String("refused")) return OwnEvent::State::Refused;
    if (name == QLatin1String("conflict")) return OwnEvent::State::Conflict;
    return OwnEvent::State::Pending;
}

Result<QList<OwnEvent>> ownWhere(const Database& records, const QString& where,
                                 const QVariantList& arguments) {
    QList<OwnEvent> events;
    std::optional<Error> broken;
    VIGIL_CHECK(records.rows(ownColumns + where, arguments, [&](const Row& row) {
        auto event = journal::decode(row.bytes(0));
        if (!event) {
            broken = event.error();
            return;
        }
        events << OwnEvent{.event = std::move(*event),
                           .position = row.number(1),
                           .state = stateFrom(row.text(2)),
                           .logId = QUuid::fromString(row.text(3)),
                           .seq = row.number(4),
                           .reason = row.text(5),
                           .acceptedAt = row.time(6)};
    }));
    if (broken) return *broken;
    return events;
}

QUuid idFrom(const Row& row) {
    return QUuid::fromString(row.text(0));
}

/// The next number of a counter kept in `meta`; numbers are never given twice, also after old rows are gone.
Result<qint64> next(Transaction& records, const QString& counter) {
    VIGIL_CHECK(records.execute(QStringLiteral("INSERT INTO meta(key, value) VALUES(?, '1') ON CONFLICT(key) "
                                               "DO UPDATE SET value=CAST(value AS INTEGER)+1"),
                                {counter}));
    VIGIL_TRY(const auto value,
              records.database().value(QStringLiteral("SELECT value FROM meta WHERE key=?"), {counter}));
    return value.toLongLong();
}

} // namespace

Result<QString> JournalStore::device(Transaction& records) const {
    VIGIL_CHECK(records.execute(
        QStringLiteral("INSERT INTO meta(key, value) VALUES('device', ?) ON CONFLICT(key) DO NOTHING"),
        {toText(m_ids.uuid())}));
    VIGIL_TRY(const auto value,
              records.database().value(QStringLiteral("SELECT value FROM meta WHERE key='device'")));
    return value.toString();
}

Result<Event> JournalStore::appendOwn(Transaction& records, Event event, int priority,
                                      const QString& destination) const {
    if (event.eventId.isNull()) event.eventId = m_ids.uuid();
    VIGIL_TRY(event.device, device(records));
    if (event.clockOffsetMs == 0) {
        VIGIL_TRY(const auto offset, records.database().value(QStringLiteral(
                                         "SELECT value FROM meta WHERE key='clock_offset_ms'")));
        event.clockOffsetMs = offset.toLongLong();
    }
    // A counter of their own for sealed kinds: a gap in the open numbers would give their author away.
    const bool sealed = journal::hasSealedAuthor(event.kind);
    VIGIL_TRY(event.deviceSeq,
              next(records, sealed ? QStringLiteral("sealed_device_seq") : QStringLiteral("device_seq")));
    const auto number = event.deviceSeq;
    event = journal::sealAuthor(std::move(event));
    if (sealed) {
        event.device.clear();
        event.deviceSeq = 0;
        event.clockOffsetMs = 0;
    }
    if (const auto flaw = journal::flaw(event))
        return Error{Error::Code::Invalid,
                     QStringLiteral("This cannot be sent to the department: %1.").arg(*flaw),
                     {}};
    const auto payload = journal::encode(event);
    const auto now = m_clock.now();
    VIGIL_CHECK(records.execute(
        QStringLiteral("INSERT INTO own_event(event_id, destination, aggregate_kind, aggregate_id, kind, "
                       "device_seq, payload, created_at) VALUES(?,?,?,?,?,?,?,?)"),
        {toText(event.eventId), text(destination), text(event.aggregateKind), text(event.aggregateId),
         text(event.kind), number, payload, toIso(now)}));
    sync::OutboxMessage message;
    message.messageId = toText(event.eventId);
    message.destination = destination;
    message.kind = QStringLiteral("event");
    message.aggregateId = event.aggregateId;
    message.payload = payload;
    message.createdAt = now;
    message.priority = priority;
    VIGIL_CHECK(OutboxStore().add(records, message));
    return event;
}

Result<std::optional<OwnEvent>> JournalStore::ownEvent(const Database& records, const QUuid& eventId) const {
    VIGIL_TRY(auto found, ownWhere(records, QStringLiteral("WHERE event_id=?"), {toText(eventId)}));
    if (found.isEmpty()) return std::optional<OwnEvent>();
    return std::optional<OwnEvent>(found.takeFirst());
}

Result<QList<OwnEvent>> JournalStore::ownUnaccepted(const Database& records) const {
    return ownWhere(records, QStringLiteral("WHERE state<>'accepted' ORDER BY position"), {});
}

Result<QList<OwnEvent>> JournalStore::ownEvents(const Database& records, const QList<QUuid>& eventIds) const {
    QList<OwnEvent> events;
    for (const auto& id : eventIds) {
        VIGIL_TRY(const auto found, ownEvent(records, id));
        if (found) events << *found;
    }
    return events;
}

Result<void> JournalStore::markAccepted(Transaction& records, const QUuid& eventId, const QUuid& logId,
                                        qint64 seq, const QString& reason) const {
    return executed(
        records.execute(QStringLiteral("UPDATE own_event SET state='accepted', log_id=?, seq=?, "
                                       "reason=?, accepted_at=? WHERE event_id=?"),
                        {toText(logId), seq, text(reason), toIso(m_clock.now()), toText(eventId)}));
}

Result<void> JournalStore::markRejected(Transaction& records, const QUuid& eventId, OwnEvent::State state,
                                        const QString& reason) const {
    const auto name =
        state == OwnEvent::State::Conflict ? QStringLiteral("conflict") : QStringLiteral("refused");
    return executed(records.execute(QStringLiteral("UPDATE own_event SET state=?, reason=? WHERE event_id=?"),
                                    {name, text(reason), toText(eventId)}));
}

Result<void> JournalStore::sendOwnAgain(Transaction& records, const QList<QUuid>& eventIds,
                                        const QString& destination) const {
    for (const auto& id : eventIds) {
        VIGIL_CHECK(records.execute(QStringLiteral("UPDATE own_event SET state='pending', log_id='', seq=0, "
                                                   "reason='', accepted_at='' WHERE event_id=?"),
                                    {toText(id)}));
        VIGIL_CHECK(OutboxStore().sendAgain(records, destination, toText(id)));
    }
    return {};
}

Result<QList<QUuid>> JournalStore::ownAcceptedAfter(const Database& records, const QString& destination,
                                                    const QUuid& logId, qint64 seq) const {
    return records.list(QStringLiteral("SELECT event_id FROM own_event WHERE state='accepted' AND "
                                       "destination=? AND (log_id<>? OR seq>?) ORDER BY position"),
                        {destination, toText(logId), seq}, idFrom);
}

Result<QList<QUuid>> JournalStore::acceptedAmong(const Database& records, const QString& destination,
                                                 const QList<QUuid>& eventIds) const {
    QList<QUuid> accepted;
    for (const auto& id : eventIds) {
        VIGIL_TRY(const auto state, records.value(QStringLiteral("SELECT state FROM own_event WHERE "
                                                                 "event_id=? AND destination=?"),
                                                  {toText(id), destination}));
        if (state.toString() == QLatin1String("accepted")) accepted << id;
    }
    return accepted;
}

Result<void> JournalStore::offerAllAgain(Transaction& records, const QString& destination,
                                         const QUuid& logId) const {
    VIGIL_CHECK(records.execute(
        QStringLiteral("UPDATE outbox SET state='waiting', not_before='', attempts=0, delivered_at='' WHERE "
                       "destination=? AND state='delivered' AND message_id IN (SELECT event_id FROM "
                       "own_event WHERE destination=? AND state='accepted')"),
        {destination, destination}));
    return executed(records.execute(QStringLiteral("UPDATE own_event SET state='pending', log_id='', seq=0, "
                                                   "reason='', accepted_at='' WHERE destination=? AND "
                                                   "state='accepted' AND log_id<>?"),
                                    {destination, toText(logId)}));
}

Result<void> JournalStore::setClockOffset(Transaction& records, qint64 milliseconds) const {
    return executed(
        records.execute(QStringLiteral("INSERT INTO meta(key, value) VALUES('clock_offset_ms', ?) ON "
                                       "CONFLICT(key) DO UPDATE SET value=excluded.value"),
                        {QString::number(milliseconds)}));
}

Result<void> JournalStore::witness(Transaction& records, const QUuid& logId,
                                   const journal::Position& head) const {
    if (head.seq == 0) return {};
    const auto now = m_clock.now();
    return executed(records.execute(
        QStringLiteral("INSERT OR IGNORE INTO witnessed_head(log_id, seq, hash, witnessed_at) SELECT "
                       "?,?,?,? WHERE NOT EXISTS (SELECT 1 FROM witnessed_head WHERE log_id=? AND "
                       "witnessed_at>?)"),
        {toText(logId), head.seq, blob(head.hash), toIso(now), toText(logId), toIso(now - witnessEvery)}));
}

Result<QList<journal::Position>> JournalStore::witnessed(const Database& records, const QUuid& logId) const {
    return records.list(
        QStringLiteral("SELECT seq, hash FROM witnessed_head WHERE log_id=? ORDER BY seq, witnessed_at"),
        {toText(logId)}, [](const Row& row) {
            return journal::Position{row.number(0), row.bytes(1)};
        });
}

Result<void> JournalStore::noteSetBack(Transaction& records, const QUuid& logId, qint64 commonSeq) const {
    return executed(records.execute(
        QStringLiteral("INSERT INTO meta(key, value) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET "
                       "value=min(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))"),
        {setBackKey(logId) + toIso(m_clock.now()), QString::number(commonSeq)}));
}

Result<QList<JournalStore::SetBack>> JournalStore::setBacks(const Database& records,
                                                            const QUuid& logId) const {
    const auto prefix = setBackKey(logId);
    return records.list(
        QStringLiteral("SELECT key, value FROM meta WHERE key LIKE ? ORDER BY key"),
        {prefix + QLatin1Char('%')}, [&prefix](const Row& row) {
            return SetBack{fromIso(row.text(0).mid(prefix.size())).value_or(UtcTime{}), row.number(1)};
        });
}

Result<QList<journal::Position>> JournalStore::witnessedSinceSetBacks(const Database& records,
                                                                      const QUuid& logId) const {
    const auto prefix = setBackKey(logId);
    return records.list(
        QStringLiteral("SELECT seq, hash FROM witnessed_head w WHERE log_id=? AND NOT EXISTS (SELECT 1 FROM "
                       "meta m WHERE m.key LIKE ? AND substr(m.key, ?) >= w.witnessed_at AND CAST(m.value AS "
                       "INTEGER) < w.seq) ORDER BY seq, witnessed_at"),
        {toText(logId), prefix + QLatin1Char('%'), prefix.size() + 1}, [](const Row& row) {
            return journal::Position{row.number(0), row.bytes(1)};
        });
}

Result<qint64> JournalStore::pruneOwn(Transaction& records, UtcTime before) const {
    return records.execute(QStringLiteral("DELETE FROM own_event WHERE state='accepted' AND accepted_at<?"),
                           {toIso(before)});
}

} // namespace vigil::store
