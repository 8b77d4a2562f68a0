// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/KnownRows.h"

#include "core/alert/AlertJson.h"

namespace vigil::alert {

AlertRow KnownRows::rowOf(const QString& alertId, const QByteArray& json) {
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_known.constFind(alertId);
        if (found != m_known.constEnd() && found->json == json) return found->row;
    }
    auto row = rowFromJson(json);
    constexpr qsizetype atMost = 10000; // closed ones come by in searches and do not come again
    const std::scoped_lock lock(m_mutex);
    if (m_known.size() >= atMost) m_known.clear();
    m_known.insert(alertId, {json, row});
    return row;
}

} // namespace vigil::alert
