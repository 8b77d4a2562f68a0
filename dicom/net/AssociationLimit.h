// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"

#include <QHash>
#include <QHostAddress>

#include <memory>
#include <mutex>

namespace vigil::dicom {

/// How many associations the listener has, overall and by address. Connections that were turned away do not
/// count: who tries again and again would keep itself out. Thread-safe; outlives its places.
class AssociationLimit {
public:
    using Place = std::shared_ptr<const void>; ///< given back when the last copy goes

    explicit AssociationLimit(const study::ListenerLimits& limits) : m_limits(limits) {}
    /// Null when there is no room.
    [[nodiscard]] Place take(const QHostAddress& address);

private:
    void giveBack(const QHostAddress& address);

    const study::ListenerLimits m_limits;
    std::mutex m_mutex;
    QHash<QHostAddress, int> m_byAddress;
    int m_all = 0;
};

} // namespace vigil::dicom
