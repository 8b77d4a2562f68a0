// SPDX-License-Identifier: GPL-3.0-or-later
// The half of JournalStore that speaks to cache.db.
#include "core/store/JournalStore.h"

#include "core/store/Values.h"
#include "core/sync/WorkingSet.h"

namespace vigil::store {

namespace {

using journal::AggregateKey;
using journal::LoggedEvent;

const QString eventColumns = QStringLiteral(
    "event_id, log_id, seq, aggregate_kind, aggregate_id, kind, kind_version, author, behalf_name, "
    "behalf_role, behalf_registration, behalf_how_known, device, device_seq, occurred_at, clock_offset_ms, "
    "policy_sha256, client_version, open, sealed, received_at, submitter, open_sha256, sealed_sha256, "
    "previous_hash, hash");

QString isoOrEmpty(UtcTime time) {
    return time == UtcTime{} ? QStringLiteral("") : toIso(time);
}

QVariantList valuesOf(const LoggedEvent& logged) {
    const auto& event = logged.event;
    const auto& behalf = event.onBehalfOf;
    const auto& receipt = logged.receipt;
    return {toText(event.eventId),
            logged.isAccepted() ? toText(receipt.logId) : QStringLiteral(""),
            receipt.seq,
            text(event.aggregateKind),
            text(event.aggregateId),
            text(event.kind),
            event.kindVersion,
            text(event.author),
            text(behalf.name),
            text(behalf.role),
            text(behalf.registration),
            text(behalf.howKnown),
            text(event.device),
            event.deviceSeq,
            toIso(event.occurredAt),
            event.clockOffsetMs,
            text(event.policySha256),
            text(event.clientVersion),
            blob(event.open),
            blob(event.sealed),
            isoOrEmpty(receipt.receivedAt),
            text(receipt.submitter),
            blob(receipt.openSha256),
            blob(receipt.sealedSha256),
            blob(receipt.previousHash),
            blob(receipt.hash)};
}

LoggedEvent loggedFrom(const Row& row) {
    LoggedEvent logged;
    auto& event = logged.event;
    event.eventId = QUuid::fromString(row.text(0));
    event.aggregateKind = row.text(3);
    event.aggregateId = row.text(4);
    event.kind = row.text(5);
    event.kindVersion = row.integer(6);
    event.author = row.text(7);
    event.onBehalfOf = {row.text(8), row.text(9), row.text(10), row.text(11)};
    event.device = row.text(12);
    event.deviceSeq = row.number(13);
    event.occurredAt = row.time(14);
    event.clockOffsetMs = row.number(15);
    event.policySha256 = row.text(16);
    event.clientVersion = row.text(17);
    event.open = row.bytes(18);
    event.sealed = row.bytes(19);
    logged.receipt = {QUuid::fromString(row.text(1)),
                      row.number(2),
                      row.time(20),
                      row.text(21),
                      row.bytes(22),
                      row.bytes(23),
                      row.bytes(24),
                      row.bytes(25)};
    return logged;
}

AggregateKey keyFrom(const Row& row) {
    return {row.text(0), row.text(1)};
}

Result<QSet<AggregateKey>> keysOf(const Database& cache, const QString& where,
                                  const QVariantList& arguments) {
    VIGIL_TRY(const auto keys,
              cache.list(QStringLiteral("SELECT DISTINCT aggregate_kind, aggregate_id FROM event ") + where,
                         arguments, keyFrom));
    return QSet<AggregateKey>(keys.begin(), keys.end());
}

/// On a known id everything but the sealed part (which the log leaves out) and the place among own events is
/// taken over.
QString takeOver() {
    QStringList assignments;
    for (const auto& column : eventColumns.split(QStringLiteral(", "))) {
        if (column == QLatin1String("event_id") || column == QLatin1String("sealed")) continue;
        assignments << column + QStringLiteral("=excluded.") + column;
    }
    return assignments.join(QStringLiteral(", ")) +
           QStringLiteral(", sealed=CASE WHEN length(excluded.sealed)>0 THEN excluded.sealed ELSE "
                          "event.sealed END");
}

const QString places = QStringLiteral("?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?");

} // namespace

Result<QSet<AggregateKey>> JournalStore::mirror(Transaction& cache, const QList<LoggedEvent>& events) const {
    static const QString sql = QStringLiteral("INSERT INTO event(%1) VALUES(%2) ON CONFLICT(event_id) DO "
                                              "UPDATE SET %3")
                                   .arg(eventColumns, places, takeOver());
    QSet<AggregateKey> changed;
    for (const auto& logged : events) {
        VIGIL_CHECK(cache.execute(sql, valuesOf(logged)));
        changed << AggregateKey{logged.event.aggregateKind, logged.event.aggregateId};
    }
    return changed;
}

Result<void> JournalStore::addArriving(Transaction& cache, const QList<LoggedEvent>& events) const {
    static const QString sql =
        QStringLiteral("INSERT INTO arriving(%1) VALUES(%2)").arg(eventColumns, places);
    for (const auto& logged : events)
        VIGIL_CHECK(cache.execute(sql, valuesOf(logged)));
    return {};
}

Result<QSet<AggregateKey>> JournalStore::mirrorArriving(Transaction& cache) const {
    // WHERE true: without it SQLite takes ON CONFLICT for a part of a join.
    static const QString sql = QStringLiteral("INSERT INTO event(%1) SELECT %1 FROM arriving WHERE true "
                                              "ON CONFLICT(event_id) DO UPDATE SET %2")
                                   .arg(eventColumns, takeOver());
    VIGIL_CHECK(cache.execute(sql));
    VIGIL_TRY(const auto keys,
              cache.database().list(
                  QStringLiteral("SELECT DISTINCT aggregate_kind, aggregate_id FROM arriving"), {}, keyFrom));
    return QSet<AggregateKey>(keys.begin(), keys.end());
}

Result<void> JournalStore::dropArriving(Transaction& cache) const {
    return executed(cache.execute(QStringLiteral("DELETE FROM arriving")));
}

Result<QSet<AggregateKey>> JournalStore::mirrorPending(Transaction& cache, const OwnEvent& own) const {
    static const QString sql = QStringLiteral("INSERT INTO event(%1, own_position) VALUES(%2,?) ON "
                                              "CONFLICT(event_id) DO NOTHING")
                                   .arg(eventColumns, places);
    VIGIL_TRY(const auto added, cache.execute(sql, valuesOf({own.event, {}}) << own.position));
    if (added == 0) return QSet<AggregateKey>();
    return QSet<AggregateKey>{{own.event.aggregateKind, own.event.aggregateId}};
}

Result<QSet<AggregateKey>> JournalStore::dropPending(Transaction& cache, const QUuid& eventId) const {
    const auto where = QStringLiteral("WHERE event_id=? AND seq=0");
    VIGIL_TRY(auto changed, keysOf(cache.database(), where, {toText(eventId)}));
    VIGIL_CHECK(cache.execute(QStringLiteral("DELETE FROM event ") + where, {toText(eventId)}));
    return changed;
}

Result<QList<LoggedEvent>> JournalStore::eventsOf(const Database& cache, const QString& aggregateKind,
                                                  const QString& aggregateId) const {
    return cache.list(QStringLiteral("SELECT %1 FROM event WHERE aggregate_kind=? AND aggregate_id=? ORDER "
                                     "BY seq=0, seq, own_position")
                          .arg(eventColumns),
                      {aggregateKind, aggregateId}, loggedFrom);
}

Result<QList<LoggedEvent>> JournalStore::eventsOfKind(const Database& cache,
                                                      const QString& aggregateKind) const {
    return cache.list(QStringLiteral("SELECT %1 FROM event WHERE aggregate_kind=? ORDER BY seq=0, seq, "
                                     "own_position")
                          .arg(eventColumns),
                      {aggregateKind}, loggedFrom);
}

Result<std::optional<LoggedEvent>> JournalStore::event(const Database& cache, const QUuid& eventId) const {
    std::optional<LoggedEvent> found;
    VIGIL_CHECK(cache.rows(QStringLiteral("SELECT %1 FROM event WHERE event_id=?").arg(eventColumns),
                           {toText(eventId)}, [&found](const Row& row) { found = loggedFrom(row); }));
    return found;
}

Result<QList<AggregateKey>> JournalStore::aggregates(const Database& cache) const {
    return cache.list(QStringLiteral("SELECT DISTINCT aggregate_kind, aggregate_id FROM event ORDER BY "
                                     "aggregate_kind, aggregate_id"),
                      {}, keyFrom);
}

Result<QList<QUuid>> JournalStore::pendingIds(const Database& cache) const {
    return cache.list(QStringLiteral("SELECT event_id FROM event WHERE seq=0 ORDER BY own_position"), {},
                      [](const Row& row) { return QUuid::fromString(row.text(0)); });
}

Result<QSet<AggregateKey>> JournalStore::unknownAmong(const Database& cache,
                                                      const QSet<AggregateKey>& aggregates) const {
    QSet<AggregateKey> unknown;
    for (const auto& key : aggregates) {
        VIGIL_TRY(const auto seen,
                  cache.value(QStringLiteral("SELECT 1 FROM event WHERE aggregate_kind=? AND "
                                             "aggregate_id=? AND seq>0 LIMIT 1"),
                              {key.kind, key.id}));
        if (!seen.isValid()) unknown << key;
    }
    return unknown;
}

Result<QSet<AggregateKey>> JournalStore::pendingAggregates(const Database& cache,
                                                           const QList<QUuid>& eventIds) const {
    QSet<AggregateKey> found;
    for (const auto& id : eventIds) {
        VIGIL_TRY(const auto keys, keysOf(cache, QStringLiteral("WHERE event_id=? AND seq=0"), {toText(id)}));
        found += keys;
    }
    return found;
}

Result<QList<journal::Position>> JournalStore::positions(const Database& cache, const QUuid& logId) const {
    return cache.list(QStringLiteral("SELECT seq, hash FROM event WHERE log_id=? AND seq>0 ORDER BY seq"),
                      {toText(logId)}, [](const Row& row) {
                          return journal::Position{row.number(0), row.bytes(1)};
                      });
}

Result<QSet<AggregateKey>> JournalStore::rewind(Transaction& cache, const QUuid& logId, qint64 seq) const {
    const auto where = QStringLiteral("WHERE log_id=? AND seq>?");
    VIGIL_TRY(auto changed, keysOf(cache.database(), where, {toText(logId), seq}));
    VIGIL_CHECK(cache.execute(QStringLiteral("DELETE FROM event ") + where, {toText(logId), seq}));
    return changed;
}

Result<QSet<AggregateKey>> JournalStore::dropUnfollowed(Transaction& cache) const {
    const auto where = QStringLiteral("WHERE seq>0 AND log_id NOT IN (SELECT log_id FROM journal_cursor)");
    VIGIL_TRY(auto changed, keysOf(cache.database(), where, {}));
    VIGIL_CHECK(cache.execute(QStringLiteral("DELETE FROM event ") + where));
    return changed;
}

Result<QList<JournalStore::Ended>> JournalStore::ended(const Database& cache, UtcTime before,
                                                       const IsOver& isOver) const {
    VIGIL_TRY(const auto last,
              cache.list(QStringLiteral("SELECT %1 FROM event e WHERE seq>0 AND received_at<? AND NOT EXISTS "
                                        "(SELECT 1 FROM event l WHERE l.aggregate_kind=e.aggregate_kind AND "
                                        "l.aggregate_id=e.aggregate_id AND (l.seq>e.seq OR l.seq=0)) AND NOT "
                                        "(e.aggregate_kind='study' AND EXISTS (SELECT 1 FROM study_report r "
                                        "WHERE r.study_uid=e.aggregate_id AND r.finals>1))")
                             .arg(eventColumns),
                         {toIso(before)}, loggedFrom));
    QList<Ended> ended;
    for (const auto& logged : last) {
        const auto& kind = logged.event.aggregateKind;
        bool over = kind == journal::aggregate::study || sync::closesAggregate(logged.event);
        if (kind == journal::aggregate::alert) {
            // A closing that came too early ends nothing; a withdrawal may.
            VIGIL_TRY(const auto events, eventsOf(cache, kind, logged.event.aggregateId));
            over = isOver && isOver(events);
        }
        if (over)
            ended << Ended{{logged.event.aggregateKind, logged.event.aggregateId},
                           logged.receipt.logId,
                           logged.receipt.seq};
    }
    return ended;
}

Result<void> JournalStore::drop(Transaction& cache, const AggregateKey& aggregate) const {
    VIGIL_CHECK(cache.execute(QStringLiteral("DELETE FROM event WHERE aggregate_kind=? AND aggregate_id=?"),
                              {aggregate.kind, aggregate.id}));
    return {};
}

} // namespace vigil::store
