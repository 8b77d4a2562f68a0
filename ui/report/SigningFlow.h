// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/ReportService.h"
#include "ui/report/SignSheet.h"

#include <QObject>

#include <functional>
#include <optional>

namespace vigil::ui {

class RemarksWatch;
class ReportAlerts;
class ReportSession;

/// Gathers what surrounds a signature (evidence, patients of images and order); asked anew for each try.
using SignContextSource = std::function<QFuture<Result<report::SignContext>>(const QStringList& studyUids)>;

/// The way from Ctrl+Enter to "Signed": store what was typed, ask for the context, check, show the sheet,
/// take the PIN, sign. Every step is asynchronous; an answer for a report that is not open any more is
/// dropped. Owned by ReportPanel; all others outlive it; UI thread.
class SigningFlow : public QObject {
    Q_OBJECT
public:
    SigningFlow(report::ReportService& service, report::User user, ReportSession& session, SignSheet& sheet,
                RemarksWatch& remarks, ReportAlerts& alerts, const Clock& clock, QObject* parent = nullptr);

    void setContextSource(SignContextSource source) { m_source = std::move(source); }
    void start();

Q_SIGNALS:
    void sheetReady();
    /// Nothing was signed and no sheet was shown.
    void stopped(const QString& message);
    void reportSigned(const QString& reportId);
    /// The same while another report is open by now.
    void signedElsewhere(const QString& reportId);

private:
    void check(const report::SignContext& context);
    void present(const report::SignVerdict& verdict, SignSheet::Pin pin);
    void choosePin(const QString& pin);
    void sign(const QString& pin);
    void endElsewhere(const Result<report::SignOutcome>& outcome);
    void dismissRemarks();
    [[nodiscard]] bool isStale() const;

    report::ReportService& m_service;
    report::User m_user;
    ReportSession& m_session;
    SignSheet& m_sheet;
    RemarksWatch& m_remarks;
    ReportAlerts& m_alerts;
    const Clock& m_clock;
    SignContextSource m_source;
    QString m_reportId; ///< that is being signed
    report::SignContext m_context;
    QList<report::Remark> m_open; ///< remarks that the sheet shows
};

} // namespace vigil::ui
