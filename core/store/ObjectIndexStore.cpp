// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/ObjectIndexStore.h"

#include "core/study/StudyJson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <tuple>

namespace vigil::store {

using study::StoredObject;

Result<QString> ObjectIndexStore::put(Transaction& cache, const StoredObject& object, const QString& sourceId,
                                      UtcTime now) {
    const auto& header = object.header;
    VIGIL_TRY(const auto before,
              cache.database().value(QStringLiteral("SELECT path FROM object WHERE sop_instance_uid=?"),
                                     {header.key.sopInstanceUid}));
    const auto json = QJsonDocument(study::toJson(header)).toJson(QJsonDocument::Compact);
    VIGIL_CHECK(cache.execute(
        QStringLiteral("INSERT OR REPLACE INTO object(sop_instance_uid, study_uid, series_uid, "
                       "sop_class_uid, source_id, "
                       "path, bytes, header, is_image, reported, arrived_at) VALUES(?,?,?,?,?,?,?,?,?,?,?)"),
        {header.key.sopInstanceUid, header.key.studyUid, header.key.seriesUid, header.key.sopClassUid,
         notNull(sourceId), object.path, object.bytes, QString::fromUtf8(json), study::isImage(header),
         study::countsAsReport(header), toIso(now)}));
    return before.toString();
}

Result<void> ObjectIndexStore::removePath(Transaction& cache, const QString& path) {
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
