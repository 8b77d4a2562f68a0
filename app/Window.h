// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/Application.h"
#include "app/LeavingWork.h"
#include "app/WindowMemory.h"
#include "ui/MainWindow.h"
#include "ui/Services.h"
#include "ui/alerts/AlertsBoard.h"
#include "ui/alerts/AlertsPlace.h"
#include "ui/alerts/FaultsPage.h"
#include "ui/alerts/RatesPage.h"
#include "ui/followup/FollowUpsBoard.h"
#include "ui/followup/SafetyNetPage.h"
#include "ui/report/ReportPanel.h"

#include <QElapsedTimer>
#include <QThreadPool>
#include <QTimer>

#include <memory>

namespace vigil::app {

/// The window on an Application: makes the places, gives them the services and joins their signals. Made and
/// destroyed on the UI thread, before the Application.
class Window : public QObject {
    Q_OBJECT
public:
    explicit Window(Application& application);
    ~Window() override;

    [[nodiscard]] ui::MainWindow& mainWindow() { return *m_window; }
    [[nodiscard]] ui::ReportPanel& report() { return *m_report; }
    [[nodiscard]] ui::AlertsBoard& alertsBoard() { return *m_board; }
    [[nodiscard]] ui::FollowUpsBoard& followUpsBoard() { return *m_followUps; }
    void show();

private:
    [[nodiscard]] ui::Services makeServices();
    void makeAlertsPlace();
    void makeFaultsPage();
    void join();
    void sayHowManyWait();
    void followReportedTwice();
    void openReport(const study::Study& study);
    QFuture<Result<QList<ui::RefusedMessage>>> refused();

    Application& m_application;
    LeavingWork m_leaving;
    WindowMemory m_memory;
    ui::Services m_services;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ReportPanel* m_report = nullptr;
    ui::AlertsPlace* m_alertsPlace = nullptr;
    ui::AlertsBoard* m_board = nullptr;
    ui::FollowUpsBoard* m_followUps = nullptr;
    ui::SafetyNetPage* m_safetyNet = nullptr;
    ui::FaultsPage* m_faults = nullptr;
    ui::RatesPage* m_rates = nullptr;
    QTimer m_twice; ///< collects what may have made two final reports of one study
    QString m_claimed;
    QThreadPool m_pool;          ///< small writes that the window waits for
    QElapsedTimer m_sinceSigned; ///< for half a minute the status bar follows what a signature sent
};

} // namespace vigil::app
