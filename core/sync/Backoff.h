// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/Destination.h"

#include <chrono>
#include <functional>

namespace vigil::sync {

/// How long to wait after a failed attempt. Doubles from one second to a cap that depends on the cause, with
/// jitter so that a department full of computers does not come back in step. Pure but for the injected
/// random number.
class Backoff {
public:
    /// A random number in [0, 1).
    using Random = std::function<double()>;

    explicit Backoff(Random random) : m_random(std::move(random)) {}

    /// `attempts`: failed ones so far, this one included. Critical messages (priority 0) wait at most 30 s,
    /// except for a login failure, which more tries would only lock.
    [[nodiscard]] std::chrono::milliseconds delay(RetryLater::Cause cause, int attempts, int priority) const;

    static constexpr std::chrono::seconds criticalCap{30};
    [[nodiscard]] static std::chrono::seconds cap(RetryLater::Cause cause);

private:
    Random m_random;
};

/// Seeded from the operating system; thread-safe.
[[nodiscard]] Backoff::Random systemRandom();

} // namespace vigil::sync
