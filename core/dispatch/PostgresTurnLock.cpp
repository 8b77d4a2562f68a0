// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/PostgresTurnLock.h"

namespace vigil::dispatch {

namespace {

// Advisory locks are counted by database; the number says "VIGL" and which of ours it is.
const QByteArray take = "SELECT pg_try_advisory_lock(1447642956, 1)";

} // namespace

Result<bool> PostgresTurnLock::hold(std::stop_token stop) {
    if (!m_connection || !m_connection->isAlive()) {
        m_held = false;
        m_connection.reset();
        VIGIL_TRY(m_connection, sync::PgConnection::open({m_options.url, m_options.user, m_options.deadline},
                                                         m_waker, stop));
        VIGIL_CHECK(m_connection->script(
            "SET idle_session_timeout = " + QByteArray::number(m_options.patience.count() * 1000), stop));
    }
    // The session is what holds the lock: while it answers, it is ours.
    const auto rows = m_connection->query(m_held ? QByteArray("SELECT true") : take, {}, stop);
    if (!rows) {
        m_held = false;
        m_connection.reset();
        return rows.error();
    }
    m_held = rows->count() == 1 && rows->flag(0, 0);
    return m_held;
}

} // namespace vigil::dispatch
