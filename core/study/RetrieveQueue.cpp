// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/RetrieveQueue.h"

#include "core/base/Log.h"

#include <algorithm>
#include <system_error>

namespace vigil::study {

namespace {

using std::chrono::milliseconds;

/// The clock may jump (sleep, a set clock): it is looked at again at least this often while something waits.
constexpr milliseconds longestWait{30000};
constexpr milliseconds shortestWait{20};

/// It rests and is tried again, like any other fault that may pass.
Error noThread(const std::system_error& error) {
    return {Error::Code::Internal,
            QStringLiteral("This computer is too busy to begin the retrieve. It is tried again."),
            QString::fromLocal8Bit(error.what())};
}

} // namespace

const RetrieveQueue::Entry* RetrieveQueue::Snapshot::find(const QString& studyUid) const {
    const auto found = std::find_if(entries.begin(), entries.end(), [&studyUid](const Entry& entry) {
        return entry.wanted.studyUid == studyUid;
    });
    return found == entries.end() ? nullptr : &*found;
}

RetrieveQueue::RetrieveQueue(RetrieveSchedule::Rules rules, sync::Backoff backoff, const Clock& clock,
                             WantedStudies& kept, Retrieve retrieve, Changed changed)
    : m_clock(clock), m_kept(kept), m_retrieve(std::move(retrieve)), m_changed(std::move(changed)),
      m_schedule(std::move(rules), std::move(backoff)) {
    m_thread = std::jthread([this](const std::stop_token& stop) { loop(stop); });
}

RetrieveQueue::~RetrieveQueue() {
    m_thread.request_stop();
    m_thread.join(); // from here on nothing starts
    std::vector<std::stop_source> running;
    std::vector<std::thread> threads;
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
        for (auto& [uid, run] : m_runs) {
            running.push_back(run.stop);
            threads.push_back(std::move(run.thread));
        }
    }
    for (auto& stop : running)
        stop.request_stop();
    for (auto& thread : threads)
        thread.join();
    joinEnded();
}

template <class Change>
void RetrieveQueue::change(Change change) {
    const std::lock_guard lock(m_mutex);
    change();
    m_look = m_news = true;
    m_woken.notify_all();
}

void RetrieveQueue::resume() {
    change([this] { m_restore = true; });
}

void RetrieveQueue::want(const QString& studyUid, const QString& sourceId, RetrievePriority priority) {
    change([&] { m_schedule.want(studyUid, sourceId, priority); });
}

void RetrieveQueue::wantNext(const QList<std::pair<QString, QString>>& studyAndSource) {
    change([&] { m_schedule.wantNext(studyAndSource); });
}

void RetrieveQueue::setPriority(const QString& studyUid, RetrievePriority priority) {
    change([&] { m_schedule.setPriority(studyUid, priority); });
}

void RetrieveQueue::move(const QString& studyUid, Place place) {
    change([&] { m_schedule.move(studyUid, place); });
}

void RetrieveQueue::cancel(const QString& studyUid) {
    change([&] { m_schedule.cancel(studyUid); });
}

void RetrieveQueue::tryNow() {
    change([this] { m_schedule.tryNow(); });
}

void RetrieveQueue::wake() {
    const std::lock_guard lock(m_mutex);
    m_look = true;
    m_woken.notify_all();
}

RetrieveQueue::Snapshot RetrieveQueue::snapshot() const {
    const std::lock_guard lock(m_mutex);
    return {m_schedule.entries(), m_schedule.pause()};
}

void RetrieveQueue::loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        joinEnded();
        restore();
        RetrieveSchedule::Moves moves;
        {
            const std::lock_guard lock(m_mutex);
            m_look = false;
            moves = m_schedule.decide(m_clock.now());
            m_news = m_news || !moves.start.isEmpty() || !moves.stop.isEmpty();
        }
        keep(); // before anything starts: a retrieve that a kill interrupts is always one that is kept
        carryOut(moves);
        tell();
        auto atMost = longestWait;
        if (moves.lookAgain)
            atMost = std::clamp(std::chrono::ceil<milliseconds>(*moves.lookAgain - m_clock.now()),
                                shortestWait, longestWait);
        std::unique_lock lock(m_mutex);
        m_woken.wait_for(lock, stop, atMost, [this] { return m_look; });
    }
    keep();
    tell();
}

void RetrieveQueue::restore() {
    {
        const std::lock_guard lock(m_mutex);
        if (!std::exchange(m_restore, false)) return;
    }
    const auto wanted = m_kept.load();
    if (!wanted) return spdlog::warn("retrieves: what was wanted cannot be read: {}", wanted.error().detail);
    const std::lock_guard lock(m_mutex);
    m_schedule.restore(*wanted, m_clock.now());
    m_news = true;
}

void RetrieveQueue::carryOut(const RetrieveSchedule::Moves& moves) {
    std::vector<std::stop_source> stopping;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& uid : moves.stop)
            if (const auto run = m_runs.find(uid); run != m_runs.end()) // else it has just ended by itself
                stopping.push_back(run->second.stop);
        for (const auto& uid : moves.start) {
            auto& started = m_runs[uid];
            try {
                started.thread =
                    std::thread([this, uid, token = started.stop.get_token()] { run(uid, token); });
            } catch (const std::system_error& error) {
                m_runs.erase(uid);
                m_schedule.ended(uid, noThread(error), m_clock.now());
                m_look = m_news = true;
            }
        }
    }
    // Outside of the lock: stopping calls into whoever waits for it.
    for (auto& source : stopping)
        source.request_stop();
}

/// The only place that writes: what is kept follows the order of what happened.
void RetrieveQueue::keep() {
    RetrieveSchedule::Changes changes;
    {
        const std::lock_guard lock(m_mutex);
        changes = m_schedule.takeChanges();
    }
    for (const auto& uid : changes.forget)
        m_kept.forget(uid);
    for (const auto& wanted : changes.keep)
        m_kept.keep(wanted);
}

void RetrieveQueue::tell() {
    bool news = false;
    {
        const std::lock_guard lock(m_mutex);
        news = std::exchange(m_news, false);
    }
    if (news && m_changed) m_changed();
}

void RetrieveQueue::run(const QString& studyUid, const std::stop_token& stop) {
    const auto result = m_retrieve(
        studyUid,
        [this, &studyUid](const RetrieveProgress& progress) {
            const std::lock_guard lock(m_mutex);
            m_schedule.setProgress(studyUid, progress);
        },
        stop);
    const std::lock_guard lock(m_mutex);
    if (m_closing) return; // joined by the destructor; it stays wanted
    m_schedule.ended(studyUid, result, m_clock.now());
    m_ended.push_back(std::move(m_runs.at(studyUid).thread));
    m_runs.erase(studyUid);
    m_look = m_news = true;
    m_woken.notify_all();
}

void RetrieveQueue::joinEnded() {
    std::vector<std::thread> ended;
    {
        const std::lock_guard lock(m_mutex);
        ended.swap(m_ended);
    }
    for (auto& thread : ended)
        thread.join();
}

} // namespace vigil::study
