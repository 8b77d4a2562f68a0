// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/KnownRows.h"

namespace vigil::alert {

BoardRows KnownRows::find(const QList<qint64>& revisions) const {
    BoardRows rows;
    rows.reserve(revisions.size());
    const std::scoped_lock lock(m_mutex);
    for (const auto revision : revisions)
        rows << m_rows.value(revision);
    return rows;
}

BoardRow KnownRows::keep(qint64 revision, AlertRow row) {
    constexpr qsizetype atMost = 10000; // closed ones come by in searches and do not come again
    auto kept = std::make_shared<const AlertRow>(std::move(row));
    if (revision == 0) return kept;
    const std::scoped_lock lock(m_mutex);
    if (m_rows.size() >= atMost) {
        m_rows.clear();
        m_newest.clear();
    }
    auto& newest = m_newest[kept->view.alertId];
    m_rows.remove(newest);
    m_rows.insert(revision, kept);
    newest = revision;
    return kept;
}

void KnownRows::replace(const BoardRow& before, const BoardRow& after) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_rows.find(m_newest.value(before->view.alertId));
    if (found != m_rows.end() && *found == before) *found = after;
}

} // namespace vigil::alert
