// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/OutboxPump.h"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace vigil::sync {

/// The engine of a destination that only receives: an archive, a mail server.
class OutboxSync final : public SyncEngine {
public:
    /// Folder and clock must outlive it.
    OutboxSync(OutboxPump::Options options, std::unique_ptr<Destination> destination,
               store::DataFolder& folder, const Clock& clock, Backoff backoff);

    /// A destination is asked only when something is due: until then the round has the state of the last
    /// answer, Unknown before the first.
    Round syncOnce(std::stop_token stop) override;
    void wait(std::chrono::milliseconds atMost, std::stop_token stop) override;
    void wake() override;

private:
    std::unique_ptr<Destination> m_destination;
    OutboxPump m_pump;
    Round::State m_state = Round::State::Unknown;
    QString m_message;
    std::mutex m_mutex;
    std::condition_variable_any m_woken;
    bool m_wake = false;
};

} // namespace vigil::sync
