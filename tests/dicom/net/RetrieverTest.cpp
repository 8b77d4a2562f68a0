// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Retriever.h"
#include "dicom/net/Startup.h"
#include "dicom/net/StorageListener.h"
#include "tests/dicom/net/ScriptedPacs.h"
#include "tests/fakes/FakeObjectSink.h"

#include <QElapsedTimer>
#include <QTest>

#include <future>

using namespace vigil;
using namespace vigil::test;
using Level = ScriptedPacs::Level;
using Method = study::PacsPeer::Method;
Q_DECLARE_METATYPE(Level)
Q_DECLARE_METATYPE(Method)

/// Retrieves from a PACS that does what real ones do at their worst.
class RetrieverTest : public QObject {
    Q_OBJECT
    study::LocalNode m_local;
    std::unique_ptr<FakeObjectSink> m_sink;
    std::unique_ptr<dicom::StorageListener> m_listener;
    std::unique_ptr<ScriptedPacs> m_pacs;
    study::PacsPeer m_peer;

    [[nodiscard]] QString studyUid() const { return m_pacs->script.study.first().studyUid; }
    void hold(int series, int slices) {
        m_pacs->script.study = storedStudy(series, slices);
        m_sink->want(studyUid());
    }
    Result<study::RetrieveOutcome> retrieve(const study::Beforehand& before = {}) {
        const auto outcome =
            dicom::Retriever(m_peer, m_local, *m_sink).retrieve(studyUid(), before, [](auto) {}, {});
        if (!outcome)
            qInfo("%s [%s]", qPrintable(outcome.error().message), qPrintable(outcome.error().detail));
        return outcome;
    }
    [[nodiscard]] int asked(const char* request) const {
        return static_cast<int>(m_pacs->requests().count(QString::fromLatin1(request)));
    }
    [[nodiscard]] QList<study::InstanceKey> allButTheFirst() const {
        QList<study::InstanceKey> keys;
        for (const auto& slice : m_pacs->script.study.mid(1))
            keys << study::InstanceKey{slice.studyUid, slice.seriesUid, slice.sopClassUid,
                                       slice.sopInstanceUid};
        return keys;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(dicom::startNetwork().has_value()); }
    void init() {
        m_local = {};
        m_local.aeTitle = "VG-TEST";
        m_local.port = 0;
        m_local.bindAddress = "127.0.0.1";
        m_sink = std::make_unique<FakeObjectSink>();
        study::PacsPeer caller;
        caller.name = "scripted";
        caller.aeTitle = "SCRIPTED";
        caller.host = "127.0.0.1";
        m_listener = std::make_unique<dicom::StorageListener>(m_local, QList{caller}, *m_sink);
        QVERIFY(m_listener->start().has_value());
        m_pacs = std::make_unique<ScriptedPacs>(m_listener->port());
        m_peer = m_pacs->peer();
        // The sink of the test has no disk: what has come is there.
        m_peer.lateArrivals = std::chrono::milliseconds(300);
    }
    void cleanup() {
        m_pacs.reset();
        m_listener.reset();
    }

    void anOrdinaryPacsIsComplete() {
        for (const auto method : {Method::Move, Method::Get}) {
            hold(2, 5);
            m_peer.method = method;
            const auto outcome = retrieve();
            QVERIFY(outcome.has_value());
            QVERIFY(outcome->isComplete());
            QCOMPARE(outcome->expected, 10);
            QCOMPARE(outcome->counted, 10);
            QCOMPARE(outcome->uncertain, 0);
        }
    }
    void whatIsSentElsewhereIsFetchedByGet() {
        hold(1, 4);
        m_pacs->script.sendsElsewhere = true;
        const auto outcome = retrieve();
        QVERIFY(outcome.has_value());
        QVERIFY(outcome->isComplete());
        QCOMPARE(outcome->method, "get");
    }
    void whatIsSentElsewhereIsSaidWhenGetIsNoWay_data() {
        QTest::addColumn<Method>("method");
        QTest::addColumn<bool>("gets");
        QTest::newRow("method=move") << Method::Move << true;
        QTest::newRow("no C-GET") << Method::Auto << false;
    }
    void whatIsSentElsewhereIsSaidWhenGetIsNoWay() {
        QFETCH(Method, method);
        QFETCH(bool, gets);
        hold(1, 4);
        m_peer.method = method;
        m_pacs->script.sendsElsewhere = true;
        m_pacs->script.getsToo = gets;
        const auto outcome = retrieve();
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, Error::Code::Rejected);
        QVERIFY(outcome.error().message.contains("another computer under that AE title"));
        QVERIFY(outcome.error().message.contains("set-up check"));
    }
    void aListThatIsCutIsNotTakenForTheStudy_data() {
        QTest::addColumn<Method>("method");
        QTest::addColumn<bool>("seriesCounted");
        for (const bool counted : {true, false}) {
            QTest::addRow("C-MOVE, counted by %s", counted ? "series" : "study") << Method::Move << counted;
            QTest::addRow("C-GET, counted by %s", counted ? "series" : "study") << Method::Get << counted;
        }
    }
    void aListThatIsCutIsNotTakenForTheStudy() {
        QFETCH(Method, method);
        QFETCH(bool, seriesCounted);
        hold(1, 40);
        m_peer.method = method;
        m_pacs->script.namesAtMost = 8;
        m_pacs->script.countsSeries = seriesCounted;
        study::Beforehand before;
        if (!seriesCounted) before.counted = 40; // by STUDY level
        const auto outcome = retrieve(before);
        QVERIFY(outcome.has_value());
        QCOMPARE(outcome->received, 40);
        QCOMPARE(outcome->expected, 40);
        QVERIFY(outcome->isComplete());
        QCOMPARE(outcome->uncertain, 0);
        QCOMPARE(m_sink->count(), 40);
    }
    void whatComesShortOfTheCountersIsNotComplete() {
        hold(1, 40);
        m_pacs->script.namesAtMost = 8;
        m_pacs->script.losesLast = 3;
        const auto outcome = retrieve();
        QVERIFY(outcome.has_value());
        QVERIFY(outcome->missing.isEmpty());
        QCOMPARE(outcome->received, 37);
        QCOMPARE(outcome->expected, 40);
        QCOMPARE(outcome->shortBy, 3);
        QVERIFY(!outcome->isComplete());
    }
    void aCountThatNothingBearsOutIsUncertain() {
        hold(1, 4);
        m_pacs->script.countsBesides = 2;
        m_pacs->script.countsSent = false;
        const auto outcome = retrieve();
        QVERIFY(outcome.has_value());
        QCOMPARE(outcome->expected, 4);
        QCOMPARE(outcome->counted, 6);
        QCOMPARE(outcome->uncertain, 2);
        QVERIFY(outcome->isComplete()); // nothing that could be fetched is missing
    }
    void aPacsThatAlwaysCountsTooMuchIsFetchedFromOnce() {
        hold(1, 4);
        m_pacs->script.countsBesides = 2;
        const auto outcome = retrieve();
        QVERIFY(outcome.has_value());
        QVERIFY(outcome->isComplete());
        QCOMPARE(outcome->expected, 4);
        QCOMPARE(outcome->uncertain, 0); // the names and the counters of C-MOVE agree
        QCOMPARE(asked("C-MOVE STUDY"), 1);
        study::Beforehand before;
        before.settledCount = outcome->counted;
        QVERIFY(retrieve(before)->isComplete());
        QCOMPARE(asked("C-MOVE STUDY"), 1);
        before.settledCount = outcome->counted - 1; // it has grown since
        QVERIFY(retrieve(before).has_value());
        QCOMPARE(asked("C-MOVE STUDY"), 2);
    }
    void aPacsThatDoesNotNameInstancesIsCounted_data() {
        QTest::addColumn<Level>("level");
        QTest::addColumn<Method>("method");
        QTest::newRow("IMAGE, C-MOVE") << Level::Image << Method::Move;
        QTest::newRow("IMAGE, C-GET") << Level::Image << Method::Get;
        QTest::newRow("SERIES, C-MOVE") << Level::Series << Method::Move;
        QTest::newRow("SERIES, C-GET") << Level::Series << Method::Get;
    }
    void aPacsThatDoesNotNameInstancesIsCounted() {
        QFETCH(Level, level);
        QFETCH(Method, method);
        hold(2, 5);
        m_peer.method = method;
        m_pacs->script.findRefusedFrom = level;
        const auto outcome = retrieve();
        QVERIFY(outcome.has_value());
        QVERIFY(outcome->onlyCounted);
        QCOMPARE(outcome->received, 10);
        QCOMPARE(outcome->expected, 10);
        QVERIFY(outcome->isComplete());
        QCOMPARE(outcome->uncertain, 0);
    }
    void aPacsThatDoesNotNameInstancesAndLosesSome() {
        hold(2, 5);
        m_pacs->script.findRefusedFrom = Level::Image;
        m_pacs->script.losesLast = 2;
        const auto outcome = retrieve();
        QVERIFY(outcome.has_value());
        QCOMPARE(outcome->received, 8);
        QCOMPARE(outcome->expected, 10);
        QVERIFY(!outcome->isComplete());
    }
    void seriesAreAskedForWhereInstancesCannotBe() {
        hold(2, 3);
        m_peer.method = Method::Move;
        m_pacs->script.refusesImageRetrieve = true;
        const auto outcome = retrieve({allButTheFirst()});
        QVERIFY(outcome.has_value());
        QVERIFY(outcome->isComplete());
        QCOMPARE(asked("C-MOVE IMAGE"), 1);
        QCOMPARE(asked("C-MOVE SERIES"), 1);
        QCOMPARE(asked("C-MOVE STUDY"), 0);
        QCOMPARE(m_sink->count(), 3); // of its series
    }
    void theOwnDiskIsNotBlamedOnThePacs_data() {
        QTest::addColumn<Method>("method");
        QTest::newRow("C-MOVE") << Method::Move;
        QTest::newRow("C-GET") << Method::Get;
        QTest::newRow("auto") << Method::Auto;
    }
    void theOwnDiskIsNotBlamedOnThePacs() {
        QFETCH(Method, method);
        hold(1, 4);
        m_peer.method = method;
        m_sink->setDisk(FakeObjectSink::Disk::FullLater);
        QElapsedTimer timer;
        timer.start();
        const auto outcome = retrieve();
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, Error::Code::DiskFull);
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(asked("C-GET STUDY"), method == Method::Get ? 1 : 0);
    }
    void whatIsOnItsWayToTheDiskCountsAfterABreak() {
        hold(1, 4);
        m_peer.method = Method::Move;
        m_pacs->script.breaksOff = true;
        m_peer.lateArrivals = std::chrono::seconds(5);
        m_sink->hold();
        auto outcome = std::async(std::launch::async, [this] { return retrieve(); });
        QTRY_COMPARE(asked("C-MOVE STUDY"), 1);
        QCOMPARE(outcome.wait_for(std::chrono::milliseconds(300)), std::future_status::timeout);
        m_sink->letGo();
        const auto ended = outcome.get();
        QVERIFY(ended.has_value());
        QVERIFY(ended->isComplete());
    }
    void aSlowPacsThatSaysNothingIsNotCalledHung_data() {
        QTest::addColumn<int>("instances");
        QTest::addColumn<int>("beforeEach");
        QTest::addColumn<bool>("echoes");
        QTest::newRow("its images are a sign of life") << 3 << 600 << false;
        QTest::newRow("its answer to C-ECHO is one") << 1 << 1700 << true;
    }
    void aSlowPacsThatSaysNothingIsNotCalledHung() {
        QFETCH(int, instances);
        QFETCH(int, beforeEach);
        QFETCH(bool, echoes);
        hold(1, instances);
        m_peer.method = Method::Move;
        m_peer.silenceTimeout = std::chrono::seconds(1);
        m_pacs->script.beforeEach = std::chrono::milliseconds(beforeEach);
        m_pacs->script.echoes = echoes;
        const auto outcome = retrieve();
        QVERIFY(outcome.has_value());
        QVERIFY(outcome->isComplete());
    }
    void aPacsThatGivesNoSignAtAllIsLeftAtTheTimeOut() {
        hold(1, 1);
        m_peer.silenceTimeout = std::chrono::seconds(2);
        m_pacs->script.beforeEach = std::chrono::seconds(60);
        m_pacs->script.echoes = false;
        for (const auto method : {Method::Move, Method::Get}) {
            m_peer.method = method;
            QElapsedTimer timer;
            timer.start();
            const auto outcome = retrieve();
            QVERIFY(!outcome);
            QCOMPARE(outcome.error().code, Error::Code::Timeout);
            // Half a second of waiting for what may still be on its way to the disk; less than twice.
            QVERIFY2(timer.elapsed() >= 2000 && timer.elapsed() < 3900,
                     qPrintable(QString::number(timer.elapsed())));
        }
    }
};

QTEST_GUILESS_MAIN(RetrieverTest)
#include "RetrieverTest.moc"
