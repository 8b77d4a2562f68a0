// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/ObjectIndexStore.h"

#include "core/study/StudyJson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <tuple>

namespace vigil::store {

using study::StoredObject;

namespace {

QVariantList valuesOf(const ObjectIndexStore::Entry& entry, UtcTime now) {
    const auto& header = entry.object.header;
    const auto json = QJsonDocument(study::toJson(header)).toJson(QJsonDocument::Compact);
    return {header.key.sopInstanceUid,
            header.key.studyUid,
            header.key.seriesUid,
            header.key.sopClassUid,
            notNull(entry.sourceId),
            entry.object.path,
            entry.object.bytes,
            QString::fromUtf8(json),
            study::isImage(header),
            study::countsAsReport(header),
            toIso(now),
            entry.isPushed};
}

} // namespace

Result<QStringList> ObjectIndexStore::put(Transaction& cache, const QList<Entry>& entries, UtcTime now) {
    // The same instance twice: the later one stays, as if they had come one after the other.
    QStringList replaced;
    QHash<QString, const Entry*> latest;
    for (const auto& entry : entries) {
        auto& known = latest[entry.object.header.key.sopInstanceUid];
        if (known) replaced << known->object.path;
        known = &entry;
    }
    if (latest.isEmpty()) return replaced;
    VIGIL_CHECK(cache.database().rows(
        QStringLiteral("SELECT path FROM object WHERE sop_instance_uid IN (SELECT value FROM json_each(?))"),
        {QString::fromUtf8(
            QJsonDocument(QJsonArray::fromStringList(latest.keys())).toJson(QJsonDocument::Compact))},
        [&replaced](const Row& row) { replaced << row.text(0); }));
    QStringList places;
    QVariantList values;
    for (const auto* entry : latest) {
        places << QStringLiteral("(?,?,?,?,?,?,?,?,?,?,?,?)");
        values << valuesOf(*entry, now);
    }
    VIGIL_CHECK(cache.execute(
        QStringLiteral(
            "INSERT OR REPLACE INTO object(sop_instance_uid, study_uid, series_uid, "
            "sop_class_uid, source_id, path, bytes, header, is_image, reported, arrived_at, pushed) VALUES") +
            places.join(QLatin1Char(',')),
        values));
    return replaced;
}

Result<void> ObjectIndexStore::removePath(Transaction& cache, const QString& path) {
    VIGIL_CHECK(cache.execute(
        QStringLiteral("DELETE FROM retrieval WHERE study_uid=(SELECT study_uid FROM object WHERE path=?)"),
        {path}));
    VIGIL_CHECK(cache.execute(QStringLiteral("DELETE FROM object WHERE path=?"), {path}));
    return {};
}

Result<QList<StoredObject>> ObjectIndexStore::ofStudy(const Database& cache, const QString& studyUid) {
    VIGIL_TRY(auto objects,
              cache.list(QStringLiteral("SELECT header, path, bytes FROM object WHERE study_uid=?"),
                         {studyUid}, [](const Row& row) {
                             return StoredObject{
                                 study::headerFromJson(QJsonDocument::fromJson(row.bytes(0)).object()),
                                 row.text(1), row.number(2)};
                         }));
    const auto order = [](const StoredObject& object) {
        const auto& header = object.header;
        return std::tuple(header.seriesNumber, header.key.seriesUid, header.slicePosition.value_or(0),
                          header.instanceNumber, header.key.sopInstanceUid);
    };
    std::sort(objects.begin(), objects.end(),
              [&order](const StoredObject& a, const StoredObject& b) { return order(a) < order(b); });
    return objects;
}

Result<QList<study::RequestedProcedure>> ObjectIndexStore::requestsOf(const Database& cache,
                                                                      const QString& studyUid) {
    QList<study::RequestedProcedure> requests;
    VIGIL_CHECK(cache.rows(
        QStringLiteral("SELECT DISTINCT json_extract(header,'$.requests') FROM object WHERE study_uid=? AND "
                       "json_extract(header,'$.requests') IS NOT NULL ORDER BY 1"),
        {studyUid}, [&requests](const Row& row) {
            for (const auto& request : QJsonDocument::fromJson(row.bytes(0)).array())
                if (const auto procedure = study::procedureFromJson(request.toObject());
                    !requests.contains(procedure))
                    requests << procedure;
        }));
    return requests;
}

Result<QHash<QString, qint64>> ObjectIndexStore::sizesOfStudy(const Database& cache,
                                                              const QString& studyUid) {
    QHash<QString, qint64> sizes;
    VIGIL_CHECK(cache.rows(QStringLiteral("SELECT sop_instance_uid, bytes FROM object WHERE study_uid=?"),
                           {studyUid},
                           [&sizes](const Row& row) { sizes.insert(row.text(0), row.number(1)); }));
    return sizes;
}

Result<QSet<QString>> ObjectIndexStore::paths(const Database& cache) {
    QSet<QString> paths;
    VIGIL_CHECK(cache.rows(QStringLiteral("SELECT path FROM object"), {},
                           [&paths](const Row& row) { paths.insert(row.text(0)); }));
    return paths;
}

} // namespace vigil::store
