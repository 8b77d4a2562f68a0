// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/CallLog.h"

#include <utility>

namespace vigil::study {

namespace {

constexpr std::size_t keptCalls = 256;

} // namespace

void CallLog::add(IncomingCall call) {
    const std::scoped_lock lock(m_mutex);
    m_calls.push_back(std::move(call));
    if (m_calls.size() <= keptCalls) return;
    m_calls.pop_front();
    ++m_dropped;
}

quint64 CallLog::mark() const {
    const std::scoped_lock lock(m_mutex);
    return m_dropped + m_calls.size();
}

QList<IncomingCall> CallLog::since(quint64 mark) const {
    const std::scoped_lock lock(m_mutex);
    QList<IncomingCall> calls;
    for (std::size_t i = 0; i < m_calls.size(); ++i)
        if (m_dropped + i >= mark) calls << m_calls[i];
    return calls;
}

} // namespace vigil::study
