// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Events.h"
#include "core/store/DataFolder.h"
#include "core/study/StudyTurns.h"

#include <QMap>
#include <QSet>
#include <QStringList>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace vigil::study {

/// Keeps the images on this computer within their limit: whole studies go, the one that was not opened for
/// longest first, and can be fetched again. What somebody needs or nobody else has never goes: a study that
/// is open in the window, wanted or on its way, one with an unfinished report or an open alert, and what no
/// PACS is known to have. Works on a thread of its own and on the cache writer's bulk lane in slices; every
/// call returns at once unless it says otherwise. Owned by StudyService; thread-safe.
class CacheLimit {
public:
    struct Rules {
        qint64 bytes = 0;       ///< 0: no limit
        QStringList sources;    ///< the PACS that studies can be fetched from again
        int objectsAtOnce = 50; ///< a slice of the writer's time stays below 20 ms
    };
    /// Why a study stays.
    enum class Reason { Open, Wanted, UnfinishedReport, OpenAlert, NotInPacs };
    struct Outcome {
        QStringList gone;
        QMap<Reason, int> stays; ///< studies that were looked at and stayed
        qint64 bytes = 0;        ///< that images take now
    };
    using IsWanted = std::function<bool(const QString& studyUid)>;

    /// `isWanted` is asked from several threads.
    CacheLimit(store::DataFolder& data, StudyTurns& turns, IsWanted isWanted, const Clock& clock,
               Events& events);
    ~CacheLimit();
    CacheLimit(const CacheLimit&) = delete;
    CacheLimit& operator=(const CacheLimit&) = delete;

    /// From now on it looks by itself.
    void start(Rules rules);
    /// It looks no more, and asks nobody anything.
    void stop();
    /// What the window shows, all of it; what is new counts as opened now.
    void setOpen(const QSet<QString>& studyUids);
    /// More may have come.
    void look();
    /// Why the limit cannot be kept, in plain words; empty when it is kept. Events::roomChanged tells of it.
    [[nodiscard]] QString trouble() const;

    /// One round, on the calling thread; blocks.
    Result<Outcome> enforce(const Rules& rules, std::stop_token stop);

private:
    void loop(const std::stop_token& stop);
    Result<std::optional<Reason>> reasonToStay(const QString& studyUid);
    [[nodiscard]] bool isOpen(const QString& studyUid) const;
    Result<bool> evict(const QString& studyUid, const Rules& rules, const std::stop_token& stop);
    Result<void> removeFiles(const QStringList& paths);
    Result<QStringList> evictSlice(const QString& studyUid, const Rules& rules);
    void setTrouble(const QString& text);

    store::DataFolder& m_data;
    StudyTurns& m_turns;
    IsWanted m_isWanted;
    const Clock& m_clock;
    Events& m_events;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_woken;
    Rules m_rules;
    QSet<QString> m_open;
    QString m_trouble;
    bool m_look = false;
    std::jthread m_thread;
};

/// "The images here take 51.2 GiB …": why they take more than the limit, and what helps.
[[nodiscard]] QString overLimitText(const CacheLimit::Outcome& outcome, qint64 limit);

} // namespace vigil::study
