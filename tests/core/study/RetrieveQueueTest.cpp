// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/RetrieveQueue.h"
#include "tests/fakes/FakeLine.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/NoThreads.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <memory>
#include <random>

using namespace vigil;
using namespace vigil::study;
using namespace std::chrono_literals;
using vigil::test::FakeLine;
using State = RetrieveQueue::State;
using Priority = RetrievePriority;

namespace {

/// What is kept, in memory.
class FakeKept final : public WantedStudies {
public:
    Result<QList<WantedStudy>> load() override {
        const std::lock_guard lock(m_mutex);
        QList<WantedStudy> all;
        for (const auto& [uid, wanted] : m_rows)
            all << wanted;
        return all;
    }
    void keep(const WantedStudy& wanted) override {
        if (keeping) keeping();
        const std::lock_guard lock(m_mutex);
        m_rows[wanted.studyUid] = wanted;
    }
    void forget(const QString& studyUid) override {
        const std::lock_guard lock(m_mutex);
        m_rows.erase(studyUid);
    }
    std::function<void()> keeping; ///< called before each writing
    std::size_t size() {
        const std::lock_guard lock(m_mutex);
        return m_rows.size();
    }

private:
    std::mutex m_mutex;
    std::map<QString, WantedStudy> m_rows;
};

} // namespace

/// Its threads; the rules by themselves are RetrieveScheduleTest's. Fit for a thread sanitizer.
class RetrieveQueueTest : public QObject {
    Q_OBJECT
    test::FixedClock m_clock;
    FakeKept m_kept;
    std::unique_ptr<FakeLine> m_line;
    std::atomic<int> m_told{0};
    std::unique_ptr<RetrieveQueue> m_queue;

    void open() {
        m_queue = std::make_unique<RetrieveQueue>(
            RetrieveSchedule::Rules{}, sync::Backoff([] { return 0.5; }), m_clock, m_kept,
            [this](const QString& uid, const auto& progress, std::stop_token stop) {
                return m_line->retrieve(uid, progress, stop);
            },
            [this] { ++m_told; });
    }
    bool runs(const QString& uid) {
        return m_line->await([&uid](const FakeLine& line) { return line.runs(uid); });
    }
    bool rests(const QString& uid) {
        return m_line->await([&uid](const FakeLine& line) { return !line.runs(uid); });
    }
    std::optional<RetrieveQueue::Entry> entry(const QString& uid) {
        const auto snapshot = m_queue->snapshot();
        const auto* found = snapshot.find(uid);
        return found ? std::optional(*found) : std::nullopt;
    }
    bool isHeld(const QString& uid) {
        const auto found = entry(uid);
        return found && found->state == State::Held;
    }

private Q_SLOTS:
    void init() {
        m_queue.reset();
        const auto before = m_kept.load().value();
        for (const auto& wanted : before)
            m_kept.forget(wanted.studyUid);
        m_line = std::make_unique<FakeLine>();
        m_told = 0;
        open();
    }
    void cleanup() { m_queue.reset(); }

    void whatIsWantedIsFetchedAndForgotten() {
        m_queue->want("1", "main", Priority::Opened);
        QVERIFY(runs("1"));
        QTRY_COMPARE(entry("1")->progress.expected, 3);
        QTRY_COMPARE(m_kept.size(), 1u);
        QTRY_VERIFY(m_told > 0); // else its start may be told together with its end
        m_line->release("1");
        QTRY_VERIFY(!entry("1"));
        QTRY_COMPARE(m_kept.size(), 0u);
        QVERIFY(m_line->hasFetched("1"));
        QTRY_VERIFY(m_told > 1);
    }
    void whatStartsIsKeptBefore() {
        std::atomic<bool> early{false};
        m_kept.keeping = [&] {
            early = m_line->await([](const FakeLine& line) { return line.runs("1"); }, 200ms);
        };
        m_queue->want("1", "main", Priority::Opened);
        QVERIFY(runs("1"));
        QVERIFY(!early);
        m_queue.reset();
        m_kept.keeping = {};
    }
    void anOpenedStudyStartsWhileAPrefetchRuns() {
        m_queue->want("1", "main", Priority::Prefetch);
        QVERIFY(runs("1"));
        m_queue->want("2", "main", Priority::Opened);
        QVERIFY(runs("2"));
        QVERIFY(rests("1"));
        QTRY_COMPARE(entry("1")->state, State::Waiting);
        m_line->release("2");
        QVERIFY(runs("1"));
    }
    void whatIsMovedIsThereAtOnceAndAfterARestart() {
        for (const auto* uid : {"1", "2", "3", "4"})
            m_queue->want(uid, "main", Priority::Prefetch);
        QVERIFY(runs("1"));
        m_queue->move("4", RetrieveQueue::Place::First);
        QCOMPARE(m_queue->snapshot().entries.first().wanted.studyUid, "4");
        QVERIFY(rests("1")); // it gives way
        QVERIFY(runs("4"));
        m_queue->move("1", RetrieveQueue::Place::Down);
        const auto order = [this] {
            QStringList uids;
            for (const auto& each : m_queue->snapshot().entries)
                uids << each.wanted.studyUid;
            return uids;
        };
        const QStringList moved{"4", "2", "1", "3"};
        QCOMPARE(order(), moved);
        m_queue.reset();
        m_line = std::make_unique<FakeLine>();
        open();
        m_queue->resume();
        QVERIFY(runs("4"));
        QCOMPARE(order(), moved);
    }
    void cancellingIsFeltAtOnceAlsoWhenThePacsIsSilent() {
        m_queue->want("1", "main", Priority::Opened);
        QVERIFY(runs("1"));
        QElapsedTimer timer;
        timer.start();
        m_queue->cancel("1");
        QTRY_VERIFY(!entry("1"));
        QVERIFY(timer.elapsed() < 500);
        QTRY_COMPARE(m_kept.size(), 0u);
    }
    void aSystemWithoutThreadsLetsTheRetrieveRestAndIsTriedAgain() {
        m_line->flow();
        {
            const test::NoThreads none;
            m_queue->want("1", "main", Priority::Next);
            QTRY_VERIFY(entry("1") && entry("1")->state == State::Resting);
            QVERIFY(entry("1")->wanted.problem.contains("too busy"));
        }
        m_clock.advance(10min);
        m_queue->wake();
        QTRY_VERIFY(!entry("1"));
    }
    void aRestEndsWhenItsTimeHasCome() {
        m_line->answer("1", Error{Error::Code::Unreachable, "Nobody answers.", {}});
        m_line->flow();
        m_queue->want("1", "main", Priority::Next);
        QTRY_VERIFY(entry("1") && entry("1")->state == State::Resting);
        QCOMPARE(entry("1")->wanted.problem, "Nobody answers.");
        m_line->answer("1", FakeLine::complete());
        m_clock.advance(2min);
        m_queue->wake();
        QTRY_VERIFY(!entry("1"));
    }
    void aRefusalWaitsForAPerson() {
        m_line->answer("1", Error{Error::Code::Refused, "Unknown destination.", {}});
        m_line->flow();
        m_queue->want("1", "main", Priority::Opened);
        QTRY_VERIFY(isHeld("1"));
        m_line->answer("1", FakeLine::complete());
        m_queue->tryNow();
        QTRY_VERIFY(!entry("1"));
    }
    void closingStopsWhatRunsAndItStaysWanted() {
        m_queue->want("1", "main", Priority::Opened);
        m_queue->want("2", "main", Priority::Next);
        m_queue->want("3", "main", Priority::Next);
        QVERIFY(runs("1"));
        QVERIFY(runs("2"));
        m_queue.reset();
        QCOMPARE(m_line->running(), 0u);
        QCOMPARE(m_kept.size(), 3u);
        open();
        m_line->flow();
        m_queue->resume();
        QTRY_COMPARE(m_kept.size(), 0u);
        for (const auto* uid : {"1", "2", "3"})
            QVERIFY(m_line->hasFetched(uid));
    }
    void inAnyOrderEveryStudyComesOnceOrIsCancelled_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 8; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void inAnyOrderEveryStudyComesOnceOrIsCancelled() {
        QFETCH(unsigned, seed);
        // Several threads ask at random while retrieves end at random.
        std::vector<std::thread> askers;
        for (unsigned asker = 0; asker < 3; ++asker)
            askers.emplace_back([this, seed, asker] {
                std::mt19937 random(seed * 10 + asker);
                for (int i = 0; i < 120; ++i) {
                    const auto uid = QStringLiteral("s%1").arg(random() % 9);
                    switch (random() % 6) {
                    case 0:
                        m_queue->setPriority(uid, static_cast<Priority>(random() % 4));
                        break;
                    case 1:
                        m_line->release(uid);
                        break;
                    case 2:
                        m_queue->cancel(uid);
                        break;
                    default:
                        m_queue->want(uid, random() % 2 ? "main" : "", static_cast<Priority>(random() % 4));
                    }
                    static_cast<void>(m_queue->snapshot());
                }
            });
        for (auto& asker : askers)
            asker.join();
        for (int i = 0; i < 9; ++i)
            m_queue->want(QStringLiteral("s%1").arg(i), "main", Priority::Next);
        m_line->flow();
        QTRY_VERIFY(m_queue->snapshot().entries.isEmpty());
        QVERIFY(!m_line->wasTwice());
        for (int i = 0; i < 9; ++i)
            QVERIFY(m_line->hasFetched(QStringLiteral("s%1").arg(i)));
        QTRY_COMPARE(m_kept.size(), 0u);
    }
};

QTEST_GUILESS_MAIN(RetrieveQueueTest)
#include "RetrieveQueueTest.moc"
