// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/SigningFlow.h"

#include "core/base/Async.h"
#include "ui/alerts/AlertText.h"
#include "ui/report/RemarksWatch.h"
#include "ui/report/ReportAlerts.h"
#include "ui/report/ReportSession.h"

#include <QLocale>

#include <algorithm>

namespace vigil::ui {

namespace {

QString messagesText(int waiting) {
    if (waiting == 0) return QStringLiteral("Signed. Every message has been delivered.");
    return waiting == 1 ? QStringLiteral("Signed. 1 message waiting to be delivered.")
                        : QStringLiteral("Signed. %1 messages waiting to be delivered.").arg(waiting);
}

QString patientText(const study::Patient& patient, UtcTime now) {
    QString born;
    if (patient.birthDate.isValid())
        born = QStringLiteral(" · born %1")
                   .arg(QLocale(QLocale::English, QLocale::UnitedKingdom)
                            .toString(patient.birthDate, QStringLiteral("d MMM yyyy")));
    return QStringLiteral("%1%2 · %3").arg(study::displayName(patient.name), born, patientLine(patient, now));
}

} // namespace

SigningFlow::SigningFlow(report::ReportService& service, report::User user, ReportSession& session,
                         SignSheet& sheet, RemarksWatch& remarks, ReportAlerts& alerts, const Clock& clock,
                         QObject* parent)
    : QObject(parent), m_service(service), m_user(std::move(user)), m_session(session), m_sheet(sheet),
      m_remarks(remarks), m_alerts(alerts), m_clock(clock) {
    connect(&sheet, &SignSheet::signRequested, this, &SigningFlow::sign);
    connect(&sheet, &SignSheet::pinChosen, this, &SigningFlow::choosePin);
    connect(&sheet, &SignSheet::remarksDismissed, this, &SigningFlow::dismissRemarks);
}

bool SigningFlow::isStale() const {
    return m_session.content().reportId != m_reportId;
}

/// The reader has gone on to another study: its draft stays as it is, and what became of the signature is
/// said.
void SigningFlow::endElsewhere(const Result<report::SignOutcome>& outcome) {
    m_sheet.forget();
    if (outcome) return Q_EMIT signedElsewhere(outcome->reportId);
    Q_EMIT stopped(
        QStringLiteral("The report of the study before was not signed: %1 Its draft is kept; open that "
                       "study to sign it.")
            .arg(outcome.error().message));
}

void SigningFlow::start() {
    if (!m_session.isOpen()) return;
    if (m_sheet.isWorking() && isStale())
        return Q_EMIT stopped(
            QStringLiteral("The report before is still being signed. Try again in a moment."));
    if (m_sheet.isWorking()) return;
    if (!m_source)
        return Q_EMIT stopped(
            QStringLiteral("The images of this study are not known yet. Try again when they are here."));
    m_reportId = m_session.content().reportId;
    m_session.whenSaved([this] {
        whenFinished(m_source(m_session.content().studyUids()), this,
                     [this](const Result<report::SignContext>& context) {
                         if (isStale()) return;
                         if (!context) return Q_EMIT stopped(context.error().message);
                         check(*context);
                     });
    });
}

void SigningFlow::check(const report::SignContext& context) {
    m_context = context;
    m_context.dismissed = m_remarks.dismissed();
    whenFinished(m_service.hasPin(), this, [this](const Result<bool>& hasPin) {
        if (isStale()) return;
        if (!hasPin) return Q_EMIT stopped(hasPin.error().message);
        whenFinished(m_service.check(m_reportId, m_context), this,
                     [this, pin = *hasPin ? SignSheet::Pin::Known : SignSheet::Pin::ToBeChosen](
                         const Result<report::SignVerdict>& verdict) {
                         if (isStale()) return;
                         if (!verdict) return Q_EMIT stopped(verdict.error().message);
                         present(*verdict, pin);
                     });
    });
}

void SigningFlow::present(const report::SignVerdict& verdict, SignSheet::Pin pin) {
    const auto& content = m_session.content();
    SignSummary summary;
    summary.patient = patientText(content.patient, m_clock.now());
    for (const auto& procedure : content.procedures)
        summary.procedures << QStringLiteral("%1 (%2)").arg(procedure.description, procedure.accessionNumber);
    summary.title = content.title.meaning;
    summary.signer = partyText({m_user.name, m_user.role});
    for (const auto& section : content.sections) {
        if (!section.paragraphs.isEmpty()) ++summary.sections;
        for (const auto& paragraph : section.paragraphs)
            summary.images += static_cast<int>(paragraph.images.size());
    }
    for (const auto& row : m_alerts.rows())
        if (row->reportId == m_reportId)
            summary.alerts << QStringLiteral("%1: %2, %3")
                                  .arg(row->categoryLabel, row->findingLabel, alert::toText(row->view.state));
    summary.problems = verdict.problems;
    m_open = verdict.remarks;
    for (const auto& remark : m_open)
        summary.remarks << remark.message;
    m_sheet.present(summary, pin);
    Q_EMIT sheetReady();
}

void SigningFlow::dismissRemarks() {
    m_remarks.dismiss(m_open);
    // The sheet's remarks may be fresher than those beside the text: both count as seen.
    for (const auto& remark : std::as_const(m_open))
        if (!m_context.dismissed.contains(remark)) m_context.dismissed << remark;
    m_open.clear();
}

void SigningFlow::choosePin(const QString& pin) {
    m_sheet.showWorking(QStringLiteral("Keeping the PIN"));
    whenFinished(m_service.setPin(report::Pin(pin), std::nullopt), this,
                 [this, pin](const Result<void>& kept) {
                     if (!kept) return m_sheet.showProblem(kept.error().message);
                     m_sheet.pinIsKnown();
                     sign(pin);
                 });
}

void SigningFlow::sign(const QString& pin) {
    if (isStale()) return;
    m_sheet.showWorking(QStringLiteral("Writing the documents and their messages"));
    whenFinished(m_service.sign(m_reportId, m_session.revision(), report::Pin(pin), m_context), this,
                 [this, id = m_reportId](const Result<report::SignOutcome>& outcome) {
                     if (m_session.content().reportId != id) return endElsewhere(outcome);
                     if (!outcome) return m_sheet.showProblem(outcome.error().message);
                     m_session.seal();
                     m_sheet.showDone(messagesText(outcome->messagesWaiting));
                     Q_EMIT reportSigned(outcome->reportId);
                 });
}

} // namespace vigil::ui
