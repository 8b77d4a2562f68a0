// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"
#include "tests/fakes/FakeObjectSink.h"
#include "tests/support/DcmqrscpServer.h"
#include "tests/support/DicomObjects.h"

#include <QTest>

using namespace vigil;
using namespace vigil::test;
using Method = study::PacsPeer::Method;

/// What Orthanc forgives and DCMTK's archive does not: query levels, move destinations by status 0xA801.
class RetrieverDcmqrscpTest : public QObject {
    Q_OBJECT
    DcmqrscpServer m_pacs;
    study::LocalNode m_local;
    FakeObjectSink m_sink;
    std::unique_ptr<study::StorageListener> m_listener;
    QList<DicomObject> m_first;
    QList<DicomObject> m_second;
    QList<DicomObject> m_third;
    QList<DicomObject> m_damaged;

    Result<study::RetrieveOutcome> retrieve(const QString& studyUid, Method method, const QString& aeTitle,
                                            const QList<study::InstanceKey>& already = {}) {
        auto peer = m_pacs.peer();
        peer.method = method;
        auto local = m_local;
        local.aeTitle = aeTitle;
        return dicom::studyRetriever(peer, local, m_sink)->retrieve(studyUid, already, {}, {});
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dicom::initialise().has_value());
        QVERIFY(DcmqrscpServer::isInstalled());
        m_local.aeTitle = QStringLiteral("VG-TEST");
        m_local.port = 0;
        m_local.bindAddress = QStringLiteral("127.0.0.1");
        m_listener = dicom::storageListener(m_local, {m_pacs.peer()}, m_sink);
        QVERIFY(m_listener->start().has_value());
        m_pacs.addModality(QStringLiteral("VG-TEST"), m_listener->port());
        QVERIFY(m_pacs.start());
        m_first = storedStudy(2, 4, QStringLiteral("P1"), QStringLiteral("Doe^Jane"));
        m_second = storedStudy(1, 4, QStringLiteral("P2"), QStringLiteral("Roe^Richard"));
        m_third = storedStudy(2, 3, QStringLiteral("P3"), QStringLiteral("Poe^Ann"));
        m_damaged = storedStudy(1, 4, QStringLiteral("P4"), QStringLiteral("Loe^Kim"));
        m_damaged[1].pixelsLost = m_damaged[3].pixelsLost = 64;
        QVERIFY(m_pacs.upload(m_first + m_second + m_third + m_damaged));
        for (const auto& study : {m_first, m_second, m_third, m_damaged})
            m_sink.want(study.first().studyUid);
    }
    void findsStudiesAndTheirInstances() {
        study::WorklistQuery query;
        query.patientId = QStringLiteral("P1");
        QList<study::Study> studies;
        const auto source = dicom::worklistSource(m_pacs.peer(), m_local);
        QVERIFY(source->find(query, [&](study::Study study) { studies << study; }, {}).has_value());
        QCOMPARE(studies.size(), 1);
        QCOMPARE(studies.first().patient.name, QStringLiteral("Doe^Jane"));
        const auto keys = source->instances(m_first.first().studyUid, {});
        QVERIFY(keys.has_value());
        QCOMPARE(keys->size(), 8);
    }
    void movesAStudy() {
        const auto outcome = retrieve(m_first.first().studyUid, Method::Auto, QStringLiteral("VG-TEST"));
        QVERIFY2(outcome.has_value(), qPrintable(outcome ? QString() : outcome.error().message));
        QVERIFY(outcome->isComplete());
        QCOMPARE(outcome->expected, 8);
        QCOMPARE(outcome->method, QStringLiteral("move"));
    }
    void getsWhenItIsNoDestination() {
        const auto outcome = retrieve(m_second.first().studyUid, Method::Auto, QStringLiteral("VG-NOBODY"));
        QVERIFY2(outcome.has_value(), qPrintable(outcome ? QString() : outcome.error().message));
        QVERIFY(outcome->isComplete());
        QCOMPARE(outcome->method, QStringLiteral("get"));
    }
    void anUnknownMoveDestinationIsNamed() {
        const auto outcome = retrieve(m_third.first().studyUid, Method::Move, QStringLiteral("VG-NOBODY"));
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, Error::Code::Refused);
        QVERIFY2(outcome.error().message.contains(QLatin1String("\"VG-NOBODY\"")),
                 qPrintable(outcome.error().message));
        QVERIFY(outcome.error().message.contains(QLatin1String("method=get")));
    }
    void whatTheArchiveHasDamagedIsMissingWithItsReason_data() {
        QTest::addColumn<Method>("method");
        QTest::newRow("move") << Method::Auto;
        QTest::newRow("get") << Method::Get;
    }
    void whatTheArchiveHasDamagedIsMissingWithItsReason() {
        QFETCH(Method, method);
        const auto outcome = retrieve(m_damaged.first().studyUid, method, QStringLiteral("VG-TEST"));
        QVERIFY2(outcome.has_value(), qPrintable(outcome ? QString() : outcome.error().message));
        QCOMPARE(outcome->received, 2);
        QCOMPARE(outcome->missing.size(), 2);
        QCOMPARE(outcome->damaged.size(), 2);
        QVERIFY(outcome->damaged.contains(m_damaged.at(1).sopInstanceUid));
        QCOMPARE(outcome->problem,
                 QStringLiteral("2 arrived damaged and were not kept: the pixel data ends early."));
        QCOMPARE(outcome->method, method == Method::Get ? QStringLiteral("get") : QStringLiteral("move"));
    }
    /// Nothing comes whole: still it is the damage that is said, not that the archive failed.
    void whenAllIsDamagedThatIsSaid() {
        QList<study::InstanceKey> already;
        for (const auto& slice : m_damaged)
            if (slice.pixelsLost == 0)
                already << study::InstanceKey{slice.studyUid, slice.seriesUid, slice.sopClassUid,
                                              slice.sopInstanceUid};
        const auto outcome =
            retrieve(m_damaged.first().studyUid, Method::Auto, QStringLiteral("VG-TEST"), already);
        QVERIFY2(outcome.has_value(), qPrintable(outcome ? QString() : outcome.error().message));
        QCOMPARE(outcome->damaged.size(), 2);
        QCOMPARE(outcome->method, QStringLiteral("move"));
    }
    void fetchesSingleImages() {
        QList<study::InstanceKey> already;
        for (const auto& slice : m_third)
            if (slice.instanceNumber != 2)
                already << study::InstanceKey{slice.studyUid, slice.seriesUid, slice.sopClassUid,
                                              slice.sopInstanceUid};
        const int before = m_sink.count();
        const auto outcome =
            retrieve(m_third.first().studyUid, Method::Move, QStringLiteral("VG-TEST"), already);
        QVERIFY2(outcome.has_value(), qPrintable(outcome ? QString() : outcome.error().message));
        QVERIFY(outcome->isComplete());
        QCOMPARE(m_sink.count() - before, 2);
    }
};

QTEST_GUILESS_MAIN(RetrieverDcmqrscpTest)
#include "RetrieverDcmqrscpTest.moc"
