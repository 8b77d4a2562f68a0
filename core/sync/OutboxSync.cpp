// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/OutboxSync.h"

namespace vigil::sync {

OutboxSync::OutboxSync(OutboxPump::Options options, std::unique_ptr<Destination> destination,
                       store::DataFolder& folder, const Clock& clock, Backoff backoff)
    : m_destination(std::move(destination)), m_pump(std::move(options), folder, clock, std::move(backoff)) {}

Round OutboxSync::syncOnce(std::stop_token stop) {
    Round round;
    round.state = m_state;
    round.message = m_message;
    auto result = m_pump.pump(*m_destination, {}, round, stop);
    m_state = round.state;
    m_message = round.message;
    if (result) result = m_pump.lookAhead(round);
    if (!result) OutboxPump::describe({RetryLater::Cause::Busy, result.error().message}, round);
    return round;
}

void OutboxSync::wait(std::chrono::milliseconds atMost, std::stop_token stop) {
    std::unique_lock lock(m_mutex);
    m_woken.wait_for(lock, stop, atMost, [this] { return m_wake; });
    m_wake = false;
}

void OutboxSync::wake() {
    {
        const std::lock_guard lock(m_mutex);
        m_wake = true;
    }
    m_woken.notify_all();
}

} // namespace vigil::sync
