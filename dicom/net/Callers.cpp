// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Callers.h"

#include "dicom/net/TransportSockets.h"

#include <algorithm>

namespace vigil::dicom {

namespace {

constexpr std::chrono::seconds validity{60};
/// An unknown host is not looked up for each connection: callers wait for the answer.
constexpr std::chrono::seconds unknownFor{10};
constexpr std::chrono::seconds lookUpAtMost{2};

bool same(const QHostAddress& a, const QHostAddress& b) {
    return a.isEqual(b, QHostAddress::ConvertV4MappedToIPv4 | QHostAddress::ConvertLocalHost);
}

} // namespace

Callers::Callers(const QList<study::PacsPeer>& peers) {
    for (const auto& peer : peers)
        m_entries.push_back({peer, {}, {}});
}

bool Callers::matches(Entry& entry, const QHostAddress& address, const std::stop_token& stop) {
    const auto now = std::chrono::steady_clock::now();
    const auto valid = entry.addresses.isEmpty() ? unknownFor : validity;
    if (!entry.lookedUp || now - *entry.lookedUp > valid) {
        const auto found = addressesOf(entry.peer.host, lookUpAtMost, stop);
        // When the name service is down, the last known addresses are better than none.
        if (!found.isEmpty()) entry.addresses = found;
        entry.lookedUp = now;
    }
    return std::any_of(entry.addresses.cbegin(), entry.addresses.cend(),
                       [&](const QHostAddress& known) { return same(known, address); });
}

bool Callers::knows(const QHostAddress& address, const std::stop_token& stop) {
    const std::lock_guard lock(m_mutex);
    return std::any_of(m_entries.begin(), m_entries.end(),
                       [&](Entry& entry) { return matches(entry, address, stop); });
}

std::optional<study::PacsPeer> Callers::find(const QString& aeTitle, const QHostAddress& address,
                                             const std::stop_token& stop) {
    const std::lock_guard lock(m_mutex);
    for (auto& entry : m_entries)
        if (entry.peer.aeTitle == aeTitle && matches(entry, address, stop)) return entry.peer;
    return std::nullopt;
}

} // namespace vigil::dicom
