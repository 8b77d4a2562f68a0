// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/FollowUpLookStore.h"

#include "core/store/Values.h"

namespace vigil::store {

namespace {

const QString put =
    QStringLiteral("INSERT OR REPLACE INTO follow_up_look(follow_up_id,looked_at,silent_since,failures) "
                   "VALUES(?,?,?,?)");
const QString noId = QStringLiteral("");

} // namespace

Result<QHash<QString, UtcTime>> FollowUpLookStore::looks(const Database& cache) {
    QHash<QString, UtcTime> looks;
    VIGIL_CHECK(
        cache.rows(QStringLiteral("SELECT follow_up_id,looked_at FROM follow_up_look WHERE follow_up_id<>''"),
                   {}, [&](const Row& row) { looks.insert(row.text(0), row.time(1)); }));
    return looks;
}

Result<FollowUpLookStore::Line> FollowUpLookStore::line(const Database& cache) {
    Line line;
    VIGIL_CHECK(cache.rows(
        QStringLiteral("SELECT looked_at,silent_since,failures FROM follow_up_look WHERE follow_up_id=''"),
        {}, [&](const Row& row) {
            line = {fromIso(row.text(1)), row.integer(2), row.time(0)};
        }));
    return line;
}

Result<void> FollowUpLookStore::setLooked(Transaction& cache, const QStringList& followUpIds, UtcTime at) {
    for (const auto& id : followUpIds)
        VIGIL_CHECK(executed(cache.execute(put, {id, toIso(at), noId, 0})));
    return executed(
        cache.execute(QStringLiteral("DELETE FROM follow_up_look WHERE follow_up_id<>'' AND follow_up_id "
                                     "NOT IN (SELECT follow_up_id FROM follow_up WHERE open=1)")));
}

Result<void> FollowUpLookStore::setLine(Transaction& cache, const Line& line) {
    return executed(cache.execute(
        put, {noId, toIso(line.triedAt), line.silentSince ? toIso(*line.silentSince) : noId, line.failures}));
}

} // namespace vigil::store
