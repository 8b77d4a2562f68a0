// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/sync/Destination.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <stop_token>

namespace vigil::dispatch {

/// Which dispatcher of the department delivers (port). Belongs to one thread.
class TurnLock {
public:
    virtual ~TurnLock() = default;
    /// Takes it when it is free, and makes sure of it when it is ours. False: another one has it.
    virtual Result<bool> hold(std::stop_token stop) = 0;
};

/// What the threads of a dispatcher know of its turn: until when it may deliver. A time and not a yes, so
/// that a process that was stopped and goes on later does nothing in between. Thread-safe; owned by the
/// composition.
class Turn {
public:
    using Steady = std::chrono::steady_clock;

    /// Of a turn that is new, or that had run out, nothing is delivered yet.
    void holdUntil(Steady::time_point until);
    /// What waits here has been compared with the log: what is over, or what another one has sent, is
    /// settled.
    void letDeliver();
    /// Whoever delivers is told to stop.
    void lose();
    [[nodiscard]] bool isOurs() const;
    [[nodiscard]] bool mayDeliver() const;
    /// Asked to stop when the turn is lost.
    [[nodiscard]] std::stop_token token() const;

private:
    mutable std::mutex m_mutex;
    Steady::time_point m_until{};
    bool m_delivers = false;
    std::stop_source m_lost;
};

/// A destination that is served only while we may deliver: looks before each message, and ends in the middle
/// of one when the turn is lost. Owned by its engine, on its thread.
class TurnDestination final : public sync::Destination {
public:
    TurnDestination(std::unique_ptr<sync::Destination> destination, const Turn& turn)
        : m_destination(std::move(destination)), m_turn(turn) {}
    /// No answers while we may not.
    QList<sync::Delivery> deliver(const QList<sync::OutboxMessage>& messages, std::stop_token stop) override;

private:
    std::unique_ptr<sync::Destination> m_destination;
    const Turn& m_turn;
};

} // namespace vigil::dispatch
