// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/CacheUseStore.h"

#include "core/store/Values.h"

namespace vigil::store {

namespace {

Result<bool> holds(const Database& cache, const QString& condition, const QVariantList& arguments) {
    VIGIL_TRY(const auto value, cache.value(QStringLiteral("SELECT ") + condition, arguments));
    return value.toBool();
}

/// What the PACS named at the last retrieve, less what of it did not come, is all that is here.
const QString provedByItsList =
    QStringLiteral("EXISTS(SELECT 1 FROM retrieval r WHERE r.study_uid=? AND r.list_known=1 AND "
                   "r.only_counted=0 AND "
                   "(SELECT count(*) FROM object o WHERE o.study_uid=r.study_uid) + (SELECT count(*) FROM "
                   "json_each(r.missing) m "
                   "WHERE json_extract(m.value,'$.sopInstanceUid') NOT IN (SELECT sop_instance_uid FROM "
                   "object)) <= r.expected)");

} // namespace

Result<qint64> CacheUseStore::bytes(const Database& cache) {
    VIGIL_TRY(const auto sum, cache.value(QStringLiteral("SELECT coalesce(sum(bytes),0) FROM object")));
    return sum.toLongLong();
}

Result<QList<CacheUseStore::Use>> CacheUseStore::leastRecentFirst(const Database& cache) {
    return cache.list(
        QStringLiteral("SELECT o.study_uid, o.bytes FROM (SELECT study_uid, sum(bytes) AS bytes, "
                       "max(arrived_at) AS arrived FROM object GROUP BY study_uid) o "
                       "LEFT JOIN study_use u ON u.study_uid=o.study_uid "
                       "ORDER BY max(coalesce(u.opened_at,''), o.arrived), o.study_uid"),
        {}, [](const Row& row) {
            return Use{row.text(0), row.number(1)};
        });
}

Result<void> CacheUseStore::setOpened(Transaction& cache, const QString& studyUid, UtcTime now) {
    return executed(
        cache.execute(QStringLiteral("INSERT OR REPLACE INTO study_use(study_uid, opened_at) VALUES(?,?)"),
                      {studyUid, toIso(now)}));
}

Result<CacheUseStore::Stays> CacheUseStore::stays(const Database& cache, const QString& studyUid,
                                                  const QStringList& sources) {
    VIGIL_TRY(const auto alert,
              holds(cache,
                    QStringLiteral("EXISTS(SELECT 1 FROM alert_study JOIN alert USING(alert_id) WHERE "
                                   "study_uid=? AND open=1)"),
                    {studyUid}));
    if (alert) return Stays::OpenAlert;
    VIGIL_TRY(
        const auto wanted,
        holds(cache, QStringLiteral("EXISTS(SELECT 1 FROM wanted_study WHERE study_uid=?)"), {studyUid}));
    if (wanted) return Stays::Wanted;
    VIGIL_TRY(const auto named,
              holds(cache,
                    QStringLiteral("EXISTS(SELECT 1 FROM study WHERE study_uid=? AND vanished_at='' AND "
                                   "source_id IN (SELECT value FROM json_each(?)))"),
                    {studyUid, jsonOf(sources)}));
    if (!named) return Stays::NotInPacs;
    VIGIL_TRY(const auto foreign,
              holds(cache,
                    QStringLiteral("EXISTS(SELECT 1 FROM object WHERE study_uid=? AND (pushed=1 OR "
                                   "source_id NOT IN (SELECT value FROM json_each(?))))"),
                    {studyUid, jsonOf(sources)}));
    if (!foreign) return Stays::No;
    VIGIL_TRY(const auto proved, holds(cache, provedByItsList, {studyUid}));
    return proved ? Stays::No : Stays::NotInPacs;
}

Result<QStringList> CacheUseStore::evict(Transaction& cache, const QString& studyUid, int atMost) {
    VIGIL_TRY(const auto paths,
              cache.database().list(QStringLiteral("SELECT path FROM object WHERE study_uid=? LIMIT ?"),
                                    {studyUid, atMost}, [](const Row& row) { return row.text(0); }));
    const auto list = jsonOf(paths);
    VIGIL_CHECK(cache.execute(
        QStringLiteral("INSERT OR REPLACE INTO evicted_file SELECT value FROM json_each(?)"), {list}));
    VIGIL_CHECK(cache.execute(
        QStringLiteral("DELETE FROM object WHERE path IN (SELECT value FROM json_each(?))"), {list}));
    VIGIL_CHECK(cache.execute(QStringLiteral("DELETE FROM retrieval WHERE study_uid=?"), {studyUid}));
    return paths;
}

Result<QStringList> CacheUseStore::evictedFiles(const Database& cache) {
    return cache.list(QStringLiteral("SELECT path FROM evicted_file"), {},
                      [](const Row& row) { return row.text(0); });
}

Result<void> CacheUseStore::forgetFiles(Transaction& cache, const QStringList& paths) {
    return executed(cache.execute(
        QStringLiteral("DELETE FROM evicted_file WHERE path IN (SELECT value FROM json_each(?))"),
        {jsonOf(paths)}));
}

} // namespace vigil::store
