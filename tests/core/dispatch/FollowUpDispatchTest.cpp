// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/FollowUpNotices.h"
#include "tests/fakes/FakeDepartment.h"
#include "tests/support/DispatchPost.h"
#include "tests/support/FollowUpFacts.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace vigil;
using namespace vigil::dispatch;
using namespace vigil::test;
namespace kind = vigil::journal::kind;

namespace {

const QString theFollowUp = QStringLiteral("the-follow-up");
const QByteArray book = "- role: General practitioner\n"
                        "  mail: practice@trust.example\n"
                        "  hl7: epr\n"
                        "- role: Fail-safe officer\n"
                        "  mail: officer@trust.example\n";

class AlwaysOurs final : public TurnLock {
public:
    Result<bool> hold(std::stop_token) override { return true; }
};

} // namespace

class FollowUpDispatchTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeLog> m_log;
    FixedClock m_clock;
    FollowUpFacts m_facts;

    std::unique_ptr<DispatchPost> post(const QString& device, const QByteArray& addresses = book) {
        DispatchPost::Options options;
        options.folder = m_folder->filePath(device);
        options.device = device;
        options.addresses = addresses;
        options.connect = [this] { return std::make_unique<FakeDepartment>(*m_log, m_clock); };
        options.lock = [] { return std::make_unique<AlwaysOurs>(); };
        return std::make_unique<DispatchPost>(options, m_clock);
    }
    /// What happens at this day, by a person.
    void record(const FollowUpFacts& facts) {
        FakeDepartment people(*m_log, m_clock);
        for (const auto& each : facts.events())
            static_cast<void>(people.append({each.event}, {}));
    }
    QStringList logged(const QString& prefix) const {
        QStringList kinds;
        for (const auto& each : m_log->events)
            if (each.event.kind.startsWith(prefix)) kinds << each.event.kind;
        return kinds;
    }
    static void work(DispatchPost& post) {
        int quiet = 0;
        for (int i = 0; i < 10 && quiet < 2; ++i) {
            const auto round = post.round();
            if (round.fault) qFatal("%s", qPrintable(round.fault->message));
            post.deliver();
            const bool busy = round.escalated + round.reminded + round.queued + round.sent + round.failed > 0;
            quiet = busy ? 0 : quiet + 1;
        }
    }
    /// The letters that arrived, each once, as (to, text).
    static QList<std::pair<QString, QString>> letters(const DispatchPost& post) {
        QList<std::pair<QString, QString>> letters;
        for (auto it = post.payloads.cbegin(); it != post.payloads.cend(); ++it)
            for (const auto& payload : it.value()) {
                const auto mail = QJsonDocument::fromJson(payload).object();
                if (mail.isEmpty()) continue;
                const auto letter = mail.value("letter").toString();
                const auto text =
                    QByteArray::fromBase64(letter.section("\r\n\r\n", 1).remove("\r\n").toLatin1());
                letters << std::pair(mail.value("to").toString(),
                                     letter.section("\r\n\r\n", 0, 0) + QString::fromUtf8(text));
            }
        return letters;
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_log = std::make_unique<FakeLog>();
        m_clock.set(m_facts.day(0));
        m_facts = FollowUpFacts();
        m_facts.recommended();
        record(m_facts);
    }

    void theReferrerIsRemindedOnceAtAQuarterAndOnceAtTheEndAndThenTheOfficerHears() {
        const auto one = post("one");
        work(*one);
        QVERIFY(logged("followup.re").size() == 1); // only the recommendation
        QVERIFY(one->arrived.isEmpty());

        m_clock.set(m_facts.day(25));
        work(*one);
        work(*one);
        QCOMPARE(logged(kind::followUpReminded).size(), 1);
        QCOMPARE(logged("notice.sent").size(), 2); // mail and HL7
        auto sent = letters(*one);
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent.first().first, "practice@trust.example");
        QVERIFY(sent.first().second.contains("reminder to book"));
        QCOMPARE(one->followUp(theFollowUp).reminded, 25);

        m_clock.set(m_facts.day(100));
        work(*one);
        QCOMPARE(logged(kind::followUpReminded).size(), 2);
        QCOMPARE(letters(*one).size(), 2);
        QCOMPARE(logged(kind::followUpEscalated).size(), 0);

        m_clock.set(m_facts.day(104));
        work(*one);
        QCOMPARE(logged(kind::followUpEscalated).size(), 1);
        QCOMPARE(one->followUp(theFollowUp).owner.role, "Fail-safe officer");
        sent = letters(*one);
        QCOMPARE(sent.size(), 3);
        QVERIFY(std::any_of(sent.begin(), sent.end(), [](const auto& letter) {
            return letter.first == "officer@trust.example" && letter.second.contains("overdue");
        }));

        m_clock.set(m_facts.day(112));
        work(*one);
        QCOMPARE(logged(kind::followUpEscalated).size(), 2);
        QCOMPARE(letters(*one).size(), 4);
    }
    void noLetterNamesThePatient() {
        const auto one = post("one");
        m_clock.set(m_facts.day(25));
        work(*one);
        const auto sent = letters(*one);
        QCOMPARE(sent.size(), 1);
        const auto draft = aFollowUpDraft();
        QVERIFY(!sent.first().second.contains(draft.patient.key.id));
        QVERIFY(!sent.first().second.contains("nodule"));
        QVERIFY(!sent.first().second.contains("Patient^"));
    }
    void anHl7ReceiverIsToldWhatIsRecommended() {
        const auto one = post("one");
        m_clock.set(m_facts.day(25));
        work(*one);
        QByteArray message;
        for (const auto& payloads : one->payloads)
            for (const auto& payload : payloads)
                if (payload.startsWith("MSH")) message = payload;
        QVERIFY(message.contains("FOLLOWUP-ID^Follow-up identifier^L"));
        QVERIFY(message.contains("CT Chest: 8 mm nodule"));
        QVERIFY(message.contains("20270304"));
        QVERIFY(!message.contains("ALERT-"));
    }
    void twoDispatchersAndACrashRemindOnce() {
        auto one = post("one");
        const auto two = post("two");
        m_clock.set(m_facts.day(25));
        static_cast<void>(one->round());
        static_cast<void>(two->round());
        one->close();
        one->open();
        work(*one);
        work(*two);
        QCOMPARE(logged(kind::followUpReminded).size(), 1);
        QCOMPARE(logged(kind::noticeQueued).size(), 2);
        for (const auto& where : one->arrived)
            for (const int often : where)
                QCOMPARE(often, 1);
    }
    void whatIsBookedOrOverIsNotRemindedOf() {
        const auto one = post("one");
        FollowUpFacts more = m_facts;
        more.booked(10, QDate(2027, 3, 1));
        m_clock.set(m_facts.day(10));
        record(more);
        m_clock.set(m_facts.day(60));
        work(*one);
        QVERIFY(logged(kind::followUpReminded).isEmpty());
        more.closed(61, {followup::End::Died, "told by the ward", {}, {}, {}});
        m_clock.set(m_facts.day(61));
        record(more);
        m_clock.set(m_facts.day(200));
        work(*one);
        QVERIFY(logged(kind::followUpEscalated).isEmpty());
        QVERIFY(one->arrived.isEmpty());
    }
    void aBookedOneThatWasNeverSeenGoesToTheOfficer() {
        const auto one = post("one");
        FollowUpFacts more = m_facts;
        more.booked(10, QDate(2027, 1, 10)); // day 47
        m_clock.set(m_facts.day(10));
        record(more);
        m_clock.set(m_facts.day(52));
        work(*one);
        QCOMPARE(logged(kind::followUpEscalated).size(), 1);
        QVERIFY(logged(kind::followUpReminded).isEmpty());
    }
    void aRefusedReminderHoldsUpNeitherTheOfficerNorTheNextOne() {
        const auto one = post("one");
        one->answer = [](const sync::OutboxMessage& message) -> sync::Delivery {
            if (message.payload.contains("practice@")) return sync::Rejected{"no such mailbox"};
            return sync::Delivered{};
        };
        m_clock.set(m_facts.day(25));
        work(*one);
        QVERIFY(letters(*one).isEmpty());
        one->answer = {};
        m_clock.set(m_facts.day(100));
        work(*one);
        QCOMPARE(letters(*one).size(), 1);
        m_clock.set(m_facts.day(104));
        work(*one);
        QCOMPARE(letters(*one).size(), 2);
    }
    void whoseBookingWasMissedComesToTheOfficerOnceMore() {
        const auto one = post("one");
        const auto ofOfficer = [&one] {
            int count = 0;
            for (const auto& letter : letters(*one))
                count += letter.first == "officer@trust.example" ? 1 : 0;
            return count;
        };
        m_clock.set(m_facts.day(104));
        work(*one);
        QCOMPARE(ofOfficer(), 1);
        // A notice of before it named its step keeps its id, so that nothing goes out again.
        const Address mail{Address::Channel::Mail, "officer@trust.example"};
        const auto known = noticeId(theFollowUp, Telling{{{}, "Fail-safe officer"}, 1001}, mail, {});
        QCOMPARE(one->outboxState("mail", known), "delivered");
        FollowUpFacts more = m_facts;
        more.booked(105, QDate(2027, 3, 14)); // day 110
        m_clock.set(m_facts.day(105));
        record(more);
        m_clock.set(m_facts.day(118));
        work(*one);
        QCOMPARE(logged(kind::followUpEscalated).size(), 2);
        QCOMPARE(ofOfficer(), 2);
        work(*one);
        QCOMPARE(ofOfficer(), 2);
    }
    void whatEndsWhileAReminderWaitsIsNotSent() {
        const auto one = post("one");
        m_clock.set(m_facts.day(25));
        one->answer = [](const sync::OutboxMessage&) -> sync::Delivery {
            return sync::RetryLater{sync::RetryLater::Cause::Unreachable, "silent"};
        };
        work(*one);
        FollowUpFacts more = m_facts;
        more.closed(26, {followup::End::DoneElsewhere, "Leeds", {}, {}, {}});
        m_clock.set(m_facts.day(26));
        record(more);
        static_cast<void>(one->round());
        one->answer = {};
        one->arrived.clear();
        m_clock.set(m_facts.day(27));
        work(*one);
        QVERIFY(one->arrived.isEmpty());
    }
    void anOwnerWithoutAnAddressIsSaidOnTheFollowUp() {
        const auto one = post("one", "- role: Fail-safe officer\n  mail: officer@trust.example\n");
        m_clock.set(m_facts.day(25));
        work(*one);
        const auto view = one->followUp(theFollowUp);
        QCOMPARE(view.attention.size(), 1);
        QVERIFY(view.attention.first().reason.contains("no address"));
    }
};

QTEST_GUILESS_MAIN(FollowUpDispatchTest)
#include "FollowUpDispatchTest.moc"
