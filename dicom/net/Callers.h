// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"

#include <QHostAddress>
#include <QList>

#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace vigil::dicom {

/// Who may send to the listener: the configured PACS, by AE title and address. Host names are looked up again
/// every minute, for addresses change. Thread-safe.
class Callers {
public:
    explicit Callers(const QList<study::PacsPeer>& peers);

    [[nodiscard]] bool knows(const QHostAddress& address, const std::stop_token& stop);
    [[nodiscard]] std::optional<study::PacsPeer> find(const QString& aeTitle, const QHostAddress& address,
                                                      const std::stop_token& stop);

private:
    struct Entry {
        study::PacsPeer peer;
        QList<QHostAddress> addresses;
        std::optional<std::chrono::steady_clock::time_point> lookedUp;
    };
    bool matches(Entry& entry, const QHostAddress& address, const std::stop_token& stop);

    std::mutex m_mutex;
    std::vector<Entry> m_entries;
};

} // namespace vigil::dicom
