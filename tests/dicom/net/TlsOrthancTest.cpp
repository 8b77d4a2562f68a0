// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"
#include "tests/fakes/FakeObjectSink.h"
#include "tests/support/DicomObjects.h"
#include "tests/support/OrthancServer.h"
#include "tests/support/TestCertificates.h"

#include <QElapsedTimer>
#include <QTest>

#include <future>

using namespace vigil;
using namespace vigil::test;
using Fault = TestCertificates::Fault;
using Method = study::PacsPeer::Method;
using Tls = study::PacsPeer::Tls;

/// Everything that Vigil does with a PACS, encrypted in both directions, with the real Orthanc.
class TlsOrthancTest : public QObject {
    Q_OBJECT
    TestCertificates m_certificates;
    OrthancServer m_orthanc;
    study::LocalNode m_local;
    FakeObjectSink m_sink;
    std::unique_ptr<study::StorageListener> m_listener;

    Result<study::RetrieveOutcome> retrieve(const QString& studyUid, Method method) {
        auto peer = m_orthanc.peer();
        peer.method = method;
        return dicom::studyRetriever(peer, m_local, m_sink)->retrieve(studyUid, {}, [](auto) {}, {});
    }
    [[nodiscard]] Error echoError(const study::LocalNode& local) const {
        const auto result = dicom::worklistSource(m_orthanc.peer(), local)->echo({});
        if (result) return {Error::Code::Internal, QStringLiteral("no error"), {}};
        qInfo("%s [%s]", qPrintable(result.error().message), qPrintable(result.error().detail));
        return result.error();
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dicom::initialise().has_value());
        m_local.aeTitle = QStringLiteral("VG-TEST");
        m_local.port = 0;
        m_local.bindAddress = QStringLiteral("127.0.0.1");
        m_local.tls = Tls::On;
        m_local.tlsFiles = m_certificates.issue();
        m_orthanc.useTls(m_certificates.issue());
        QVERIFY(m_orthanc.start());
        m_listener = dicom::storageListener(m_local, {m_orthanc.peer()}, m_sink);
        QVERIFY(m_listener->start().has_value());
        QVERIFY(m_orthanc.addModality(QStringLiteral("VG-TEST"), m_listener->port()));
    }
    void cleanupTestCase() { m_listener.reset(); }

    void echoes() {
        const auto echo = dicom::worklistSource(m_orthanc.peer(), m_local)->echo({});
        QVERIFY2(echo.has_value(), qPrintable(echo ? QString() : echo.error().message));
    }
    void finds() {
        const auto study = storedStudy(2, 3);
        QVERIFY(m_orthanc.upload(study));
        const auto keys =
            dicom::worklistSource(m_orthanc.peer(), m_local)->instances(study.first().studyUid, {});
        QVERIFY(keys.has_value());
        QCOMPARE(keys->size(), 6);
    }
    void movesAndGets() {
        for (const auto method : {Method::Move, Method::Get}) {
            const auto study = storedStudy(3, 21);
            QVERIFY(m_orthanc.upload(study));
            m_sink.want(study.first().studyUid);
            const auto outcome = retrieve(study.first().studyUid, method);
            QVERIFY2(outcome.has_value(), qPrintable(outcome ? QString() : outcome.error().message));
            QVERIFY(outcome->isComplete());
            QCOMPARE(outcome->expected, 63);
            QCOMPARE(outcome->method, method == Method::Move ? "move" : "get");
        }
    }
    void archives() {
        const auto before = m_orthanc.instanceCount();
        const auto archive = dicom::archive(m_orthanc.peer(), m_local);
        const auto report = aTextReport();
        sync::OutboxMessage message;
        message.messageId = report.sopInstanceUid;
        message.destination = QStringLiteral("archive");
        message.kind = QStringLiteral("sr");
        message.payload = report.bytes();
        const auto deliveries = archive->deliver({message}, {});
        QVERIFY(std::holds_alternative<sync::Delivered>(deliveries.first()));
        QCOMPARE(m_orthanc.instanceCount(), before + 1);
    }
    void aHungPeerIsLeftAtOnceAndTimesOut() {
        m_orthanc.suspend();
        auto peer = m_orthanc.peer();
        peer.connectTimeout = std::chrono::seconds(1);
        const auto silent = dicom::worklistSource(peer, m_local)->echo({});
        peer.connectTimeout = std::chrono::seconds(60);
        std::stop_source stop;
        auto call = std::async(std::launch::async,
                               [&] { return dicom::worklistSource(peer, m_local)->echo(stop.get_token()); });
        const auto early = call.wait_for(std::chrono::milliseconds(300));
        QElapsedTimer timer;
        timer.start();
        stop.request_stop();
        const auto left = call.get();
        const auto time = timer.elapsed();
        m_orthanc.resume();
        QVERIFY(!silent);
        QCOMPARE(silent.error().code, Error::Code::Timeout);
        QVERIFY(silent.error().message.contains("encrypted greeting"));
        QVERIFY(early == std::future_status::timeout);
        QCOMPARE(left.error().code, Error::Code::Cancelled);
        QVERIFY2(time <= 500, qPrintable(QString::number(time)));
    }
    void withoutTlsNothingIsAnswered() {
        auto peer = m_orthanc.peer();
        peer.tls = Tls::Off;
        const auto result = dicom::worklistSource(peer, m_local)->echo({});
        QVERIFY(!result);
        QVERIFY2(result.error().message.contains("tls=on in [pacs/orthanc]"),
                 qPrintable(result.error().message));
    }
    void aMissingCertificateOfOursIsSaid() {
        auto local = m_local;
        local.tlsFiles.certificate.clear();
        local.tlsFiles.privateKey.clear();
        const auto error = echoError(local);
        QVERIFY(error.message.contains("[local]"));
        QVERIFY(error.message.contains("certificate and privateKey"));
    }
    void anUnknownCertificateOfOursIsSaid() {
        auto local = m_local;
        local.tlsFiles = m_certificates.issue(Fault::UnknownIssuer);
        const auto error = echoError(local);
        QVERIFY(error.message.contains("does not accept the certificate of this computer"));
    }
    void aPlainPacsIsNotFallenBackTo() {
        OrthancServer plain;
        QVERIFY(plain.start());
        auto peer = plain.peer();
        peer.tls = Tls::On;
        const auto result = dicom::worklistSource(peer, m_local)->echo({});
        QVERIFY(!result);
        QCOMPARE(result.error().code, Error::Code::Refused);
        QVERIFY2(result.error().message.contains("does not speak TLS at this port"),
                 qPrintable(result.error().message));
    }
};

QTEST_GUILESS_MAIN(TlsOrthancTest)
#include "TlsOrthancTest.moc"
