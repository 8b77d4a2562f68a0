// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/StudyStore.h"

#include "core/study/PacsSearch.h"
#include "core/study/SamePatient.h"
#include "core/study/StudyJson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace vigil::store {

namespace {

using study::ReadingStatus;
using study::Study;
using study::WorklistRow;

const QString studyColumns = QStringLiteral(
    "s.source_id, s.study_uid, s.patient_issuer, s.patient_id, s.patient_name, s.birth_date, s.sex, "
    "s.study_time, "
    "s.description, s.modalities, s.body_part, s.accession_number, s.dicom_study_id, s.referring_physician, "
    "s.institution, s.patient_location, s.urgency, s.series_count, s.instance_count, s.sop_classes, "
    "s.procedures, s.due_at");
constexpr int dueAtColumn = 21;

QStringList words(const QString& text) {
    return text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

template <class T>
QByteArray listJson(const QList<T>& values) {
    QJsonArray array;
    for (const auto& value : values)
        array << study::toJson(value);
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

Study studyFrom(const Row& row) {
    Study study;
    study.sourceId = row.text(0);
    study.studyUid = row.text(1);
    study.patient = {
        {row.text(2), row.text(3)}, row.text(4), QDate::fromString(row.text(5), Qt::ISODate), row.text(6)};
    study.studyTime = QDateTime::fromString(row.text(7), Qt::ISODate);
    study.description = row.text(8);
    study.modalities = words(row.text(9));
    study.bodyPart = row.text(10);
    study.accessionNumber = row.text(11);
    study.studyId = row.text(12);
    study.referringPhysician = row.text(13);
    study.institution = row.text(14);
    study.patientLocation = row.text(15);
    study.urgency = static_cast<study::Urgency>(row.integer(16));
    study.seriesCount = row.integer(17);
    study.instanceCount = row.integer(18);
    study.sopClasses = words(row.text(19));
    for (const auto& value : QJsonDocument::fromJson(row.bytes(20)).array())
        study.procedures << study::procedureFromJson(value.toObject());
    return study;
}

QString damagedJson(const QHash<QString, QString>& damaged) {
    QJsonObject json;
    for (auto it = damaged.cbegin(); it != damaged.cend(); ++it)
        json.insert(it.key(), it.value());
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

QHash<QString, QString> damagedFrom(const QByteArray& json) {
    QHash<QString, QString> damaged;
    const auto object = QJsonDocument::fromJson(json).object();
    for (auto it = object.begin(); it != object.end(); ++it)
        damaged.insert(it.key(), it.value().toString());
    return damaged;
}

QString searchText(const Study& study) {
    QStringList parts{study.patient.name,
                      study.patient.key.id,
                      study.accessionNumber,
                      study.description,
                      study.modalities.join(QLatin1Char(' ')),
                      study.patientLocation,
                      study.referringPhysician};
    for (const auto& procedure : study.procedures)
        parts << procedure.accessionNumber << procedure.description;
    return study::foldedForSearch(parts.join(QLatin1Char(' ')));
}

/// One condition a typed word: trigram search from three letters on, prefix of a word below that.
QString searchConditions(const QString& typed, QVariantList& arguments) {
    QString sql;
    for (const auto& word : study::searchWords(typed)) {
        if (word.size() >= 3) {
            sql += QStringLiteral(" AND s.id IN (SELECT rowid FROM study_search WHERE study_search MATCH ?)");
            arguments << QStringLiteral("\"%1\"").arg(
                QString(word).replace(QLatin1Char('"'), QStringLiteral("\"\"")));
        } else {
            sql +=
                QStringLiteral(" AND s.id IN (SELECT study_id FROM study_word WHERE word >= ? AND word < ?)");
            arguments << word << word + QChar(QChar::LastValidCodePoint & 0xFFFF);
        }
    }
    return sql;
}

/// "final" and what follows it: the study has its report.
bool isReported(const QString& state) {
    return state == QLatin1String("final") || state == QLatin1String("amended") ||
           state == QLatin1String("addended");
}

WorklistRow rowFrom(const Row& row) {
    WorklistRow result;
    result.study = studyFrom(row);
    result.dueAt = QDateTime::fromString(row.text(dueAtColumn), Qt::ISODate);
    const auto signedState = row.text(22);
    const int reports = row.integer(23);
    const int otherDocuments = row.integer(24);
    result.imagesHere = row.integer(25);
    const StudyStore::Retrieval last{row.integer(26), {}, {}, row.integer(28) != 0, 0, row.integer(29)};
    const bool retrieved = last.expected >= 0;
    const int named = result.study.instanceCount;
    if (retrieved && last.listKnown) result.grownBy = StudyStore::grownBy(last, named);
    result.imagesExpected = !retrieved       ? named
                            : last.listKnown ? last.expected + row.integer(31) + result.grownBy
                                             : std::max(last.expected, named);
    result.priors = row.integer(27);
    result.vanished = row.integer(30) != 0;
    result.finalReports = row.integer(32);
    if (isReported(signedState) || reports > 0)
        result.status = ReadingStatus::Final;
    else if (signedState == QLatin1String("preliminary"))
        result.status = ReadingStatus::Preliminary;
    else if (otherDocuments > 0)
        result.status = ReadingStatus::OutsideUnverified;
    return result;
}

int dropOldestReported(QList<WorklistRow>& rows, int limit) {
    QList<QDateTime> times;
    for (const auto& row : std::as_const(rows))
        if (row.status == ReadingStatus::Final) times << row.study.studyTime;
    const int dropped = std::max(0, static_cast<int>(times.size()) - limit);
    if (dropped == 0) return 0;
    std::nth_element(times.begin(), times.begin() + dropped, times.end());
    const auto oldestKept = limit > 0 ? times.at(dropped) : QDateTime();
    int left = dropped;
    const auto drop = [&](const auto& isOld) {
        rows.removeIf([&](const WorklistRow& row) {
            const bool gone = left > 0 && row.status == ReadingStatus::Final && isOld(row);
            left -= gone ? 1 : 0;
            return gone;
        });
    };
    drop([&](const WorklistRow& row) { return !oldestKept.isValid() || row.study.studyTime < oldestKept; });
    drop([&](const WorklistRow& row) { return row.study.studyTime == oldestKept; });
    return dropped;
}

/// Words below the length of the trigram index find a study by their beginning.
Result<void> setWords(Transaction& cache, const Study& study, const QString& folded) {
    VIGIL_TRY(const auto id,
              cache.database().value(QStringLiteral("SELECT id FROM study WHERE source_id=? AND study_uid=?"),
                                     {study.sourceId, study.studyUid}));
    VIGIL_CHECK(cache.execute(QStringLiteral("DELETE FROM study_word WHERE study_id=?"), {id}));
    for (const auto& word : words(folded))
        VIGIL_CHECK(cache.execute(
            QStringLiteral("INSERT OR IGNORE INTO study_word(word, study_id) VALUES(?,?)"), {word, id}));
    return {};
}

} // namespace

Result<bool> StudyStore::upsert(Transaction& cache, const Study& study, const QDateTime& dueAt, UtcTime now) {
    const auto dueText = notNull(dueAt.toString(Qt::ISODate));
    bool same = false;
    VIGIL_CHECK(cache.database().rows(
        QStringLiteral("SELECT %1, s.vanished_at FROM study s WHERE s.source_id=? AND s.study_uid=?")
            .arg(studyColumns),
        {study.sourceId, study.studyUid}, [&](const Row& row) {
            same = studyFrom(row) == study && row.text(dueAtColumn) == dueText &&
                   row.text(dueAtColumn + 1).isEmpty();
        }));
    if (same) {
        VIGIL_CHECK(
            cache.execute(QStringLiteral("UPDATE study SET seen_at=? WHERE source_id=? AND study_uid=?"),
                          {toIso(now), study.sourceId, study.studyUid}));
        return false;
    }
    const auto folded = searchText(study);
    VIGIL_CHECK(cache.execute(
        QStringLiteral(
            "INSERT INTO study(source_id, study_uid, patient_issuer, patient_id, patient_name, birth_date, "
            "sex, "
            "study_time, description, modalities, body_part, accession_number, dicom_study_id, "
            "referring_physician, institution, patient_location, urgency, due_at, series_count, "
            "instance_count, sop_classes, procedures, search_text, seen_at) "
            "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
            "ON CONFLICT(source_id, study_uid) DO UPDATE SET patient_issuer=excluded.patient_issuer, "
            "patient_id=excluded.patient_id, patient_name=excluded.patient_name, "
            "birth_date=excluded.birth_date, sex=excluded.sex, study_time=excluded.study_time, "
            "description=excluded.description, modalities=excluded.modalities, body_part=excluded.body_part, "
            "accession_number=excluded.accession_number, dicom_study_id=excluded.dicom_study_id, "
            "referring_physician=excluded.referring_physician, institution=excluded.institution, "
            "patient_location=excluded.patient_location, urgency=excluded.urgency, due_at=excluded.due_at, "
            "series_count=excluded.series_count, instance_count=excluded.instance_count, "
            "sop_classes=excluded.sop_classes, procedures=excluded.procedures, "
            "search_text=excluded.search_text, seen_at=excluded.seen_at, vanished_at=''"),
        {study.sourceId,
         study.studyUid,
         notNull(study.patient.key.issuer),
         notNull(study.patient.key.id),
         notNull(study.patient.name),
         notNull(study.patient.birthDate.toString(Qt::ISODate)),
         notNull(study.patient.sex),
         notNull(study.studyTime.toString(Qt::ISODate)),
         notNull(study.description),
         notNull(study.modalities.join(QLatin1Char(' '))),
         notNull(study.bodyPart),
         notNull(study.accessionNumber),
         notNull(study.studyId),
         notNull(study.referringPhysician),
         notNull(study.institution),
         notNull(study.patientLocation),
         static_cast<int>(study.urgency),
         dueText,
         study.seriesCount,
         study.instanceCount,
         notNull(study.sopClasses.join(QLatin1Char(' '))),
         QString::fromUtf8(listJson(study.procedures)),
         folded,
         toIso(now)}));
    VIGIL_CHECK(setWords(cache, study, folded));
    return true;
}

Result<void> StudyStore::setOutsideDocuments(Transaction& cache, const QString& sourceId,
                                             const QString& studyUid,
                                             const QList<study::ObjectHeader>& documents) {
    VIGIL_CHECK(
        cache.execute(QStringLiteral("DELETE FROM outside_document WHERE study_uid=? AND source_id=?"),
                      {studyUid, sourceId}));
    for (const auto& document : documents) {
        if (!study::isReportClass(document.key.sopClassUid)) continue;
        VIGIL_CHECK(cache.execute(
            QStringLiteral("INSERT OR REPLACE INTO outside_document(sop_instance_uid, study_uid, "
                           "source_id, counts_as_report) VALUES(?,?,?,?)"),
            {document.key.sopInstanceUid, studyUid, sourceId, study::countsAsReport(document)}));
    }
    return {};
}

Result<void> StudyStore::setDocumentsAsked(Transaction& cache, const QString& sourceId,
                                           const QString& studyUid, const DocumentsAsked& asked) {
    VIGIL_CHECK(cache.execute(
        QStringLiteral("INSERT OR REPLACE INTO documents_asked(source_id, study_uid, asked_as, asked_at) "
                       "VALUES(?,?,?,?)"),
        {sourceId, studyUid, notNull(asked.as), toIso(asked.at)}));
    return {};
}

Result<QHash<QString, StudyStore::DocumentsAsked>> StudyStore::documentsAsked(const Database& cache,
                                                                              const QString& sourceId) {
    QHash<QString, DocumentsAsked> asked;
    VIGIL_CHECK(cache.rows(
        QStringLiteral("SELECT study_uid, asked_as, asked_at FROM documents_asked WHERE source_id=?"),
        {sourceId}, [&asked](const Row& row) {
            asked.insert(row.text(0), {row.text(1), row.time(2)});
        }));
    return asked;
}

Result<void> StudyStore::setRetrieval(Transaction& cache, const QString& studyUid, const QString& sourceId,
                                      const Retrieval& retrieval, UtcTime now) {
    VIGIL_CHECK(cache.execute(
        QStringLiteral("INSERT OR REPLACE INTO retrieval(study_uid, source_id, expected, missing, message, "
                       "list_known, failed, study_count, damaged, counted, unproved, only_counted, ended_at) "
                       "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"),
        {studyUid, sourceId, retrieval.expected, QString::fromUtf8(listJson(retrieval.missing)),
         notNull(retrieval.message), retrieval.listKnown, retrieval.failed, retrieval.studyCount,
         damagedJson(retrieval.damaged), retrieval.counted, retrieval.unproved, retrieval.onlyCounted,
         toIso(now)}));
    return {};
}

Result<QStringList> StudyStore::markVanished(Transaction& cache, const QString& sourceId, const QDate& from,
                                             UtcTime namedSince) {
    VIGIL_TRY(const auto gone,
              cache.database().list(
                  QStringLiteral("SELECT study_uid FROM study WHERE source_id=? AND study_time >= ? AND "
                                 "seen_at < ? AND vanished_at=''"),
                  {sourceId, from.toString(Qt::ISODate), toIso(namedSince)},
                  [](const Row& row) { return row.text(0); }));
    for (const auto& uid : gone)
        VIGIL_CHECK(
            cache.execute(QStringLiteral("UPDATE study SET vanished_at=? WHERE source_id=? AND study_uid=?"),
                          {toIso(namedSince), sourceId, uid}));
    return gone;
}

int StudyStore::grownBy(const Retrieval& last, int namedNow) {
    return std::max(0, namedNow - std::max(last.expected, last.studyCount));
}

int StudyStore::shrunkBy(const Retrieval& last, int namedNow) {
    if (namedNow < 0 || last.studyCount < 0) return 0;
    return std::max(0, last.studyCount - namedNow);
}

Result<bool> StudyStore::isVanished(const Database& cache, const QString& studyUid) {
    VIGIL_TRY(const auto still,
              cache.value(QStringLiteral("SELECT count(*) FROM study WHERE study_uid=? AND vanished_at=''"),
                          {studyUid}));
    VIGIL_TRY(const auto all,
              cache.value(QStringLiteral("SELECT count(*) FROM study WHERE study_uid=?"), {studyUid}));
    return all.toInt() > 0 && still.toInt() == 0;
}

Result<void> StudyStore::setReport(Transaction& cache, const QString& studyUid, const Reported& reported) {
    VIGIL_CHECK(cache.execute(
        QStringLiteral("INSERT OR REPLACE INTO study_report(study_uid, report_id, state, signed_at, finals) "
                       "VALUES(?,?,?,?,?)"),
        {studyUid, notNull(reported.reportId), notNull(reported.state), toIso(reported.signedAt),
         reported.finals}));
    return {};
}

Result<QString> StudyStore::reportState(const Database& cache, const QString& studyUid) {
    VIGIL_TRY(const auto state,
              cache.value(QStringLiteral("SELECT state FROM study_report WHERE study_uid=?"), {studyUid}));
    return state.toString();
}

Result<void> StudyStore::clearReport(Transaction& cache, const QString& studyUid) {
    VIGIL_CHECK(cache.execute(QStringLiteral("DELETE FROM study_report WHERE study_uid=?"), {studyUid}));
    return {};
}

Result<study::Worklist> StudyStore::rows(const Database& cache, const Filter& filter) {
    QVariantList arguments;
    const auto conditions = searchConditions(filter.search, arguments);
    auto where = conditions;
    if (filter.since.isValid()) {
        where += QStringLiteral(" AND (s.study_time >= ? OR s.study_time = '' OR r.state = 'preliminary' OR "
                                "s.study_uid IN (SELECT value FROM json_each(?))");
        arguments << filter.since.toString(Qt::ISODate)
                  << QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(filter.alwaysIn)).toJson());
        if (!filter.anyDate.isEmpty())
            where +=
                QStringLiteral(" OR (1") + searchConditions(filter.anyDate, arguments) + QLatin1Char(')');
        where += QLatin1Char(')');
    }
    const auto sql =
        QStringLiteral(
            "SELECT %1, coalesce(r.state, ''), "
            "(SELECT count(*) FROM object o WHERE o.study_uid=s.study_uid AND o.reported=1) + "
            "(SELECT count(*) FROM outside_document d WHERE d.study_uid=s.study_uid AND "
            "d.counts_as_report=1), "
            "(SELECT count(*) FROM outside_document d WHERE d.study_uid=s.study_uid), "
            "(SELECT count(*) FROM object o WHERE o.study_uid=s.study_uid), coalesce(v.expected, -1), "
            "(SELECT count(*) FROM study p WHERE p.patient_id=s.patient_id AND s.patient_id<>'' AND "
            "(p.patient_issuer IN (s.patient_issuer, '') OR s.patient_issuer='') AND "
            "p.study_time < s.study_time), "
            "coalesce(v.list_known, 0), coalesce(v.study_count, -1), s.vanished_at <> '', "
            "CASE WHEN s.instance_count>=0 AND v.counted<=v.study_count THEN "
            "min(v.unproved, max(0, s.instance_count-v.expected)) ELSE coalesce(v.unproved, 0) END, "
            "coalesce(r.finals, 0) FROM study s LEFT JOIN study_report r ON r.study_uid=s.study_uid "
            "LEFT JOIN retrieval v ON v.study_uid=s.study_uid "
            "WHERE 1%2 ORDER BY s.urgency, s.due_at, s.study_uid")
            .arg(studyColumns, where);
    study::Worklist worklist;
    VIGIL_TRY(worklist.rows, cache.list(sql, arguments, rowFrom));
    if (filter.anyDate.isEmpty()) worklist.notShown = dropOldestReported(worklist.rows, filter.reportedLimit);
    return worklist;
}

Result<std::optional<Study>> StudyStore::study(const Database& cache, const QString& studyUid) {
    VIGIL_TRY(const auto found, cache.list(QStringLiteral("SELECT %1 FROM study s WHERE s.study_uid=? "
                                                          "ORDER BY s.seen_at DESC LIMIT 1")
                                               .arg(studyColumns),
                                           {studyUid}, studyFrom));
    if (found.isEmpty()) return std::optional<Study>{};
    return std::optional<Study>(found.first());
}

Result<QList<Study>> StudyStore::ofPatient(const Database& cache, const study::PatientKey& patient) {
    if (patient.id.isEmpty()) return QList<Study>();
    VIGIL_TRY(auto studies, cache.list(QStringLiteral("SELECT %1 FROM study s WHERE s.patient_id=? "
                                                      "ORDER BY s.study_time DESC, s.study_uid")
                                           .arg(studyColumns),
                                       {patient.id}, studyFrom));
    studies.removeIf([&](const Study& each) { return !study::isSamePatient(each.patient.key, patient); });
    // One number from two issuers: whose the key without an issuer is, nobody can say.
    QList<study::PatientKey> keys;
    for (const auto& each : studies)
        if (!keys.contains(each.patient.key)) keys << each.patient.key;
    if (!study::areOnePatient(keys))
        studies.removeIf([&](const Study& each) { return each.patient.key != patient; });
    return studies;
}

Result<std::optional<StudyStore::Retrieval>> StudyStore::retrieval(const Database& cache,
                                                                   const QString& studyUid) {
    VIGIL_TRY(
        const auto found,
        cache.list(QStringLiteral("SELECT expected, missing, message, list_known, failed, "
                                  "study_count, damaged, counted, unproved, only_counted FROM retrieval "
                                  "WHERE study_uid=?"),
                   {studyUid}, [](const Row& row) {
                       Retrieval retrieval{row.integer(0), {},
                                           row.text(2),    row.integer(3) != 0,
                                           row.integer(4), row.integer(5)};
                       for (const auto& value : QJsonDocument::fromJson(row.bytes(1)).array())
                           retrieval.missing << study::instanceKeyFromJson(value.toObject());
                       retrieval.damaged = damagedFrom(row.bytes(6));
                       retrieval.counted = row.integer(7);
                       retrieval.unproved = row.integer(8);
                       retrieval.onlyCounted = row.integer(9) != 0;
                       return retrieval;
                   }));
    if (found.isEmpty()) return std::optional<Retrieval>{};
    return std::optional<Retrieval>(found.first());
}

} // namespace vigil::store
