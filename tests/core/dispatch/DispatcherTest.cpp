// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/dispatch/DispatchRoom.h"

#include "core/alert/AlertStory.h"
#include "core/dispatch/Resend.h"
#include "tests/support/Futures.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <utility>

using namespace vigil;
using namespace vigil::dispatch;
using namespace vigil::test;
using namespace std::chrono_literals;
namespace kind = vigil::journal::kind;

class DispatcherTest : public QObject, DispatchRoom {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }

    void aRaisedAlertIsToldOnceToEachAddressAndTheLogSaysSo() {
        record(AlertFacts().raised());
        auto one = post(QStringLiteral("one"));
        auto round = one->round();
        QVERIFY2(!round.fault, qPrintable(round.fault ? round.fault->message : QString()));
        QCOMPARE(round.queued, 2); // mail and HL7
        QVERIFY(one->arrived.isEmpty());
        one->deliver();
        QCOMPARE(one->arrived.size(), 2);
        QCOMPARE(one->view(theAlert).state,
                 alert::State::Department); // as long as nobody has said that it came
        QCOMPARE(one->round().sent, 2);
        QCOMPARE(one->view(theAlert).state, alert::State::Delivered);
        QCOMPARE(logged("notice."),
                 (QStringList{kind::noticeQueued, kind::noticeQueued, kind::noticeSent, kind::noticeSent}));
        const auto before = m_log->events.size();
        work(*one);
        QCOMPARE(m_log->events.size(), before);
        QCOMPARE(one->arrived.size(), 2);
    }
    void aLetterLeadsToItsRecipientsPage() {
        int made = 0;
        const AlertFacts facts = AlertFacts().raised();
        m_link = [&](const QString& alertId, const alert::Party& to,
                     const std::optional<UtcTime>& neededUntil) {
            ++made;
            if (neededUntil != facts.at(0).actBy) qFatal("the link ends before its alert does");
            return QStringLiteral("https://page.example/%1/%2")
                .arg(alertId, to.role.toLower().replace(' ', '-'));
        };
        record(AlertFacts().raised());
        auto one = post(QStringLiteral("one"));
        work(*one);
        QCOMPARE(made, 1); // the HL7 receiver has its own way
        int letters = 0;
        for (const auto& payloads : one->payloads)
            for (const auto& payload : payloads) {
                QVERIFY(!payload.contains("page.example")); // base64 in letters, nowhere in HL7
                const auto letter =
                    QJsonDocument::fromJson(payload).object().value("letter").toString().toUtf8();
                if (letter.isEmpty()) continue;
                ++letters;
                const auto body = QByteArray::fromBase64(letter.mid(letter.indexOf("\r\n\r\n")));
                QVERIFY2(body.contains("Open the alert: https://page.example/" +
                                       QByteArray(theAlert.toUtf8()) + "/responsible-consultant"),
                         body.constData());
            }
        QCOMPARE(letters, 1);
    }
    void anOverdueOneEscalatesOnceAndItsNoticeFollowsTheLog() {
        record(AlertFacts().raised());
        auto one = post(QStringLiteral("one"));
        work(*one);
        m_clock.advance(30min);
        m_faults = [](const QString& call) {
            return FakeDepartment::Fault{call == "append" ? FakeDepartment::Fault::When::Before
                                                          : FakeDepartment::Fault::When::Never};
        };
        QVERIFY(one->round().fault); // the department took nothing: nobody is told
        one->deliver();
        QCOMPARE(one->arrived.size(), 2);
        m_faults = {};
        work(*one);
        QCOMPARE(logged(kind::alertEscalated).size(), 1);
        QCOMPARE(last(kind::alertEscalated).value("role").toString(), "Specialty registrar on call");
        QCOMPARE(one->arrived.size(), 3);
        QCOMPARE(one->view(theAlert).owner.role, "Specialty registrar on call");
    }
    void theLogSaysWhomTheLadderPassedOver() {
        record(AlertFacts().raised());
        auto one = post(QStringLiteral("one"), "- role: Responsible consultant\n"
                                               "  mail: consultant@trust.example\n"
                                               "- role: Site manager\n"
                                               "  mail: manager@trust.example\n");
        work(*one);
        m_clock.advance(30min);
        work(*one);
        QCOMPARE(logged(kind::alertEscalated).size(), 1);
        const auto escalated = last(kind::alertEscalated);
        QCOMPARE(escalated.value("role").toString(), "Site manager");
        QCOMPARE(escalated.value("skipped").toArray(), QJsonArray{1});
        QCOMPARE(escalated.value("note").toString(),
                 "Specialty registrar on call, Consultant on call cannot be reached by any message");
        QCOMPARE(one->view(theAlert).owner.role, "Site manager");
        QCOMPARE(letters(*one).value("Site manager"), 1);
    }
    void afterAnOutageOneRungAndOneNoticeARecipient() {
        record(AlertFacts().raised());
        m_clock.advance(10h);
        auto one = post(QStringLiteral("one"));
        work(*one);
        QCOMPARE(logged(kind::alertEscalated).size(), 1);
        QCOMPARE(last(kind::alertEscalated).value("step").toInt(), 2);
        QCOMPARE(last(kind::alertEscalated).value("skipped").toArray().size(), 1);
        // The consultant on call reads the responsible consultant's mail: one letter, and the HL7 message.
        QCOMPARE(one->arrived.size(), 2);
        m_clock.advance(15min);
        work(*one);
        QCOMPARE(one->arrived.size(), 3); // past the last rung: reminded each time it comes round
    }
    void whateverCallFailsNothingIsLostAndNothingComesTwiceInTheLog() {
        record(AlertFacts().raised());
        m_clock.advance(31min);
        auto whole = post(QStringLiteral("one"));
        work(*whole);
        const bool everyCall = qEnvironmentVariableIsSet("VIGIL_EXHAUSTIVE");
        const auto expected = logged();
        const auto messages = whole->arrived.keys();
        whole.reset();
        for (const auto when : {FakeDepartment::Fault::When::Before, FakeDepartment::Fault::When::After})
            for (int n = 1;; n += everyCall ? 1 : 3) {
                init();
                record(AlertFacts().raised());
                m_clock.advance(31min);
                int calls = 0;
                m_faults = [&](const QString& call) {
                    // An answer that gets lost matters where something was written.
                    if (when == FakeDepartment::Fault::When::After && call != "append")
                        return FakeDepartment::Fault{};
                    return FakeDepartment::Fault{++calls == n ? when : FakeDepartment::Fault::When::Never};
                };
                auto one = post(QStringLiteral("one"));
                bool crashed = false;
                for (int i = 0; i < 3; ++i) {
                    static_cast<void>(one->round());
                    if (calls >= n && !std::exchange(crashed, true)) {
                        one->close(); // a crash with what was begun
                        one->open();
                    }
                    m_clock.advance(1s);
                    one->deliver();
                }
                work(*one);
                auto found = logged();
                auto sorted = expected;
                std::sort(found.begin(), found.end());
                std::sort(sorted.begin(), sorted.end());
                QCOMPARE(found, sorted);
                QCOMPARE(one->arrived.keys(), messages);
                for (const auto& payloads : one->payloads)
                    QCOMPARE(payloads.size(), 1); // the same bytes each time
                if (calls < n) break;
            }
    }
    void anotherDispatcherSendsWhatTheFirstLeftAsTheSameMessage() {
        record(AlertFacts().raised());
        auto one = post(QStringLiteral("one"));
        auto two = post(QStringLiteral("two"));
        QCOMPARE(one->round().queued, 2);
        QVERIFY(!two->round().ours);
        two->deliver();
        QVERIFY(two->arrived.isEmpty());
        QVERIFY(isHeld(standbyKey(QStringLiteral("two"))));
        m_holder = QStringLiteral("two"); // the first one hangs before it delivers
        work(*two);
        QCOMPARE(two->arrived.size(), 2);
        QVERIFY(!one->round().ours);
        one->deliver();
        QVERIFY(one->arrived.isEmpty());
        m_holder = QStringLiteral("one"); // and comes back: it was sent
        work(*one);
        QVERIFY(one->arrived.isEmpty());
        QCOMPARE(logged("notice.").size(), 4);
    }
    void aLostTurnEndsDeliveryAtOnce() {
        record(AlertFacts().raised());
        auto one = post(QStringLiteral("one"));
        QVERIFY(one->round().ours);
        one->turn().holdUntil(Turn::Steady::now() - 1ms); // stopped for long, and goes on
        one->deliver();
        QVERIFY(one->arrived.isEmpty());
        one->turn().holdUntil(Turn::Steady::now() + 1min);
        one->deliver();
        QVERIFY(one->arrived.isEmpty()); // another one may have sent it meanwhile
        one->turn().letDeliver();
        one->answer = [&](const sync::OutboxMessage&) {
            one->turn().lose();
            return sync::Delivery(sync::Delivered{});
        };
        one->deliver();
        QCOMPARE(one->arrived.size(), 1);
    }
    void nothingIsDeliveredBeforeItIsComparedWithTheLog() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        QCOMPARE(one->round().queued, 2);
        one->close();
        record(facts.add(kind::alertWithdrawn, 1));
        one->open();
        m_faults = [](const QString& call) {
            return FakeDepartment::Fault{call == "append" ? FakeDepartment::Fault::When::Before
                                                          : FakeDepartment::Fault::When::Never};
        };
        const auto round = one->round();
        QVERIFY(round.ours);
        QVERIFY(round.fault);
        one->deliver();
        QVERIFY(one->arrived.isEmpty());
        m_faults = {};
        work(*one);
        QVERIFY(one->arrived.isEmpty());
    }
    void nobodyWaitsForWhatAnotherRecipientHasNotTaken() {
        record(AlertFacts().raised());
        auto one = post(QStringLiteral("one"), "- role: Responsible consultant\n"
                                               "  mail: consultant@trust.example\n"
                                               "  hl7: epr\n"
                                               "- role: Specialty registrar on call\n"
                                               "  mail: registrar@trust.example\n"
                                               "  hl7: epr\n");
        one->answer = [](const sync::OutboxMessage& message) -> sync::Delivery {
            if (!message.payload.contains("consultant@") &&
                !message.payload.contains("Responsible consultant"))
                return sync::Delivered{};
            return sync::RetryLater{sync::RetryLater::Cause::Unconfirmed, QStringLiteral("not yet")};
        };
        work(*one);
        QVERIFY(sent({}).isEmpty());
        m_clock.advance(30min);
        work(*one);
        QCOMPARE(sent({}), (QStringList{"Specialty registrar on call by hl7/epr",
                                        "Specialty registrar on call by mail"}));
    }
    void oneRecipientHearsInOrder() {
        record(AlertFacts().raised());
        m_clock.advance(10h);
        auto one = post(QStringLiteral("one"), "- role: Responsible consultant\n"
                                               "  mail: all@trust.example\n"
                                               "- role: Specialty registrar on call\n"
                                               "  mail: all@trust.example\n"
                                               "- role: Consultant on call\n"
                                               "  mail: all@trust.example\n"
                                               "- role: Site manager\n"
                                               "  mail: all@trust.example\n");
        QStringList tried;
        const auto notYet = [&tried](const sync::OutboxMessage& message) -> sync::Delivery {
            if (message.destination != "mail") return sync::Delivered{};
            if (!tried.contains(message.messageId)) tried << message.messageId;
            return sync::RetryLater{sync::RetryLater::Cause::Unconfirmed, QStringLiteral("not yet")};
        };
        one->answer = notYet;
        work(*one);
        QCOMPARE(tried.size(), 1);
        m_clock.advance(15min); // past the last rung: the same mailbox is to be told again
        work(*one);
        QCOMPARE(tried.size(), 1);
        QStringList arrived;
        one->answer = [&arrived](const sync::OutboxMessage& message) -> sync::Delivery {
            if (message.destination == "mail") arrived << message.messageId;
            return sync::Delivered{};
        };
        m_clock.advance(5min);
        work(*one);
        QCOMPARE(arrived.size(), 2);
        QCOMPARE(arrived.first(), tried.first());
    }
    void whomNobodyKnowsHowToReachIsAFaultOnTheAlert() {
        record(AlertFacts().raised());
        auto one = post(QStringLiteral("one"), "");
        work(*one);
        QCOMPARE(logged("notice."), QStringList{kind::noticeFailed});
        const auto view = one->view(theAlert);
        QCOMPARE(view.state, alert::State::NoRoute);
        QCOMPARE(view.attention.size(), 1);
        QVERIFY(view.attention.first().reason.contains("no message reached Responsible consultant"));
        QVERIFY(isHeld(beatKey)); // it escalates all the same
        m_clock.advance(30min);
        work(*one);
        QCOMPARE(logged(kind::alertEscalated).size(), 1);
    }
    void aRefusedMessageIsShownOnTheAlertAndToEveryWindow() {
        record(AlertFacts().raised());
        auto one = post(QStringLiteral("one"));
        one->answer = [](const sync::OutboxMessage& message) -> sync::Delivery {
            if (message.destination == "mail") return sync::Delivered{};
            return sync::Rejected{QStringLiteral("epr rejected it (AR).")};
        };
        work(*one);
        const auto failed = last(kind::noticeFailed);
        QCOMPARE(failed.value("reason").toString(), "epr rejected it (AR).");
        QCOMPARE(one->view(theAlert).attention.size(), 1);
        m_clock.advance(3min);
        QCOMPARE(one->round().undelivered, QStringList{"hl7/epr"});
        QVERIFY(isHeld(undeliveredKey(QStringLiteral("hl7/epr"))));
        // A person has it sent again.
        one->answer = {};
        const QUuid notice(failed.value("notice").toString());
        VIGIL_VERIFY(one->data().records().runAndWait(store::Lane::Person, [&](store::Transaction& records) {
            return store::OutboxStore().sendAgain(records, QStringLiteral("hl7/epr"), toText(notice));
        }));
        work(*one);
        QVERIFY(one->view(theAlert).attention.isEmpty());
        QVERIFY(!isHeld(undeliveredKey(QStringLiteral("hl7/epr"))));
    }
    void aSilentPacsIsShownToEveryWindowAsLongAsItIs() {
        auto one = post(QStringLiteral("one"));
        static_cast<void>(one->round());
        QVERIFY(!isHeld(silentPacsKey));
        one->pacsSilent = true;
        static_cast<void>(one->round());
        QVERIFY(isHeld(silentPacsKey));
        QVERIFY(escalationStatus(m_log->presence, Seen::Yes).pacsSilent);
        one->pacsSilent = false;
        static_cast<void>(one->round());
        QVERIFY(!isHeld(silentPacsKey));
        QVERIFY(!escalationStatus(m_log->presence, Seen::Yes).pacsSilent);
    }
    void refusedNoticesAreSentAgainOnRequest() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        one->answer = [](const sync::OutboxMessage&) -> sync::Delivery {
            return sync::Rejected{QStringLiteral("refused")};
        };
        work(*one);
        QCOMPARE(logged(kind::noticeFailed).size(), 2);
        const auto code = [&](const Resend& what) {
            const auto again = resend(one->data(), what);
            return again ? Error::Code::Internal : again.error().code;
        };
        QCOMPARE(code({QStringLiteral("another alert"), {}}), Error::Code::NotFound);
        const auto notice = last(kind::noticeFailed).value("notice").toString();
        QCOMPARE(code({QStringLiteral("another alert"), {notice}}), Error::Code::NotFound);
        QCOMPARE(code({{}, {notice, QStringLiteral("no notice")}}), Error::Code::NotFound); // all or none
        one->answer = {};
        one->deliver();
        QVERIFY(one->arrived.isEmpty());
        const auto again = resend(one->data(), {theAlert, {notice}});
        VIGIL_VERIFY(again);
        QCOMPARE(again->size(), 1);
        QCOMPARE(again->first().lastError, QStringLiteral("refused"));
        work(*one);
        QCOMPARE(one->arrived.keys(), QStringList{notice});
        QCOMPARE(resend(one->data(), {})->size(), 1);
        work(*one);
        QCOMPARE(one->arrived.size(), 2);
        QVERIFY(resend(one->data(), {})->isEmpty());
        QVERIFY(one->view(theAlert).attention.isEmpty());
    }
    void whatHasEndedIsNotSentAgainByAnybody() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        one->answer = [](const sync::OutboxMessage&) -> sync::Delivery {
            return sync::Rejected{QStringLiteral("refused")};
        };
        work(*one);
        const auto notice = last(kind::noticeFailed).value("notice").toString();
        record(facts.add(kind::alertWithdrawn, 1));
        work(*one);
        QVERIFY(resend(one->data(), {})->isEmpty());
        const auto named = resend(one->data(), {{}, {notice}});
        QVERIFY(!named);
        QCOMPARE(named.error().code, Error::Code::Conflict);
    }
    void aReceiverThatIsAwayIsSaidAfterTwoMinutes() {
        record(AlertFacts().raised());
        auto one = post(QStringLiteral("one"));
        one->answer = [](const sync::OutboxMessage&) {
            return sync::Delivery(sync::RetryLater{sync::RetryLater::Cause::Silent, QStringLiteral("away")});
        };
        static_cast<void>(one->round());
        one->deliver();
        QVERIFY(one->round().undelivered.isEmpty());
        m_clock.advance(121s);
        QCOMPARE(one->round().undelivered.size(), 2);
    }
    void aDispatcherThatCannotEscalateDoesNotBeat() {
        record(AlertFacts().raised());
        m_clock.advance(31min);
        m_refuses = [](const journal::Event& event) {
            return event.kind == kind::alertEscalated ? QStringLiteral("no right") : QString();
        };
        auto one = post(QStringLiteral("one"));
        const auto round = one->round();
        QVERIFY(round.fault);
        QVERIFY(round.fault->message.contains("no right"));
        QVERIFY(!isHeld(beatKey));
        m_refuses = {};
        work(*one);
        QVERIFY(isHeld(beatKey));
        m_clock.advance(beatLasts);
        QVERIFY(!isHeld(beatKey));
    }
    void silenceIsSeenWithinTwoMinutes() {
        constexpr auto windowsLookEvery = 10s;
        QVERIFY(beatLasts + windowsLookEvery <= 2min);
    }
    void aWindowTellsSilenceFromANeverHeardOfDispatcher() {
        using State = EscalationStatus::State;
        QCOMPARE(escalationStatus({}, Seen::No).state, State::NeverSeen);
        QCOMPARE(escalationStatus({}, Seen::Yes).state, State::NotRunning);
        sync::Presence beat;
        beat.topic = heartbeatTopic;
        beat.key = standbyKey(QStringLiteral("two"));
        QCOMPARE(escalationStatus({beat}, Seen::Yes).state, State::NotRunning); // who stands by does nothing
        beat.key = beatKey;
        QCOMPARE(escalationStatus({beat}, Seen::No).state, State::Running);
        auto trouble = beat;
        trouble.key = undeliveredKey(QStringLiteral("mail"));
        QCOMPARE(escalationStatus({beat, trouble}, Seen::Yes).undelivered, QStringList{"mail"});
    }
    void aDispatcherLeavesWordThatThereIsOne() {
        auto one = post(QStringLiteral("one"));
        static_cast<void>(one->round());
        one->close();
        one->open();
        static_cast<void>(one->round());
        QCOMPARE(logged(kind::dispatcherStarted).size(), 1);
    }
};

QTEST_GUILESS_MAIN(DispatcherTest)
#include "DispatcherTest.moc"
