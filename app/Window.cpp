// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Window.h"

#include "app/SettingsFile.h"
#include "core/alert/PolicyFaults.h"
#include "core/base/Async.h"
#include "core/store/OutboxStore.h"
#include "ui/alerts/AlertText.h"
#include "ui/alerts/CriticalSound.h"
#include "ui/viewer/ReadingPlace.h"

#include <QApplication>
#include <QFile>

namespace vigil::app {

namespace {

constexpr std::chrono::milliseconds followsFor{30000}; ///< how long the status bar follows a signature

QString whatOf(const sync::OutboxMessage& message) {
    return message.kind == QLatin1String("sr") ? QStringLiteral("Report") : QStringLiteral("Event");
}

} // namespace

Window::Window(Application& application)
    : m_application(application), m_leaving(application), m_memory(application.data().path()),
      m_services(makeServices()) {
    m_window = std::make_unique<ui::MainWindow>(m_services);
    m_report = new ui::ReportPanel(application.reports(), application.alerts(), application.clock(),
                                   application.events());
    m_report->setFollowUps(application.followUps(), application.events());
    m_window->setReportPanel(m_report);
    makeAlertsPlace();
    if (application.settings().department.isEmbedded())
        m_board->setBanner(
            QStringLiteral("No department is connected: alerts stay on this computer only. Telephone, and "
                           "configure [department/NAME] in vigil.ini."));
    join();
}

Window::~Window() {
    m_report->saveNow();
}

void Window::makeAlertsPlace() {
    auto& events = m_application.events();
    m_board = new ui::AlertsBoard(m_application.alerts(), m_application.clock(), events);
    // A connection of its own for each: the department's belong to threads, and such alerts are few.
    m_board->setReveal([this](const QUuid& event, const std::stop_token& stop) {
        return runOn(m_pool, [&application = m_application, event, stop] {
            return application.department()->reveal(event, stop);
        });
    });
    m_followUps = new ui::FollowUpsBoard(m_application.followUps(), m_application.clock(), events);
    m_safetyNet = new ui::SafetyNetPage(m_application.safetyNet(), events);
    m_alertsPlace = new ui::AlertsPlace;
    m_alertsPlace->addPage(m_board, QStringLiteral("&Alerts"));
    m_alertsPlace->addPage(m_followUps, QStringLiteral("&Follow-ups"));
    m_alertsPlace->addPage(m_safetyNet, QStringLiteral("Safety &net"));
    makeFaultsPage();
    m_rates = new ui::RatesPage(m_application.safetyNet(), m_application.clock());
    m_alertsPlace->addPage(m_rates, QStringLiteral("&Rates"));
    m_window->setAlertsBoard(m_alertsPlace);
    if (m_application.settings().alertSound)
        new ui::CriticalSound(
            m_application.alerts(), m_application.clock(), events, [] { QApplication::beep(); }, this);
    auto* window = m_window.get();
    connect(m_followUps, &ui::FollowUpsBoard::studyRequested, window, &ui::MainWindow::openStudy);
    connect(m_safetyNet, &ui::SafetyNetPage::studyRequested, window, &ui::MainWindow::openStudy);
    connect(m_followUps, &ui::FollowUpsBoard::overdueChanged, this,
            [this](int count) { m_alertsPlace->setCount(m_followUps, count); });
    connect(m_safetyNet, &ui::SafetyNetPage::countChanged, this,
            [this](int count) { m_alertsPlace->setCount(m_safetyNet, count); });
}

void Window::makeFaultsPage() {
    auto& application = m_application;
    const auto ask = [this, &application] {
        return runOn(m_pool, [&application]() -> Result<QList<ui::FaultLine>> {
            VIGIL_TRY(const auto faults, awaited(application.directory().faults()));
            VIGIL_TRY(const auto directory, awaited(application.directory().directory()));
            const auto& policy = application.policy();
            const auto today = policy.calendar().dayOf(application.clock().now());
            auto lines = ui::faultLines(faults, directory, alert::faultsOf(policy, today),
                                        application.policyFault(), policy.officerRole());
            const auto dispatcher = awaited(application.escalation());
            if (dispatcher && dispatcher->pacsSilent) lines << ui::silentPacsLine(policy.officerRole());
            return lines;
        });
    };
    m_faults = new ui::FaultsPage(
        ask, [&application](const QString& id) { return application.directory().verify(id); });
    m_alertsPlace->addPage(m_faults, QStringLiteral("Fa&ults"));
    connect(m_faults, &ui::FaultsPage::countChanged, this,
            [this](int count) { m_alertsPlace->setCount(m_faults, count); });
}

void Window::show() {
    m_window->show();
    m_window->refreshWorklist();
}

ui::Services Window::makeServices() {
    auto& application = m_application;
    ui::Services services{application.studies(), application.frames(), application.data().objectFolder(),
                          application.clock(), application.events()};
    services.worklistDays = application.settings().worklistDays;
    services.worklistRefresh = application.settings().worklistRefresh;
    services.modalities = m_memory.modalities();
    services.rememberModalities = [this](const QStringList& chosen) { m_memory.setModalities(chosen); };
    services.departmentIsServer = !application.settings().department.isEmbedded();
    services.destinations = [&application] { return application.destinations(); };
    services.tryNow = [&application](const QString& destination) { application.tryNow(destination); };
    services.sendAgain = [&application](const QString& destination, const QString& id) {
        application.sendAgain(destination, id);
    };
    services.refused = [this] { return refused(); };
    services.claim = [&application](const QString& uid) { application.claim(uid); };
    services.letGo = [&application](const QString& uid) { application.letGo(uid); };
    services.readersElsewhere = [&application](const QString& uid) {
        return application.readersElsewhere(uid);
    };
    services.escalation = [&application] { return application.escalation(); };
    services.checkSetup = [&application] { return application.doctor().examine(); };
    services.savePacs = [this](const study::PacsPeer& peer) {
        return runOn(m_pool, [file = m_application.settings().file, peer] { return writePacs(file, peer); });
    };
    if (const auto mark = application.data().path() + QStringLiteral("/intended-use-read");
        !QFile::exists(mark))
        services.intendedUseRead = [mark] { static_cast<void>(QFile(mark).open(QIODevice::WriteOnly)); };
    services.goingHome = [this] {
        if (!m_report) return m_leaving.find({});
        return m_leaving.find(m_report->untoldCriticals(), m_report->begunAlerts());
    };
    services.noteUntold = [this](const QStringList& alertIds, const QString& why) {
        return m_leaving.note(alertIds, why);
    };
    return services;
}

QFuture<Result<QList<ui::RefusedMessage>>> Window::refused() {
    return m_application.data().recordsReader().run(
        [](const store::Database& records) -> Result<QList<ui::RefusedMessage>> {
            VIGIL_TRY(const auto parked, store::OutboxStore().parked(records));
            QList<ui::RefusedMessage> messages;
            for (const auto& entry : parked)
                messages << ui::RefusedMessage{
                    entry.message.destination, entry.message.messageId, whatOf(entry.message),
                    toDateTime(entry.message.createdAt).toLocalTime(), entry.message.lastError};
            return messages;
        });
}

void Window::openReport(const study::Study& study) {
    m_report->openStudy(study.patient, {study});
}

void Window::sayHowManyWait() {
    whenFinished(m_application.data().recordsReader().run(
                     [](const store::Database& records) { return store::OutboxStore().summary(records); }),
                 this, [this](const Result<store::OutboxSummary>& summary) {
                     if (!summary) return;
                     const bool waits = summary->all.waiting > 0;
                     if (!waits) m_sinceSigned.invalidate();
                     m_window->say(!waits ? QStringLiteral("Signed. All messages are delivered.")
                                   : summary->all.waiting == 1
                                       ? QStringLiteral("Signed. 1 message waiting to be delivered.")
                                       : QStringLiteral("Signed. %1 messages waiting to be delivered.")
                                             .arg(summary->all.waiting));
                 });
}

/// Each author is told by the own computer, which alone knows that a report is this reader's.
void Window::followReportedTwice() {
    m_twice.setSingleShot(true);
    m_twice.setInterval(500);
    connect(&m_twice, &QTimer::timeout, this, [this] {
        whenFinished(m_application.safetyNet().twiceOfMine(), this,
                     [this](const Result<QList<safetynet::NetRow>>& rows) {
                         if (rows) m_window->setReportedTwice(static_cast<int>(rows->size()));
                     });
    });
    const auto look = [this] {
        if (!m_twice.isActive()) m_twice.start();
    };
    auto& events = m_application.events();
    connect(&events, &Events::worklistChanged, this, look);
    connect(&events, &Events::safetyNetChanged, this, look);
    connect(&events, &Events::reportSigned, this, look);
    look();
}

void Window::join() {
    auto* window = m_window.get();
    connect(window, &ui::MainWindow::studyOpened, this, &Window::openReport);
    connect(window, &ui::MainWindow::requestsKnown, m_report, &ui::ReportPanel::coverRequests);
    connect(window, &ui::MainWindow::otherStudiesKnown, m_report, &ui::ReportPanel::setOtherStudies);
    connect(window, &ui::MainWindow::studyClosed, m_report, &ui::ReportPanel::closeReport);
    connect(window, &ui::MainWindow::currentImageChanged, m_report, &ui::ReportPanel::setCurrentImage);
    connect(window, &ui::MainWindow::imageLinked, m_report, &ui::ReportPanel::insertImage);
    connect(m_report, &ui::ReportPanel::imageActivated, window, &ui::MainWindow::jumpToImage);
    connect(m_report, &ui::ReportPanel::nextRequested, window, &ui::MainWindow::openNext);
    connect(m_report, &ui::ReportPanel::mismatchChanged, window, &ui::MainWindow::setMismatch);
    connect(m_report, &ui::ReportPanel::failed, window, &ui::MainWindow::warn);
    connect(m_board, &ui::AlertsBoard::failed, window, &ui::MainWindow::warn);
    const auto followBegun = [this] { m_window->setBegunAlerts(m_report->begunAlerts()); };
    connect(m_report, &ui::ReportPanel::begunAlertsChanged, this, followBegun);
    connect(window, &ui::MainWindow::placeChanged, this, followBegun); // its finding may be typed by now
    connect(window, &ui::MainWindow::begunAlertDiscarded, m_report, &ui::ReportPanel::discardBegunAlert);
    connect(m_report, &ui::ReportPanel::reportSigned, this, [this] {
        m_sinceSigned.start();
        sayHowManyWait();
    });
    connect(&m_application.events(), &Events::outboxChanged, this, [this] {
        if (m_sinceSigned.isValid() && !m_sinceSigned.hasExpired(followsFor.count())) sayHowManyWait();
    });
    m_report->setImageLabels(
        [window](const report::ImageReference& image) { return window->reading().labelOf(image); });
    connect(window, &ui::MainWindow::alertRequested, this, [this](const QString& alertId) {
        m_alertsPlace->setCurrentWidget(m_board);
        m_board->showAlert(alertId);
    });
    connect(m_board, &ui::AlertsBoard::studyRequested, window, &ui::MainWindow::openStudy);
    m_report->setSignContextSource(
        [this](const QStringList& uids) { return m_application.signContext(uids); });

    connect(window, &ui::MainWindow::netRowRequested, this, [this](const QString& rowId) {
        m_alertsPlace->setCurrentWidget(m_safetyNet);
        if (!rowId.isEmpty()) m_safetyNet->showRow(rowId);
    });
    followReportedTwice();

    const auto countAlerts = [this] {
        whenFinished(m_application.alerts().counts(), this,
                     [this](const Result<QHash<QString, alert::AlertCount>>& counts) {
                         if (!counts) return;
                         int open = 0;
                         for (const auto& count : *counts)
                             open += count.open;
                         m_window->setOpenAlerts(open);
                     });
    };
    connect(&m_application.events(), &Events::alertsChanged, this, countAlerts);
    countAlerts();
}

} // namespace vigil::app
