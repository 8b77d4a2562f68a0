// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"

#include <QString>

#include <chrono>
#include <optional>
#include <stop_token>

namespace vigil::sync {

/// What one round of syncOnce() came to.
struct Round {
    enum class State {
        Online,  ///< the other side answered
        Offline, ///< it did not; what waits stays waiting
        Paused,  ///< it refused the login: needs a person
        Unknown  ///< nothing had to be asked of it yet
    };
    State state = State::Online;
    QString message; ///< for the status bar, empty when all is well
    int delivered = 0;
    int parked = 0;
    int received = 0; ///< events that arrived
    std::optional<UtcTime> nextDue;

    bool operator==(const Round&) const = default;
};

/// The whole work for one destination, without thread or timer: tests and `vigilctl sync --once` call it as
/// the worker does. Holds no fact in memory that a crash could lose. One instance belongs to one thread, but
/// for wake().
class SyncEngine {
public:
    virtual ~SyncEngine() = default;

    /// Sends what is due, fetches what is new, keeps every answer; ends when there is nothing more to do now.
    virtual Round syncOnce(std::stop_token stop) = 0;
    /// Waits until there may be something to do: news from the other side, wake(), or the time is over.
    virtual void wait(std::chrono::milliseconds atMost, std::stop_token stop) = 0;
    /// The program ends and the other side answered last: tells it so when nothing waits to be sent and it
    /// answers quickly.
    virtual void leave() {}
    /// Ends wait() early; callable from any thread.
    virtual void wake() = 0;
};

} // namespace vigil::sync
