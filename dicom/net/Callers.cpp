// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Callers.h"

#include "core/base/Log.h"
#include "dicom/net/TransportSockets.h"

#include <algorithm>
#include <system_error>
#include <utility>

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

bool Callers::Entry::isFresh() const {
    if (isAddress) return true;
    const auto valid = addresses.isEmpty() ? unknownFor : validity;
    return lookedUp && std::chrono::steady_clock::now() - *lookedUp <= valid;
}

bool Callers::Entry::isAt(const QHostAddress& address) const {
    return std::any_of(addresses.cbegin(), addresses.cend(),
                       [&](const QHostAddress& known) { return same(known, address); });
}

Callers::Callers(const QList<study::PacsPeer>& peers)
    : Callers(peers, [](const QString& host, const std::stop_token& stop) {
          return addressesOf(host, lookUpAtMost, stop);
      }) {}

Callers::Callers(const QList<study::PacsPeer>& peers, LookUp lookUp) : m_lookUp(std::move(lookUp)) {
    for (const auto& peer : peers) {
        auto& entry = m_entries.emplace_back();
        entry.peer = peer;
        const QHostAddress address(peer.host);
        entry.isAddress = !address.isNull();
        if (entry.isAddress) entry.addresses = {address};
    }
}

Callers::~Callers() {
    m_closing.request_stop();
}

/// All callers that need it wait for the same look-up.
void Callers::lookUp(Entry& entry) {
    if (entry.lookingUp.valid()) return;
    ++entry.round;
    try {
        entry.lookingUp =
            std::async(std::launch::async, [this, host = entry.peer.host, stop = m_closing.get_token()] {
                return m_lookUp(host, stop);
            }).share();
    } catch (const std::system_error& error) {
        spdlog::warn("a host name was not looked up: {}", error.what());
    }
}

void Callers::take(Entry& entry, const QList<QHostAddress>& found) {
    // When the name service is down, the last known addresses are better than none.
    if (!found.isEmpty()) entry.addresses = found;
    entry.lookedUp = std::chrono::steady_clock::now();
    entry.lookingUp = {};
}

std::optional<study::PacsPeer> Callers::findAt(const QHostAddress& address, const Whom& whom,
                                               const std::stop_token& stop) {
    struct Open {
        Entry& entry;
        quint64 round;
        std::shared_future<QList<QHostAddress>> found;
    };
    std::vector<Open> open;
    {
        const std::scoped_lock lock(m_mutex);
        for (auto& entry : m_entries)
            if (whom(entry.peer) && entry.isFresh() && entry.isAt(address)) return entry.peer;
        for (auto& entry : m_entries) {
            if (!whom(entry.peer) || entry.isFresh()) continue;
            lookUp(entry);
            if (entry.lookingUp.valid()) open.push_back({entry, entry.round, entry.lookingUp});
        }
    }
    for (const auto& [entry, round, found] : open) {
        while (found.wait_for(pollSlice) != std::future_status::ready)
            if (stop.stop_requested()) return std::nullopt;
        const std::scoped_lock lock(m_mutex);
        // Of those who waited the first one takes it.
        if (entry.lookingUp.valid() && entry.round == round) take(entry, found.get());
        if (entry.isAt(address)) return entry.peer;
    }
    return std::nullopt;
}

bool Callers::knows(const QHostAddress& address, const std::stop_token& stop) {
    return findAt(
               address, [](const study::PacsPeer&) { return true; }, stop)
        .has_value();
}

std::optional<study::PacsPeer> Callers::find(const QString& aeTitle, const QHostAddress& address,
                                             const std::stop_token& stop) {
    return findAt(
        address, [&](const study::PacsPeer& peer) { return peer.aeTitle == aeTitle; }, stop);
}

} // namespace vigil::dicom
