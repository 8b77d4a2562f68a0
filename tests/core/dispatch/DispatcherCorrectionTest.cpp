// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/dispatch/DispatchRoom.h"

#include <QTest>

using namespace vigil;
using namespace vigil::dispatch;
using namespace vigil::test;
using namespace std::chrono_literals;
namespace kind = vigil::journal::kind;

/// Who was sent an alert is sent its correction, through log and outbox.
class DispatcherCorrectionTest : public QObject, DispatchRoom {
    Q_OBJECT

    /// OBR-25 and OBX-11 of the first observation of each HL7 message, in order of the log.
    QStringList statuses(const DispatchPost& post) const {
        QStringList all;
        for (const auto& each : m_log->events) {
            const auto data = QJsonDocument::fromJson(each.event.open).object();
            if (each.event.kind != kind::noticeSent || data.value("destination") != "hl7/epr") continue;
            for (const auto& payload : post.payloads.value(data.value("notice").toString())) {
                const auto segments = payload.split('\r');
                QString status;
                for (const auto& segment : segments) {
                    if (segment.startsWith("OBR")) status += segment.split('|').value(25);
                    if (segment.startsWith("OBX|1|")) status += segment.split('|').value(11);
                }
                all << status;
            }
        }
        return all;
    }

private Q_SLOTS:
    void init() { begin(); }
    void aWithdrawalFollowsTheAlertToWhoeverHasIt() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        work(*one);
        QCOMPARE(sent({}).size(), 2);
        record(facts.add(kind::alertWithdrawn, 0));
        work(*one);
        QVERIFY(sent("correct").isEmpty()); // fifteen seconds in which it can be taken back
        m_clock.advance(15s);
        work(*one);
        QCOMPARE(sent("correct"),
                 (QStringList{"Responsible consultant by hl7/epr", "Responsible consultant by mail"}));
        QCOMPARE(statuses(*one), (QStringList{"PP", "CW"}));
        QCOMPARE(one->arrived.size(), 4);
        // Written is not told: the calls are still to be made.
        QCOMPARE(one->view(theAlert).stillToTell.size(), 1);
        QVERIFY(one->view(theAlert).attention.isEmpty());
        m_clock.advance(5min);
        work(*one);
        QCOMPARE(one->arrived.size(), 4); // the officer has no address here, and nobody is corrected twice
    }
    void whenEverybodyWasToldByVoiceTheRecordIsStillPutRight() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        work(*one);
        record(facts.add(kind::alertWithdrawn, 1).told(1, {{}, QStringLiteral("Responsible consultant")}));
        m_clock.advance(2min);
        work(*one);
        QVERIFY(!one->view(theAlert).open);
        QCOMPARE(statuses(*one), (QStringList{"PP", "CW"}));
        m_clock.advance(8 * 24h);
        const auto before = m_log->events.size();
        work(*one);
        QCOMPARE(m_log->events.size(), before);
    }
    void whatArrivedJustBeforeItWasWithdrawnIsKnownAndCorrected() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        QCOMPARE(one->round().queued, 2);
        one->deliver(); // and before the next round
        record(facts.add(kind::alertWithdrawn, 0));
        m_clock.advance(1min);
        work(*one);
        QCOMPARE(sent({}).size(), 2);
        QCOMPARE(statuses(*one), (QStringList{"PP", "CW"}));
        QCOMPARE(one->view(theAlert).stillToTell.size(), 1); // they have to hear of it by voice, too
    }
    void whoGotNothingIsNotCorrected() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        one->answer = [](const sync::OutboxMessage&) {
            return sync::Delivery(
                sync::RetryLater{sync::RetryLater::Cause::Unreachable, QStringLiteral("away")});
        };
        QCOMPARE(one->round().queued, 2);
        one->deliver();
        const auto tried = one->arrived;
        record(facts.add(kind::alertWithdrawn, 1));
        m_clock.advance(2min);
        one->answer = {};
        work(*one);
        QCOMPARE(one->arrived, tried);
        QVERIFY(sent({}).isEmpty() && sent("correct").isEmpty());
    }
    void aLoweredOneIsCorrectedAndARaisedOneReplaced() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        work(*one);
        record(facts.recategorised(1, QStringLiteral("urgent")));
        m_clock.advance(2min);
        work(*one);
        QCOMPARE(sent("correct").size(), 2);
        QCOMPARE(statuses(*one), (QStringList{"PP", "CC"}));
        record(facts.recategorised(3, QStringLiteral("critical")));
        m_clock.advance(2min);
        work(*one);
        // Asked anew: a whole alert that replaces the one of before, and no correction beside it.
        QCOMPARE(sent("correct").size(), 2);
        QCOMPARE(statuses(*one), (QStringList{"PP", "CC", "CC"}));
        QCOMPARE(sent({}).size(), 4);
    }
    void aWithdrawalThatIsTakenBackIsTakenBackEverywhere() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        work(*one);
        facts.add(kind::alertWithdrawn, 1);
        record(facts);
        m_clock.advance(2min);
        work(*one);
        record(facts.retracted(5, facts.lastId(), QStringLiteral("kim")));
        m_clock.advance(5min);
        work(*one);
        QCOMPARE(statuses(*one), (QStringList{"PP", "CW", "CC"}));
        QVERIFY(one->view(theAlert).open);
    }
    void aCorrectionThatIsRefusedIsShownOnTheAlert() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        work(*one);
        one->answer = [](const sync::OutboxMessage&) {
            return sync::Delivery(sync::Rejected{QStringLiteral("epr rejected it (AR).")});
        };
        record(facts.add(kind::alertWithdrawn, 1));
        m_clock.advance(2min);
        work(*one);
        QCOMPARE(one->view(theAlert).attention.size(), 2);
        QCOMPARE(one->view(theAlert).state, alert::State::Withdrawn);
    }
    void aCrashOrASecondDispatcherCorrectsOnce() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        auto two = post(QStringLiteral("two"));
        work(*one);
        static_cast<void>(two->round());
        record(facts.add(kind::alertWithdrawn, 1));
        m_clock.advance(2min);
        static_cast<void>(one->round()); // queued, not sent
        one->close();
        m_holder = QStringLiteral("two");
        work(*two);
        QCOMPARE(sent("correct").size(), 2);
        m_holder = QStringLiteral("one");
        one->open();
        work(*one);
        QCOMPARE(sent("correct").size(), 2);
        QCOMPARE(one->arrived.size(), 2); // the first ones; what the other has sent is not sent again
    }
};

QTEST_GUILESS_MAIN(DispatcherCorrectionTest)
#include "DispatcherCorrectionTest.moc"
