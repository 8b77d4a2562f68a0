// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/WholeRounds.h"

#include <algorithm>

namespace vigil::sync {

bool WholeRounds::isDue(Time now) const {
    if (!m_due || !m_news || m_news->connection) return true;
    const auto late = now - *m_due;
    return late >= patience || (m_quiet && late >= Time::duration::zero());
}

WholeRounds::milliseconds WholeRounds::until(Time now, milliseconds atMost) const {
    if (!m_due) return atMost;
    return std::clamp(std::chrono::ceil<milliseconds>(*m_due - now), milliseconds::zero(), atMost);
}

void WholeRounds::waited(const News& news, bool byItself) {
    m_news = news;
    m_quiet = byItself && !news.log && !news.presence;
}

} // namespace vigil::sync
