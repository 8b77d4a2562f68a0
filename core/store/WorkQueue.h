// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace vigil::store {

/// Two lanes of work for database threads: what a person does goes before bulk work. Standard primitives
/// only, so that a thread sanitizer can judge it. Thread-safe.
class WorkQueue {
public:
    enum class Lane { Person, Bulk };
    using Work = std::function<void()>;

    /// False once closed: the work will never run.
    bool push(Lane lane, Work work);
    /// Waits for work; false when the queue is closed and empty.
    bool pop(Work& work);
    /// What is queued is still done, nothing new is taken.
    void close();

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::array<std::deque<Work>, 2> m_lanes;
    bool m_closed = false;
};

} // namespace vigil::store
