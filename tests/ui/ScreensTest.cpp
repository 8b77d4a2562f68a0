// SPDX-License-Identifier: GPL-3.0-or-later
// Every place of the window at the sizes it must fit: nothing is cut, and the window gets as small as it has
// to. Scaled screens are these sizes in points, so QT_SCALE_FACTOR=1.25, 2 or 2.5 must give the same. With
// VIGIL_SCREENSHOTS=DIR the pictures are kept.
#include "tests/fakes/FakeFrameReader.h"
#include "tests/fakes/FakePacs.h"
#include "tests/fakes/SampleWorklist.h"
#include "tests/ui/report/ReadingRoom.h"
#include "ui/MainWindow.h"
#include "ui/Theme.h"
#include "ui/alerts/AlertsBoard.h"
#include "ui/alerts/AlertsPlace.h"
#include "ui/alerts/FaultsPage.h"
#include "ui/alerts/RatesPage.h"
#include "ui/followup/FollowUpsBoard.h"
#include "ui/followup/SafetyNetPage.h"
#include "ui/report/ReportEditor.h"
#include "ui/report/ReportPanel.h"
#include "ui/setup/SetupPage.h"
#include "ui/viewer/ReadingPlace.h"
#include "ui/worklist/WorklistModel.h"
#include "ui/worklist/WorklistPage.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QTableWidget>
#include <QToolButton>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;
using namespace std::chrono_literals;

class ScreensTest : public QObject {
    Q_OBJECT
    std::unique_ptr<ReadingRoom> m_room;
    FakeFrameReader m_frames;
    std::unique_ptr<FakePacs> m_pacs;
    std::unique_ptr<study::ObjectStore> m_objects;
    std::unique_ptr<study::StudyService> m_studies;
    std::unique_ptr<Services> m_services;
    std::unique_ptr<MainWindow> m_window;
    ReportPanel* m_report = nullptr;
    AlertsPlace* m_alerts = nullptr;
    AlertsBoard* m_board = nullptr;
    QHash<QString, QWidget*> m_tabs;
    std::shared_ptr<setup::CheckUp> m_run;
    study::Study m_study;

    template <class T>
    T* find(const char* name) {
        return m_window->findChild<T*>(QLatin1String(name));
    }

    void fillPacs() {
        const auto now = toDateTime(m_room->clock.now()).toLocalTime();
        for (const auto& row : sampleWorklist(40, now)) {
            auto study = row.study;
            study.studyTime = now.addSecs(-3600 * m_pacs->studies.size());
            m_pacs->studies << study;
        }
        m_study = ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1001"),
                                      QStringLiteral("CT chest abdomen pelvis with contrast"));
        m_study.instanceCount = 24;
        m_study.studyTime = now.addSecs(-1800);
        auto before = ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1000"),
                                          QStringLiteral("CT chest"));
        before.studyTime = now.addDays(-3);
        before.instanceCount = 24;
        m_pacs->studies << m_study << before;
        for (const auto& uid : {m_study.studyUid, before.studyUid})
            for (const auto& object : ctSeries(uid, uid, 24)) {
                m_pacs->instancesOf[uid] << object.header.key;
                m_pacs->headers.insert(object.header.key.sopInstanceUid, object.header);
            }
    }
    void makeStudies() {
        m_objects =
            std::make_unique<study::ObjectStore>(*m_room->data, m_room->clock, m_room->ids, m_room->events);
        QFile file(QStringLiteral(":/vigil/policies/worklist.yaml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto policy = study::WorklistPolicy::read(file.readAll());
        VIGIL_VERIFY(policy);
        study::PacsPeer peer;
        peer.name = QStringLiteral("main");
        std::vector<study::StudySource> sources;
        sources.push_back({peer, m_pacs->worklistSource(), m_pacs->retriever(*m_objects)});
        m_studies = std::make_unique<study::StudyService>(*m_room->data, *m_objects, std::move(sources),
                                                          std::move(*policy), m_room->clock, m_room->events);
    }
    void makeServices() {
        m_services = std::make_unique<Services>(
            Services{*m_studies, m_frames, m_room->data->objectFolder(), m_room->clock, m_room->events});
        m_services->departmentIsServer = true;
        m_services->intendedUseRead = [] {};
        m_services->goingHome = [] {
            GoingHome left;
            left.untold << GoingHome::Line{
                "Large or tension pneumothorax, Whitfield, Harold: no call recorded; "
                "not in the department yet",
                "a"};
            left.begun << GoingHome::Line{"Aortic dissection, Okafor, Ngozi", "1.2"};
            left.stillToTell << GoingHome::Line{
                "Pulmonary embolus, Rahman, Amina: still to be told: Hart, Jo (Responsible consultant)", "c"};
            left.notActedOn << GoingHome::Line{
                "Cauda equina compression, Okafor, Ngozi: acknowledged by Hart, Jo (Responsible consultant); "
                "in 40 min",
                "d"};
            left.unacknowledged << GoingHome::Line{"New or recurrent malignancy, Rahman, Amina: in 1 d 20 h",
                                                   "b"};
            left.twice << GoingHome::Line{"Whitfield, Harold, CT chest: 2 final reports", "twice/1/2"};
            left.undelivered << GoingHome::Line{"2 messages for the archive; sent when Vigil runs again", {}};
            for (int i = 0; i < 7; ++i)
                left.drafts << GoingHome::Line{QStringLiteral("Okafor, Ngozi, CT head number %1").arg(i),
                                               "1.2"};
            return readyFuture<Result<GoingHome>>(left);
        };
        m_services->noteUntold = [](const QStringList&, const QString&) {
            return readyFuture(Result<void>());
        };
        m_services->savePacs = [](const study::PacsPeer&) {
            return readyFuture(Result<QString>(QStringLiteral("/home/user/.config/vigil/vigil.ini")));
        };
        m_services->checkSetup = [this] { return m_run; };
        m_run = std::make_shared<setup::CheckUp>(
            QList<setup::Check>{{"local/title", "This computer", "AE title", {}},
                                {"pacs/main/echo", "PACS main", "C-ECHO and AE titles", {}},
                                {"pacs/main/move", "PACS main", "C-MOVE to this computer", {}}},
            1);
        m_run->set("local/title", setup::ok("This computer is \"VG-ROOM1\"."));
        m_run->set("pacs/main/echo", setup::ok("\"ORTHANC\" at 10.0.0.5:4242 answers in 3 ms."));
        auto unknown = setup::failed("The PACS does not know \"VG-ROOM1\" as a destination.",
                                     "Have this computer entered in the PACS: AE title \"VG-ROOM1\", host "
                                     "10.0.0.12, port 11112.");
        unknown.lines << setup::PeerLine{
            "Orthanc", "orthanc.json, among the entries of \"DicomModalities\"; then restart Orthanc",
            "\"VG-ROOM1\" : { \"AET\" : \"VG-ROOM1\", \"Host\" : \"10.0.0.12\", \"Port\" : 11112 }"};
        m_run->set("pacs/main/move", unknown);
        m_run->examinationEnded();
    }
    void addTab(QWidget* page, const QString& name) {
        m_alerts->addPage(page, name);
        m_tabs.insert(QString(name).remove(u'&'), page);
    }
    void makeAlertsPlace() {
        m_board = new AlertsBoard(*m_room->alerts, m_room->clock, m_room->events);
        m_alerts = new AlertsPlace;
        addTab(m_board, QStringLiteral("&Alerts"));
        addTab(new FollowUpsBoard(*m_room->followUps, m_room->clock, m_room->events),
               QStringLiteral("&Follow-ups"));
        addTab(new SafetyNetPage(*m_room->safetyNet, m_room->events), QStringLiteral("Safety &net"));
        addTab(new FaultsPage(
                   [this] {
                       return readyFuture<Result<QList<FaultLine>>>(
                           faultLines(waitFor(m_room->directory->faults()).value(),
                                      waitFor(m_room->directory->directory()).value(),
                                      {QStringLiteral("the calendar ends on 31 December 2026")}, {},
                                      QStringLiteral("Fail-safe officer")));
                   },
                   [this](const QString& id) { return m_room->directory->verify(id); }),
               QStringLiteral("Fa&ults"));
        addTab(new RatesPage(*m_room->safetyNet, m_room->clock), QStringLiteral("&Rates"));
        m_window->setAlertsBoard(m_alerts);
    }
    void raiseAlerts() {
        const auto other = ReadingRoom::aStudy(ReadingRoom::amina(), QStringLiteral("1.2.826.1004"),
                                               QStringLiteral("CT abdomen"));
        for (const auto* category : {"cancer", "urgent", "significant"})
            m_room->raise(other, m_room->findingOf(QLatin1String(category)).code);
        m_room->raise(m_study, m_room->findingOf(QStringLiteral("critical")).code);
        followup::FollowUpDraft draft;
        draft.patient = m_study.patient;
        draft.procedures = m_study.procedures;
        draft.modality = QStringLiteral("CT");
        draft.bodyPart = QStringLiteral("chest");
        draft.reason = QStringLiteral("solid nodule of 9 mm in the right upper lobe, stable or growing");
        draft.dueDate = toDateTime(m_room->clock.now()).date().addMonths(3);
        draft.owner = {QStringLiteral("Patel^Asha"), QStringLiteral("General practitioner")};
        draft.reportPatient = m_study.patient.key;
        const auto recommended = waitFor(m_room->followUps->recommend(draft));
        VIGIL_VERIFY(recommended);
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }
    void init() {
        m_room = std::make_unique<ReadingRoom>();
        m_room->keepInDirectory("rc,inbox,Medical take,Responsible consultant,0161 496 0001,,\n"
                                "ok,person,Okafor^Ben,Specialty registrar on call,0161 496 0002,,\n"
                                "co,person,Riley^Ray,Consultant on call,,ray@example.nhs.uk,\n");
        m_pacs = std::make_unique<FakePacs>();
        fillPacs();
        makeStudies();
        makeServices();
        m_window = std::make_unique<MainWindow>(*m_services);
        m_report = new ReportPanel(*m_room->reports, *m_room->alerts, m_room->clock, m_room->events);
        m_report->setFollowUps(*m_room->followUps, m_room->events);
        m_report->setSignContextSource([this](const QStringList&) {
            return readyFuture(Result<report::SignContext>(m_room->contextOf({m_study})));
        });
        m_window->setReportPanel(m_report);
        makeAlertsPlace();
        connect(m_window.get(), &MainWindow::studyOpened, m_report,
                [this](const study::Study& study) { m_report->openStudy(study.patient, {study}); });
        connect(m_window.get(), &MainWindow::currentImageChanged, m_report, &ReportPanel::setCurrentImage);
    }
    void cleanup() {
        m_window.reset();
        m_studies.reset();
        m_objects.reset();
        m_room.reset();
    }

    void everyPlaceFits_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("1920x1080") << QSize(1920, 1080);
        QTest::newRow("1536x864") << QSize(1536, 864); // 1920x1080 at 125 %
    }
    void everyPlaceFits() {
        QFETCH(const QSize, size);
        m_window->resize(size);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        keep("first-start");
        for (auto* button : find<QWidget>("intendedUse")->findChildren<QPushButton*>())
            button->click();
        m_window->refreshWorklist();
        QTRY_COMPARE(m_window->worklist().model().total(), 42);
        m_window->setReportedTwice(1);
        keep("worklist");
        m_window->worklist().chooseModalities({QStringLiteral("CT")});
        QTest::keyClick(find<QTableView>("worklist"), Qt::Key_Space);
        keep("worklist-preview");
        QTest::keyClick(find<QTableView>("worklist"), Qt::Key_Space);
        raiseAlerts();
        reading();
        alerts();
        others();
    }

private:
    void reading() {
        m_window->openStudy(m_study.studyUid);
        QTRY_VERIFY(m_window->reading().grid().visibleViews().first()->shownFrame());
        QTRY_VERIFY(m_report->isOpen());
        auto* editor = m_report->findChild<ReportEditor*>();
        QTRY_VERIFY(!editor->sections().isEmpty());
        QTest::keyClick(m_report, Qt::Key_F2);
        for (qsizetype i = 0; i < editor->sections().size(); ++i) {
            QTest::keyClicks(editor, QStringLiteral("Large left pneumothorax with mediastinal shift. "));
            QTest::keyClick(editor, Qt::Key_F6);
        }
        keep("reading");
        m_window->setBegunAlerts(
            {{"b-9", m_study.studyUid, "New or recurrent malignancy, Rahman, Amina",
              "The images are of another patient than this alert.", BegunAlert::Where::ReportLeft}});
        keep("begun-alert-of-another");
        m_window->setBegunAlerts({});
        QTest::keyClick(m_report, Qt::Key_F9);
        find<QComboBox>("finding")->setEditText(m_room->findingOf(QStringLiteral("critical")).label);
        QTRY_VERIFY(find<QLabel>("recipients")->text().contains(QStringLiteral("0161")));
        keep("alert-form");
        isWhole("raiseAlert");
        QTest::keyClick(m_report, Qt::Key_F9);
        auto* call = m_report->findChild<QWidget*>(QStringLiteral("factsForm"));
        QTRY_VERIFY(call->isVisible());
        keep("call-form");
        QTest::mouseClick(call->findChild<QPushButton*>(QStringLiteral("closeFacts")), Qt::LeftButton);
        QTRY_VERIFY(!call->isVisible());
        begunAlerts();
        m_report->recommendFollowUp();
        keep("follow-up-form");
        auto* followUp = m_report->findChild<QWidget*>(QStringLiteral("followUpForm"));
        QTest::mouseClick(followUp->findChild<QPushButton*>(QStringLiteral("closeFacts")), Qt::LeftButton);
        auto* saved = m_report->findChild<QLabel*>(QStringLiteral("saved"));
        QTRY_VERIFY(saved->text().startsWith(QStringLiteral("Saved")));
        m_report->startSigning();
        QTRY_VERIFY(find<QWidget>("signSheet")->isVisible());
        keep("sign-sheet");
        isWhole("signReport");
        QTest::keyClick(find<QWidget>("signSheet"), Qt::Key_Escape);
    }
    void begunAlerts() {
        QTest::keyClick(m_report, Qt::Key_F9);
        find<QComboBox>("finding")->setEditText(m_room->findingOf(QStringLiteral("urgent")).label);
        m_window->setBegunAlerts(m_report->begunAlerts());
        m_window->goTo(Place::Worklist);
        keep("begun-alert");
        m_window->goTo(Place::Reading);
        QTest::keyClick(find<QWidget>("alertForm"), Qt::Key_Escape);
        m_window->setBegunAlerts({});
    }
    void alerts() {
        m_window->goTo(Place::Alerts);
        auto* table = find<QTableView>("alertsBoard");
        QTRY_VERIFY(table->model()->rowCount() >= 4);
        table->setFocus();
        table->selectRow(0);
        QTRY_VERIFY(find<QLabel>("alertReach")->isVisible());
        keep("board");
        QTest::keyClick(table, Qt::Key_T);
        keep("board-call");
        auto* form = m_board->findChild<QWidget*>(QStringLiteral("factsForm"));
        QTest::mouseClick(form->findChild<QPushButton*>(QStringLiteral("closeFacts")), Qt::LeftButton);
        QTest::keyClick(table, Qt::Key_8);
        keep("board-this-computer");
        QTest::keyClick(table, Qt::Key_1);
        for (const auto& [tab, name] : {std::pair{"Follow-ups", "follow-ups"},
                                        {"Safety net", "safety-net"},
                                        {"Faults", "faults"},
                                        {"Rates", "rates"}}) {
            m_alerts->setCurrentWidget(m_tabs.value(QLatin1String(tab)));
            QTest::qWait(0);
            auto* rows = m_tabs.value(QLatin1String(tab))->findChild<QAbstractItemView*>();
            if (qstrcmp(name, "safety-net") != 0) QTRY_VERIFY(rows->model()->rowCount() > 0);
            keep(name);
        }
    }
    void others() {
        m_window->goTo(Place::Setup);
        QTRY_VERIFY(!m_window->setup().isRunning());
        keep("setup");
        m_window->goTo(Place::Review);
        keep("review");
        m_window->goTo(Place::Worklist);
        QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
        keep("retrieves");
        QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
        QTest::keyClick(m_window.get(), Qt::Key_O, Qt::ControlModifier);
        keep("outbox");
        QTest::keyClick(m_window.get(), Qt::Key_O, Qt::ControlModifier);
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        keep("help-and-about");
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        QVERIFY(!m_window->close());
        QTRY_VERIFY(find<QWidget>("beforeIGoHome")->isVisible());
        keep("going-home");
        isWhole("closeVigil");
    }

    void isWhole(const char* name) {
        settle();
        const auto* widget = find<QWidget>(name);
        QVERIFY2(widget && widget->isVisible(), name);
        QVERIFY2(widget->visibleRegion().boundingRect() == widget->rect(), name);
    }
    static void settle() {
        for (int i = 0; i < 3; ++i) {
            QCoreApplication::sendPostedEvents();
            QCoreApplication::processEvents();
        }
        // What changed its text in the last of them gets its room before it is measured.
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    }
    /// What may be cut: that which stands in a scroll area, or elides its words itself.
    static bool scrolls(const QWidget* widget) {
        for (auto* parent = widget->parentWidget(); parent; parent = parent->parentWidget())
            if (qobject_cast<const QAbstractScrollArea*>(parent)) return true;
        return false;
    }
    /// Where there is no room beside it, the list of keys lies over the right side until it is closed.
    bool isUnderHelp(const QWidget* widget) const {
        const auto* help = m_window->findChild<QWidget*>(QStringLiteral("help"));
        if (!help->isVisible() || help->isAncestorOf(widget)) return false;
        return QRect(widget->mapTo(m_window.get(), QPoint()), widget->size())
            .intersects(QRect(help->mapTo(m_window.get(), QPoint()), help->size()));
    }
    void keep(const char* what) {
        settle();
        QFETCH(const QSize, size);
        if (const auto folder = qEnvironmentVariable("VIGIL_SCREENSHOTS"); !folder.isEmpty()) {
            QDir().mkpath(folder);
            m_window->grab().save(
                QStringLiteral("%1/%2-%3.png").arg(folder, QLatin1String(what), QTest::currentDataTag()));
        }
        QVERIFY2(m_window->size() == size, qPrintable(QStringLiteral("%1 needs %2 x %3")
                                                          .arg(QLatin1String(what))
                                                          .arg(m_window->minimumSizeHint().width())
                                                          .arg(m_window->minimumSizeHint().height())));
        for (const auto* button : m_window->findChildren<QAbstractButton*>()) {
            if (!button->isVisible() || button->text().isEmpty()) continue;
            const auto words = button->text().remove(u'&').trimmed();
            const auto where = QStringLiteral("%1: \"%2\"").arg(QLatin1String(what), words);
            const auto* tool = qobject_cast<const QToolButton*>(button);
            const bool beside = !button->icon().isNull() &&
                                (!tool || tool->toolButtonStyle() == Qt::ToolButtonTextBesideIcon);
            const int icon = beside ? button->iconSize().width() + 4 : 0;
            QVERIFY2(button->width() >= button->fontMetrics().horizontalAdvance(words) + icon,
                     qPrintable(where));
            if (!scrolls(button) && !isUnderHelp(button))
                QVERIFY2(button->visibleRegion().boundingRect() == button->rect(), qPrintable(where));
        }
        for (const auto* label : m_window->findChildren<QLabel*>()) {
            if (!label->isVisible() || label->text().isEmpty() || scrolls(label)) continue;
            const auto where = QStringLiteral("%1: \"%2\"").arg(QLatin1String(what), label->text());
            const int needed =
                label->wordWrap() ? label->heightForWidth(label->width()) : label->fontMetrics().height();
            QVERIFY2(label->height() >= needed, qPrintable(where));
            if (!label->wordWrap())
                QVERIFY2(label->width() >= label->minimumSizeHint().width(), qPrintable(where));
        }
    }
};

QTEST_MAIN(ScreensTest)
#include "ScreensTest.moc"
