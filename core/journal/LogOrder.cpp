// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/LogOrder.h"

#include <QHash>

#include <algorithm>
#include <tuple>

namespace vigil::journal {

QList<LoggedEvent> inLogOrder(const QList<LoggedEvent>& events) {
    QHash<QUuid, LoggedEvent> once;
    for (const auto& event : events) {
        const auto known = once.constFind(event.event.eventId);
        if (known == once.constEnd() || (event.isAccepted() && !known->isAccepted()))
            once.insert(event.event.eventId, event);
    }
    auto ordered = once.values();
    // The id decides between events of a broken counter, so that the order never depends on arrival.
    const auto key = [](const LoggedEvent& logged) {
        return std::tuple(logged.isAccepted() ? 0 : 1, logged.receipt.seq, logged.event.deviceSeq,
                          logged.event.eventId);
    };
    std::sort(ordered.begin(), ordered.end(),
              [&](const LoggedEvent& a, const LoggedEvent& b) { return key(a) < key(b); });
    return ordered;
}

} // namespace vigil::journal
