// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"
#include "tests/support/DoctorsRoom.h"
#include "tests/support/OrthancServer.h"
#include "tests/support/TestCertificates.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::test;
using State = setup::Finding::State;
using Method = study::PacsPeer::Method;

/// The doctor against a real Orthanc and our real listener, one fault at a time.
class SetupDoctorOrthancTest : public QObject {
    Q_OBJECT
    OrthancServer m_orthanc;
    std::unique_ptr<DoctorsRoom> m_room;
    std::unique_ptr<study::StorageListener> m_listener;
    Result<void> m_listening;

    void listen() {
        m_listener = dicom::storageListener(m_room->local, m_room->pacs, m_room->arrivals, &m_room->calls);
        m_listening = m_listener->start();
    }
    /// Examines PACS "orthanc"; the findings without the prefix "pacs/orthanc/".
    setup::Finding examined(const QString& key) { return m_room->examined().value(key); }
    [[nodiscard]] study::PacsPeer& pacs() { return m_room->pacs.first(); }
    void askByRest() { pacs().rest = QStringLiteral("http://127.0.0.1:%1").arg(m_orthanc.httpPort()); }
    /// No C-GET to fall back on, so that a C-MOVE that fails is a fault.
    void onlyMove() { pacs().method = Method::Move; }

private Q_SLOTS:
    void initTestCase() {
        if (!OrthancServer::isInstalled()) QSKIP("needs Orthanc");
        QVERIFY(dicom::initialise().has_value());
        QVERIFY(m_orthanc.start());
        QVERIFY(m_orthanc.upload(storedStudy(1, 3)));
    }
    void init() {
        m_room = std::make_unique<DoctorsRoom>();
        m_room->pacs = {m_orthanc.peer()};
        pacs().connectTimeout = std::chrono::seconds(2);
        pacs().silenceTimeout = std::chrono::seconds(8);
        m_room->probe = [this](const study::PacsPeer& peer) { return dicom::peerProbe(peer, m_room->local); };
        m_room->orderSource = [this](const study::PacsPeer& peer) {
            return dicom::orderSource(peer, m_room->local);
        };
        m_room->listeningPort = [this]() -> Result<quint16> {
            VIGIL_CHECK(m_listening);
            return m_listener->port();
        };
        listen();
        QVERIFY(m_orthanc.addModality(QStringLiteral("VG-TEST"), m_listener->port()));
    }
    void cleanup() { m_listener.reset(); }

    void theRightSetUpIsProvedByAnInstanceThatArrives() {
        const auto findings = m_room->examined();
        for (const auto* key : {"host", "network", "echo", "search", "move", "get"}) {
            const auto finding = findings.value(QStringLiteral("pacs/orthanc/") + QLatin1String(key));
            QVERIFY2(finding.state == State::Ok, key);
        }
        QVERIFY(findings.value(QStringLiteral("local/answer")).state == State::Ok);
        QVERIFY(
            findings.value(QStringLiteral("pacs/orthanc/move")).message.contains(QStringLiteral("arrived")));
        // The test instance is thrown away.
        QCOMPARE(m_room->sink.count(), 0);
        QVERIFY(m_room->sink.files().isEmpty());
    }
    void thePacsIsAskedToCallBackWhereItCanBe() {
        QVERIFY(!m_room->examined().contains(QStringLiteral("pacs/orthanc/echoBack")));
        askByRest();
        const auto back = examined(QStringLiteral("pacs/orthanc/echoBack"));
        QVERIFY(back.state == State::Ok);
        QVERIFY(back.message.contains(
            QStringLiteral("at 127.0.0.1, port %1: its C-ECHO was answered").arg(m_listener->port())));
    }
    void aWayBackThatIsBlockedIsNamedWithItsRemedy() {
        // Nothing of ours listens at 127.0.0.2: what is sent there does not get through.
        m_orthanc.request("PUT", QStringLiteral("/modalities/VG-TEST"),
                          QStringLiteral("{\"AET\":\"VG-TEST\",\"Host\":\"127.0.0.2\",\"Port\":%1}")
                              .arg(m_listener->port())
                              .toUtf8());
        askByRest();
        const auto back = examined(QStringLiteral("pacs/orthanc/echoBack"));
        QVERIFY(back.state == State::Failed);
        QVERIFY(back.message.contains(
            QStringLiteral("as host 127.0.0.2, port %1, but cannot reach it").arg(m_listener->port())));
        QVERIFY(back.remedy.contains(QStringLiteral("This computer is 127.0.0.1")));
        QVERIFY(back.remedy.contains(QStringLiteral("let it pass port %1").arg(m_listener->port())));
        QVERIFY(!back.lines.isEmpty());
    }
    void anEntryThatIsMissingOrHasAnotherPortIsToldApart() {
        askByRest();
        const auto other = freePort();
        QVERIFY(m_orthanc.addModality(QStringLiteral("VG-TEST"), other));
        auto back = examined(QStringLiteral("pacs/orthanc/echoBack"));
        QVERIFY(back.state == State::Failed);
        QVERIFY(back.message.contains(QStringLiteral("has port %1 for \"VG-TEST\"").arg(other)));
        m_orthanc.request("DELETE", QStringLiteral("/modalities/VG-TEST"));
        back = examined(QStringLiteral("pacs/orthanc/echoBack"));
        QVERIFY(back.message.contains(QStringLiteral("does not know \"VG-TEST\"")));
        QVERIFY(!back.lines.isEmpty());
    }
    void aListenerThatTurnsTheCallBackAwaySaysWhy() {
        m_listener.reset();
        pacs().host = QStringLiteral("127.0.0.2"); // it answers there and calls from 127.0.0.1
        listen();
        QVERIFY(m_orthanc.addModality(QStringLiteral("VG-TEST"), m_listener->port()));
        askByRest();
        const auto back = examined(QStringLiteral("pacs/orthanc/echoBack"));
        QVERIFY(back.state == State::Failed);
        QVERIFY(back.message.contains(QStringLiteral("came from 127.0.0.1 and was turned away")));
    }
    void aWrongRestAddressIsNamed() {
        pacs().rest = QStringLiteral("http://127.0.0.1:%1").arg(freePort());
        const auto back = examined(QStringLiteral("pacs/orthanc/echoBack"));
        QVERIFY(back.state == State::Failed);
        QVERIFY((back.message + back.remedy).contains(QStringLiteral("rest in [pacs/orthanc]")));
    }
    void anOrthancThatWantsALoginGetsItFromTheFile() {
        OrthancServer closed;
        closed.configure(QStringLiteral("AuthenticationEnabled"), true);
        closed.configure(QStringLiteral("RegisteredUsers"),
                         QJsonObject{{QStringLiteral("doctor"), QStringLiteral("words-of-it")}});
        closed.configure(QStringLiteral("DicomModalities"),
                         QJsonObject{{QStringLiteral("room"),
                                      QJsonArray{QStringLiteral("VG-TEST"), QStringLiteral("127.0.0.1"),
                                                 m_listener->port()}}});
        QVERIFY(closed.start());
        m_room->pacs = {closed.peer()};
        pacs().rest = QStringLiteral("http://127.0.0.1:%1").arg(closed.httpPort());
        auto back = examined(QStringLiteral("pacs/orthanc/echoBack"));
        QVERIFY(back.state == State::Failed);
        QVERIFY(back.remedy.contains(QStringLiteral("restLogin= in [pacs/orthanc]")));
        QTemporaryDir folder;
        pacs().restLogin = folder.filePath(QStringLiteral("login"));
        QFile file(pacs().restLogin);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("machine 127.0.0.1 login doctor password words-of-it\n");
        file.close();
        back = examined(QStringLiteral("pacs/orthanc/echoBack"));
        QVERIFY(back.state == State::Ok);
    }
    void aDestinationThatThePacsDoesNotKnow() {
        m_listener.reset();
        m_room->local.aeTitle = QStringLiteral("VG-NOBODY");
        listen();
        onlyMove();
        const auto move = examined(QStringLiteral("pacs/orthanc/move"));
        QVERIFY(move.state == State::Failed);
        QVERIFY(move.message.contains(QStringLiteral("does not know \"VG-NOBODY\"")));
        QVERIFY(move.lines.first().text.contains(
            QStringLiteral("\"Host\" : \"127.0.0.1\", \"Port\" : %1").arg(m_listener->port())));
    }
    void theLineForOrthancIsWhatOrthancTakes() {
        m_listener.reset();
        m_room->local.aeTitle = QStringLiteral("VG-ENTERED");
        listen();
        onlyMove();
        const auto line = examined(QStringLiteral("pacs/orthanc/move")).lines.value(0).text;
        const auto entry = QJsonDocument::fromJson((u'{' + line + u'}').toUtf8()).object();
        QCOMPARE(entry.keys(), QStringList{QStringLiteral("VG-ENTERED")});
        m_orthanc.request("PUT", QStringLiteral("/modalities/VG-ENTERED"),
                          QJsonDocument(entry.value(QStringLiteral("VG-ENTERED")).toObject()).toJson());
        QVERIFY(examined(QStringLiteral("pacs/orthanc/move")).state == State::Ok);
    }
    void aWrongPortInThePacssEntry() {
        QVERIFY(m_orthanc.addModality(QStringLiteral("VG-TEST"), freePort()));
        onlyMove();
        const auto move = examined(QStringLiteral("pacs/orthanc/move"));
        QVERIFY(move.state == State::Failed);
        QVERIFY(move.remedy.contains(QStringLiteral("port %1").arg(m_listener->port())));
        QVERIFY(move.remedy.contains(QStringLiteral("firewall")));
        QVERIFY(!move.lines.isEmpty());
        // What Vigil does meanwhile is said as well.
        pacs().method = Method::Auto;
        const auto findings = m_room->examined();
        QVERIFY(findings.value(QStringLiteral("pacs/orthanc/move")).state == State::Warning);
        QVERIFY(findings.value(QStringLiteral("pacs/orthanc/get"))
                    .message.contains(QStringLiteral("method=get")));
    }
    void anEntryThatCallsUsByAnotherTitle() {
        m_orthanc.request("PUT", QStringLiteral("/modalities/VG-TEST"),
                          QStringLiteral("{\"AET\":\"vg-test\",\"Host\":\"127.0.0.1\",\"Port\":%1}")
                              .arg(m_listener->port())
                              .toUtf8());
        onlyMove();
        const auto move = examined(QStringLiteral("pacs/orthanc/move"));
        QVERIFY(move.state == State::Failed);
        QVERIFY(!move.lines.isEmpty());
    }
    void aPacsThatSendsUnderAnotherTitle() {
        // Called by an alias, Orthanc sends under its own title.
        OrthancServer lenient;
        lenient.configure(QStringLiteral("DicomCheckCalledAet"), false);
        lenient.configure(QStringLiteral("DicomModalities"),
                          QJsonObject{{QStringLiteral("VG-TEST"),
                                       QJsonArray{QStringLiteral("VG-TEST"), QStringLiteral("127.0.0.1"),
                                                  m_listener->port()}}});
        QVERIFY(lenient.start());
        QVERIFY(lenient.upload(storedStudy(1, 1)));
        m_listener.reset();
        m_room->pacs = {lenient.peer()};
        pacs().aeTitle = QStringLiteral("ALIAS");
        listen();
        QVERIFY(lenient.addModality(QStringLiteral("VG-TEST"), m_listener->port()));
        onlyMove();
        const auto move = examined(QStringLiteral("pacs/orthanc/move"));
        QVERIFY(move.state == State::Failed);
        QVERIFY(move.message.contains(QStringLiteral("under the AE title \"ORTHANC\"")));
        QVERIFY(move.remedy.contains(QStringLiteral("aeTitle=ORTHANC in [pacs/orthanc]")));
    }
    void aPacsThatSendsFromAnotherAddress() {
        // The PACS is asked at 127.0.0.2 and sends from 127.0.0.1, as behind a load balancer.
        m_listener.reset();
        pacs().host = QStringLiteral("127.0.0.2");
        listen();
        QVERIFY(m_orthanc.addModality(QStringLiteral("VG-TEST"), m_listener->port()));
        onlyMove();
        const auto move = examined(QStringLiteral("pacs/orthanc/move"));
        QVERIFY(move.state == State::Failed);
        QVERIFY(move.message.contains(QStringLiteral("came from 127.0.0.1")));
        QVERIFY(move.remedy.contains(QStringLiteral("host=127.0.0.1 in [pacs/orthanc]")));
    }
    void anEntryWithoutTlsForAListenerThatEncrypts() {
        m_listener.reset();
        TestCertificates certificates;
        m_room->local.tls = study::PacsPeer::Tls::On;
        m_room->local.tlsFiles = certificates.issue();
        listen();
        QVERIFY(m_orthanc.addModality(QStringLiteral("VG-TEST"), m_listener->port()));
        onlyMove();
        const auto findings = m_room->examined();
        QVERIFY(findings.value(QStringLiteral("local/answer")).state == State::Ok);
        const auto move = findings.value(QStringLiteral("pacs/orthanc/move"));
        QVERIFY(move.state == State::Failed);
        QVERIFY(move.remedy.contains(QStringLiteral("one side encrypts (TLS)")));
    }
    void aWrongCalledTitleIsRefusedAtTheEcho() {
        pacs().aeTitle = QStringLiteral("OTHER");
        const auto findings = m_room->examined();
        const auto echo = findings.value(QStringLiteral("pacs/orthanc/echo"));
        QVERIFY(echo.state == State::Failed);
        QVERIFY(echo.message.contains(QStringLiteral("does not answer to the AE title \"OTHER\"")));
        QVERIFY(findings.value(QStringLiteral("pacs/orthanc/move")).state == State::NotTried);
    }
    void nothingOnThePort() {
        pacs().port = freePort();
        const auto network = examined(QStringLiteral("pacs/orthanc/network"));
        QVERIFY(network.state == State::Failed);
        QVERIFY(network.message.contains(QStringLiteral("nothing listens at 127.0.0.1")));
    }
    void aWebPageOnThePort() {
        pacs().port = m_orthanc.httpPort();
        const auto echo = examined(QStringLiteral("pacs/orthanc/echo"));
        QVERIFY(echo.state == State::Failed);
    }
    void aHostThatNobodyKnows() {
        pacs().host = QStringLiteral("no-such-host.invalid");
        const auto host = examined(QStringLiteral("pacs/orthanc/host"));
        QVERIFY(host.state == State::Failed);
        QVERIFY(host.message.contains(QStringLiteral("is not known")));
    }
    void aHungPacsEndsByItsTimeOutAndTheOthersGoOn() {
        auto hung = m_orthanc.peer();
        QTcpServer silent; // takes connections in the kernel, never answers
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        hung.name = QStringLiteral("hung");
        hung.port = silent.serverPort();
        hung.silenceTimeout = std::chrono::seconds(3);
        m_room->pacs << hung;
        const auto doctor = m_room->doctor();
        const auto run = doctor->examine();
        QVERIFY(run->decided(QStringLiteral("pacs/orthanc/get")).state == State::Ok);
        QVERIFY(run->decided(QStringLiteral("pacs/hung/echo")).state == State::Failed);
        QVERIFY(run->decided(QStringLiteral("pacs/hung/echo")).message.contains(QStringLiteral("3 seconds")));
        for (const auto& check : run->wait())
            QVERIFY(check.finding.state != State::Waiting && check.finding.state != State::Running);
    }
    void aStoppedOrthancIsCancelledWithinHalfASecond() {
        m_orthanc.suspend();
        const auto doctor = m_room->doctor();
        const auto run = doctor->examine();
        QVERIFY(run->decided(QStringLiteral("pacs/orthanc/network")).state == State::Ok);
        QElapsedTimer timer;
        timer.start();
        run->cancel();
        const auto checks = run->wait();
        const auto elapsed = timer.elapsed();
        m_orthanc.resume();
        QVERIFY2(elapsed < 500, qPrintable(QString::number(elapsed)));
        for (const auto& check : checks)
            if (check.id == QLatin1String("pacs/orthanc/echo"))
                QVERIFY(check.finding.state == State::NotTried);
    }
    void ourPortInOtherHands() {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        m_listener.reset();
        m_room->local.port = other.serverPort();
        listen();
        QVERIFY(!m_listening);
        const auto findings = m_room->examined();
        const auto listener = findings.value(QStringLiteral("local/listener"));
        QVERIFY(listener.state == State::Failed);
        QVERIFY(listener.message.contains(QStringLiteral("does not speak DICOM")));
        QVERIFY(findings.value(QStringLiteral("pacs/orthanc/move")).state == State::NotTried);
        QVERIFY(findings.value(QStringLiteral("pacs/orthanc/get")).state == State::Ok);
    }
    void ourPortInTheHandsOfAnotherVigil() {
        m_listener.reset();
        DoctorsRoom elsewhere;
        elsewhere.local.aeTitle = QStringLiteral("VG-OTHER");
        const auto other = dicom::storageListener(elsewhere.local, {m_orthanc.peer()}, elsewhere.sink);
        QVERIFY(other->start().has_value());
        m_room->local.port = other->port();
        listen();
        QVERIFY(!m_listening);
        QVERIFY(examined(QStringLiteral("local/listener")).message.contains(QStringLiteral("Vigil")));
    }
};

QTEST_GUILESS_MAIN(SetupDoctorOrthancTest)
#include "SetupDoctorOrthancTest.moc"
