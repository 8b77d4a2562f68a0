// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/ReportContent.h"
#include "ui/BegunAlertsBar.h"
#include "ui/NoticeBar.h"
#include "ui/Rail.h"
#include "ui/Services.h"

#include <QMainWindow>

#include <optional>

class QStackedWidget;

namespace vigil::ui {

class GoingHomePanel;
class HelpPanel;
class OpenElsewhere;
class PatientBanner;
class ReadingFlow;
class ReadingPlace;
class SetupPage;
class RetrievesFlow;
class RetrievesPanel;
class StatusStrip;
class WorklistFlow;
class WorklistPage;

/// The one window: a rail with five places, the patient banner, the status bar. It places and connects; what
/// happens is decided in the flows and the services. Lives on the UI thread, owned by Application; the
/// services outlive it.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(Services& services, QWidget* parent = nullptr);
    ~MainWindow() override;

    void setReportPanel(QWidget* panel);
    void setAlertsBoard(QWidget* board);

    void goTo(Place place);
    [[nodiscard]] Place place() const;
    [[nodiscard]] WorklistPage& worklist() { return *m_worklist; }
    [[nodiscard]] ReadingPlace& reading() { return *m_reading; }
    [[nodiscard]] SetupPage& setup() { return *m_setup; }
    [[nodiscard]] PatientBanner& banner() { return *m_banner; }
    [[nodiscard]] StatusStrip& status() { return *m_status; }

public Q_SLOTS:
    void openStudy(const QString& studyUid);
    /// The next study in the order of the worklist; back to the worklist when there is none.
    void openNext();
    void closeStudy();
    void refreshWorklist();
    void jumpToImage(const vigil::report::ImageReference& reference);
    /// Words of what disagrees between images and report; empty takes the warning away.
    void setMismatch(const QString& text);
    /// What has just happened, in the status bar.
    void say(const QString& text);
    /// What could not be done after the reader had gone on, across the window until it is read.
    void warn(const QString& text);
    /// Alerts begun and neither raised nor discarded: said wherever their form is not seen.
    void setBegunAlerts(const QList<vigil::ui::BegunAlert>& alerts);
    /// Reads the state of the destinations again.
    void updateStatus();
    void setOpenAlerts(int count);
    /// So many studies have a final report of this reader and one of another, and nobody has settled it.
    void setReportedTwice(int count);

Q_SIGNALS:
    void studyOpened(const vigil::study::Study& study);
    void requestsKnown(const vigil::study::Study& study);
    void otherStudiesKnown(const QList<vigil::study::Study>& others);
    void studyClosed();
    /// The picture in the active view changed: what an alert would link, and whose it is.
    void currentImageChanged(const std::optional<vigil::report::ImageReference>& image,
                             const vigil::study::PatientKey& patient);
    void imageLinked(const vigil::report::ImageReference& reference);
    void placeChanged(vigil::ui::Place place);
    void begunAlertDiscarded(const QString& id);
    /// One alert is to be shown on the board.
    void alertRequested(const QString& alertId);
    /// A row of the reverse safety net is to be shown; empty: the net as it is.
    void netRowRequested(const QString& rowId);

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();
    void buildPlaces();
    void buildHelp();
    void connectWorklist();
    void connectReading();
    void connectStatus();
    void addKeys();
    void toggleOutbox();
    void toggleRetrieves();
    void sayRoomTrouble();
    void followRetrieves(const study::RetrieveQueue::Snapshot& queue);
    void toggleHelp();
    void placeHelp();
    void showImage();
    [[nodiscard]] QList<NoticeBar::Act> noticeActs();
    void sayPacsTrouble(const QString& message);
    void loadRefused();
    void showBegunAlerts();
    void goToReport(const QString& studyUid);
    void tellReaders(const QStringList& readers);

    Services& m_services;
    Rail* m_rail = nullptr;
    PatientBanner* m_banner = nullptr;
    NoticeBar* m_notice = nullptr;
    BegunAlertsBar* m_begun = nullptr;
    QList<BegunAlert> m_begunAlerts;
    QStackedWidget* m_places = nullptr;
    WorklistPage* m_worklist = nullptr;
    ReadingPlace* m_reading = nullptr;
    QWidget* m_alerts = nullptr;
    SetupPage* m_setup = nullptr;
    OutboxPanel* m_outbox = nullptr;
    RetrievesPanel* m_retrieves = nullptr;
    RetrievesFlow* m_retrievesFlow = nullptr;
    HelpPanel* m_help = nullptr;
    GoingHomePanel* m_goingHome = nullptr;
    StatusStrip* m_status = nullptr;
    WorklistFlow* m_worklistFlow = nullptr;
    ReadingFlow* m_readingFlow = nullptr;
    OpenElsewhere* m_elsewhere = nullptr;
    QString m_readersNotice;
    SystemStatus m_facts;
};

} // namespace vigil::ui
