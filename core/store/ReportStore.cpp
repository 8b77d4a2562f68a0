// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/ReportStore.h"

#include "core/report/ReportJson.h"

#include <QCryptographicHash>
#include <QJsonDocument>

namespace vigil::store {

namespace {

const QString reportColumns = QStringLiteral("state,revision,author,content,changed_at");

/// A stored report that cannot be read is an error, never an empty report.
Result<report::Report> reportOf(const QString& state, int revision, const QByteArray& author,
                                const QByteArray& content, UtcTime changedAt) {
    const auto known = report::reportStateFromText(state);
    auto read = report::reportFromJson(content);
    if (!known || !read)
        return Error{Error::Code::Corrupt, QStringLiteral("A stored report cannot be read any more."), {}};
    return report::Report(std::move(*read), *known, revision,
                          report::userFromObject(QJsonDocument::fromJson(author).object()), changedAt);
}

Result<std::optional<report::Report>> one(const Database& records, const QString& where, const QString& key) {
    std::optional<Result<report::Report>> found;
    VIGIL_CHECK(records.rows(QStringLiteral("SELECT %1 FROM report WHERE %2").arg(reportColumns, where),
                             {key}, [&](const Row& row) {
                                 found = reportOf(row.text(0), row.integer(1), row.bytes(2), row.bytes(3),
                                                  row.time(4));
                             }));
    if (!found) return std::optional<report::Report>{};
    if (!*found) return found->error();
    return std::optional<report::Report>{std::move(**found)};
}

Result<void> writeStudies(Transaction& records, const report::Report& report) {
    const auto id = report.content().reportId;
    VIGIL_CHECK(records.execute(QStringLiteral("DELETE FROM report_study WHERE report_id=?"), {id}));
    for (const auto& uid : report.content().studyUids())
        VIGIL_CHECK(records.execute(
            QStringLiteral("INSERT INTO report_study(report_id,study_uid) VALUES(?,?)"), {id, uid}));
    return {};
}

SignedDocument documentOf(const Row& row) {
    return {row.text(0),
            row.integer(1),
            report::reportStateFromText(row.text(2)).value_or(report::ReportState::Final),
            row.text(3),
            row.text(4),
            row.text(5),
            row.text(6),
            row.bytes(7),
            row.time(8)};
}

const QString documentSelect = QStringLiteral(
    "SELECT report_id,version,state,study_uid,series_uid,sop_class_uid,sop_instance_uid,sha256,"
    "signed_at FROM signed_document ");

} // namespace

Result<std::optional<report::Report>> ReportStore::find(const Database& records, const QString& reportId) {
    return one(records, QStringLiteral("report_id=?"), reportId);
}

Result<std::optional<report::Report>> ReportStore::draftOf(const Database& records,
                                                           const QString& procedureKey) {
    return one(records, QStringLiteral("procedure_key=? AND state IN ('draft','preliminary')"), procedureKey);
}

Result<QStringList> ReportStore::unfinishedOfStudy(const Database& records, const QString& studyUid) {
    return records.list(
        QStringLiteral("SELECT report_id FROM report JOIN report_study USING(report_id) WHERE "
                       "study_uid=? AND state IN ('draft','preliminary')"),
        {studyUid}, [](const Row& row) { return row.text(0); });
}

Result<QList<DraftRow>> ReportStore::drafts(const Database& records) {
    QList<DraftRow> drafts;
    Result<void> read;
    VIGIL_CHECK(records.rows(
        QStringLiteral("SELECT %1 FROM report WHERE state IN ('draft','preliminary') ORDER BY "
                       "changed_at DESC")
            .arg(reportColumns),
        {}, [&](const Row& row) {
            const auto report =
                reportOf(row.text(0), row.integer(1), row.bytes(2), row.bytes(3), row.time(4));
            if (!report) {
                read = report.error();
                return;
            }
            QStringList descriptions;
            for (const auto& procedure : report->content().procedures)
                if (!procedure.description.isEmpty()) descriptions << procedure.description;
            drafts << DraftRow{report->content().reportId,    report->revision(),
                               report->author().name,         report->content().patient,
                               report->content().studyUids(), descriptions.join(QStringLiteral(" + ")),
                               report->changedAt(),           report->state()};
        }));
    VIGIL_CHECK(read);
    return drafts;
}

Result<void> ReportStore::insert(Transaction& records, const report::Report& report) {
    const auto& content = report.content();
    VIGIL_CHECK(records.execute(
        QStringLiteral(
            "INSERT INTO report(report_id,procedure_key,state,version,revision,author,content,changed_at) "
            "VALUES(?,?,?,?,?,?,?,?)"),
        {content.reportId, report::procedureKey(content.procedures), report::toText(report.state()),
         content.version, report.revision(),
         QJsonDocument(report::toObject(report.author())).toJson(QJsonDocument::Compact),
         report::toJson(content), toIso(report.changedAt())}));
    return writeStudies(records, report);
}

Result<void> ReportStore::update(Transaction& records, const report::Report& report, int expectedRevision) {
    const auto& content = report.content();
    VIGIL_TRY(const auto changed,
              records.execute(
                  QStringLiteral(
                      "UPDATE report SET procedure_key=?,state=?,version=?,revision=?,content=?,changed_at=? "
                      "WHERE report_id=? AND revision=?"),
                  {report::procedureKey(content.procedures), report::toText(report.state()), content.version,
                   report.revision(), report::toJson(content), toIso(report.changedAt()), content.reportId,
                   expectedRevision}));
    if (changed != 1)
        return Error{Error::Code::Conflict,
                     QStringLiteral("This report was changed elsewhere meanwhile. Nothing was saved."),
                     {}};
    return writeStudies(records, report);
}

Result<void> ReportStore::remove(Transaction& records, const QString& reportId, int expectedRevision) {
    VIGIL_TRY(const auto removed,
              records.execute(
                  QStringLiteral("DELETE FROM report WHERE report_id=? AND revision=? AND state='draft'"),
                  {reportId, expectedRevision}));
    if (removed != 1)
        return Error{Error::Code::Conflict,
                     QStringLiteral("This draft was changed or signed meanwhile. It was kept."),
                     {}};
    return {};
}

Result<void> ReportStore::insertDocument(Transaction& records, const SignedDocument& document,
                                         const QByteArray& bytes) {
    VIGIL_CHECK(records.execute(
        QStringLiteral(
            "INSERT INTO signed_document(report_id,version,state,study_uid,series_uid,sop_class_uid,"
            "sop_instance_uid,sha256,signed_at,bytes) VALUES(?,?,?,?,?,?,?,?,?,?)"),
        {document.reportId, document.version, report::toText(document.state), document.studyUid,
         document.seriesUid, document.sopClassUid, document.sopInstanceUid, document.sha256,
         toIso(document.signedAt), bytes}));
    return {};
}

Result<void> ReportStore::insertDismissed(Transaction& records, const QString& reportId, int version,
                                          const QList<report::Remark>& remarks, UtcTime at) {
    for (const auto& remark : remarks)
        VIGIL_CHECK(records.execute(
            QStringLiteral(
                "INSERT INTO dismissed_remark(report_id,version,kind,section,paragraph,start,length,"
                "dismissed_at) VALUES(?,?,?,?,?,?,?,?)"),
            {reportId, version, report::toText(remark.kind), remark.section, remark.paragraph, remark.start,
             remark.length, toIso(at)}));
    return {};
}

Result<int> ReportStore::dismissedSince(const Database& records, report::Remark::Kind kind, UtcTime since) {
    VIGIL_TRY(
        const auto counts,
        records.list(QStringLiteral("SELECT count(*) FROM dismissed_remark WHERE kind=? AND dismissed_at>=?"),
                     {report::toText(kind), toIso(since)}, [](const Row& row) { return row.integer(0); }));
    return counts.value(0);
}

Result<QList<SignedDocument>> ReportStore::documents(const Database& records) {
    return records.list(documentSelect + QStringLiteral("ORDER BY signed_at DESC, sop_instance_uid"), {},
                        documentOf);
}

Result<QList<SignedDocument>> ReportStore::documentsOfReport(const Database& records,
                                                             const QString& reportId) {
    return records.list(documentSelect +
                            QStringLiteral("WHERE report_id=? ORDER BY version, sop_instance_uid"),
                        {reportId}, documentOf);
}

Result<QByteArray> ReportStore::documentBytes(const Database& records, const QString& sopInstanceUid) {
    QByteArray bytes;
    QByteArray sha256;
    VIGIL_CHECK(
        records.rows(QStringLiteral("SELECT bytes,sha256 FROM signed_document WHERE sop_instance_uid=?"),
                     {sopInstanceUid}, [&](const Row& row) {
                         bytes = row.bytes(0);
                         sha256 = row.bytes(1);
                     }));
    if (bytes.isEmpty())
        return Error{Error::Code::NotFound, QStringLiteral("There is no such signed document here."),
                     sopInstanceUid};
    if (QCryptographicHash::hash(bytes, QCryptographicHash::Sha256) != sha256)
        return Error{Error::Code::Corrupt,
                     QStringLiteral(
                         "The stored document is damaged: its hash does not match. Fetch it from the PACS."),
                     sopInstanceUid};
    return bytes;
}

} // namespace vigil::store
