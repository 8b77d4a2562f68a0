// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/sync/SyncEngine.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace vigil::sync {

/// How a destination stands, as the status bar shows it.
struct DestinationStatus {
    enum class State { Starting, Online, Offline, Paused }; ///< Starting: nothing heard from it yet
    QString name;
    State state = State::Starting;
    QString message; ///< why it is offline or paused
    UtcTime since;   ///< when this state began
    int waiting = 0;
    int parked = 0;
    std::optional<UtcTime> oldestCritical; ///< when the oldest undelivered critical message was made

    bool operator==(const DestinationStatus&) const = default;
};

/// The thread of one destination: runs its engine whenever something is due, was added or arrived. Standard
/// primitives only. Stops within a second, or when the running call's deadline is over. Owned by Application.
class SyncWorker {
public:
    struct Options {
        QString name;                          ///< the destination's, as in the outbox
        std::chrono::milliseconds poll{30000}; ///< looks by itself at least this often
        std::chrono::milliseconds shortestRest{100};
        std::chrono::milliseconds pausedFor{std::chrono::minutes(15)}; ///< a refused login is left alone
    };
    /// Makes the engine on the worker's thread, where its connection has to live.
    using MakeEngine = std::function<std::unique_ptr<SyncEngine>()>;
    /// Called on the worker's thread whenever the status changes.
    using StatusChanged = std::function<void(const DestinationStatus&)>;
    /// Fills in waiting, parked and oldestCritical.
    using Count = std::function<void(DestinationStatus&)>;

    SyncWorker(Options options, const Clock& clock, MakeEngine makeEngine, Count count,
               StatusChanged statusChanged);
    ~SyncWorker();
    SyncWorker(const SyncWorker&) = delete;
    SyncWorker& operator=(const SyncWorker&) = delete;

    /// Something was added to the outbox. Does not end a pause.
    void wake();
    /// "Back online", or the configuration changed: try at once, also when paused.
    void tryNow();
    /// What waits has changed: says so at once, also while a call to a hung server is under way. Counts on
    /// the caller's thread.
    void recount();
    [[nodiscard]] DestinationStatus status() const;

private:
    void loop(std::stop_token stop, const MakeEngine& makeEngine);
    void rest(SyncEngine& engine, const Round& round, std::stop_token stop);
    void publish(const Round& round);
    /// Counts, takes the status over and tells; `change` enters what the caller knows.
    void renew(const std::function<void(DestinationStatus&)>& change);

    Options m_options;
    const Clock& m_clock;
    Count m_count;
    StatusChanged m_statusChanged;
    std::mutex m_renewing; ///< one count at a time: an older one must not overwrite a newer one
    mutable std::mutex m_mutex;
    std::condition_variable_any m_woken;
    DestinationStatus m_status;
    SyncEngine* m_engine = nullptr;
    bool m_wake = false;
    bool m_tryNow = false;
    std::jthread m_thread;
};

} // namespace vigil::sync
