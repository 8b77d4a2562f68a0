// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"

#include <atomic>
#include <chrono>

namespace vigil::test {

/// A clock that stands still until it is told otherwise. Starts at 2026-11-24 09:00 UTC. Thread-safe.
class FixedClock final : public Clock {
public:
    explicit FixedClock(UtcTime start = UtcTime(std::chrono::microseconds(1'795'510'800'000'000)))
        : m_now(start.time_since_epoch().count()) {}

    [[nodiscard]] UtcTime now() const override { return UtcTime(std::chrono::microseconds(m_now.load())); }
    void advance(std::chrono::microseconds by) { m_now += by.count(); }
    void set(UtcTime now) { m_now = now.time_since_epoch().count(); }

private:
    std::atomic<std::int64_t> m_now;
};

} // namespace vigil::test
