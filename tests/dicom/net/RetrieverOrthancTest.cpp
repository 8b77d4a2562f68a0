// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"
#include "tests/fakes/FakeObjectSink.h"
#include "tests/support/DicomObjects.h"
#include "tests/support/FaultProxy.h"
#include "tests/support/OrthancServer.h"

#include <QElapsedTimer>
#include <QTest>

#include <future>

using namespace vigil;
using namespace vigil::test;
using Method = study::PacsPeer::Method;

class RetrieverOrthancTest : public QObject {
    Q_OBJECT
    OrthancServer m_orthanc;
    study::LocalNode m_local;
    std::unique_ptr<FakeObjectSink> m_sink;
    std::unique_ptr<study::StorageListener> m_listener;
    QList<study::RetrieveProgress> m_progress;
    int m_studies = 0;
    int m_associations = 1;

    QList<DicomObject> uploaded(int series, int slices) {
        const auto study = storedStudy(series, slices, QStringLiteral("P%1").arg(++m_studies));
        if (!m_orthanc.upload(study)) qFatal("Orthanc does not take the test objects");
        m_sink->want(study.first().studyUid);
        return study;
    }
    Result<study::RetrieveOutcome> retrieve(const QString& studyUid, Method method,
                                            const QList<study::InstanceKey>& already = {},
                                            std::stop_token stop = {}, const QString& aeTitle = {}) {
        auto peer = m_orthanc.peer();
        peer.method = method;
        peer.silenceTimeout = std::chrono::seconds(20);
        peer.associations = m_associations;
        auto local = m_local;
        if (!aeTitle.isEmpty()) local.aeTitle = aeTitle;
        m_progress.clear();
        const auto outcome =
            dicom::studyRetriever(peer, local, *m_sink)
                ->retrieve(
                    studyUid, already, [this](auto step) { m_progress << step; }, std::move(stop));
        if (!outcome)
            qInfo("%s [%s]", qPrintable(outcome.error().message), qPrintable(outcome.error().detail));
        return outcome;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dicom::initialise().has_value());
        m_local.aeTitle = QStringLiteral("VG-TEST");
        m_local.port = 0;
        m_local.bindAddress = QStringLiteral("127.0.0.1");
        QVERIFY(m_orthanc.start());
    }
    void init() {
        m_sink = std::make_unique<FakeObjectSink>();
        m_listener = dicom::storageListener(m_local, {m_orthanc.peer()}, *m_sink);
        QVERIFY(m_listener->start().has_value());
        QVERIFY(m_orthanc.addModality(QStringLiteral("VG-TEST"), m_listener->port()));
    }
    void cleanup() {
        m_associations = 1;
        m_listener.reset();
        m_sink.reset();
    }

    void movesAWholeStudy() {
        const auto study = uploaded(3, 21);
        const auto outcome = retrieve(study.first().studyUid, Method::Move);
        QVERIFY(outcome.has_value());
        QCOMPARE(outcome->expected, 63);
        QCOMPARE(outcome->received, 63);
        QCOMPARE(outcome->failed, 0);
        QVERIFY(outcome->isComplete());
        QCOMPARE(outcome->method, QStringLiteral("move"));
        QCOMPARE(m_sink->count(), 63);
        QVERIFY(outcome->bytes > 63 * 64 * 64 * 2);
        QCOMPARE(m_progress.last().received, 63);
        QCOMPARE(m_progress.last().expected, 63);
    }
    void getsAWholeStudy() {
        const auto study = uploaded(3, 21);
        const auto outcome = retrieve(study.first().studyUid, Method::Get);
        QVERIFY(outcome.has_value());
        QVERIFY(outcome->isComplete());
        QCOMPARE(outcome->expected, 63);
        QCOMPARE(outcome->method, QStringLiteral("get"));
        QCOMPARE(m_sink->count(), 63);
    }
    void severalAssociationsBringEachImageOnce() {
        m_associations = 3;
        for (const auto method : {Method::Move, Method::Get}) {
            const auto study = uploaded(2, 60);
            const int before = m_sink->count();
            const auto outcome = retrieve(study.first().studyUid, method);
            QVERIFY(outcome.has_value());
            QVERIFY(outcome->isComplete());
            QCOMPARE(outcome->expected, 120);
            QCOMPARE(outcome->failed, 0);
            QCOMPARE(m_sink->count() - before, 120);
            QCOMPARE(m_progress.last().received, 120);
        }
    }
    void severalAssociationsAreOfNoUseToAnUnknownDestination() {
        m_associations = 3;
        const auto study = uploaded(1, 60);
        const auto outcome =
            retrieve(study.first().studyUid, Method::Auto, {}, {}, QStringLiteral("VG-NOBODY"));
        QVERIFY(outcome.has_value());
        QVERIFY(outcome->isComplete());
        QCOMPARE(outcome->method, QStringLiteral("get"));
        QCOMPARE(m_sink->count(), 60);
    }
    void fallsBackToGetWhenThePacsDoesNotKnowUs() {
        const auto study = uploaded(1, 4);
        const auto outcome =
            retrieve(study.first().studyUid, Method::Auto, {}, {}, QStringLiteral("VG-NOBODY"));
        QVERIFY(outcome.has_value());
        QVERIFY(outcome->isComplete());
        QCOMPARE(outcome->method, QStringLiteral("get"));
    }
    void fallsBackToGetWhenThePacsCannotReachUs() {
        const auto study = uploaded(1, 4);
        m_listener->stop();
        const auto outcome = retrieve(study.first().studyUid, Method::Auto);
        QVERIFY(outcome.has_value());
        QVERIFY(outcome->isComplete());
        QCOMPARE(outcome->method, QStringLiteral("get"));
    }
    void moveAloneToAnUnknownDestinationIsAnError() {
        const auto study = uploaded(1, 2);
        const auto outcome =
            retrieve(study.first().studyUid, Method::Move, {}, {}, QStringLiteral("VG-NOBODY"));
        QVERIFY(!outcome);
        QVERIFY(!outcome.error().message.isEmpty());
    }
    void asksOnlyForWhatIsMissing() {
        for (const auto method : {Method::Move, Method::Get}) {
            const auto study = uploaded(2, 5);
            QList<study::InstanceKey> already;
            for (const auto& slice : study)
                if (slice.instanceNumber != 3)
                    already << study::InstanceKey{slice.studyUid, slice.seriesUid, slice.sopClassUid,
                                                  slice.sopInstanceUid};
            const int before = m_sink->count();
            const auto outcome = retrieve(study.first().studyUid, method, already);
            QVERIFY(outcome.has_value());
            QCOMPARE(m_sink->count() - before, 2);
            QCOMPARE(outcome->received, 10);
            QVERIFY(outcome->isComplete());
        }
    }
    void nothingIsFetchedWhenAllIsHere() {
        const auto study = uploaded(1, 3);
        QVERIFY(retrieve(study.first().studyUid, Method::Move).has_value());
        const auto again = retrieve(study.first().studyUid, Method::Move);
        QVERIFY(again.has_value());
        QVERIFY(again->isComplete());
        QCOMPARE(m_sink->count(), 3);
        QCOMPARE(again->bytes, 0);
    }
    void whatCouldNotBeKeptIsTheOwnDisksFault() {
        using Disk = FakeObjectSink::Disk;
        for (const auto method : {Method::Move, Method::Get, Method::Auto})
            for (const auto disk : {Disk::FullAtFile, Disk::FullAtAccept, Disk::FullLater}) {
                const auto study = uploaded(1, 5);
                const int before = m_sink->count();
                m_sink->setDisk(disk);
                const auto outcome = retrieve(study.first().studyUid, method);
                QVERIFY(!outcome);
                QCOMPARE(outcome.error().code, Error::Code::DiskFull);
                QCOMPARE(m_sink->count(), before);
                m_sink->setDisk(Disk::Roomy);
                const auto again = retrieve(study.first().studyUid, method);
                QVERIFY(again.has_value());
                QVERIFY(again->isComplete());
            }
    }
    void aStudyThatIsGoneIsSaidPlainly() {
        const auto study = uploaded(1, 3);
        QVERIFY(m_orthanc.deleteStudy(study.first().studyUid));
        const auto outcome = retrieve(study.first().studyUid, Method::Auto);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, Error::Code::NotFound);
        QVERIFY(outcome.error().message.contains(QLatin1String("not in PACS")));
    }
    void stopsAtOnceInTheMiddle() {
        const auto study = uploaded(4, 25);
        for (const auto method : {Method::Move, Method::Get}) {
            FakeObjectSink sink;
            std::stop_source stop;
            QElapsedTimer sinceStop;
            auto peer = m_orthanc.peer();
            peer.method = method;
            m_listener = dicom::storageListener(m_local, {peer}, sink);
            QVERIFY(m_listener->start().has_value());
            QVERIFY(m_orthanc.addModality(QStringLiteral("VG-TEST"), m_listener->port()));
            sink.want(study.first().studyUid);
            const auto outcome = dicom::studyRetriever(peer, m_local, sink)
                                     ->retrieve(
                                         study.first().studyUid, {},
                                         [&](study::RetrieveProgress step) {
                                             if (step.received == 0 || stop.stop_requested()) return;
                                             sinceStop.start();
                                             stop.request_stop();
                                         },
                                         stop.get_token());
            QVERIFY(!outcome);
            QCOMPARE(outcome.error().code, Error::Code::Cancelled);
            QVERIFY2(sinceStop.elapsed() <= 500, qPrintable(QString::number(sinceStop.elapsed())));
            m_listener.reset(); // Orthanc may still be sending to the sink of this round
        }
    }
    void aPacsThatStopsInTheMiddleIsCalledHungInTime_data() {
        QTest::addColumn<int>("method");
        QTest::newRow("C-MOVE") << static_cast<int>(Method::Move);
        QTest::newRow("C-GET") << static_cast<int>(Method::Get);
    }
    void aPacsThatStopsInTheMiddleIsCalledHungInTime() {
        QFETCH(int, method);
        const auto study = uploaded(4, 50);
        FaultProxy slow(static_cast<Method>(method) == Method::Get ? m_orthanc.dicomPort()
                                                                   : m_listener->port());
        slow.setPlan({FaultProxy::Fault::Delay, 0,
                      static_cast<Method>(method) == Method::Get ? FaultProxy::From::Server
                                                                 : FaultProxy::From::Client});
        auto peer = m_orthanc.peer();
        peer.method = static_cast<Method>(method);
        peer.silenceTimeout = std::chrono::seconds(2);
        peer.associations = 1;
        if (peer.method == Method::Get)
            peer.port = slow.port();
        else
            QVERIFY(m_orthanc.addModality(QStringLiteral("VG-TEST"), slow.port()));
        QElapsedTimer sinceStop;
        const auto outcome = dicom::studyRetriever(peer, m_local, *m_sink)
                                 ->retrieve(study.first().studyUid, {},
                                            [&](study::RetrieveProgress step) {
                                                if (step.received < 5 || sinceStop.isValid()) return;
                                                m_orthanc.suspend();
                                                sinceStop.start();
                                            },
                                            {});
        const auto took = sinceStop.isValid() ? sinceStop.elapsed() : -1;
        m_orthanc.resume();
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, Error::Code::Timeout);
        // Half a second of it is for what may still be on its way to the disk.
        QVERIFY2(took >= 1500 && took < 3500, qPrintable(QString::number(took)));
    }
    void aHungPacsIsCalledSilentAndCanBeLeftAtOnce() {
        const auto study = uploaded(1, 2);
        auto peer = m_orthanc.peer();
        peer.silenceTimeout = std::chrono::seconds(1);
        m_orthanc.suspend();
        QElapsedTimer timer;
        timer.start();
        const auto silent =
            dicom::studyRetriever(peer, m_local, *m_sink)->retrieve(study.first().studyUid, {}, {}, {});
        QVERIFY(!silent);
        QCOMPARE(silent.error().code, Error::Code::Timeout);
        QVERIFY(timer.elapsed() >= 1000 && timer.elapsed() < 3000);

        peer.silenceTimeout = std::chrono::seconds(60);
        std::stop_source stop;
        auto hanging = std::async(std::launch::async, [&] {
            return dicom::worklistSource(peer, m_local)
                ->find(
                    {}, [](study::Study) {}, stop.get_token());
        });
        QCOMPARE(hanging.wait_for(std::chrono::milliseconds(300)), std::future_status::timeout);
        timer.restart();
        stop.request_stop();
        const auto left = hanging.get();
        QVERIFY2(timer.elapsed() <= 500, qPrintable(QString::number(timer.elapsed())));
        m_orthanc.resume();
        QVERIFY(!left);
        QCOMPARE(left.error().code, Error::Code::Cancelled);
        QVERIFY(dicom::worklistSource(m_orthanc.peer(), m_local)->echo({}).has_value());
    }
};

QTEST_GUILESS_MAIN(RetrieverOrthancTest)
#include "RetrieverOrthancTest.moc"
