// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertPolicy.h"
#include "core/base/Events.h"
#include "core/base/Ids.h"
#include "core/report/PinCheck.h"
#include "core/report/ReportTemplate.h"
#include "core/report/SignCheck.h"
#include "core/store/AlertStore.h"
#include "core/store/OwnFacts.h"
#include "core/store/ReportStore.h"

#include <QFuture>
#include <QThreadPool>

#include <memory>
#include <optional>

namespace vigil::report {

/// A draft as it was opened.
struct OpenedDraft {
    ReportContent content;
    int revision = 1;
    ReportState state = ReportState::Draft;
    QString templateId;    ///< of a fresh draft
    bool reopened = false; ///< it existed already
    QString warning;       ///< "Another draft of this study exists …", or empty
};

/// What came of a signature.
struct SignOutcome {
    QString reportId;
    int version = 1;
    ReportState state = ReportState::Final;
    QList<store::SignedDocument> documents;
    int messagesWaiting = 0; ///< "Signed. 2 messages waiting to be delivered"
};

/// Drafts and signatures. A signed report, its documents, its events and its outbox rows are one transaction;
/// the future of sign() is ready after COMMIT. Owned by Application, callable from any thread, works on its
/// own pool.
class ReportService {
public:
    /// The first outbox destination for documents.
    static inline const QString archive = QStringLiteral("archive");

    ReportService(std::shared_ptr<const alert::AlertPolicy> policy,
                  std::shared_ptr<const TemplateLibrary> templates, store::DataFolder& data,
                  store::OwnFacts& facts, const store::AlertStore& alerts, SrCodec& codec, const Clock& clock,
                  IdSource& ids, User user, Events& events);
    ~ReportService();

    [[nodiscard]] const User& user() const { return m_user; }

    /// Reopens the draft of exactly this set of procedures or makes one from the template that fits. Invalid
    /// when the studies are not of this patient.
    QFuture<Result<OpenedDraft>> openDraft(const study::Patient& patient, const QList<study::Study>& studies);
    QFuture<Result<OpenedDraft>> load(const QString& reportId);
    /// Answers the new revision; Conflict when somebody else saved meanwhile.
    QFuture<Result<int>> saveDraft(const ReportContent& content, int expectedRevision);
    QFuture<Result<QList<store::DraftRow>>> drafts();
    QFuture<Result<void>> discardDraft(const QString& reportId, int expectedRevision);
    /// One report for several accessions and studies of one patient. Answers the new content and revision.
    QFuture<Result<OpenedDraft>> addProcedures(const QString& reportId, int expectedRevision,
                                               const QList<study::Study>& studies);

    /// What stands against signing, for the sheet; the same that sign() asks.
    QFuture<Result<SignVerdict>> check(const QString& reportId, const SignContext& context);
    /// Denied for a wrong PIN, Invalid with the problems, Conflict when the draft changed meanwhile.
    QFuture<Result<SignOutcome>> sign(const QString& reportId, int revision, const Pin& pin,
                                      const SignContext& context);
    /// Whether the user has a PIN yet, and setting it (the old one is asked for when there is one).
    QFuture<Result<bool>> hasPin();
    QFuture<Result<void>> setPin(const Pin& pin, const std::optional<Pin>& old);

    QFuture<Result<QList<store::SignedDocument>>> signedDocuments();
    QFuture<Result<QByteArray>> documentBytes(const QString& sopInstanceUid);

private:
    /// A report as it stands before signing, pinned: whatever changes meanwhile stops the signature.
    struct Prepared {
        Report report;
        ReportContent content; ///< with the findings, as it will be signed
        QList<store::AlertStore::ReportAlert> alerts;
        SignVerdict verdict;
    };
    /// What goes into the one transaction, made before it begins.
    struct Signature {
        QList<EncodedDocument> documents;
        QList<store::SignedDocument> rows; ///< in the same order
        QList<journal::Event> events;      ///< in the same order
        UtcTime at;
    };
    Result<OpenedDraft> openNow(const study::Patient& patient, const QList<study::Study>& studies);
    Result<Prepared> prepare(const QString& reportId, const SignContext& context);
    Result<SignOutcome> signNow(const QString& reportId, int revision, const Pin& pin,
                                const SignContext& context);
    Result<Signature> encode(const Prepared& prepared, const SignContext& context);
    Result<SignOutcome> keep(store::Transaction& records, const Prepared& prepared,
                             const SignContext& context, const Signature& signature) const;
    [[nodiscard]] journal::Event signedEvent(const Prepared& prepared, const store::SignedDocument& document,
                                             qint64 clockOffsetMs) const;
    [[nodiscard]] qint64 clockOffset() const;

    std::shared_ptr<const alert::AlertPolicy> m_policy;
    std::shared_ptr<const TemplateLibrary> m_templates;
    store::DataFolder& m_data;
    store::OwnFacts& m_facts;
    const store::AlertStore& m_alerts;
    SrCodec& m_codec;
    const Clock& m_clock;
    IdSource& m_ids;
    User m_user;
    Events& m_events;
    QThreadPool m_pool;
};

} // namespace vigil::report
