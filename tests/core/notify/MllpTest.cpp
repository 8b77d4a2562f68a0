// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/Mllp.h"
#include "tests/support/FaultProxy.h"
#include "tests/support/NoticeBuilder.h"
#include "tests/support/PythonServer.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

#include <thread>

using namespace vigil;
using namespace vigil::notify;
using namespace vigil::test;
using namespace std::chrono_literals;
using sync::Delivered;
using sync::OutboxMessage;
using sync::Rejected;
using sync::RetryLater;

/// Against a receiver that is not ours: the MLLP server of python3-hl7.
class MllpTest : public QObject {
    Q_OBJECT
    Hl7Receiver m_receiver;

    Hl7Peer peer(quint16 port) const {
        Hl7Peer peer;
        peer.name = QStringLiteral("epr");
        peer.host = QStringLiteral("127.0.0.1");
        peer.port = port;
        peer.connectTimeout = 2s;
        peer.answerTimeout = 1s;
        return peer;
    }
    static OutboxMessage message(const QUuid& noticeId = QUuid::createUuid()) {
        auto notice = aNotice();
        notice.noticeId = noticeId;
        OutboxMessage row;
        row.messageId = notice.noticeId.toString();
        row.payload = hl7AlertMessage(notice, {});
        return row;
    }
    QStringList controls() const {
        QStringList ids;
        for (const auto& each : m_receiver.received())
            ids << each.value("control").toString();
        return ids;
    }
    static RetryLater::Cause causeOf(const QList<sync::Delivery>& deliveries) {
        const auto* later = std::get_if<RetryLater>(&deliveries.first());
        return later ? later->cause : RetryLater::Cause::LoginFailed;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!Hl7Receiver::isInstalled()) QSKIP("needs python3-hl7");
        QVERIFY(m_receiver.start());
    }
    void init() {
        m_receiver.setPlan(QStringLiteral("AA"));
        m_receiver.forget();
    }

    void anotherProgramUnderstandsTheAlert() {
        Hl7Destination destination(peer(m_receiver.port()));
        const auto deliveries = destination.deliver({message(aNotice().noticeId)}, {});
        QVERIFY(std::holds_alternative<Delivered>(deliveries.value(0)));
        const auto told = m_receiver.received().value(0);
        QCOMPARE(told.value("type").toString(), "ORU^R01^ORU_R01");
        QCOMPARE(told.value("charset").toString(), "UNICODE UTF-8");
        QCOMPARE(told.value("control").toString(), controlIdOf(aNotice().noticeId));
        QCOMPARE(told.value("patient").toString(), "X-77");
        QCOMPARE(told.value("family").toString(), QStringLiteral("O|Müller"));
        const auto finding = told.value("observations").toArray().first().toObject();
        QCOMPARE(finding.value("flag").toString(), "AA");
        QVERIFY(finding.value("value").toString().contains("left | 5 cm ^ apex ~ \\ & tension"));
    }
    void anotherProgramUnderstandsThatAnAlertDoesNotStandAnyMore() {
        Hl7Destination destination(peer(m_receiver.port()));
        auto withdrawn = message();
        withdrawn.payload = hl7AlertMessage(aCorrection(alert::AlertChange::What::Withdrawn), {});
        QCOMPARE(destination.deliver({message(), withdrawn}, {}).size(), 2);
        const auto told = m_receiver.received();
        QCOMPARE(told.size(), 2);
        QCOMPARE(told.at(0).value("status").toString(), "P");
        QCOMPARE(told.at(1).value("status").toString(), "C");
        QCOMPARE(told.at(1).value("order"), told.at(0).value("order"));
        const auto first = told.at(0).value("observations").toArray().first().toObject();
        const auto last = told.at(1).value("observations").toArray().first().toObject();
        for (const auto* same : {"code", "sub"})
            QCOMPARE(last.value(same), first.value(same));
        QCOMPARE(last.value("status").toString(), "W");
        QCOMPARE(last.value("flag").toString(), "");
        QVERIFY(last.value("value").toString().startsWith("WITHDRAWN: nobody has to act on this."));
    }
    void orderIsKeptOnOneConnection() {
        Hl7Destination destination(peer(m_receiver.port()));
        QList<OutboxMessage> rows;
        QStringList expected;
        for (int i = 0; i < 20; ++i) {
            const auto id = QUuid::createUuid();
            rows << message(id);
            expected << controlIdOf(id);
        }
        QCOMPARE(destination.deliver(rows, {}).size(), rows.size());
        QCOMPARE(controls(), expected);
    }
    void anErrorOrARejectionParksAndQuotesNobody() {
        Hl7Destination destination(peer(m_receiver.port()));
        for (const auto* plan : {"AE 204", "AR 200", "AE", "AR", "AE nameless", "AR nameless"}) {
            m_receiver.setPlan(plan);
            const auto deliveries = destination.deliver({message()}, {});
            const auto* rejected = std::get_if<Rejected>(&deliveries.first());
            QVERIFY2(rejected, plan);
            QVERIFY2(rejected->reason.startsWith("epr "), qPrintable(rejected->reason));
            QVERIFY(!rejected->reason.contains("Kowalska"));
        }
    }
    void aPassingFaultThereIsTriedAgainAndHoldsUpNobodyElse() {
        m_receiver.setPlan(QStringLiteral("AR 207"));
        Hl7Destination destination(peer(m_receiver.port()));
        const auto deliveries = destination.deliver({message(), message()}, {});
        QCOMPARE(causeOf(deliveries), RetryLater::Cause::Unconfirmed);
        QCOMPARE(m_receiver.received().size(), 2);
    }
    void anAnswerToSomethingElseIsPassedOver() {
        m_receiver.setPlan(QStringLiteral("other first"));
        Hl7Destination destination(peer(m_receiver.port()));
        QVERIFY(std::holds_alternative<Delivered>(destination.deliver({message()}, {}).first()));
    }
    void anAcceptThatNamesNoMessageIsNoAnswer() {
        m_receiver.setPlan(QStringLiteral("AA nameless"));
        Hl7Destination destination(peer(m_receiver.port()));
        QCOMPARE(causeOf(destination.deliver({message()}, {})), RetryLater::Cause::Silent);
    }
    void aLostAnswerMeansTheSameMessageAgain() {
        const auto id = QUuid::createUuid();
        Hl7Destination destination(peer(m_receiver.port()));
        m_receiver.setPlan(QStringLiteral("drop"));
        QCOMPARE(causeOf(destination.deliver({message(id)}, {})), RetryLater::Cause::Unreachable);
        m_receiver.setPlan(QStringLiteral("AA"));
        QVERIFY(std::holds_alternative<Delivered>(destination.deliver({message(id)}, {}).first()));
        QCOMPARE(controls(), (QStringList{controlIdOf(id), controlIdOf(id)})); // at least once, as the same
    }
    void aSilentReceiverCostsTheDeadlineAndStopsTheRest() {
        m_receiver.setPlan(QStringLiteral("stall"));
        Hl7Destination destination(peer(m_receiver.port()));
        QElapsedTimer timer;
        timer.start();
        const auto deliveries = destination.deliver({message(), message(), message()}, {});
        QCOMPARE(deliveries.size(), 3);
        QCOMPARE(causeOf(deliveries), RetryLater::Cause::Silent);
        QVERIFY(timer.elapsed() < 2500);
        QCOMPARE(m_receiver.received().size(), 1);
        m_receiver.setPlan(QStringLiteral("AA"));
        QVERIFY(std::holds_alternative<Delivered>(destination.deliver({message()}, {}).first()));
    }
    void nobodyThereIsSaidAtOnce() {
        Hl7Destination destination(peer(freePort()));
        QCOMPARE(causeOf(destination.deliver({message()}, {})), RetryLater::Cause::Unreachable);
    }
    void aStoppedProcessIsSilentNotAbsent() {
        Hl7Receiver receiver;
        QVERIFY(receiver.start());
        receiver.suspend(); // the kernel still takes the connection
        Hl7Destination destination(peer(receiver.port()));
        QCOMPARE(causeOf(destination.deliver({message()}, {})), RetryLater::Cause::Silent);
    }
    void aRestartedReceiverIsFoundAgain() {
        Hl7Receiver receiver;
        QVERIFY(receiver.start());
        Hl7Destination destination(peer(receiver.port()));
        QVERIFY(std::holds_alternative<Delivered>(destination.deliver({message()}, {}).first()));
        receiver.stop();
        QVERIFY(receiver.start());
        QVERIFY(std::holds_alternative<Delivered>(destination.deliver({message()}, {}).first()));
    }
    void halfAnAnswerIsNone() {
        FaultProxy proxy(m_receiver.port());
        proxy.setPlan({FaultProxy::Fault::Truncate, 20});
        Hl7Destination destination(peer(proxy.port()));
        QCOMPARE(causeOf(destination.deliver({message()}, {})), RetryLater::Cause::Unreachable);
        proxy.setPlan({FaultProxy::Fault::Stall, 20});
        QCOMPARE(causeOf(destination.deliver({message()}, {})), RetryLater::Cause::Silent);
    }
    void aStopEndsTheWaitAndTellsNothing() {
        m_receiver.setPlan(QStringLiteral("stall"));
        auto patient = peer(m_receiver.port());
        patient.answerTimeout = 60s;
        Hl7Destination destination(patient);
        std::stop_source stop;
        std::jthread later([&] {
            while (m_receiver.received().isEmpty())
                std::this_thread::yield();
            stop.request_stop();
        });
        QElapsedTimer timer;
        timer.start();
        QVERIFY(destination.deliver({message()}, stop.get_token()).isEmpty());
        QVERIFY(timer.elapsed() < 5000);
    }
    void aReceiverWithoutTlsGetsNothingInTheClear() {
        auto encrypted = peer(m_receiver.port());
        encrypted.tls = Hl7Peer::Tls::On;
        Hl7Destination destination(encrypted);
        QVERIFY(std::holds_alternative<RetryLater>(destination.deliver({message()}, {}).first()));
        QVERIFY(m_receiver.received().isEmpty());
    }
};

QTEST_GUILESS_MAIN(MllpTest)
#include "MllpTest.moc"
