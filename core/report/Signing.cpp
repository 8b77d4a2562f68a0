// SPDX-License-Identifier: GPL-3.0-or-later
// The way of one signature through ReportService: check, encode, then everything in one transaction.
#include "core/report/ReportService.h"

#include "core/base/Async.h"
#include "core/report/ReportJson.h"
#include "core/store/CursorStore.h"
#include "core/store/OutboxStore.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace vigil::report {

namespace {

QByteArray sha256(const QByteArray& bytes) {
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

QByteArray compact(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

ReportState stateOf(const SignContext& context) {
    return context.state == SigningContext::State::Final ? ReportState::Final : ReportState::Preliminary;
}

Error changedWhileEncoding() {
    return {Error::Code::Conflict,
            QStringLiteral(
                "The report or one of its alerts changed while it was being signed. Nothing was signed; look "
                "at it and sign again."),
            {}};
}

Error refused(const SignVerdict& verdict) {
    auto said = verdict.problems;
    for (const auto& remark : verdict.remarks)
        said << remark.message;
    return {Error::Code::Invalid, QStringLiteral("Not signed. ") + said.join(QLatin1Char(' ')), {}};
}

} // namespace

Result<ReportService::Prepared> ReportService::prepare(const QString& reportId, const SignContext& context) {
    struct Read {
        std::optional<Report> report;
        QList<store::AlertStore::ReportAlert> alerts;
    };
    const auto stored = [reportId](const store::Database& records) -> Result<Read> {
        VIGIL_TRY(auto report, store::ReportStore::find(records, reportId));
        VIGIL_TRY(auto alerts, store::AlertStore::alertsOfReport(records, reportId));
        return Read{std::move(report), std::move(alerts)};
    };
    VIGIL_TRY(auto read, awaited(m_data.recordsReader().run(stored)));
    if (!read.report)
        return Error{Error::Code::NotFound, QStringLiteral("This report is not on this computer."), {}};
    auto content = read.report->content();
    if (read.report->state() != ReportState::Draft) ++content.version;
    content.findings.clear();
    QStringList alerted;
    for (const auto& alert : read.alerts)
        alerted << alert.findingCode;
    // Calls may have been recorded on other computers, and alerts raised there for the same studies.
    const auto known = [&](const store::Database& cache) -> Result<void> {
        for (const auto& alert : read.alerts) {
            auto finding = alert.finding;
            VIGIL_TRY(const auto folded, m_alerts.load(cache, finding.alertId));
            if (!folded.facts.isEmpty())
                finding.communications = stateAt(folded, m_clock.now()).communications;
            content.findings << finding;
        }
        for (const auto& uid : content.studyUids()) {
            alert::BoardFilter filter;
            filter.which = alert::BoardFilter::Which::All;
            filter.studyUid = uid;
            VIGIL_TRY(const auto rows, store::AlertStore::board(cache, filter, m_clock.now()));
            for (const auto& row : rows)
                if (alert::stands(row->view)) alerted << row->findingCode;
        }
        return {};
    };
    VIGIL_CHECK(awaited(m_data.cacheReader().run(known)));
    auto verdict = checkBeforeSigning(*read.report, content, context, *m_policy, alerted);
    return Prepared{std::move(*read.report), std::move(content), std::move(read.alerts), std::move(verdict)};
}

QFuture<Result<SignVerdict>> ReportService::check(const QString& reportId, const SignContext& context) {
    return runOn(m_pool, [this, reportId, context]() -> Result<SignVerdict> {
        VIGIL_TRY(const auto prepared, prepare(reportId, context));
        return prepared.verdict;
    });
}

QFuture<Result<SignOutcome>> ReportService::sign(const QString& reportId, int revision, const Pin& pin,
                                                 const SignContext& context) {
    return runOn(m_pool, [this, reportId, revision, pin, context] {
        return signNow(reportId, revision, pin, context);
    });
}

Result<SignOutcome> ReportService::signNow(const QString& reportId, int revision, const Pin& pin,
                                           const SignContext& context) {
    VIGIL_TRY(const auto prepared, prepare(reportId, context));
    if (prepared.report.revision() != revision) return changedWhileEncoding();
    if (!prepared.verdict.maySign()) return refused(prepared.verdict);
    VIGIL_CHECK(PinCheck(m_data, m_clock).verify(m_user.id, pin));
    VIGIL_TRY(const auto signature, encode(prepared, context));
    VIGIL_TRY(const auto outcome,
              awaited(m_data.records().run(store::Lane::Person, [&](store::Transaction& records) {
                  return keep(records, prepared, context, signature);
              })));
    // Signed. What follows sets it moving and makes it visible.
    m_facts.wake();
    static_cast<void>(awaited(m_data.cache().run(store::Lane::Person, [&](store::Transaction& cache) {
        return m_facts.mirror(cache, signature.events);
    })));
    Q_EMIT m_events.reportSigned(reportId);
    Q_EMIT m_events.draftChanged(reportId);
    Q_EMIT m_events.outboxChanged();
    return outcome;
}

Result<ReportService::Signature> ReportService::encode(const Prepared& prepared, const SignContext& context) {
    Signature signature;
    signature.at = m_clock.now();
    SigningContext signing;
    signing.state = context.state;
    signing.author = prepared.report.author();
    if (context.state == SigningContext::State::Final) signing.verifier = m_user;
    signing.contentTime = signature.at;
    signing.verificationTime = signature.at;
    signing.utcOffsetMinutes = context.utcOffsetMinutes;
    signing.evidence = context.evidence;
    signing.studies = context.studies;
    VIGIL_TRY(signature.documents, m_codec.encode(prepared.content, signing));
    if (signature.documents.size() != prepared.content.studyUids().size())
        return Error{Error::Code::Internal,
                     QStringLiteral("Not signed: the report could not be written for each of its studies."),
                     {}};
    const auto offset = clockOffset();
    for (const auto& encoded : signature.documents) {
        signature.rows << store::SignedDocument{
            prepared.content.reportId, prepared.content.version, stateOf(context),
            encoded.studyUid,          encoded.seriesUid,        encoded.sopClassUid,
            encoded.sopInstanceUid,    sha256(encoded.bytes),    signature.at};
        signature.events << signedEvent(prepared, signature.rows.last(), offset);
    }
    return signature;
}

qint64 ReportService::clockOffset() const {
    const auto cursor = awaited(m_data.cacheReader().run([](const store::Database& cache) {
        return store::CursorStore().cursor(cache, store::departmentDestination);
    }));
    return cursor && *cursor ? (*cursor)->clockOffsetMs : 0;
}

Result<SignOutcome> ReportService::keep(store::Transaction& records, const Prepared& prepared,
                                        const SignContext& context, const Signature& signature) const {
    const auto& database = records.database();
    const auto& reportId = prepared.content.reportId;
    VIGIL_TRY(const auto current, store::ReportStore::find(database, reportId));
    VIGIL_TRY(const auto alerts, store::AlertStore::alertsOfReport(database, reportId));
    if (!current || *current != prepared.report || alerts != prepared.alerts) return changedWhileEncoding();

    auto report = *current;
    const int revision = report.revision();
    VIGIL_CHECK(
        report.save(prepared.content, revision, signature.at)); // its findings become part of what is kept
    VIGIL_CHECK(report.sign(stateOf(context), report.revision(), signature.at));
    VIGIL_CHECK(store::ReportStore::update(records, report, revision));
    VIGIL_CHECK(store::ReportStore::insertDismissed(records, reportId, report.content().version,
                                                    context.dismissed, signature.at));
    for (qsizetype i = 0; i < signature.documents.size(); ++i) {
        const auto& encoded = signature.documents.at(i);
        VIGIL_CHECK(store::ReportStore::insertDocument(records, signature.rows.at(i), encoded.bytes));
        VIGIL_CHECK(m_facts.append(records, signature.events.at(i)));
        sync::OutboxMessage message;
        message.messageId = encoded.sopInstanceUid;
        message.destination = archive;
        message.kind = QStringLiteral("sr");
        message.aggregateId = reportId;
        message.payload = encoded.bytes;
        message.createdAt = signature.at;
        message.notBefore = signature.at;
        message.priority = 1;
        VIGIL_CHECK(m_facts.enqueue(records, message));
    }
    VIGIL_TRY(const auto summary, store::OutboxStore().summary(database));
    return SignOutcome{reportId, report.content().version, report.state(), signature.rows,
                       summary.all.waiting};
}

journal::Event ReportService::signedEvent(const Prepared& prepared, const store::SignedDocument& document,
                                          qint64 clockOffsetMs) const {
    QJsonArray procedures;
    for (const auto& procedure : prepared.content.procedures)
        procedures << toObject(procedure);
    // What the text asserts, for the reverse safety net of computers that do not have the text.
    QJsonArray asserted;
    for (const auto& finding : assertedFindings(prepared.content, *m_policy)) {
        // As with the alert itself, the words of a restricted finding stay inside the team.
        const auto* rule = m_policy->finding(finding.code);
        asserted << QJsonObject{
            {QStringLiteral("finding"), finding.code},
            {QStringLiteral("label"), finding.label},
            {QStringLiteral("words"), rule && rule->restricted ? QString() : finding.words},
            {QStringLiteral("term"), finding.term}};
    }
    journal::Event event;
    event.eventId = m_ids.uuid();
    event.aggregateKind = journal::aggregate::study;
    event.aggregateId = document.studyUid;
    event.kind = journal::kind::reportSigned;
    event.author = m_user.id; // JournalStore seals it away: blind review depends on it
    event.occurredAt = document.signedAt;
    event.clockOffsetMs = clockOffsetMs;
    event.clientVersion = QStringLiteral(VIGIL_VERSION);
    event.open = compact({{QStringLiteral("report"), document.reportId},
                          {QStringLiteral("sopInstanceUid"), document.sopInstanceUid},
                          {QStringLiteral("sha256"), QString::fromLatin1(document.sha256.toHex())},
                          {QStringLiteral("version"), document.version},
                          {QStringLiteral("state"), toText(document.state)},
                          {QStringLiteral("asserted"), asserted},
                          {QStringLiteral("procedures"), procedures}});
    QJsonObject sealed{{QStringLiteral("writtenBy"), toObject(prepared.report.author())}};
    if (document.state == ReportState::Final) sealed.insert(QStringLiteral("verifiedBy"), toObject(m_user));
    event.sealed = compact(sealed);
    return event;
}

} // namespace vigil::report
