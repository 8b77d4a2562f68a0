// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/SyncWorker.h"

#include <algorithm>

namespace vigil::sync {

namespace {

using std::chrono::milliseconds;

DestinationStatus::State stateOf(Round::State state) {
    switch (state) {
    case Round::State::Online:
        return DestinationStatus::State::Online;
    case Round::State::Offline:
        return DestinationStatus::State::Offline;
    case Round::State::Unknown:
        return DestinationStatus::State::Starting;
    case Round::State::Paused:
        break;
    }
    return DestinationStatus::State::Paused;
}

} // namespace

SyncWorker::SyncWorker(Options options, const Clock& clock, MakeEngine makeEngine, Count count,
                       StatusChanged statusChanged)
    : m_options(std::move(options)), m_clock(clock), m_count(std::move(count)),
      m_statusChanged(std::move(statusChanged)) {
    m_status.name = m_options.name;
    m_status.since = m_clock.now();
    m_thread = std::jthread([this, makeEngine = std::move(makeEngine)](std::stop_token stop) {
        loop(std::move(stop), makeEngine);
    });
}

SyncWorker::~SyncWorker() {
    m_thread.request_stop();
    m_thread.join();
}

void SyncWorker::wake() {
    const std::lock_guard lock(m_mutex);
    m_wake = true;
    m_woken.notify_all();
    if (m_engine) m_engine->wake();
}

void SyncWorker::tryNow() {
    const std::lock_guard lock(m_mutex);
    m_tryNow = true;
    m_woken.notify_all();
    if (m_engine) m_engine->wake();
}

DestinationStatus SyncWorker::status() const {
    const std::lock_guard lock(m_mutex);
    return m_status;
}

void SyncWorker::loop(std::stop_token stop, const MakeEngine& makeEngine) {
    const auto engine = makeEngine();
    const std::stop_callback wakeToStop(stop, [&engine] { engine->wake(); });
    {
        const std::lock_guard lock(m_mutex);
        m_engine = engine.get();
    }
    bool online = false;
    while (!stop.stop_requested()) {
        {
            const std::lock_guard lock(m_mutex);
            m_wake = m_tryNow = false;
        }
        const auto round = engine->syncOnce(stop);
        if (stop.stop_requested()) break;
        online = round.state == Round::State::Online;
        publish(round);
        rest(*engine, round, stop);
    }
    if (online) engine->leave();
    const std::lock_guard lock(m_mutex);
    m_engine = nullptr;
}

void SyncWorker::rest(SyncEngine& engine, const Round& round, std::stop_token stop) {
    milliseconds atMost = m_options.poll;
    if (round.nextDue) {
        const auto left = std::chrono::ceil<milliseconds>(*round.nextDue - m_clock.now());
        atMost = std::clamp(left, milliseconds(m_options.shortestRest), atMost);
    }
    std::unique_lock lock(m_mutex);
    if (round.state == Round::State::Paused) {
        m_woken.wait_for(lock, stop, m_options.pausedFor, [this] { return m_tryNow; });
        return;
    }
    if (m_tryNow) return;
    if (round.state == Round::State::Offline) {
        if (m_wake) return;
        m_woken.wait_for(lock, stop, atMost, [this] { return m_wake || m_tryNow; });
        return;
    }
    if (m_wake) atMost = milliseconds::zero(); // it hears of its news all the same
    lock.unlock();
    engine.wait(atMost, stop);
}

void SyncWorker::publish(const Round& round) {
    renew([this, &round](DestinationStatus& status) {
        const auto before = status.state;
        status.state = stateOf(round.state);
        status.message = round.message;
        if (status.state != before) status.since = m_clock.now();
    });
}

void SyncWorker::recount() {
    renew([](DestinationStatus&) {});
}

void SyncWorker::renew(const std::function<void(DestinationStatus&)>& change) {
    DestinationStatus now;
    {
        const std::lock_guard renewing(m_renewing);
        const auto before = status();
        now = before;
        change(now);
        if (m_count) m_count(now);
        if (now == before) return;
        const std::lock_guard lock(m_mutex);
        m_status = now;
    }
    if (m_statusChanged) m_statusChanged(now);
}

} // namespace vigil::sync
