// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertStory.h"
#include "core/base/Ids.h"
#include "core/dispatch/Heartbeat.h"
#include "tests/fakes/FakeDepartment.h"
#include "tests/support/AlertFacts.h"
#include "tests/support/DispatchPost.h"
#include "tests/support/Futures.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <utility>

using namespace vigil;
using namespace vigil::dispatch;
using namespace vigil::test;
using namespace std::chrono_literals;
namespace kind = vigil::journal::kind;

namespace {

const QString theAlert = QStringLiteral("the-alert");
const QByteArray addresses = "- role: Responsible consultant\n"
                             "  mail: consultant@trust.example\n"
                             "  hl7: epr\n"
                             "- role: Specialty registrar on call\n"
                             "  mail: registrar@trust.example\n"
                             "- role: Consultant on call\n"
                             "  mail: consultant@trust.example\n"
                             "- role: Site manager\n"
                             "  mail: manager@trust.example\n"
                             "- role: Cancer tracking\n"
                             "  mail: cancer@trust.example\n";

/// Two posts with one lock: who has it is the test's to say.
class LentLock final : public TurnLock {
public:
    LentLock(const QString& holder, QString own) : m_holder(holder), m_own(std::move(own)) {}
    Result<bool> hold(std::stop_token) override { return m_holder == m_own; }

private:
    const QString& m_holder;
    QString m_own;
};

} // namespace

class DispatcherTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeLog> m_log;
    FixedClock m_clock;
    QString m_holder;
    FakeDepartment::Faults m_faults;
    FakeDepartment::Refuses m_refuses;

    std::function<QString(const QString&, const alert::Party&)> m_link;

    std::unique_ptr<DispatchPost> post(const QString& device, const QByteArray& book = addresses) {
        DispatchPost::Options options;
        options.link = m_link;
        options.folder = m_folder->filePath(device);
        options.device = device;
        options.addresses = book;
        options.connect = [this] {
            auto department = std::make_unique<FakeDepartment>(*m_log, m_clock);
            department->setFaults(
                [this](const QString& call) { return m_faults ? m_faults(call) : FakeDepartment::Fault{}; });
            department->setRefuses(
                [this](const journal::Event& event) { return m_refuses ? m_refuses(event) : QString(); });
            return department;
        };
        options.lock = [this, device] { return std::make_unique<LentLock>(m_holder, device); };
        return std::make_unique<DispatchPost>(options, m_clock);
    }
    void record(const AlertFacts& facts) {
        FakeDepartment reporter(*m_log, m_clock);
        for (const auto& each : facts.events())
            static_cast<void>(reporter.append({each.event}, {}));
    }
    QStringList logged(const QString& prefix = {}) const {
        QStringList kinds;
        for (const auto& each : m_log->events)
            if (each.event.kind.startsWith(prefix)) kinds << each.event.kind;
        return kinds;
    }
    QJsonObject last(const QString& of) const {
        QJsonObject data;
        for (const auto& each : m_log->events)
            if (each.event.kind == of) data = QJsonDocument::fromJson(each.event.open).object();
        return data;
    }
    /// Letters that arrived, by whom they are for.
    QMap<QString, int> letters(const DispatchPost& post) const {
        QMap<QString, int> counts;
        for (const auto& each : m_log->events) {
            const auto data = QJsonDocument::fromJson(each.event.open).object();
            if (each.event.kind != kind::noticeSent || data.value("destination") != "mail") continue;
            if (!post.arrived.contains(data.value("notice").toString())) qFatal("said to be sent");
            ++counts[data.value("to").toObject().value("role").toString()];
        }
        return counts;
    }
    bool isHeld(const QString& key) const {
        for (const auto& each : m_log->presence)
            if (each.topic == heartbeatTopic && each.key == key && each.until > m_clock.now()) return true;
        return false;
    }
    /// Until nothing more happens.
    static void work(DispatchPost& post) {
        int quiet = 0; // a round, what it has sent, and a round that tells so
        for (int i = 0; i < 10 && quiet < 2; ++i) {
            const auto round = post.round();
            post.deliver();
            const bool busy = round.fault || round.escalated + round.queued + round.sent + round.failed > 0;
            quiet = busy ? 0 : quiet + 1;
        }
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_log = std::make_unique<FakeLog>();
        m_clock.set(FixedClock().now());
        m_holder = QStringLiteral("one");
        m_faults = {};
        m_refuses = {};
        m_link = {};
    }

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
        m_link = [&made](const QString& alertId, const alert::Party& to) {
            ++made;
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
    void whoWasToldIsToldAnewWhenItBecomesMoreUrgent() {
        auto facts = AlertFacts(QStringLiteral("urgent")).raised();
        record(facts);
        m_clock.advance(15s);
        auto one = post(QStringLiteral("one"));
        work(*one);
        QCOMPARE(letters(*one).value("Responsible consultant"), 1);
        m_clock.advance(20min);
        record(facts.recategorised(20, QStringLiteral("critical")));
        work(*one);
        QCOMPARE(letters(*one).value("Responsible consultant"), 2);
        QCOMPARE(one->arrived.size(), 4); // and the HL7 receiver
        m_clock.advance(5min);
        work(*one);
        QCOMPARE(one->arrived.size(), 4);
    }
    void whoWasToldIsToldAnewWhenItIsPassedBackToThem() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        work(*one);
        record(
            facts.declined(1, QStringLiteral("robin"), {{}, QStringLiteral("Specialty registrar on call")}));
        m_clock.advance(1min);
        work(*one);
        QCOMPARE(letters(*one),
                 (QMap<QString, int>{{"Responsible consultant", 1}, {"Specialty registrar on call", 1}}));
        m_clock.advance(29min); // the registrar is asked as the back-up, too
        work(*one);
        QCOMPARE(letters(*one).value("Specialty registrar on call"), 2);
        m_clock.advance(30min);
        work(*one);
        // Of the same mailbox as the responsible consultant: brought in now, told now.
        QCOMPARE(letters(*one), (QMap<QString, int>{{"Responsible consultant", 1},
                                                    {"Specialty registrar on call", 2},
                                                    {"Consultant on call", 1}}));
    }
    void decliningAfterTheSecondEscalationTellsTheNextAtOnce() {
        auto facts = AlertFacts().raised();
        record(facts);
        m_clock.advance(60min);
        auto one = post(QStringLiteral("one"));
        work(*one);
        QCOMPARE(last(kind::alertEscalated).value("step").toInt(), 2);
        m_clock.advance(1min);
        record(facts.declined(61, QStringLiteral("robin")));
        work(*one);
        QCOMPARE(last(kind::alertEscalated).value("step").toInt(), 3);
        QCOMPARE(letters(*one).value("Site manager"), 1);
    }
    /// What stands in logs of before keeps its id: nobody is told twice because of an update.
    void anIdOfBeforeStays() {
        const AlertFacts facts = AlertFacts().raised();
        const Address mail{Address::Channel::Mail, QStringLiteral("consultant@trust.example")};
        const Telling telling{{{}, QStringLiteral("Responsible consultant")}, 0, facts.lastId()};
        const auto known =
            derivedId(idSpaceOf(theAlert), QStringLiteral("notice mail consultant@trust.example  "));
        QCOMPARE(noticeId(theAlert, telling, mail, facts.alert().facts), known);
        auto told = facts.alert();
        journal::LoggedEvent queued;
        queued.event.eventId = known;
        queued.event.kind = kind::noticeQueued;
        queued.receipt.seq = 500;
        told = apply(told, queued);
        QCOMPARE(noticeId(theAlert, telling, mail, told.facts), known);
        auto declined = AlertFacts().raised().declined(1, QStringLiteral("robin"));
        auto again = telling;
        again.since = QUuid::createUuid();
        auto event = declined.events().last();
        event.event.eventId = again.since;
        event.receipt.seq = 501;
        told = apply(told, event);
        const auto anew = noticeId(theAlert, again, mail, told.facts);
        QVERIFY(anew != known);
        QCOMPARE(noticeId(theAlert, again, mail, told.facts), anew);
    }
    void aCopyIsNoDeliveryToWhoeverIsAsked() {
        record(AlertFacts(QStringLiteral("cancer")).raised());
        m_clock.advance(15s);
        auto one = post(QStringLiteral("one"), "- role: Cancer tracking\n  mail: cancer@trust.example\n");
        work(*one);
        QCOMPARE(letters(*one), (QMap<QString, int>{{"Cancer tracking", 1}}));
        QCOMPARE(one->view(theAlert).state, alert::State::NoRoute);
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
        one->answer = [&](const sync::OutboxMessage&) {
            one->turn().lose();
            return sync::Delivery(sync::Delivered{});
        };
        one->deliver();
        QCOMPARE(one->arrived.size(), 1);
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
    void whatWasWithdrawnMeanwhileIsNotSent() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        one->answer = [](const sync::OutboxMessage&) {
            return sync::Delivery(
                sync::RetryLater{sync::RetryLater::Cause::Unreachable, QStringLiteral("away")});
        };
        QCOMPARE(one->round().queued, 2);
        record(facts.add(kind::alertWithdrawn, 1));
        static_cast<void>(one->round());
        one->answer = {};
        m_clock.advance(1min);
        one->deliver();
        QVERIFY(one->arrived.isEmpty());
        QVERIFY(one->round().undelivered.isEmpty());
    }
    void whatSomebodyElseHasTakenOrWhatWasReplacedIsNotSent() {
        const auto away = [](const sync::OutboxMessage&) {
            return sync::Delivery(
                sync::RetryLater{sync::RetryLater::Cause::Unreachable, QStringLiteral("away")});
        };
        for (const auto* what : {"acknowledged", "acted on", "superseded", "nothing"}) {
            init();
            auto facts = AlertFacts().raised();
            record(facts);
            auto one = post(QStringLiteral("one"));
            one->answer = away;
            QCOMPARE(one->round().queued, 2);
            if (what == QLatin1String("acknowledged")) facts.acknowledged(1);
            if (what == QLatin1String("acted on")) facts.acted(1);
            if (what == QLatin1String("superseded")) facts.add(kind::alertSuperseded, 1);
            record(facts);
            static_cast<void>(one->round());
            one->answer = {};
            m_clock.advance(1min);
            one->deliver();
            QCOMPARE(one->arrived.size(), what == QLatin1String("nothing") ? 2 : 0);
        }
    }
    void theOfficerHearsByLetterOfAWithdrawalThatNobodyTells() {
        auto facts = AlertFacts().raised().called(1).add(kind::alertWithdrawn, 2);
        record(facts);
        auto one = post(QStringLiteral("one"),
                        "- role: Fail-safe officer\n  mail: officer@trust.example\n  hl7: epr\n");
        work(*one);
        QVERIFY(one->arrived.isEmpty());
        m_clock.advance(17min);
        work(*one);
        QCOMPARE(letters(*one), (QMap<QString, int>{{"Fail-safe officer", 1}}));
        QCOMPARE(one->arrived.size(), 1); // no HL7 message: nobody is to act on the finding
        for (const auto& payloads : one->payloads)
            for (const auto& payload : payloads) {
                const auto letter =
                    QJsonDocument::fromJson(payload).object().value("letter").toString().toUtf8();
                QVERIFY(
                    QByteArray::fromBase64(letter.mid(letter.indexOf("\r\n\r\n"))).contains("was withdrawn"));
            }
        m_clock.advance(48h);
        work(*one);
        QCOMPARE(one->arrived.size(), 1);
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
