// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setup/SetupDoctor.h"
#include "tests/fakes/FakeDepartment.h"
#include "tests/fakes/FakeObjectSink.h"
#include "tests/fakes/FakePeerProbe.h"
#include "tests/fakes/FixedClock.h"

#include <QElapsedTimer>
#include <QFile>
#include <QHash>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::setup;
using State = Finding::State;
using Verdict = study::IncomingCall::Verdict;

namespace {

class FakeOrders final : public study::OrderSource {
public:
    FakeOrders(int count, std::optional<Error> fault) : m_count(count), m_fault(std::move(fault)) {}
    Result<void> find(const study::OrderQuery&, const std::function<Next(study::Order)>& found,
                      std::stop_token) override {
        if (m_fault) return *m_fault;
        for (int i = 0; i < m_count; ++i)
            if (found({}) == Next::Enough) break;
        return {};
    }

private:
    int m_count;
    std::optional<Error> m_fault;
};

Error fault(Error::Code code, const char* message) {
    return {code, QString::fromLatin1(message), QStringLiteral("detail")};
}

} // namespace

/// The doctor over peers that answer from memory.
class SetupDoctorTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    test::FixedClock m_clock;
    test::FixedClock m_serverClock;
    test::FakeLog m_log;
    std::unique_ptr<test::FakeObjectSink> m_store;
    std::unique_ptr<TestArrivals> m_arrivals;
    std::unique_ptr<study::CallLog> m_calls;
    Installation m_installation;
    QHash<QString, test::FakePeer> m_peers; ///< by name
    std::optional<Error> m_portFault;
    std::optional<Error> m_ordersFault;
    std::optional<Error> m_departmentFault;

    static study::PacsPeer peer(const QString& name, const QString& title) {
        study::PacsPeer peer;
        peer.name = name;
        peer.aeTitle = title;
        peer.host = QStringLiteral("10.0.0.7");
        peer.port = 104;
        return peer;
    }
    /// What the listener does with an object of this PACS.
    void arrive(const study::InstanceKey& instance, const QString& sourceId) {
        const auto path = m_arrivals->temporaryFile();
        QFile file(*path);
        if (!file.open(QIODevice::WriteOnly)) return;
        study::ReceivedObject object{*path, 0, {}, sourceId};
        object.header.key = instance;
        m_arrivals->accept(object).wait();
    }
    std::shared_ptr<CheckUp> begin(SetupDoctor& doctor) { return doctor.examine(); }
    std::unique_ptr<SetupDoctor> doctor() {
        const auto port = [this]() -> Result<quint16> {
            if (m_portFault) return *m_portFault;
            return quint16(11112);
        };
        return std::make_unique<SetupDoctor>(
            m_installation,
            Instruments{
                [this](const study::PacsPeer& peer) {
                    return std::make_unique<test::FakePeerProbe>(m_peers[peer.name]);
                },
                [this](const study::PacsPeer&) { return std::make_unique<FakeOrders>(3, m_ordersFault); },
                [this] {
                    auto department = std::make_unique<test::FakeDepartment>(m_log, m_serverClock);
                    department->setFaults([this](const QString&) {
                        using Fault = test::FakeDepartment::Fault;
                        return m_departmentFault ? Fault{Fault::When::Before, *m_departmentFault} : Fault{};
                    });
                    return department;
                },
                port, *m_calls, *m_arrivals, m_clock});
    }
    QHash<QString, Finding> examined() {
        const auto examining = doctor();
        QHash<QString, Finding> findings;
        for (const auto& check : begin(*examining)->wait())
            findings.insert(check.id, check.finding);
        return findings;
    }

private Q_SLOTS:
    void init() {
        m_store = std::make_unique<test::FakeObjectSink>();
        m_arrivals = std::make_unique<TestArrivals>(*m_store);
        m_calls = std::make_unique<study::CallLog>();
        m_installation = {};
        m_installation.local.aeTitle = QStringLiteral("VG-ROOM1");
        m_installation.pacs = {peer(QStringLiteral("main"), QStringLiteral("ARCHIVE"))};
        m_installation.departmentName = QStringLiteral("hospital");
        m_installation.departmentIsServer = true;
        m_installation.dataFolder = m_folder.path();
        m_peers.clear();
        m_peers[QStringLiteral("this computer")].echoFault = {};
        m_peers[QStringLiteral("main")].move = [this](const study::InstanceKey& key) {
            arrive(key, QStringLiteral("main"));
            return study::TransferAnswer{0, 1, 0};
        };
        m_portFault = m_ordersFault = m_departmentFault = std::nullopt;
        m_serverClock.set(m_clock.now());
    }

    void aSetUpThatWorksIsSound() {
        m_installation.orders = {peer(QStringLiteral("ris"), QStringLiteral("MWL"))};
        m_peers[QStringLiteral("ris")] = {};
        const auto examining = doctor();
        const auto checks = begin(*examining)->wait();
        for (const auto& check : checks)
            QVERIFY2(check.finding.state == State::Ok || check.id == QLatin1String("local/folder"),
                     qPrintable(check.id + u' ' + check.finding.message));
        QVERIFY(isSound(checks));
        QCOMPARE(checks.size(), 4 + 6 + 3 + 2);
    }
    void theTestInstanceIsThrownAwayAndOthersAreKept() {
        const study::InstanceKey other{
            QStringLiteral("1.2"), QStringLiteral("1.2.3"), {}, QStringLiteral("9")};
        m_peers[QStringLiteral("main")].move = [this, other](const study::InstanceKey& key) {
            arrive(other, QStringLiteral("main"));
            arrive(key, QStringLiteral("main"));
            return study::TransferAnswer{0, 1, 0};
        };
        QVERIFY(examined().value(QStringLiteral("pacs/main/move")).state == State::Ok);
        QCOMPARE(m_store->count(), 1);
        QCOMPARE(m_store->objects().first().header.key.sopInstanceUid, QStringLiteral("9"));
        QCOMPARE(m_store->files().size(), 1);
    }
    void anInstanceThatARetrieveWantsIsKept() {
        m_store->want(QStringLiteral("1.2"));
        QVERIFY(examined().value(QStringLiteral("pacs/main/move")).state == State::Ok);
        QCOMPARE(m_store->count(), 1);
    }
    void whatAnotherPacsSendsIsKept() {
        m_peers[QStringLiteral("main")].move = [this](const study::InstanceKey& key) {
            arrive(key, QStringLiteral("second"));
            return study::TransferAnswer{0, 1, 0};
        };
        QVERIFY(examined().value(QStringLiteral("pacs/main/move")).state == State::Warning);
        QCOMPARE(m_store->count(), 1);
    }
    void afterAFoundationFailedTheRestSaysWhyItWasNotTried() {
        m_peers[QStringLiteral("main")].connectFault =
            fault(Error::Code::Unreachable, "Nothing listens there. Start it.");
        const auto findings = examined();
        const auto network = findings.value(QStringLiteral("pacs/main/network"));
        QVERIFY(network.state == State::Failed);
        QCOMPARE(network.message, QStringLiteral("Nothing listens there."));
        QCOMPARE(network.remedy, QStringLiteral("Start it."));
        for (const auto* key : {"echo", "search", "move", "get"}) {
            const auto finding = findings.value(QStringLiteral("pacs/main/") + QLatin1String(key));
            QVERIFY(finding.state == State::NotTried);
            QVERIFY(finding.message.contains(QStringLiteral("\"Network\" failed")));
        }
    }
    void aRefusedTitleComesWithTheLinesToEnter() {
        m_peers[QStringLiteral("main")].echoFault =
            fault(Error::Code::Refused, "Not known. Have it entered.");
        const auto echo = examined().value(QStringLiteral("pacs/main/echo"));
        QVERIFY(echo.state == State::Failed);
        QVERIFY(
            echo.lines.first().text.contains(QStringLiteral("10.0.0.12"))); // the address on the way there
    }
    void aMoveThatFailsIsAWarningOnlyWhereGetTakesOver() {
        auto& main = m_peers[QStringLiteral("main")];
        main.move = [](const study::InstanceKey&) { return study::TransferAnswer{0xA801, 0, 0}; };
        main.get = [this](const study::InstanceKey& key, study::ObjectSink&) {
            arrive(key, QStringLiteral("main"));
            return study::TransferAnswer{0, 1, 0};
        };
        auto findings = examined();
        QVERIFY(findings.value(QStringLiteral("pacs/main/move")).state == State::Warning);
        QVERIFY(
            findings.value(QStringLiteral("pacs/main/get")).message.contains(QStringLiteral("method=get")));
        m_installation.pacs.first().method = study::PacsPeer::Method::Move;
        QVERIFY(examined().value(QStringLiteral("pacs/main/move")).state == State::Failed);
        main.get = {};
        m_installation.pacs.first().method = study::PacsPeer::Method::Auto;
        findings = examined();
        QVERIFY(findings.value(QStringLiteral("pacs/main/move")).state == State::Failed);
        QVERIFY(findings.value(QStringLiteral("pacs/main/get")).state == State::Failed);
    }
    void getMayBeMissingWhereMoveWorks() {
        QVERIFY(examined().value(QStringLiteral("pacs/main/get")).state == State::Ok);
    }
    void anEmptyPacsProvesNothing() {
        m_peers[QStringLiteral("main")].sample = std::nullopt;
        const auto findings = examined();
        QVERIFY(findings.value(QStringLiteral("pacs/main/search")).state == State::Ok);
        QVERIFY(findings.value(QStringLiteral("pacs/main/move")).state == State::NotTried);
    }
    void whoeverHasOurPortIsNamed() {
        m_portFault = fault(Error::Code::Busy, "In use.");
        auto& self = m_peers[QStringLiteral("this computer")];
        QVERIFY(examined()
                    .value(QStringLiteral("local/listener"))
                    .message.contains(QStringLiteral("another Vigil")));
        self.echoFault = fault(Error::Code::Corrupt, "No DICOM.");
        const auto findings = examined();
        QVERIFY(findings.value(QStringLiteral("local/listener"))
                    .message.contains(QStringLiteral("does not speak DICOM")));
        QVERIFY(findings.value(QStringLiteral("pacs/main/move")).state == State::NotTried);
    }
    void beingTurnedAwayByOurOwnListenerIsAnAnswer() {
        auto& self = m_peers[QStringLiteral("this computer")];
        self.echoFault = fault(Error::Code::Unreachable, "Hung up.");
        QVERIFY(examined().value(QStringLiteral("local/answer")).state == State::Failed);
        // Our own listener notes the call that it turns away.
        self.onEcho = [this] {
            m_calls->add({Verdict::UnknownAddress, QStringLiteral("127.0.0.1"), {}, {}});
        };
        const auto findings = examined();
        QVERIFY(findings.value(QStringLiteral("local/answer")).state == State::Ok);
        // It is not taken for a call of the PACS.
        m_peers[QStringLiteral("main")].move = [](const study::InstanceKey&) {
            return study::TransferAnswer{0xA801, 0, 0};
        };
        QVERIFY(examined()
                    .value(QStringLiteral("pacs/main/move"))
                    .message.contains(QStringLiteral("does not know")));
    }
    void titlesAreChecked() {
        m_installation.title = Installation::Title::Default;
        QVERIFY(examined().value(QStringLiteral("local/title")).state == State::Warning);
        m_installation.local.aeTitle = QStringLiteral("ARCHIVE");
        QVERIFY(examined().value(QStringLiteral("local/title")).state == State::Failed);
    }
    void withoutAPacsItSaysHowToAddOne() {
        m_installation.pacs.clear();
        const auto finding = examined().value(QStringLiteral("pacs"));
        QVERIFY(finding.state == State::Failed);
        QVERIFY(finding.lines.first().text.contains(QStringLiteral("[pacs/main]")));
    }
    void theDepartmentAndItsClock() {
        QVERIFY(examined().value(QStringLiteral("department/hospital/clock")).state == State::Ok);
        m_serverClock.set(m_clock.now() + std::chrono::seconds(30));
        const auto behind = examined().value(QStringLiteral("department/hospital/clock"));
        QVERIFY(behind.state == State::Warning);
        QVERIFY(behind.message.contains(QStringLiteral("30.0 seconds behind")));
        m_serverClock.set(m_clock.now() - std::chrono::hours(1));
        QVERIFY(examined().value(QStringLiteral("department/hospital/clock")).state == State::Failed);
        m_departmentFault = fault(Error::Code::Refused, "The login was refused.");
        const auto findings = examined();
        QVERIFY(findings.value(QStringLiteral("department/hospital/login")).state == State::Failed);
        QVERIFY(findings.value(QStringLiteral("department/hospital/clock")).state == State::NotTried);
        m_installation.departmentIsServer = false;
        QVERIFY(examined().value(QStringLiteral("department/hospital/login")).state == State::Warning);
    }
    void ordersSpeakOfTheirOwnSection() {
        m_installation.orders = {peer(QStringLiteral("ris"), QStringLiteral("MWL"))};
        m_peers[QStringLiteral("ris")].connectFault =
            fault(Error::Code::Unreachable, "PACS \"ris\" is not running. Check [pacs/ris] of vigil.ini.");
        const auto network = examined().value(QStringLiteral("orders/ris/network"));
        QCOMPARE(network.message, QStringLiteral("Order list \"ris\" is not running."));
        QCOMPARE(network.remedy, QStringLiteral("Check [orders/ris] of vigil.ini."));
    }
    void aPeerThatHangsHoldsUpNoOtherAndCancelEndsIt() {
        m_installation.pacs << peer(QStringLiteral("hung"), QStringLiteral("HUNG"));
        m_peers[QStringLiteral("hung")].hangsAtEcho = true;
        const auto examining = doctor();
        const auto run = begin(*examining);
        QVERIFY(run->decided(QStringLiteral("pacs/main/get")).state == State::Ok);
        QVERIFY(run->decided(QStringLiteral("department/hospital/clock")).state == State::Ok);
        QVERIFY(!run->isFinished());
        QElapsedTimer timer;
        timer.start();
        run->cancel();
        const auto checks = run->wait();
        QVERIFY(timer.elapsed() < 500);
        for (const auto& check : checks)
            if (check.subject == QLatin1String("PACS hung") && check.id != QLatin1String("pacs/hung/host") &&
                check.id != QLatin1String("pacs/hung/network"))
                QVERIFY2(check.finding.state == State::NotTried, qPrintable(check.id));
        QVERIFY(!isSound(checks));
    }
    void theDoctorsEndEndsItsRuns() {
        m_peers[QStringLiteral("main")].hangsAtEcho = true;
        auto examining = doctor();
        const auto run = begin(*examining);
        QElapsedTimer timer;
        timer.start();
        examining.reset();
        QVERIFY(timer.elapsed() < 500);
        QVERIFY(run->isFinished());
    }
    void aCheckIsOneJsonObject() {
        const auto json = toJson({QStringLiteral("a/b"), QStringLiteral("A"), QStringLiteral("B"),
                                  failed(QStringLiteral("Wrong."), QStringLiteral("Put it right."))});
        QCOMPARE(json.value(QStringLiteral("state")).toString(), QStringLiteral("failed"));
        QCOMPARE(json.value(QStringLiteral("remedy")).toString(), QStringLiteral("Put it right."));
        QVERIFY(json.value(QStringLiteral("lines")).isArray());
    }
};

QTEST_GUILESS_MAIN(SetupDoctorTest)
#include "SetupDoctorTest.moc"
