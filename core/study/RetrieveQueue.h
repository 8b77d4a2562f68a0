// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/RetrieveSchedule.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace vigil::study {

/// Brings wanted studies here in the order of their priorities, a few at a time, until each is complete,
/// cancelled or held with a named cause. Every call returns at once and may come from any thread; a retrieve
/// runs on a thread of its own and ends within half a second of its cancelling. What is wanted is kept, and
/// resume() goes on with it. Standard primitives only, so that a thread sanitizer can judge it. Owned by
/// StudyService.
class RetrieveQueue {
public:
    using Entry = RetrieveSchedule::Entry;
    using State = RetrieveSchedule::State;
    using Place = RetrieveSchedule::Place;
    /// Brings one study here; blocks, and heeds the token within half a second.
    using Retrieve = std::function<Result<RetrieveOutcome>(
        const QString& studyUid, const std::function<void(RetrieveProgress)>& progress,
        std::stop_token stop)>;
    /// Called on the queue's thread after a study was queued, began, ended, rests or moved; not for progress.
    using Changed = std::function<void()>;

    /// All that is queued, in the order in which it is served.
    struct Snapshot {
        QList<Entry> entries;
        QString pause; ///< why nothing at all is fetched (disk full); empty when all is well

        [[nodiscard]] const Entry* find(const QString& studyUid) const;
    };

    /// `kept` outlives the queue.
    RetrieveQueue(RetrieveSchedule::Rules rules, sync::Backoff backoff, const Clock& clock,
                  WantedStudies& kept, Retrieve retrieve, Changed changed);
    /// Stops what runs; it stays wanted.
    ~RetrieveQueue();
    RetrieveQueue(const RetrieveQueue&) = delete;
    RetrieveQueue& operator=(const RetrieveQueue&) = delete;

    /// Goes on with what an earlier run wanted.
    void resume();
    void want(const QString& studyUid, const QString& sourceId, RetrievePriority priority);
    void wantNext(const QList<std::pair<QString, QString>>& studyAndSource);
    void setPriority(const QString& studyUid, RetrievePriority priority);
    void move(const QString& studyUid, Place place);
    void cancel(const QString& studyUid);
    /// Nothing rests or is held any more: "back online", or the configuration was put right.
    void tryNow();
    /// Looks at the clock (a computer that woke up, a test that moved it).
    void wake();
    [[nodiscard]] Snapshot snapshot() const;

private:
    struct Run {
        std::stop_source stop;
        std::thread thread;
    };
    void loop(const std::stop_token& stop);
    void carryOut(const RetrieveSchedule::Moves& moves);
    void keep();
    void tell();
    void restore();
    void run(const QString& studyUid, const std::stop_token& stop);
    void joinEnded();
    template <class Change>
    void change(Change change);

    const Clock& m_clock;
    WantedStudies& m_kept;
    Retrieve m_retrieve;
    Changed m_changed;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_woken;
    RetrieveSchedule m_schedule;
    std::map<QString, Run> m_runs;
    std::vector<std::thread> m_ended;
    bool m_look = false;
    bool m_restore = false;
    bool m_news = false; ///< something that Changed has to tell
    bool m_closing = false;
    std::jthread m_thread;
};

} // namespace vigil::study
