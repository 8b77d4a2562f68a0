// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/PostgresTurnLock.h"

namespace vigil::dispatch {

Result<bool> PostgresTurnLock::hold(std::stop_token stop) {
    if (!m_connection || !m_connection->isAlive()) {
        m_connection.reset();
        VIGIL_TRY(m_connection, sync::PgConnection::open({m_options.url, m_options.user, m_options.deadline},
                                                         m_waker, stop));
        VIGIL_CHECK(m_connection->script(
            "SET idle_session_timeout = " + QByteArray::number(m_options.patience.count() * 1000), stop));
    }
    const auto rows = m_connection->query("SELECT vigil.hold_turn()", {}, stop);
    if (!rows) {
        m_connection.reset();
        return rows.error();
    }
    return rows->count() == 1 && rows->flag(0, 0);
}

} // namespace vigil::dispatch
