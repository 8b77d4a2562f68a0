// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/WorkQueue.h"

namespace vigil::store {

bool WorkQueue::push(Lane lane, Work work) {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_closed) return false;
        m_lanes[lane == Lane::Person ? 0 : 1].push_back(std::move(work));
    }
    m_changed.notify_one();
    return true;
}

bool WorkQueue::pop(Work& work) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_closed || !m_lanes[0].empty() || !m_lanes[1].empty(); });
    auto& lane = m_lanes[0].empty() ? m_lanes[1] : m_lanes[0];
    if (lane.empty()) return false;
    work = std::move(lane.front());
    lane.pop_front();
    return true;
}

void WorkQueue::close() {
    {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
    }
    m_changed.notify_all();
}

} // namespace vigil::store
