// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/Claims.h"

#include <utility>

namespace vigil::sync {

void Claims::hold(const QString& topic, const QString& key) {
    const std::scoped_lock lock(m_mutex);
    m_held.insert({topic, key});
    m_released.remove({topic, key});
}

void Claims::letGo(const QString& topic, const QString& key) {
    const std::scoped_lock lock(m_mutex);
    if (m_held.remove({topic, key})) m_released.insert({topic, key});
}

QSet<Claims::Key> Claims::held() const {
    const std::scoped_lock lock(m_mutex);
    return m_held;
}

QSet<Claims::Key> Claims::takeReleased() {
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_released, {});
}

} // namespace vigil::sync
