// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"

#include <QHostAddress>
#include <QList>

#include <chrono>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace vigil::dicom {

/// Who may send to the listener: the configured PACS, by AE title and address. Host names are looked up again
/// every minute, for addresses change; who is known without that does not wait for it, and nobody waits
/// longer than for one look-up. Thread-safe.
class Callers {
public:
    using LookUp = std::function<QList<QHostAddress>(const QString& host, const std::stop_token& stop)>;

    explicit Callers(const QList<study::PacsPeer>& peers);
    Callers(const QList<study::PacsPeer>& peers, LookUp lookUp);
    ~Callers();
    Callers(const Callers&) = delete;
    Callers& operator=(const Callers&) = delete;

    [[nodiscard]] bool knows(const QHostAddress& address, const std::stop_token& stop);
    [[nodiscard]] std::optional<study::PacsPeer> find(const QString& aeTitle, const QHostAddress& address,
                                                      const std::stop_token& stop);

private:
    struct Entry {
        study::PacsPeer peer;
        QList<QHostAddress> addresses;
        bool isAddress = false; ///< `host` is an address: nothing to look up
        std::optional<std::chrono::steady_clock::time_point> lookedUp;
        std::shared_future<QList<QHostAddress>> lookingUp;
        quint64 round = 0; ///< of look-ups

        [[nodiscard]] bool isFresh() const;
        [[nodiscard]] bool isAt(const QHostAddress& address) const;
    };
    using Whom = std::function<bool(const study::PacsPeer&)>;
    std::optional<study::PacsPeer> findAt(const QHostAddress& address, const Whom& whom,
                                          const std::stop_token& stop);
    void lookUp(Entry& entry);
    void take(Entry& entry, const QList<QHostAddress>& found);

    const LookUp m_lookUp;
    std::mutex m_mutex; ///< never held while a name is looked up
    std::vector<Entry> m_entries;
    std::stop_source m_closing;
};

} // namespace vigil::dicom
