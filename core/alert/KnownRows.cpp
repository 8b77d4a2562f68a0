// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/KnownRows.h"

namespace vigil::alert {

std::optional<AlertRow> KnownRows::find(const QString& alertId, qint64 revision) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_known.constFind(alertId);
    if (found == m_known.constEnd() || found->revision != revision) return std::nullopt;
    return found->row;
}

void KnownRows::keep(const QString& alertId, qint64 revision, const AlertRow& row) {
    constexpr qsizetype atMost = 10000; // closed ones come by in searches and do not come again
    const std::scoped_lock lock(m_mutex);
    if (m_known.size() >= atMost) m_known.clear();
    m_known.insert(alertId, {revision, row});
}

} // namespace vigil::alert
