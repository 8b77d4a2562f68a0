// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/KnownRows.h"

namespace vigil::alert {

BoardRow KnownRows::find(const QString& alertId, qint64 revision) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_known.constFind(alertId);
    if (found == m_known.constEnd() || found->revision != revision) return {};
    return found->row;
}

BoardRow KnownRows::keep(const QString& alertId, qint64 revision, AlertRow row) {
    constexpr qsizetype atMost = 10000; // closed ones come by in searches and do not come again
    auto kept = std::make_shared<const AlertRow>(std::move(row));
    const std::scoped_lock lock(m_mutex);
    if (m_known.size() >= atMost) m_known.clear();
    m_known.insert(alertId, {revision, kept});
    return kept;
}

void KnownRows::replace(const BoardRow& before, const BoardRow& after) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_known.find(before->view.alertId);
    if (found != m_known.end() && found->row == before) found->row = after;
}

} // namespace vigil::alert
