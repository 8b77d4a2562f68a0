// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/RateLimit.h"

#include <algorithm>

namespace vigil::page {

namespace {
constexpr int mostAskers = 20000;

double minutesBetween(UtcTime from, UtcTime until) {
    return std::chrono::duration<double, std::ratio<60>>(until - from).count();
}
} // namespace

bool RateLimit::allows(const QString& who, UtcTime now) {
    const std::scoped_lock lock(m_mutex);
    // Not for each of a flood of new ones: it looks at all of them.
    if (m_buckets.size() >= mostAskers && (now < m_forgotAt || now - m_forgotAt >= std::chrono::seconds(10)))
        forget(now);
    auto found = m_buckets.find(who);
    if (found == m_buckets.end()) {
        // Rather turn new ones away for a while than grow without end.
        if (m_buckets.size() >= mostAskers) return false;
        found = m_buckets.insert(who, {static_cast<double>(m_atOnce), now});
    }
    // A clock that was set back gives nothing and takes nothing.
    const double since = std::max(0.0, minutesBetween(found->at, now));
    found->left = std::min<double>(m_atOnce, found->left + since * m_perMinute);
    found->at = now;
    if (found->left < 1) return false;
    found->left -= 1;
    return true;
}

void RateLimit::forget(UtcTime now) {
    m_forgotAt = now;
    m_buckets.removeIf([&](const std::pair<const QString&, Bucket&>& entry) {
        return entry.second.left + minutesBetween(entry.second.at, now) * m_perMinute >= m_atOnce;
    });
}

} // namespace vigil::page
