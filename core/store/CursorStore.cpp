// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/CursorStore.h"

#include "core/base/Ids.h"
#include "core/store/Values.h"

namespace vigil::store {

Result<std::optional<Cursor>> CursorStore::cursor(const Database& cache, const QString& destination) const {
    std::optional<Cursor> found;
    VIGIL_CHECK(cache.rows(QStringLiteral("SELECT log_id, seq, hash, complete_from, clock_offset_ms FROM "
                                          "journal_cursor WHERE destination=?"),
                           {destination}, [&found](const Row& row) {
                               found = Cursor{QUuid::fromString(row.text(0)),
                                              {row.number(1), row.bytes(2)},
                                              row.number(3),
                                              row.number(4)};
                           }));
    return found;
}

Result<UtcTime> CursorStore::departmentNow(const Database& cache, const QString& destination,
                                           UtcTime now) const {
    VIGIL_TRY(const auto known, cursor(cache, destination));
    return now + std::chrono::milliseconds(known ? known->clockOffsetMs : 0);
}

Result<void> CursorStore::setCursor(Transaction& cache, const QString& destination,
                                    const Cursor& cursor) const {
    return executed(cache.execute(
        QStringLiteral("INSERT INTO journal_cursor(destination, log_id, seq, hash, complete_from, "
                       "clock_offset_ms) VALUES(?,?,?,?,?,?) ON CONFLICT(destination) DO UPDATE SET "
                       "log_id=excluded.log_id, seq=excluded.seq, hash=excluded.hash, "
                       "complete_from=excluded.complete_from, clock_offset_ms=excluded.clock_offset_ms"),
        {destination, toText(cursor.logId), cursor.position.seq, blob(cursor.position.hash),
         cursor.completeFrom, cursor.clockOffsetMs}));
}

Result<void> CursorStore::dropCursor(Transaction& cache, const QString& destination) const {
    return executed(
        cache.execute(QStringLiteral("DELETE FROM journal_cursor WHERE destination=?"), {destination}));
}

Result<void> CursorStore::setClockOffset(Transaction& cache, const QString& destination,
                                         qint64 milliseconds) const {
    return executed(cache.execute(QStringLiteral("UPDATE journal_cursor SET clock_offset_ms=? WHERE "
                                                 "destination=?"),
                                  {milliseconds, destination}));
}

Result<void> CursorStore::raiseCompleteFrom(Transaction& cache, const QUuid& logId, qint64 seq) const {
    return executed(cache.execute(
        QStringLiteral("UPDATE journal_cursor SET complete_from=max(complete_from, ?) WHERE log_id=?"),
        {seq, toText(logId)}));
}

Result<int> CursorStore::foldVersion(const Database& cache, const QString& projection) const {
    VIGIL_TRY(const auto version,
              cache.value(QStringLiteral("SELECT fold_version FROM projection WHERE name=?"), {projection}));
    return version.toInt();
}

Result<void> CursorStore::setFoldVersion(Transaction& cache, const QString& projection, int version) const {
    return executed(
        cache.execute(QStringLiteral("INSERT INTO projection(name, fold_version) VALUES(?,?) ON "
                                     "CONFLICT(name) DO UPDATE SET fold_version=excluded.fold_version"),
                      {projection, version}));
}

} // namespace vigil::store
