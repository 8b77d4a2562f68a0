// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/Report.h"
#include "core/report/SrCodec.h"
#include "core/report/TextChecks.h"
#include "core/store/Transaction.h"

#include <optional>

namespace vigil::store {

/// A signed document as it is kept: without its bytes.
struct SignedDocument {
    QString reportId;
    int version = 1;
    report::ReportState state = report::ReportState::Final;
    QString studyUid;
    QString seriesUid;
    QString sopClassUid;
    QString sopInstanceUid;
    QByteArray sha256;
    UtcTime signedAt;

    bool operator==(const SignedDocument&) const = default;
};

/// One line of the list of drafts.
struct DraftRow {
    QString reportId;
    int revision = 1;
    QString author; ///< DICOM form
    study::Patient patient;
    QStringList studyUids;
    QString description;
    UtcTime changedAt;
    report::ReportState state = report::ReportState::Draft;

    bool operator==(const DraftRow&) const = default;
};

/// The SQL of reports, their drafts and signed documents (vigil.db).
class ReportStore {
public:
    static Result<std::optional<report::Report>> find(const Database& records, const QString& reportId);
    static Result<std::optional<report::Report>> draftOf(const Database& records,
                                                         const QString& procedureKey);
    /// Drafts and preliminary reports that touch a study.
    static Result<QStringList> unfinishedOfStudy(const Database& records, const QString& studyUid);
    static Result<QList<DraftRow>> drafts(const Database& records);
    static Result<void> insert(Transaction& records, const report::Report& report);
    /// Conflict when the stored revision is not `expectedRevision`.
    static Result<void> update(Transaction& records, const report::Report& report, int expectedRevision);
    static Result<void> remove(Transaction& records, const QString& reportId, int expectedRevision);

    static Result<void> insertDocument(Transaction& records, const SignedDocument& document,
                                       const QByteArray& bytes);
    static Result<void> insertDismissed(Transaction& records, const QString& reportId, int version,
                                        const QList<report::Remark>& remarks, UtcTime at);
    /// How many remarks of a kind were dismissed at signatures on this computer since then.
    static Result<int> dismissedSince(const Database& records, report::Remark::Kind kind, UtcTime since);
    static Result<QList<SignedDocument>> documents(const Database& records);
    static Result<QList<SignedDocument>> documentsOfReport(const Database& records, const QString& reportId);
    /// The file; Corrupt when it does not match its hash any more.
    static Result<QByteArray> documentBytes(const Database& records, const QString& sopInstanceUid);
};

} // namespace vigil::store
