// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/MainWindow.h"

#include "core/base/Async.h"
#include "ui/EscalationWatch.h"
#include "ui/HelpPanel.h"
#include "ui/Icons.h"
#include "ui/OpenElsewhere.h"
#include "ui/PatientBanner.h"
#include "ui/StatusStrip.h"
#include "ui/WindowKeys.h"
#include "ui/offline/RetrievesFlow.h"
#include "ui/offline/RetrievesPanel.h"
#include "ui/setup/SetupPage.h"
#include "ui/viewer/ReadingFlow.h"
#include "ui/viewer/ReadingPlace.h"
#include "ui/worklist/WorklistFlow.h"
#include "ui/worklist/WorklistModel.h"
#include "ui/worklist/WorklistPage.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QResizeEvent>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace vigil::ui {

namespace {

constexpr int placeCount = 5;

} // namespace

MainWindow::MainWindow(Services& services, QWidget* parent) : QMainWindow(parent), m_services(services) {
    setWindowTitle(QStringLiteral("Vigil"));
    setWindowIcon(QIcon(QStringLiteral(":/vigil/icons/vigil.svg")));
    resize(1600, 960);
    build();
    buildPlaces();
    buildHelp();
    addKeys();
    connectWorklist();
    connectReading();
    connectStatus();
    // The first start: there is no work yet, and the set-up says how to get it.
    const bool empty = m_services.studies.sourceIds().isEmpty() && m_services.checkSetup;
    if (empty) m_setup->setNoPacs();
    goTo(empty ? Place::Setup : Place::Worklist);
    updateStatus();
    m_worklistFlow->load();
}

// The flows stop what is under way before the widgets go that would show it.
MainWindow::~MainWindow() {
    delete m_retrievesFlow;
    delete m_readingFlow;
    delete m_worklistFlow;
}

void MainWindow::build() {
    auto* body = new QWidget(this);
    auto* row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_rail = new Rail(body);
    row->addWidget(m_rail);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    row->addLayout(column, 1);
    m_banner = new PatientBanner(m_services.clock, body);
    m_notice = new NoticeBar(body);
    m_begun = new BegunAlertsBar(body);
    m_places = new QStackedWidget(body);
    m_outbox = new OutboxPanel(m_services.clock, body);
    m_outbox->hide();
    m_goingHome = new GoingHomePanel(m_services.goingHome, m_services.noteUntold, body);
    m_retrieves = new RetrievesPanel(body);
    m_retrieves->hide();
    m_status = new StatusStrip(m_services.clock, body);
    auto* firstStart = new NoticeBar(body);
    firstStart->setObjectName(QStringLiteral("intendedUse"));
    if (m_services.intendedUseRead)
        firstStart->show(QStringLiteral("warning"), intendedUse(),
                         {{QStringLiteral("Understood"), m_services.intendedUseRead}});
    column->addWidget(firstStart);
    column->addWidget(m_banner);
    column->addWidget(m_notice);
    column->addWidget(m_begun);
    column->addWidget(m_places, 1);
    column->addWidget(m_retrieves);
    column->addWidget(m_outbox);
    column->addWidget(m_goingHome);
    column->addWidget(m_status);
    m_help = new HelpPanel(body);
    m_help->hide();
    setCentralWidget(body);
}

void MainWindow::buildPlaces() {
    m_worklist = new WorklistPage(m_services.clock, m_places);
    m_reading = new ReadingPlace(m_services.frames, m_services.objectFolder, m_places);
    m_alerts = makeEmptyPlace(
        QStringLiteral("Alerts"),
        QStringLiteral("Every critical finding with its owner, its limit and how far it got."), m_places);
    m_places->addWidget(m_worklist);
    m_places->addWidget(m_reading);
    m_places->addWidget(m_alerts);
    m_places->addWidget(makeEmptyPlace(QStringLiteral("Review"),
                                       QStringLiteral("A queue of blinded studies with images and sealed "
                                                      "report, scored by key; arbitration and the author's "
                                                      "response. This version does not have it yet."),
                                       m_places));
    m_places->addWidget(makeEmptyPlace(QStringLiteral("Learning"),
                                       QStringLiteral("Pseudonymised cases for the meeting, learning points "
                                                      "and the quarterly pack. This version does not "
                                                      "have it yet."),
                                       m_places));
    m_setup = new SetupPage(m_services.checkSetup, m_services.savePacs, m_places);
    m_places->addWidget(m_setup);
    connect(m_rail, &Rail::chosen, this, &MainWindow::goTo);
}

void MainWindow::buildHelp() {
    addWindowKeys(*m_help);
    m_help->addAbout();
    connect(m_help, &HelpPanel::closed, this, &MainWindow::toggleHelp);
}

void MainWindow::addKeys() {
    const auto key = [this](const QKeySequence& sequence, auto act) {
        connect(new QShortcut(sequence, this), &QShortcut::activated, this, act);
    };
    for (int i = 0; i < placeCount; ++i)
        key(QKeySequence(QStringLiteral("Ctrl+%1").arg(i + 1)), [this, i] { goTo(static_cast<Place>(i)); });
    key(QKeySequence(QStringLiteral("Ctrl+,")), [this] { goTo(Place::Setup); });
    key(QKeySequence(Qt::Key_F1), [this] { toggleHelp(); });
    key(QKeySequence(Qt::Key_F3), [this] {
        goTo(Place::Reading);
        m_reading->focusImages();
    });
    key(QKeySequence(QStringLiteral("Ctrl+O")), [this] { toggleOutbox(); });
    key(QKeySequence(QStringLiteral("Ctrl+T")), [this] { toggleRetrieves(); });
    key(QKeySequence(QStringLiteral("Ctrl+N")), [this] { openNext(); });
    key(QKeySequence(QStringLiteral("Ctrl+Shift+F9")), [this] { m_begun->goToFirst(); });
}

void MainWindow::connectWorklist() {
    m_worklistFlow = new WorklistFlow(*m_worklist, m_services.studies, m_services.clock, m_services.events,
                                      m_services.worklistDays, this);
    m_worklistFlow->refreshEvery(m_services.worklistRefresh);
    const bool configured = !m_services.studies.sourceIds().isEmpty();
    if (!configured)
        m_worklist->setSetUpHint(
            QStringLiteral("No PACS is configured yet.\nThe set-up (Ctrl+,) says how to add one and tests "
                           "each step."));
    m_facts.pacsConfigured = configured;
    m_worklist->chooseModalities(m_services.modalities);
    connect(m_worklist, &WorklistPage::modalitiesChosen, this, [this](const QStringList& modalities) {
        if (m_services.rememberModalities) m_services.rememberModalities(modalities);
    });
    connect(m_worklist, &WorklistPage::openRequested, this, &MainWindow::openStudy);
    connect(m_worklistFlow, &WorklistFlow::pacsAsked, this, [this](bool reached, const QString& error) {
        const bool wasWell = m_facts.pacsMessage.isEmpty();
        // What is no longer true is no longer said.
        if (!wasWell && error.isEmpty() && m_notice->text() == m_facts.pacsMessage) m_notice->hide();
        m_facts.pacsAsked = toDateTime(m_services.clock.now());
        m_facts.pacsReached = reached && error.isEmpty();
        m_facts.pacsMessage = error;
        updateStatus();
        if (wasWell && !error.isEmpty()) sayPacsTrouble(error);
    });
}

void MainWindow::connectReading() {
    m_readingFlow = new ReadingFlow(*m_reading, m_services.studies, m_services.events, this);
    m_readingFlow->setUpNext([this](const QString& studyUid, int count) {
        QList<std::pair<QString, QString>> next;
        for (auto uid = m_worklist->model().nextToRead(studyUid); !uid.isEmpty() && next.size() < count;
             uid = m_worklist->model().nextToRead(uid))
            next.append({uid, m_worklist->model().find(uid)->study.sourceId});
        return next;
    });
    m_elsewhere = new OpenElsewhere(m_services.readersElsewhere, m_services.events, this);
    connect(m_elsewhere, &OpenElsewhere::readersChanged, this, &MainWindow::tellReaders);
    connect(m_readingFlow, &ReadingFlow::opened, this, [this](const study::Study& study) {
        m_banner->show(study);
        goTo(Place::Reading);
        m_reading->focusImages();
        if (m_services.claim) m_services.claim(study.studyUid);
        m_elsewhere->watch(study.studyUid);
        Q_EMIT studyOpened(study);
    });
    connect(m_readingFlow, &ReadingFlow::requestsKnown, this, &MainWindow::requestsKnown);
    connect(m_readingFlow, &ReadingFlow::otherStudiesKnown, this, &MainWindow::otherStudiesKnown);
    connect(m_readingFlow, &ReadingFlow::closed, this, [this] {
        m_banner->clear();
        m_elsewhere->stop();
        Q_EMIT studyClosed();
    });
    connect(m_readingFlow, &ReadingFlow::openFailed, this, [this](const Error& error) {
        m_notice->show(QStringLiteral("warning"), error.message, noticeActs(), error.detail);
    });
    connect(m_reading, &ReadingPlace::imageLinked, this, &MainWindow::imageLinked);
    connect(m_reading, &ReadingPlace::imageShown, this, &MainWindow::showImage);
}

void MainWindow::tellReaders(const QStringList& readers) {
    if (readers.isEmpty()) {
        if (m_notice->text() == m_readersNotice) m_notice->hide();
        return;
    }
    m_readersNotice =
        QStringLiteral("Also open elsewhere: %1. Nothing is overwritten, each reader has a draft "
                       "of their own; agree who reports it.")
            .arg(readers.join(QStringLiteral(", ")));
    m_notice->show(QStringLiteral("warning"), m_readersNotice,
                   {{QStringLiteral("Read on"), {}},
                    {QStringLiteral("Back to the worklist"), [this] { closeStudy(); }}});
}

void MainWindow::connectStatus() {
    auto& events = m_services.events;
    connect(&events, &Events::outboxChanged, this, &MainWindow::updateStatus);
    connect(&events, &Events::destinationChanged, this, &MainWindow::updateStatus);
    connect(m_status, &StatusStrip::detailRequested, this, &MainWindow::toggleOutbox);
    auto* escalation = new EscalationWatch(m_services.escalation, events, this);
    connect(escalation, &EscalationWatch::changed, this, [this](const dispatch::EscalationStatus& status) {
        m_facts.escalation = status;
        m_status->setStatus(m_facts);
    });
    m_retrievesFlow = new RetrievesFlow(*m_retrieves, m_services.studies, events, this);
    connect(m_retrievesFlow, &RetrievesFlow::changed, this, &MainWindow::followRetrieves);
    connect(&events, &Events::roomChanged, this, &MainWindow::sayRoomTrouble);
    connect(m_status, &StatusStrip::retrievesRequested, this, &MainWindow::toggleRetrieves);
    connect(m_retrieves, &RetrievesPanel::closed, this, &MainWindow::toggleRetrieves);
    connect(m_goingHome, &GoingHomePanel::leave, this, &MainWindow::close);
    connect(m_goingHome, &GoingHomePanel::outboxRequested, this, [this] {
        if (m_outbox->isHidden()) toggleOutbox();
    });
    connect(m_goingHome, &GoingHomePanel::draftRequested, this, &MainWindow::openStudy);
    connect(m_goingHome, &GoingHomePanel::begunRequested, this, &MainWindow::goToReport);
    connect(m_begun, &BegunAlertsBar::goToRequested, this, &MainWindow::goToReport);
    connect(m_begun, &BegunAlertsBar::discarded, this, &MainWindow::begunAlertDiscarded);
    const auto showNetRow = [this](const QString& rowId) {
        goTo(Place::Alerts);
        Q_EMIT netRowRequested(rowId);
    };
    connect(m_goingHome, &GoingHomePanel::netRowRequested, this, showNetRow);
    connect(m_status, &StatusStrip::reportedTwiceRequested, this, [showNetRow] { showNetRow({}); });
    connect(m_goingHome, &GoingHomePanel::alertRequested, this, [this](const QString& alertId) {
        goTo(Place::Alerts);
        Q_EMIT alertRequested(alertId);
    });
    connect(m_outbox, &OutboxPanel::closed, this, &MainWindow::toggleOutbox);
    connect(m_outbox, &OutboxPanel::tryNowRequested, this, [this](const QString& destination) {
        if (m_services.tryNow) m_services.tryNow(destination);
    });
    connect(m_outbox, &OutboxPanel::sendAgainRequested, this,
            [this](const QString& destination, const QString& id) {
                if (m_services.sendAgain) m_services.sendAgain(destination, id);
            });
}

void MainWindow::setReportPanel(QWidget* panel) {
    m_reading->setReportPanel(panel);
}

void MainWindow::setAlertsBoard(QWidget* board) {
    const bool current = m_places->currentWidget() == m_alerts;
    m_places->insertWidget(m_places->indexOf(m_alerts), board);
    m_places->removeWidget(m_alerts);
    delete m_alerts;
    m_alerts = board;
    if (current) m_places->setCurrentWidget(board);
}

void MainWindow::goTo(Place place) {
    m_places->setCurrentIndex(static_cast<int>(place));
    m_rail->setCurrent(place);
    if (place == Place::Worklist) m_worklist->focusTable();
    if (place == Place::Alerts) m_alerts->setFocus(Qt::OtherFocusReason);
    if (place == Place::Setup) m_setup->enter();
    showBegunAlerts();
    Q_EMIT placeChanged(place);
}

Place MainWindow::place() const {
    return static_cast<Place>(m_places->currentIndex());
}

void MainWindow::openStudy(const QString& studyUid) {
    const auto open = m_readingFlow->study();
    if (open && open->studyUid != studyUid && m_services.letGo) m_services.letGo(open->studyUid);
    m_readingFlow->open(studyUid);
}

void MainWindow::openNext() {
    const auto current =
        m_readingFlow->study() ? m_readingFlow->study()->studyUid : m_worklist->currentStudyUid();
    const auto next = m_worklist->model().nextToRead(current);
    if (!next.isEmpty()) {
        m_worklist->selectStudy(next);
        return openStudy(next);
    }
    closeStudy();
    say(QStringLiteral("No further study in this list."));
}

void MainWindow::closeStudy() {
    if (m_readingFlow->study() && m_services.letGo) m_services.letGo(m_readingFlow->study()->studyUid);
    m_readingFlow->close();
    goTo(Place::Worklist);
}

void MainWindow::refreshWorklist() {
    m_worklistFlow->refresh();
}

void MainWindow::jumpToImage(const report::ImageReference& reference) {
    goTo(Place::Reading);
    m_reading->jumpTo(reference);
}

void MainWindow::setMismatch(const QString& text) {
    m_banner->setMismatch(text);
}

void MainWindow::say(const QString& text) {
    m_status->say(text);
}

/// Where its form is before the eyes it needs no line across the window.
void MainWindow::showBegunAlerts() {
    auto shown = m_begunAlerts;
    if (place() == Place::Reading)
        shown.removeIf([](const BegunAlert& alert) { return alert.where == BegunAlert::Where::OpenReport; });
    m_begun->setAlerts(shown);
}

void MainWindow::setBegunAlerts(const QList<BegunAlert>& alerts) {
    m_begunAlerts = alerts;
    showBegunAlerts();
}

void MainWindow::warn(const QString& text) {
    m_notice->show(QStringLiteral("critical"), text, {{QStringLiteral("Close"), {}}});
}

void MainWindow::goToReport(const QString& studyUid) {
    const auto open = m_readingFlow->study();
    if (open && open->studyUid == studyUid) return goTo(Place::Reading);
    openStudy(studyUid);
}

void MainWindow::setReportedTwice(int count) {
    m_facts.reportedTwice = count;
    m_status->setStatus(m_facts);
}

void MainWindow::setOpenAlerts(int count) {
    m_rail->setCount(Place::Alerts, count);
}

QList<NoticeBar::Act> MainWindow::noticeActs() {
    QList<NoticeBar::Act> acts{{QStringLiteral("Close"), {}}};
    if (m_services.checkSetup)
        acts.prepend({QStringLiteral("Check the set-up"), [this] { goTo(Place::Setup); }});
    return acts;
}

/// Once, when it begins; from then on the status bar says it. A notice that stands is not pushed aside.
void MainWindow::sayPacsTrouble(const QString& message) {
    if (m_facts.pacsConfigured && m_notice->isHidden())
        m_notice->show(QStringLiteral("warning"), message, noticeActs());
}

/// Once, when it begins; the status bar says it as long as it lasts.
void MainWindow::sayRoomTrouble() {
    m_facts.roomTrouble = m_services.studies.roomTrouble();
    m_status->setStatus(m_facts);
    if (!m_facts.roomTrouble.isEmpty() && m_notice->isHidden())
        m_notice->show(QStringLiteral("warning"), m_facts.roomTrouble, {{QStringLiteral("Close"), {}}});
}

void MainWindow::showImage() {
    const auto image = m_reading->grid().active().shownReference();
    const auto patient = m_readingFlow->patientOf(m_reading->grid().active().stack().studyUid);
    Q_EMIT currentImageChanged(image, patient.value_or(study::PatientKey{}));
}

void MainWindow::updateStatus() {
    m_facts.departmentIsServer = m_services.departmentIsServer;
    if (m_services.destinations) m_facts.destinations = m_services.destinations();
    m_status->setStatus(m_facts);
    m_outbox->setStatus(m_facts);
    if (m_outbox->isVisible()) loadRefused();
}

void MainWindow::loadRefused() {
    if (!m_services.refused) return;
    whenFinished(m_services.refused(), this, [this](const Result<QList<RefusedMessage>>& refused) {
        if (refused) m_outbox->setRefused(*refused);
    });
}

void MainWindow::toggleOutbox() {
    m_outbox->setVisible(m_outbox->isHidden());
    if (m_outbox->isHidden()) return;
    m_outbox->setFocus(Qt::OtherFocusReason);
    updateStatus();
}

void MainWindow::toggleRetrieves() {
    m_retrieves->setVisible(m_retrieves->isHidden());
    if (m_retrieves->isHidden()) return;
    m_retrievesFlow->look();
    m_retrieves->setFocus(Qt::OtherFocusReason);
}

void MainWindow::followRetrieves(const study::RetrieveQueue::Snapshot& queue) {
    m_worklist->model().setArriving(wordsOf(queue));
    enter(m_facts, queue);
    m_status->setStatus(m_facts);
}

void MainWindow::toggleHelp() {
    m_help->setVisible(m_help->isHidden());
    if (!m_help->isVisible()) return;
    placeHelp();
    m_help->setFocus(Qt::OtherFocusReason);
}

/// Keys that were asked for make the window no wider than its screen.
void MainWindow::placeHelp() {
    auto* row = static_cast<QHBoxLayout*>(centralWidget()->layout());
    row->removeWidget(m_help);
    const int width = m_help->minimumWidth();
    const auto room = centralWidget()->rect();
    if (row->minimumSize().width() + width <= room.width()) return row->addWidget(m_help);
    m_help->setGeometry(room.right() + 1 - width, 0, width, room.height());
    m_help->raise();
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    if (m_help->isVisible()) placeHelp();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    event->setAccepted(m_goingHome->mayLeave());
}

} // namespace vigil::ui
