// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/worklist/WorklistFlow.h"
#include "tests/fakes/FakePacs.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/Futures.h"
#include "ui/Theme.h"
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
#include <QTest>

#include <future>

using namespace vigil;
using namespace vigil::ui;
using namespace std::chrono_literals;

/// The worklist page on a real service and a PACS in memory.
class WorklistFlowTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    test::FixedClock m_clock;
    RandomIds m_ids;
    Events m_events;
    std::unique_ptr<test::FakePacs> m_pacs;
    std::unique_ptr<store::DataFolder> m_data;
    std::unique_ptr<study::ObjectStore> m_objects;
    std::unique_ptr<study::StudyService> m_studies;
    std::unique_ptr<WorklistPage> m_page;
    std::unique_ptr<WorklistFlow> m_flow;

    study::Study aStudy(const QString& uid, const QString& location = {}) const {
        study::Study study;
        study.studyUid = uid;
        study.patient = {{"NHS", "9990000018"}, "Example^Ellen", QDate(1950, 1, 2), "F"};
        study.studyTime = QDateTime(QDate(2026, 11, 23), QTime(9, 30));
        study.description = "CT chest";
        study.modalities = QStringList{"CT"};
        study.patientLocation = location;
        study.instanceCount = 3;
        return study;
    }
    /// What the fake PACS has is changed only while nobody asks.
    void nowThePacsHas(const study::Study& study) {
        m_flow->refreshEvery(0ms);
        QTRY_VERIFY(!m_pacs->asking);
        m_pacs->studies << study;
    }
    QPushButton& button(const char* name) { return *m_page->findChild<QPushButton*>(QLatin1String(name)); }
    QTableView& table() { return *m_page->findChild<QTableView*>(QStringLiteral("worklist")); }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }
    void init() {
        m_pacs = std::make_unique<test::FakePacs>();
        auto opened = store::DataFolder::open(m_folder.filePath(QUuid::createUuid().toString(QUuid::Id128)));
        VIGIL_VERIFY(opened);
        m_data = std::move(*opened);
        m_objects = std::make_unique<study::ObjectStore>(*m_data, m_clock, m_ids, m_events);
        QFile policyFile(":/vigil/policies/worklist.yaml");
        QVERIFY(policyFile.open(QIODevice::ReadOnly));
        auto policy = study::WorklistPolicy::read(policyFile.readAll());
        VIGIL_VERIFY(policy);
        study::PacsPeer peer;
        peer.name = "main";
        std::vector<study::StudySource> sources;
        sources.push_back({peer, m_pacs->worklistSource(), m_pacs->retriever(*m_objects)});
        m_studies = std::make_unique<study::StudyService>(*m_data, *m_objects, std::move(sources),
                                                          std::move(*policy), m_clock, m_events);
        m_page = std::make_unique<WorklistPage>(m_clock);
        m_page->resize(1400, 800);
        m_page->show();
        m_flow = std::make_unique<WorklistFlow>(*m_page, *m_studies, m_clock, m_events, 7);
    }
    void cleanup() {
        m_flow.reset();
        m_page.reset();
        m_studies.reset();
        m_objects.reset();
        m_data.reset();
    }

    void aStudyThatArrivesAppearsByItselfAndNothingJumps() {
        for (int i = 0; i < 60; ++i)
            m_pacs->studies << aStudy(QStringLiteral("1.%1").arg(i));
        m_flow->refresh();
        QTRY_COMPARE(m_page->model().total(), 60);
        table().selectRow(40);
        table().scrollTo(table().currentIndex(), QAbstractItemView::PositionAtCenter);
        const auto uid = m_page->currentStudyUid();
        const int y = table().visualRect(table().currentIndex()).top();
        QVERIFY(!button("newEmergencies").isVisible());

        nowThePacsHas(aStudy("2.1", "ED resus 2"));
        m_flow->refreshEvery(20ms);
        QTRY_COMPARE(m_page->model().total(), 61); // nobody pressed anything
        QCOMPARE(m_page->currentStudyUid(), uid);
        QCOMPARE(table().visualRect(table().currentIndex()).top(), y);
        // It came in above what is seen: said, and one click away.
        QTRY_VERIFY(button("newEmergencies").isVisible());
        QVERIFY(button("newEmergencies").text().contains("1 new emergency"));
        button("newEmergencies").click();
        QCOMPARE(m_page->currentStudyUid(), "2.1");
        QVERIFY(!button("newEmergencies").isVisible());
    }
    void askingByItselfShowsNoProgressAndTheReadersWishComesFirst() {
        m_pacs->studies << aStudy("1.1");
        std::promise<void> goOn;
        auto held = goOn.get_future().share();
        m_pacs->beforeFind = [held] { held.wait(); };
        m_flow->refreshEvery(10ms);
        QTRY_VERIFY(m_pacs->asking);
        QVERIFY(!button("cancelRefresh").isVisible());
        QVERIFY(button("refreshWorklist").isEnabled());
        m_flow->refresh(); // F5 while it asks by itself: the reader sees that it is under way
        QVERIFY(button("cancelRefresh").isVisible());
        QVERIFY(!button("refreshWorklist").isEnabled());
        goOn.set_value();
        QTRY_VERIFY(!button("cancelRefresh").isVisible());
        QTRY_COMPARE(m_page->model().total(), 1);
    }
    void aSearchTakesThePlaceOfAskingByItself() {
        auto other = aStudy("1.2");
        other.patient = {{"NHS", "9990000026"}, "Sample^Samir", QDate(1950, 1, 2), "M"};
        other.studyTime = other.studyTime.addYears(-2);
        m_pacs->studies << other;
        std::promise<void> goOn;
        auto held = goOn.get_future().share();
        m_pacs->beforeFind = [held] { held.wait(); };
        m_flow->refreshEvery(10ms);
        QTRY_VERIFY(m_pacs->asking);
        m_flow->searchPacs("Sample");
        m_flow->refreshEvery(0ms);
        goOn.set_value();
        QTRY_COMPARE(m_page->model().total(), 1);
        QCOMPARE(m_page->model().find("1.2")->study.patient.name, "Sample^Samir");
    }
    void aPacsThatFailsIsAskedAgainAndComesBackByItself() {
        m_pacs->studies << aStudy("1.1");
        m_pacs->fault = Error{Error::Code::Unreachable, "The PACS does not answer.", {}};
        QSignalSpy asked(m_flow.get(), &WorklistFlow::pacsAsked);
        m_flow->refreshEvery(10ms);
        QTRY_VERIFY(asked.count() >= 3);
        QCOMPARE(asked.last().at(0).toBool(), false);
        m_flow->refreshEvery(0ms);
        QTRY_VERIFY(!m_pacs->asking);
        m_pacs->fault.reset();
        m_flow->refreshEvery(10ms);
        QTRY_COMPARE(m_page->model().total(), 1);
    }
    void theReaderAsksForTheModalityChosenAndAskingByItselfForAll() {
        auto mr = aStudy("1.2");
        mr.modalities = QStringList{"MR"};
        m_pacs->studies << aStudy("1.1") << mr;
        m_page->chooseModalities({"MR"});
        QSignalSpy asked(m_flow.get(), &WorklistFlow::pacsAsked);
        m_flow->refresh();
        QVERIFY(asked.wait());
        QCOMPARE(m_pacs->lastQuery.modalities, QStringList{"MR"});
        QVERIFY(m_pacs->lastQuery.from.isValid());
        QTRY_COMPARE(m_page->model().total(), 1);
        // What nobody limited brings the rest: the CT is known, and said not to be shown.
        m_flow->refreshEvery(10ms);
        QTRY_COMPARE(m_page->model().total(), 2);
        m_flow->refreshEvery(0ms);
        QTRY_VERIFY(!m_pacs->asking);
        QVERIFY(m_pacs->lastQuery.modalities.isEmpty());
        QCOMPARE(m_page->model().rowCount(), 1);
        QCOMPARE(m_page->model().hiddenByModality(), 1);
    }
    void zeroMeansOnlyWhenAsked() {
        m_flow->refreshEvery(0ms);
        m_flow->refresh();
        QSignalSpy asked(m_flow.get(), &WorklistFlow::pacsAsked);
        QVERIFY(asked.wait());
        QVERIFY(!asked.wait(100));
    }
};

QTEST_MAIN(WorklistFlowTest)
#include "WorklistFlowTest.moc"
