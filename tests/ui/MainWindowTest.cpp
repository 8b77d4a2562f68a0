// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/MainWindow.h"
#include "core/base/Async.h"
#include "tests/fakes/FakeFrameReader.h"
#include "tests/fakes/FakePacs.h"
#include "tests/support/Futures.h"
#include "ui/PatientBanner.h"
#include "ui/Theme.h"
#include "ui/offline/RetrievesPanel.h"
#include "ui/viewer/ArrivalStrip.h"
#include "ui/viewer/ReadingPlace.h"
#include "ui/worklist/WorklistModel.h"
#include "ui/worklist/WorklistPage.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>

using namespace vigil;
using namespace vigil::ui;

/// The whole window over the real StudyService and local databases; only the PACS and the pixels are fakes.
class MainWindowTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    SystemClock m_clock;
    RandomIds m_ids;
    Events m_events;
    test::FakeFrameReader m_frames;
    std::unique_ptr<test::FakePacs> m_pacs;
    std::unique_ptr<store::DataFolder> m_data;
    std::unique_ptr<study::ObjectStore> m_objects;
    std::unique_ptr<study::StudyService> m_studies;
    std::unique_ptr<Services> m_services;
    std::unique_ptr<MainWindow> m_window;
    QStringList m_claims;
    GoingHome m_left;
    QStringList m_noted;
    Result<void> m_noteAnswer;

    void offer(const QString& uid, const QString& name, int daysAgo, const QString& patientId) {
        study::Study study;
        study.studyUid = uid;
        study.patient = {{QStringLiteral("RQX"), patientId}, name, QDate(1950, 1, 2), QStringLiteral("F")};
        study.studyTime = QDateTime::currentDateTime().addDays(-daysAgo);
        study.description = QStringLiteral("CT chest");
        study.modalities = QStringList{QStringLiteral("CT")};
        study.instanceCount = 6;
        m_pacs->studies << study;
        for (const auto& object : test::ctSeries(uid, QStringLiteral("a"), 6)) {
            m_pacs->instancesOf[uid] << object.header.key;
            m_pacs->headers.insert(object.header.key.sopInstanceUid, object.header);
        }
    }
    QStringList begunLines() const {
        QStringList lines;
        for (auto* line : m_window->findChildren<NoticeBar*>(QStringLiteral("begunAlert")))
            if (line->isVisible()) lines << line->text();
        return lines;
    }
    QTableView& table() { return *m_window->findChild<QTableView*>(QStringLiteral("worklist")); }
    ImageView& view() { return *m_window->reading().grid().visibleViews().first(); }
    void refresh() {
        m_window->refreshWorklist();
        const auto lastWeek = QDateTime::currentDateTime().addDays(-6);
        const auto recent = std::count_if(m_pacs->studies.cbegin(), m_pacs->studies.cend(),
                                          [&](const auto& study) { return study.studyTime > lastWeek; });
        QTRY_COMPARE(m_window->worklist().model().total(), static_cast<int>(recent));
    }
    void picture(const char* name) {
        const auto folder = qEnvironmentVariable("VIGIL_SCREENSHOTS");
        if (!folder.isEmpty()) m_window->grab().save(folder + QLatin1Char('/') + QLatin1String(name));
    }
    void open(const QString& uid) {
        m_window->openStudy(uid);
        QTRY_VERIFY(view().shownFrame());
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }

    void init() {
        m_claims.clear();
        m_left = {};
        m_noted.clear();
        m_noteAnswer = {};
        m_pacs = std::make_unique<test::FakePacs>();
        static int run = 0;
        auto opened = store::DataFolder::open(m_folder.filePath(QStringLiteral("data%1").arg(++run)));
        VIGIL_VERIFY(opened);
        m_data = std::move(*opened);
        m_objects = std::make_unique<study::ObjectStore>(*m_data, m_clock, m_ids, m_events);
        QFile file(QStringLiteral(":/vigil/policies/worklist.yaml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto policy = study::WorklistPolicy::read(file.readAll());
        VIGIL_VERIFY(policy);
        std::vector<study::StudySource> sources;
        study::PacsPeer peer;
        peer.name = QStringLiteral("main");
        sources.push_back({peer, m_pacs->worklistSource(), m_pacs->retriever(*m_objects)});
        m_studies = std::make_unique<study::StudyService>(*m_data, *m_objects, std::move(sources),
                                                          std::move(*policy), m_clock, m_events);
        m_services = std::make_unique<Services>(
            Services{*m_studies, m_frames, m_data->objectFolder(), m_clock, m_events});
        m_services->claim = [this](const QString& uid) { m_claims << QStringLiteral("+") + uid; };
        m_services->letGo = [this](const QString& uid) { m_claims << QStringLiteral("-") + uid; };
        m_services->goingHome = [this] { return readyFuture<Result<GoingHome>>(m_left); };
        m_services->noteUntold = [this](const QStringList& alertIds, const QString& why) {
            m_noted << alertIds << why;
            return readyFuture(m_noteAnswer);
        };
        m_window = std::make_unique<MainWindow>(*m_services);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void cleanup() {
        m_window.reset();
        m_studies.reset();
        m_objects.reset();
        m_data.reset();
    }

    void aStudyFromBeforeTheWorklistsDaysIsFoundInThePacsByItsName() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 0, QStringLiteral("77"));
        offer(QStringLiteral("1.9"), QStringLiteral("Ödegård^Åse"), 400, QStringLiteral("78"));
        refresh();
        auto* search = m_window->findChild<QLineEdit*>(QStringLiteral("searchWorklist"));
        search->setFocus();
        search->setText(QStringLiteral("Ödegård, Åse"));
        auto& model = m_window->worklist().model();
        QTRY_COMPARE(model.rowCount(), 0);
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_COMPARE(model.rowCount(), 1);
        QCOMPARE(model.shownRow(0).study.studyUid, QStringLiteral("1.9"));
        QCOMPARE(model.total(), 2); // the lists beside go on counting what waits
        // Once the text is gone the list is what it was.
        search->clear();
        QTRY_VERIFY(model.rowCount() == 1 && model.shownRow(0).study.studyUid == QLatin1String("1.1"));
    }
    void fromTheWorklistToTheFirstImageByKeyboard() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 0, QStringLiteral("77"));
        refresh();
        QSignalSpy opened(m_window.get(), &MainWindow::studyOpened);
        m_window->worklist().focusTable();
        QTest::keyClick(&table(), Qt::Key_Return);
        QTRY_VERIFY(view().shownFrame());
        QCOMPARE(opened.count(), 1);
        QCOMPARE(m_window->place(), Place::Reading);
        QVERIFY(m_window->banner().text().contains(QStringLiteral("Okafor, Ngozi")));
        QTRY_COMPARE(view().stack().slices.size(), 6);
        QCOMPARE(m_claims, QStringList{"+1.1"});
        QTRY_COMPARE(m_window->worklist().model().shownRow(0).imagesHere, 6);
    }

    void anArrivingStudyStealsNothing() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 0, QStringLiteral("77"));
        refresh();
        open(QStringLiteral("1.1"));
        QTRY_COMPARE(view().stack().slices.size(), 6);
        const auto shown = view().shownReference();
        offer(QStringLiteral("1.2"), QStringLiteral("Addo^Kwame"), 0, QStringLiteral("88"));
        refresh();
        Q_EMIT m_events.studyChanged(QStringLiteral("1.2"));
        QCOMPARE(m_window->place(), Place::Reading);
        QCOMPARE(view().shownReference(), shown);
        QVERIFY(m_window->banner().text().contains(QStringLiteral("Okafor")));
    }

    void missingImagesAreNamedAndAskedForAgain() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 0, QStringLiteral("77"));
        m_pacs->loseLast = 2;
        refresh();
        open(QStringLiteral("1.1"));
        auto* text = m_window->findChild<QLabel*>(QStringLiteral("retrieveText"));
        QTRY_VERIFY(text->text().contains(QStringLiteral("4 of 6")));
        m_pacs->loseLast = 0;
        m_window->findChild<QPushButton*>(QStringLiteral("retrieveAgain"))->click();
        QTRY_COMPARE(view().stack().slices.size(), 6);
        QTRY_VERIFY(!text->isVisible());
    }

    void whatIsMissingIsNamedBySeriesAndCanBeCopied() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 0, QStringLiteral("77"));
        m_pacs->loseLast = 2;
        refresh();
        open(QStringLiteral("1.1"));
        auto& line = m_window->reading().arrivals();
        QTRY_VERIFY(line.text().contains(QStringLiteral("Missing: 2 of series 1")));
        QVERIFY(line.detail().contains(m_pacs->instancesOf[QStringLiteral("1.1")].last().sopInstanceUid));
        QVERIFY(line.detail().contains(QStringLiteral("says that it has sent all")));
        m_window->findChild<QPushButton*>(QStringLiteral("retrieveDetails"))->click();
        QVERIFY(m_window->findChild<QWidget*>(QStringLiteral("missingDetail"))->isVisible());
        picture("retrieve-missing.png");
    }

    void imagesThatComeAfterOpeningAreFetchedAndTold() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 0, QStringLiteral("77"));
        refresh();
        open(QStringLiteral("1.1"));
        QTRY_COMPARE(view().stack().slices.size(), 6);
        QTRY_VERIFY(m_studies->queue().snapshot().entries.isEmpty());
        for (const auto& object : test::ctSeries(QStringLiteral("1.1"), QStringLiteral("late"), 3)) {
            m_pacs->instancesOf[QStringLiteral("1.1")] << object.header.key;
            m_pacs->headers.insert(object.header.key.sopInstanceUid, object.header);
        }
        m_pacs->studies[0].instanceCount = 9;
        m_window->refreshWorklist();
        QTRY_VERIFY(m_window->reading().arrivals().text().contains(QStringLiteral("3 images were added")));
        QTRY_COMPARE(m_window->reading().model().find(QStringLiteral("1.1"))->imagesHere, 9);
        picture("retrieve-added.png");
        m_window->findChild<QPushButton*>(QStringLiteral("addedSeen"))->click();
        QVERIFY(!m_window->reading().arrivals().isVisible());
    }

    void aStudyThatLeavesThePacsIsSaid() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 0, QStringLiteral("77"));
        offer(QStringLiteral("1.2"), QStringLiteral("Addo^Kwame"), 0, QStringLiteral("88"));
        refresh();
        open(QStringLiteral("1.1"));
        QTRY_VERIFY(m_studies->queue().snapshot().entries.isEmpty());
        m_pacs->studies.removeFirst();
        m_window->refreshWorklist();
        auto& line = m_window->reading().arrivals();
        QTRY_VERIFY(line.text().contains(QStringLiteral("does not name this study any more")));
        const auto& list = m_window->worklist().model();
        QTRY_VERIFY(list.find(QStringLiteral("1.1"))->vanished);
    }

    void theNextStudiesAndThePriorsComeInAdvance() {
        for (int i = 1; i <= 4; ++i)
            offer(QStringLiteral("1.%1").arg(i), QStringLiteral("Patient^%1").arg(i), 0,
                  QString::number(70 + i));
        offer(QStringLiteral("1.0"), QStringLiteral("Patient^1"), 400, QStringLiteral("71"));
        refresh();
        QStringList order;
        for (int i = 0; i < 4; ++i)
            order << m_window->worklist().model().shownRow(i).study.studyUid;
        open(order.first());
        const auto here = [this](const QString& uid) {
            const auto* row = m_window->worklist().model().find(uid);
            return row ? row->imagesHere : 0;
        };
        QTRY_COMPARE(here(order.at(1)), 6);
        QTRY_COMPARE(here(order.at(2)), 6);
        QTRY_VERIFY(m_studies->queue().snapshot().entries.isEmpty());
        QCOMPARE(here(order.at(3)), 0);
        m_window->openStudy(QStringLiteral("1.1"));
        QTRY_VERIFY(m_window->reading().model().find(QStringLiteral("1.0")));
        QTRY_COMPARE(m_window->reading().model().find(QStringLiteral("1.0"))->imagesHere, 6);
    }

    void thePriorsOfTheNextStudyComeInAdvance() {
        for (const auto* patient : {"71", "72"}) {
            offer(QStringLiteral("1.") + patient, QStringLiteral("Patient^") + patient, 0, patient);
            offer(QStringLiteral("0.") + patient, QStringLiteral("Patient^") + patient, 400, patient);
        }
        refresh();
        const auto first = m_window->worklist().model().shownRow(0).study.studyUid;
        const auto next = m_window->worklist().model().shownRow(1).study.studyUid;
        open(first);
        QTRY_COMPARE(m_objects->durableInstances(next).size(), 6);
        QTRY_COMPARE(m_objects->durableInstances(QStringLiteral("0") + next.mid(1)).size(), 6);
        QCOMPARE(m_window->reading().model().studies().first().study.studyUid, first);
    }

    void whatIsOpenIsNotRemovedToMakeRoomAndThatIsSaid() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 0, QStringLiteral("77"));
        refresh();
        open(QStringLiteral("1.1"));
        QTRY_COMPARE(view().stack().slices.size(), 6);
        QTRY_VERIFY(m_studies->queue().snapshot().entries.isEmpty());
        m_studies->setCacheLimit(3); // a byte an image here
        auto* notice = m_window->findChild<NoticeBar*>(QStringLiteral("notice"));
        QTRY_VERIFY(notice->isVisible() && notice->text().contains(QStringLiteral("1 open in the window")));
        QVERIFY(!m_window->status().status().roomTrouble.isEmpty());
        QCOMPARE(m_objects->durableInstances(QStringLiteral("1.1")).size(), 6);
        m_window->closeStudy();
        QTRY_COMPARE_WITH_TIMEOUT(m_objects->durableInstances(QStringLiteral("1.1")).size(), 0, 10000);
        QTRY_VERIFY(m_window->status().status().roomTrouble.isEmpty());
    }

    void whatIsOnItsWayIsListedAndCancelledByKeys() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 1, QStringLiteral("77"));
        offer(QStringLiteral("1.2"), QStringLiteral("Addo^Kwame"), 0, QStringLiteral("88"));
        refresh();
        m_pacs->fault = Error{Error::Code::Refused, QStringLiteral("Unknown move destination."), {}};
        m_window->openStudy(QStringLiteral("1.1"));
        QTRY_COMPARE(m_window->status().status().stopped, 2);
        QTRY_VERIFY(
            m_window->reading().arrivals().text().contains(QStringLiteral("Unknown move destination")));
        QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
        auto* panel = m_window->findChild<RetrievesPanel*>();
        QVERIFY(panel->isVisible());
        QTRY_VERIFY(panel->lines().value(0).contains(QStringLiteral("Okafor, Ngozi")));
        QVERIFY(panel->lines().first().contains(QStringLiteral("Unknown move destination")));
        auto* cancel = panel->findChild<QPushButton*>(QStringLiteral("cancel_1.1"));
        QTRY_VERIFY(cancel->isVisible());
        picture("retrieves.png");
        QVERIFY(cancel->accessibleName().contains(QStringLiteral("Okafor")));
        cancel->setFocus();
        QTest::keyClick(cancel, Qt::Key_Space);
        QTRY_COMPARE(panel->lines().size(), 1);
        QVERIFY(panel->lines().first().contains(QStringLiteral("Addo, Kwame, CT chest")));
        QVERIFY(panel->lines().first().contains(QStringLiteral("next to read")));
        panel->findChild<QPushButton*>(QStringLiteral("cancelAllRetrieves"))->click();
        QTRY_VERIFY(panel->lines().isEmpty());
        QVERIFY(m_studies->queue().snapshot().entries.isEmpty());
        QTest::keyClick(panel, Qt::Key_Escape);
        QVERIFY(!panel->isVisible());
    }

    void priorsOfTheSamePatientAreOffered() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 0, QStringLiteral("77"));
        offer(QStringLiteral("1.0"), QStringLiteral("Okafor^Ngozi"), 1100, QStringLiteral("77"));
        offer(QStringLiteral("1.9"), QStringLiteral("Okafor^Ngozi"), 1100, QStringLiteral("78"));
        refresh();
        QSignalSpy others(m_window.get(), &MainWindow::otherStudiesKnown);
        open(QStringLiteral("1.1"));
        QTRY_COMPARE(m_window->reading().model().studies().size(), 2);
        QVERIFY(others.count() >= 1);
        QCOMPARE(m_window->reading().model().studies().at(1).study.studyUid, QStringLiteral("1.0"));
    }

    void nextOpensInTheOrderShownAndEndsInTheWorklist() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 0, QStringLiteral("77"));
        offer(QStringLiteral("1.2"), QStringLiteral("Addo^Kwame"), 1, QStringLiteral("88"));
        refresh();
        const auto first = m_window->worklist().model().shownRow(0).study.studyUid;
        const auto second = m_window->worklist().model().shownRow(1).study.studyUid;
        open(first);
        m_window->openNext();
        QTRY_COMPARE(view().stack().studyUid, second);
        QVERIFY(m_claims.contains(QStringLiteral("-") + first));
        m_window->openNext();
        QCOMPARE(m_window->place(), Place::Worklist);
        QVERIFY(m_window->banner().isHidden());
    }

    void aDeadPacsLeavesTheListAndSaysSo() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 0, QStringLiteral("77"));
        refresh();
        m_pacs->fault = Error{Error::Code::Unreachable, QStringLiteral("The PACS does not answer."), {}};
        m_window->refreshWorklist();
        QTRY_VERIFY(m_window->status().status().pacsMessage.contains(QStringLiteral("does not answer")));
        QVERIFY(!m_window->status().status().pacsReached);
        QCOMPARE(m_window->worklist().model().total(), 1);
        auto* notice = m_window->findChild<NoticeBar*>(QStringLiteral("notice"));
        QVERIFY(notice->isVisible() && notice->text() == QStringLiteral("The PACS does not answer."));
        m_pacs->fault = {};
        m_window->refreshWorklist();
        QTRY_VERIFY(!notice->isVisible()); // no longer true
    }

    void placesAndHelpHaveTheirKeys() {
        m_window->activateWindow();
        for (int i = 5; i >= 1; --i) {
            QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_0 + i), Qt::ControlModifier);
            QCOMPARE(m_window->place(), static_cast<Place>(i - 1));
        }
        auto* help = m_window->findChild<QWidget*>(QStringLiteral("help"));
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        QVERIFY(help->isVisible());
        const auto about = help->findChild<QLabel*>(QStringLiteral("about"))->text();
        QVERIFY(about.contains(QStringLiteral("Not UKCA or CE marked. Not for clinical use")));
        QVERIFY(about.contains(QStringLiteral("General Public License, version 3")));
        QTest::keyClick(help, Qt::Key_Escape);
        QVERIFY(!help->isVisible());
        auto* outbox = m_window->findChild<QWidget*>(QStringLiteral("outbox"));
        QTest::keyClick(m_window.get(), Qt::Key_O, Qt::ControlModifier);
        QVERIFY(outbox->isVisible());
    }

    void theFirstStartSaysWhatItIsMeantForUntilSomebodyHasReadIt() {
        QVERIFY(m_window->findChild<QWidget*>(QStringLiteral("intendedUse"))->isHidden()); // read before
        int read = 0;
        m_services->intendedUseRead = [&read] { ++read; };
        m_window = std::make_unique<MainWindow>(*m_services);
        m_window->show();
        auto* notice = m_window->findChild<NoticeBar*>(QStringLiteral("intendedUse"));
        QVERIFY(notice->isVisible());
        QVERIFY(notice->text().contains(QStringLiteral("Not UKCA or CE marked")));
        QCOMPARE(read, 0);
        QTest::mouseClick(notice->findChild<QPushButton*>(), Qt::LeftButton);
        QVERIFY(!notice->isVisible());
        QCOMPARE(read, 1);
    }

    void withNothingLeftOpenTheWindowCloses() {
        m_window->close();
        QTRY_VERIFY(!m_window->isVisible());
    }
    void anUntoldCriticalNeedsAReason() {
        m_left.untold << GoingHome::Line{QStringLiteral("Aortic dissection, Okafor, Ngozi"),
                                         QStringLiteral("a-1")};
        QVERIFY(!m_window->close());
        auto* panel = m_window->findChild<QWidget*>(QStringLiteral("beforeIGoHome"));
        QTRY_VERIFY(panel->isVisible());
        auto* close = panel->findChild<QPushButton*>(QStringLiteral("closeVigil"));
        auto* why = panel->findChild<QLineEdit*>(QStringLiteral("whyClose"));
        QVERIFY(!close->isEnabled());
        QTest::keyClicks(why, QStringLiteral("  "));
        QTest::keyClick(why, Qt::Key_Return);
        QVERIFY(m_window->isVisible());
        QTest::keyClicks(why, QStringLiteral("Fire alarm"));
        QTest::keyClick(why, Qt::Key_Return); // a dictated "new line"
        QVERIFY(m_noted.isEmpty());
        QVERIFY(m_window->isVisible());
        QVERIFY(close->isEnabled());
        QTest::keyClick(close, Qt::Key_Space);
        QTRY_VERIFY(!m_window->isVisible());
        QCOMPARE(m_noted, (QStringList{QStringLiteral("a-1"), QStringLiteral("Fire alarm")}));
    }
    void whereNothingCanBeNotedNobodyIsHeld() {
        m_left.untold << GoingHome::Line{QStringLiteral("Aortic dissection"), QStringLiteral("a-1")};
        m_noteAnswer = Error{Error::Code::DiskFull, QStringLiteral("The disk is full."), {}};
        QVERIFY(!m_window->close());
        auto* panel = m_window->findChild<QWidget*>(QStringLiteral("beforeIGoHome"));
        QTRY_VERIFY(panel->isVisible());
        QTest::keyClicks(panel->findChild<QWidget*>(QStringLiteral("whyClose")),
                         QStringLiteral("Fire alarm"));
        panel->findChild<QPushButton*>(QStringLiteral("closeVigil"))->click();
        const auto isSaid = [panel] {
            for (const auto* label : panel->findChildren<QLabel*>())
                if (label->text().contains(QStringLiteral("The disk is full."))) return true;
            return false;
        };
        QTRY_VERIFY(isSaid());
        QVERIFY(m_window->isVisible());
        QTest::mouseClick(panel->findChild<QPushButton*>(QStringLiteral("closeVigil")), Qt::LeftButton);
        QTRY_VERIFY(!m_window->isVisible());
        QCOMPARE(m_noted.size(), 2); // asked once
    }
    void aStudyReportedByMeAndAnotherIsSaidInTheStatusBarAndBeforeLeaving() {
        auto* segment = m_window->status().findChild<QToolButton*>(QStringLiteral("status_twice"));
        QVERIFY(!segment); // nothing is said as long as there is nothing
        m_window->setReportedTwice(1);
        segment = m_window->status().findChild<QToolButton*>(QStringLiteral("status_twice"));
        QVERIFY(segment && segment->isVisible());
        QVERIFY(segment->text().contains(QStringLiteral("1 study reported by you and another")));
        QSignalSpy asked(m_window.get(), &MainWindow::netRowRequested);
        segment->click();
        QCOMPARE(m_window->place(), Place::Alerts);
        QCOMPARE(asked.count(), 1);

        m_left.twice << GoingHome::Line{QStringLiteral("Okafor, Ngozi, CT chest: 2 final reports"),
                                        QStringLiteral("twice/1.2/ab")};
        QVERIFY(!m_window->close());
        auto* panel = m_window->findChild<QWidget*>(QStringLiteral("beforeIGoHome"));
        QTRY_VERIFY(panel->isVisible());
        for (auto* button : panel->findChildren<QPushButton*>())
            if (button->text() == QLatin1String("Show and settle it")) button->click();
        QCOMPARE(asked.count(), 2);
        QCOMPARE(asked.last().first().toString(), QStringLiteral("twice/1.2/ab"));
        m_window->setReportedTwice(0);
        QVERIFY(!segment->isVisible());
    }
    void anAlertThatWasBegunIsSaidWhereverItsFormIsNotSeen() {
        const BegunAlert here{QStringLiteral("b-1"),
                              QStringLiteral("1.1"),
                              QStringLiteral("Aortic dissection, Okafor, Ngozi"),
                              {},
                              BegunAlert::Where::OpenReport};
        const BegunAlert left{QStringLiteral("b-2"), QStringLiteral("1.2"),
                              QStringLiteral("Pulmonary embolus, Rahman, Amina"),
                              QStringLiteral("The disk is full."), BegunAlert::Where::ReportLeft};
        m_window->goTo(Place::Reading);
        auto* bar = m_window->findChild<QWidget*>(QStringLiteral("begunAlerts"));
        m_window->setBegunAlerts({here});
        QVERIFY(!bar->isVisible());
        m_window->goTo(Place::Worklist);
        QVERIFY(bar->isVisible());
        QCOMPARE(begunLines(), QStringList{begunText(here)});
        m_window->setBegunAlerts({here, left});
        m_window->goTo(Place::Reading);
        QCOMPARE(begunLines(), QStringList{begunText(left)});
        QVERIFY(begunLines().first().contains(QStringLiteral("The disk is full.")));
        QSignalSpy discarded(m_window.get(), &MainWindow::begunAlertDiscarded);
        for (auto* button : bar->findChildren<QPushButton*>())
            if (button->isVisible() && button->text() == QLatin1String("Discard")) button->click();
        QCOMPARE(discarded.count(), 1);
        QCOMPARE(discarded.first().first().toString(), QStringLiteral("b-2"));
        m_window->setBegunAlerts({});
        QVERIFY(!bar->isVisible());
    }
    void aKeyGoesToTheStudyOfAnAlertThatWasBegun() {
        offer(QStringLiteral("1.1"), QStringLiteral("Okafor^Ngozi"), 0, QStringLiteral("77"));
        refresh();
        m_window->setBegunAlerts({{QStringLiteral("b-2"),
                                   QStringLiteral("1.1"),
                                   QStringLiteral("Aortic dissection"),
                                   {},
                                   BegunAlert::Where::ReportLeft}});
        QSignalSpy opened(m_window.get(), &MainWindow::studyOpened);
        QTest::keyClick(m_window.get(), Qt::Key_F9, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(opened.count(), 1);
        m_window->goTo(Place::Worklist);
        QTest::keyClick(m_window.get(), Qt::Key_F9, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_window->place(), Place::Reading); // it is open already
        QCOMPARE(opened.count(), 1);
    }
    void everyLineOfWhatIsLeftOpenCanBeGoneTo() {
        for (int i = 0; i < 12; ++i)
            m_left.unacknowledged << GoingHome::Line{QStringLiteral("Finding %1").arg(i),
                                                     QStringLiteral("a-%1").arg(i)};
        m_left.begun << GoingHome::Line{QStringLiteral("Aortic dissection, Okafor, Ngozi"),
                                        QStringLiteral("1.1")};
        QVERIFY(!m_window->close());
        auto* panel = m_window->findChild<QWidget*>(QStringLiteral("beforeIGoHome"));
        QTRY_VERIFY(panel->isVisible());
        QVERIFY(
            panel->findChild<QWidget*>(QStringLiteral("stay"))->hasFocus()); // or it would be lost by Enter
        QList<QPushButton*> buttons;
        for (auto* button : panel->findChildren<QPushButton*>())
            if (button->text() == QLatin1String("Show the alert")) buttons << button;
        QCOMPARE(buttons.size(), 12);
        buttons.last()->setFocus();
        QTRY_VERIFY(!buttons.last()->visibleRegion().isEmpty()); // scrolled to
        QSignalSpy asked(m_window.get(), &MainWindow::alertRequested);
        buttons.last()->click();
        QCOMPARE(asked.first().first().toString(), QStringLiteral("a-11"));
    }
    void whatIsLeftOpenIsSaidAndCanBeGoneTo() {
        m_left.drafts << GoingHome::Line{QStringLiteral("Okafor, Ngozi, CT chest"), QStringLiteral("1.2")};
        m_left.undelivered << GoingHome::Line{QStringLiteral("2 messages for the department"), {}};
        QVERIFY(!m_window->close());
        auto* panel = m_window->findChild<QWidget*>(QStringLiteral("beforeIGoHome"));
        QTRY_VERIFY(panel->isVisible());
        QVERIFY(!panel->findChild<QLineEdit*>(QStringLiteral("whyClose")));
        QTest::keyClick(panel, Qt::Key_Escape);
        QVERIFY(!panel->isVisible());
        QVERIFY(m_window->isVisible());

        QVERIFY(!m_window->close());
        QTRY_VERIFY(panel->isVisible());
        QPushButton* outbox = nullptr;
        for (auto* button : panel->findChildren<QPushButton*>())
            if (button->text() == QLatin1String("Show the outbox")) outbox = button;
        QVERIFY(outbox);
        QTest::mouseClick(outbox, Qt::LeftButton);
        QVERIFY(!panel->isVisible());
        QVERIFY(m_window->findChild<QWidget*>(QStringLiteral("outbox"))->isVisible());

        QVERIFY(!m_window->close());
        QTRY_VERIFY(panel->isVisible());
        QTest::mouseClick(panel->findChild<QPushButton*>(QStringLiteral("closeVigil")), Qt::LeftButton);
        QTRY_VERIFY(!m_window->isVisible());
        QVERIFY(m_noted.isEmpty());
    }
};

QTEST_MAIN(MainWindowTest)
#include "MainWindowTest.moc"
