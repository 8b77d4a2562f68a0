// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/Turn.h"

#include "core/study/EitherStop.h"
#include "core/sync/OutboxPump.h"

namespace vigil::dispatch {

void Turn::holdUntil(Steady::time_point until) {
    const std::scoped_lock lock(m_mutex);
    m_delivers = m_delivers && Steady::now() < m_until; // somebody else may have had it in between
    m_until = until;
    if (m_lost.stop_requested()) m_lost = std::stop_source();
}

void Turn::letDeliver() {
    const std::scoped_lock lock(m_mutex);
    m_delivers = true;
}

void Turn::lose() {
    std::stop_source lost;
    {
        const std::scoped_lock lock(m_mutex);
        m_until = {};
        m_delivers = false;
        lost = m_lost;
    }
    lost.request_stop(); // runs what waits for it
}

bool Turn::isOurs() const {
    const std::scoped_lock lock(m_mutex);
    return Steady::now() < m_until;
}

bool Turn::mayDeliver() const {
    const std::scoped_lock lock(m_mutex);
    return m_delivers && Steady::now() < m_until;
}

std::stop_token Turn::token() const {
    const std::scoped_lock lock(m_mutex);
    return m_lost.get_token();
}

QList<sync::Delivery> TurnDestination::deliver(const QList<sync::OutboxMessage>& messages,
                                               std::stop_token stop) {
    const study::EitherStop either(std::move(stop), m_turn.token());
    QList<sync::Delivery> deliveries;
    for (const auto& message : messages) {
        if (!m_turn.mayDeliver() || either.token().stop_requested()) return deliveries;
        const auto answer = m_destination->deliver({message}, either.token());
        if (answer.isEmpty()) return deliveries;
        deliveries << answer.first();
        const auto* later = std::get_if<sync::RetryLater>(&answer.first());
        if (later && sync::OutboxPump::concernsAll(later->cause)) break;
    }
    while (!deliveries.isEmpty() && deliveries.size() < messages.size())
        deliveries << deliveries.last();
    return deliveries;
}

} // namespace vigil::dispatch
