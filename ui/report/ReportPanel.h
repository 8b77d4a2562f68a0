// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertService.h"
#include "core/followup/FollowUpService.h"
#include "core/report/EditorGuard.h"
#include "core/report/ReportService.h"
#include "ui/BegunAlertsBar.h"
#include "ui/report/ReportDocument.h"
#include "ui/report/SigningFlow.h"

#include <QTimer>
#include <QWidget>

class QBoxLayout;
class QFrame;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace vigil::ui {

class LateTextBar;
class ProceduresBar;
class RemarksPane;
class ReportEditor;
class ReportFollowUp;

/// The right side of Reading: the report of the study that is open, its alerts, remarks and signature.
///
/// Keys, wherever the focus is in the window: F2 = write here (the deliberate key), F9 = flag critical
/// finding and again to raise, Ctrl+F9 = correct an alert, Ctrl+Shift+C = record its call, Ctrl+Shift+H =
/// hand the call over, Shift+F9 = recommend a follow-up, Ctrl+Enter = sign. Inside: Tab and F6 next field, F4
/// the paragraph's image, F7 and F8 remarks. Services, clock and events must outlive it; UI thread.
class ReportPanel : public QWidget {
    Q_OBJECT
public:
    ReportPanel(report::ReportService& reports, alert::AlertService& alerts, const Clock& clock,
                Events& events, QWidget* parent = nullptr);

    /// From now on follow-ups can be recommended; the service must outlive the panel.
    void setFollowUps(followup::FollowUpService& followUps, Events& events);
    void setImageLabels(ImageLabels labels);
    void setSignContextSource(SignContextSource source);
    /// Unreported studies of the same patient, for "Report also covers…".
    void setOtherStudies(const QList<study::Study>& studies);
    /// Criticals of the open report that still need a voice or the department, in words.
    [[nodiscard]] QStringList pendingCriticals() const;
    /// Of these, the ones whose call is neither recorded nor handed over by name.
    [[nodiscard]] QStringList untoldCriticals() const;
    /// Alerts begun and neither raised nor discarded, also of reports that were left.
    [[nodiscard]] QList<BegunAlert> begunAlerts() const;
    [[nodiscard]] bool isOpen() const;
    /// Name and identifier of images and report differ; writing, alerts and signing are stopped.
    [[nodiscard]] bool isMismatched() const;

public Q_SLOTS:
    /// Opens the draft of these studies, or begins it from the template that fits. Takes no focus.
    void openStudy(const vigil::study::Patient& patient, const QList<vigil::study::Study>& studies);
    /// The images of the study that is written about name all its requests: the report answers them, until
    /// the reader takes one out.
    void coverRequests(const vigil::study::Study& study);
    void closeReport();
    /// What the viewer shows: the image that an alert links, and whose images they are.
    void setCurrentImage(const std::optional<vigil::report::ImageReference>& image,
                         const vigil::study::PatientKey& patient);
    void insertImage(const vigil::report::ImageReference& image);
    void flagCriticalFinding();
    void correctAlert();
    void recordCall();
    void handOverCall();
    void discardBegunAlert(const QString& id);
    void recommendFollowUp();
    void startSigning();
    /// The deliberate act: the editor takes the focus, and text from now on.
    void writeHere();
    void saveNow();

Q_SIGNALS:
    void imageActivated(const vigil::report::ImageReference& image);
    void reportSigned(const QString& reportId);
    /// After a signature: open the next study in the reader's order.
    void nextRequested();
    /// What disagrees between images and report; empty when all is well again.
    void mismatchChanged(const QString& text);
    void alertsChanged();
    void begunAlertsChanged();
    /// What could not be done after the reader had gone on to another report, in words.
    void failed(const QString& message);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class LatePlace { Here, Previous };

    QWidget* buildWriting();
    QWidget* buildAlerts(QWidget* page);
    QWidget* buildFooter();
    void wire();
    void addKeys(QWidget* writing);
    void showOpened(const QString& warning);
    bool admit(const QString& text);
    void showLateText();
    void settleLateText(LatePlace place);
    void discardLateText();
    [[nodiscard]] const report::EditorGuard::LateText* firstLateText() const;
    std::optional<report::EditorGuard::LateText> takeLateText();
    void showReminder();
    void updateMismatch();
    void showMessage(const QString& text, const QString& tone);
    void showSaved(const QString& text, const QString& tone);
    [[nodiscard]] bool isWriting() const;
    [[nodiscard]] QString label() const;
    [[nodiscard]] QString labelOf(const report::ImageReference& image) const;

    alert::AlertService& m_alertService;
    const Clock& m_clock;
    report::EditorGuard m_guard;
    QList<report::EditorGuard::LateText> m_refused; ///< could not be put where the reader wanted it
    ImageLabels m_labels;
    study::PatientKey m_imagesPatient;
    std::optional<report::ImageReference> m_image;
    bool m_mismatched = false;

    ReportSession* m_session = nullptr;
    SigningFlow* m_signing = nullptr;
    RemarksWatch* m_remarksWatch = nullptr;
    QStackedWidget* m_pages = nullptr;
    QBoxLayout* m_middle = nullptr;
    QBoxLayout* m_footer = nullptr;
    QLabel* m_message = nullptr;
    ProceduresBar* m_procedures = nullptr;
    std::optional<study::Study> m_requestsOf; ///< named by the images before the draft was open
    LateTextBar* m_late = nullptr;
    ReportEditor* m_editor = nullptr;
    RemarksPane* m_remarks = nullptr;
    ReportAlerts* m_alerts = nullptr;
    ReportFollowUp* m_followUp = nullptr;
    QPushButton* m_followUpButton = nullptr;
    QList<study::Study> m_studies; ///< as they were opened
    SignSheet* m_sheet = nullptr;
    QLabel* m_empty = nullptr;
    QLabel* m_saved = nullptr;
    QWidget* m_writing = nullptr;
    QTimer m_tick;
};

} // namespace vigil::ui
