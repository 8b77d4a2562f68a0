// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/OutboxStore.h"
#include "core/store/DataFolder.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::store;
using namespace vigil::test;
using namespace std::chrono_literals;
using sync::Delivered;
using sync::OutboxMessage;
using sync::Rejected;
using sync::RetryLater;

class OutboxStoreTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_path;
    std::unique_ptr<DataFolder> m_folder;
    FixedClock m_clock;
    OutboxStore m_outbox;

    template <class Work>
    void write(Work work) {
        VIGIL_VERIFY(m_folder->records().runAndWait(Lane::Person, work));
    }
    void add(const QString& id, const QString& aggregate, int priority = 1,
             const QString& destination = "archive", const QString& kind = "sr") {
        OutboxMessage message;
        message.messageId = id;
        message.destination = destination;
        message.kind = kind;
        message.aggregateId = aggregate;
        message.payload = "bytes of " + id.toUtf8();
        message.createdAt = m_clock.now();
        message.priority = priority;
        write([&](Transaction& t) { return m_outbox.add(t, message); });
    }
    void record(const QString& id, const sync::Delivery& delivery, std::chrono::seconds retryIn = 60s) {
        write([&](Transaction& t) {
            return m_outbox.record(t, "archive", id, delivery, m_clock.now(), m_clock.now() + retryIn);
        });
    }
    template <class Work>
    auto read(Work work) {
        return m_folder->recordsReader().runAndWait(work).value();
    }
    QString due(int limit = 100) {
        QStringList ids;
        for (const auto& message :
             read([&](const Database& db) { return m_outbox.due(db, "archive", m_clock.now(), limit); }))
            ids << message.messageId;
        return ids.join(' ');
    }
    OutboxSummary summary() {
        return read([this](const Database& db) { return m_outbox.summary(db); });
    }

private Q_SLOTS:
    void init() {
        m_path = std::make_unique<QTemporaryDir>();
        auto folder = DataFolder::open(m_path->path());
        VIGIL_VERIFY(folder);
        m_folder = std::move(*folder);
    }
    void cleanup() { m_folder.reset(); }

    void aMessageComesBackAsItWas() {
        add("a1", "a", 2);
        const auto messages =
            read([&](const Database& db) { return m_outbox.due(db, "archive", m_clock.now(), 9); });
        QCOMPARE(messages.size(), 1);
        QCOMPARE(messages.first().payload, "bytes of a1");
        QCOMPARE(messages.first().createdAt, m_clock.now());
        QCOMPARE(messages.first().priority, 2);
    }
    void addingTwiceDoesNoHarm() {
        add("a1", "a");
        record("a1", Delivered{});
        add("a1", "a");
        QCOMPARE(due(), "");
    }
    void oneOfEachAggregateIsDueInOrder() {
        add("a1", "a");
        add("a2", "a");
        add("b1", "b");
        QCOMPARE(due(), "a1 b1");
        record("a1", Delivered{});
        QCOMPARE(due(), "a2 b1");
    }
    void anotherDestinationIsAnotherQueue() {
        add("a1", "a");
        add("a1", "a", 1, "department");
        record("a1", Delivered{});
        QCOMPARE(due(), "");
        QCOMPARE(summary().perDestination["department"].waiting, 1);
    }
    void aWaitingMessageHoldsUpOnlyItsSuccessors() {
        add("a1", "a");
        add("a2", "a");
        add("b1", "b");
        record("a1", RetryLater{RetryLater::Cause::Unconfirmed, "not yet"});
        QCOMPARE(due(), "b1");
        m_clock.advance(60s);
        QCOMPARE(due(), "a1 b1");
    }
    void aParkedMessageHoldsUpItsSuccessorsUntilAPersonLetsThemPass() {
        add("a1", "a");
        add("a2", "a");
        record("a1", Rejected{"never", false});
        QCOMPARE(due(), "");
        QCOMPARE(summary().all.parked, 1);
        QCOMPARE(summary().all.heldUp, 1);
        const auto parked = read([this](const Database& db) { return m_outbox.parked(db); });
        QCOMPARE(parked.first().message.lastError, "never");
        QVERIFY(parked.first().message.payload.isEmpty());
        write([&](Transaction& t) { return m_outbox.letPass(t, "archive", "a1"); });
        QCOMPARE(due(), "a2");
        QCOMPARE(summary().all.parked, 1);
        QCOMPARE(summary().all.heldUp, 0);
    }
    void aCriticalMessageDoesNotWaitForAParkedOne() {
        add("a1", "a");
        record("a1", Rejected{"never", false});
        add("a2", "a", 0);
        QCOMPARE(due(), "a2");
    }
    void aNoticeWaitsForWhatWaitsAndForNothingThatIsParked() {
        add("a1", "a", 1, "archive", "notice");
        add("a2", "a", 1, "archive", "notice");
        QCOMPARE(due(), "a1");
        record("a1", Rejected{"never", false});
        QCOMPARE(due(), "a2");
        QCOMPARE(summary().all.heldUp, 0);
    }
    void whatIsSentAgainHasNoErrorOfBefore() {
        add("a1", "a");
        record("a1", Rejected{"never", false});
        write([&](Transaction& t) { return m_outbox.sendAgain(t, "archive", "a1"); });
        const auto waiting =
            read([&](const Database& db) { return m_outbox.due(db, "archive", m_clock.now(), 9); });
        QCOMPARE(waiting.size(), 1);
        QCOMPARE(waiting.first().lastError, QString());
    }
    void criticalGoesFirstAndTakesItsPastAlong() {
        add("b1", "b");
        add("a1", "a");
        record("a1", RetryLater{RetryLater::Cause::Unconfirmed, "not yet"}, 300s);
        add("c1", "c", 0);
        add("a2", "a", 0);
        QCOMPARE(due(), "a1 c1 b1");
        record("a1", Delivered{});
        QCOMPARE(due(), "c1 a2 b1");
    }
    void theLimitKeepsTheMostUrgent() {
        add("b1", "b", 2);
        add("a1", "a", 0);
        QCOMPARE(due(1), "a1");
    }
    void backOnlineMeansDueNow() {
        add("a1", "a");
        record("a1", RetryLater{RetryLater::Cause::Unreachable, "away"}, 900s);
        QCOMPARE(due(), "");
        write([&](Transaction& t) { return m_outbox.requeueNow(t, "archive"); });
        QCOMPARE(due(), "a1");
    }
    void whenTheDestinationIsAwayNobodyIsTried() {
        add("a1", "a", 0);
        add("b1", "b");
        write([&](Transaction& t) { return m_outbox.postpone(t, "archive", 1, m_clock.now() + 60s); });
        QCOMPARE(due(), "a1");
        const auto next = read([](const Database& db) { return OutboxStore().nextDue(db, "archive"); });
        QVERIFY(next && *next <= m_clock.now());
    }
    void theNextTimeIsThatOfTheFirstThatMayGo() {
        QVERIFY(!read([](const Database& db) { return OutboxStore().nextDue(db, "archive"); }));
        add("a1", "a");
        add("a2", "a");
        record("a1", RetryLater{RetryLater::Cause::Unreachable, "away"}, 90s);
        QCOMPARE(read([](const Database& db) { return OutboxStore().nextDue(db, "archive"); }),
                 std::optional<UtcTime>(m_clock.now() + 90s));
    }
    void theOldestCriticalOneIsNamed() {
        const auto first = m_clock.now();
        add("a1", "a", 0);
        m_clock.advance(60s);
        add("b1", "b", 0);
        QCOMPARE(summary().all.oldestCritical, std::optional<UtcTime>(first));
        record("a1", Delivered{});
        QCOMPARE(summary().all.oldestCritical, std::optional<UtcTime>(first + 60s));
        record("b1", Delivered{});
        QCOMPARE(summary(), OutboxSummary{});
    }
    void deliveredOnesAreKeptAndPrunedLate() {
        add("a1", "a");
        record("a1", Delivered{});
        add("b1", "b");
        const auto prune = [this](UtcTime before) {
            return m_folder->records()
                .runAndWait(Lane::Person, [&](Transaction& t) { return m_outbox.prune(t, before); })
                .value();
        };
        QCOMPARE(prune(m_clock.now()), 0);
        QCOMPARE(prune(m_clock.now() + 1s), 1);
        QCOMPARE(due(), "b1");
    }
};

QTEST_GUILESS_MAIN(OutboxStoreTest)
#include "OutboxStoreTest.moc"
