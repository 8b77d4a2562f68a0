// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/SyncWorker.h"
#include "core/sync/OutboxSync.h"
#include "tests/fakes/FakeDestination.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/Futures.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <deque>
#include <future>
#include <utility>

using namespace vigil;
using namespace vigil::sync;
using namespace vigil::test;
using namespace std::chrono_literals;

namespace {

/// An engine whose rounds come from a list (the last one again and again), and the story of what was called.
struct Script {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Round> rounds;
    int ran = 0;
    int waits = 0;
    int wakes = 0;

    bool await(const std::function<bool()>& reached, std::chrono::milliseconds atMost = 10s) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, atMost, reached);
    }
};

class ScriptedEngine final : public SyncEngine {
public:
    explicit ScriptedEngine(Script& script) : m_script(script) {}
    Round syncOnce(std::stop_token) override {
        const std::lock_guard lock(m_script.mutex);
        ++m_script.ran;
        m_script.changed.notify_all();
        const auto round = m_script.rounds.front();
        if (m_script.rounds.size() > 1) m_script.rounds.pop_front();
        return round;
    }
    void wait(std::chrono::milliseconds atMost, std::stop_token stop) override {
        std::unique_lock lock(m_script.mutex);
        ++m_script.waits;
        m_script.changed.notify_all();
        m_woken.wait_for(lock, stop, atMost, [this] { return m_wake; });
        m_wake = false;
    }
    void wake() override {
        const std::lock_guard lock(m_script.mutex);
        m_wake = true;
        ++m_script.wakes;
        m_woken.notify_all();
    }

private:
    Script& m_script;
    std::condition_variable_any m_woken;
    bool m_wake = false;
};

} // namespace

class SyncWorkerTest : public QObject {
    Q_OBJECT
    FixedClock m_clock;

    static Round offline() { return {Round::State::Offline, "away", 0, 0, 0, std::nullopt}; }
    static Round paused() { return {Round::State::Paused, "wrong password", 0, 0, 0, std::nullopt}; }

    std::unique_ptr<SyncWorker> start(Script& script, SyncWorker::StatusChanged changed = {}) {
        return std::make_unique<SyncWorker>(
            SyncWorker::Options{.name = "archive", .poll = 1h}, m_clock,
            [&script] { return std::make_unique<ScriptedEngine>(script); }, SyncWorker::Count(),
            std::move(changed));
    }

private Q_SLOTS:
    void whatIsAddedIsSentAtOnce() {
        Script script;
        script.rounds = {Round{}};
        const auto worker = start(script);
        QVERIFY(script.await([&] { return script.waits == 1; }));
        worker->wake();
        QVERIFY(script.await([&] { return script.ran >= 2; }));
        QCOMPARE(worker->status().state, DestinationStatus::State::Online);
    }
    void aWakeDuringARoundIsNotLost_data() {
        QTest::addColumn<bool>("online");
        QTest::newRow("online: the engine waits") << true;
        QTest::newRow("offline: the worker waits") << false;
    }
    void aWakeDuringARoundIsNotLost() {
        QFETCH(bool, online);
        Script script;
        script.rounds = {online ? Round{} : offline()};
        const auto worker = start(script);
        // However the calls fall together, a wake is followed by a round.
        for (int i = 1; i <= 200; ++i) {
            int before = 0;
            {
                const std::lock_guard lock(script.mutex);
                before = script.ran;
            }
            worker->wake();
            QVERIFY(script.await([&] { return script.ran > before; }));
        }
    }
    void theStatusSaysSinceWhenAndWhy() {
        Script script;
        script.rounds = {Round{}, offline(), offline(), Round{}};
        std::mutex mutex;
        QList<DestinationStatus> seen;
        const auto worker = start(script, [&](const DestinationStatus& status) {
            const std::lock_guard lock(mutex);
            seen << status;
        });
        QVERIFY(script.await([&] { return script.waits == 1; }));
        const auto online = m_clock.now();
        m_clock.advance(60s);
        for (int i = 0; i < 3; ++i) {
            const int ran = i + 2;
            worker->wake();
            QVERIFY(script.await([&] { return script.ran >= ran; }));
            QTRY_VERIFY(worker->status().state ==
                        (i < 2 ? DestinationStatus::State::Offline : DestinationStatus::State::Online));
        }
        const std::lock_guard lock(mutex);
        QCOMPARE(seen.size(), 3);
        QCOMPARE(seen.at(0).since, online);
        QCOMPARE(seen.at(1).message, "away");
        QCOMPARE(seen.at(1).since, online + 60s);
        QCOMPARE(seen.at(2).message, "");
    }
    void whatWaitsIsCountedWhileTheServerHangs() {
        std::promise<void> hung;
        std::promise<void> goOn;
        struct HangingEngine final : SyncEngine {
            HangingEngine(std::promise<void>& began, std::shared_future<void> end)
                : hung(began), goOn(std::move(end)) {}
            Round syncOnce(std::stop_token) override {
                if (!std::exchange(told, true)) hung.set_value();
                goOn.wait();
                return {};
            }
            void wait(std::chrono::milliseconds atMost, std::stop_token) override {
                std::this_thread::sleep_for(std::min(atMost, 10ms));
            }
            void wake() override {}
            std::promise<void>& hung;
            std::shared_future<void> goOn;
            bool told = false;
        };
        std::atomic<int> waiting = 0;
        SyncWorker worker(
            SyncWorker::Options{.name = "archive", .poll = 1h}, m_clock,
            [&hung, end = goOn.get_future().share()] { return std::make_unique<HangingEngine>(hung, end); },
            [&waiting](DestinationStatus& status) { status.waiting = waiting; }, {});
        hung.get_future().wait();
        QCOMPARE(worker.status().waiting, 0);
        waiting = 2;
        worker.recount();
        QCOMPARE(worker.status().waiting, 2);
        QCOMPARE(worker.status().state, DestinationStatus::State::Starting);
        goOn.set_value();
    }
    void aPauseEndsByTryNowOnly() {
        Script script;
        script.rounds = {paused(), Round{}};
        const auto worker = start(script);
        QTRY_COMPARE(worker->status().state, DestinationStatus::State::Paused);
        worker->wake();
        worker->wake();
        QVERIFY(!script.await([&] { return script.ran > 1; }, 200ms));
        worker->tryNow();
        QVERIFY(script.await([&] { return script.ran >= 2; }));
        QTRY_COMPARE(worker->status().state, DestinationStatus::State::Online);
    }
    void itComesBackWhenTheNextMessageIsDue() {
        Script script;
        auto soon = offline();
        soon.nextDue = m_clock.now() + 150ms;
        script.rounds = {soon, Round{}};
        const auto worker = start(script);
        QVERIFY(script.await([&] { return script.ran >= 2; }));
    }
    void itStopsWithinASecond() {
        for (const auto& round : {Round{}, offline(), paused()}) {
            Script script;
            script.rounds = {round};
            auto worker = start(script);
            QVERIFY(script.await([&] { return script.ran >= 1; }));
            QElapsedTimer timer;
            timer.start();
            worker.reset();
            QVERIFY(timer.elapsed() < 1000);
        }
    }
    void aRealOutboxIsEmptied() {
        QTemporaryDir path;
        auto opened = store::DataFolder::open(path.path());
        VIGIL_VERIFY(opened);
        auto& folder = **opened;
        std::mutex mutex;
        QStringList arrived;
        const SystemClock clock;
        SyncWorker worker({.name = "archive", .poll = 1h}, clock,
                          [&] {
                              auto destination =
                                  std::make_unique<FakeDestination>([&](const OutboxMessage& message) {
                                      const std::lock_guard lock(mutex);
                                      arrived << message.messageId;
                                      return Delivery(Delivered{});
                                  });
                              return std::make_unique<OutboxSync>(OutboxPump::Options{"archive", 10},
                                                                  std::move(destination), folder, clock,
                                                                  Backoff([] { return 0.5; }));
                          },
                          {}, {});
        for (int i = 0; i < 50; ++i) {
            OutboxMessage message;
            message.messageId = QString::number(i);
            message.destination = "archive";
            message.aggregateId = QString::number(i % 7);
            message.createdAt = clock.now();
            VIGIL_VERIFY(folder.records().runAndWait(store::Lane::Person, [&](store::Transaction& records) {
                return store::OutboxStore().add(records, message);
            }));
            worker.wake();
        }
        QTRY_COMPARE_WITH_TIMEOUT(
            [&] {
                const std::lock_guard lock(mutex);
                return arrived.size();
            }(),
            50, 15000);
    }
};

QTEST_GUILESS_MAIN(SyncWorkerTest)
#include "SyncWorkerTest.moc"
