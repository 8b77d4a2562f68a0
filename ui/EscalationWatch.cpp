// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/EscalationWatch.h"

#include "core/base/Async.h"
#include "core/base/Events.h"

namespace vigil::ui {

EscalationWatch::EscalationWatch(Ask ask, const Events& events, QObject* parent,
                                 std::chrono::milliseconds every)
    : QObject(parent), m_ask(std::move(ask)) {
    if (!m_ask) return;
    connect(&events, &Events::presenceChanged, this, &EscalationWatch::look);
    connect(&events, &Events::destinationChanged, this, &EscalationWatch::look);
    m_tick.setInterval(every);
    connect(&m_tick, &QTimer::timeout, this, &EscalationWatch::look);
    m_tick.start();
    look();
}

void EscalationWatch::look() {
    whenFinished(m_ask(), this, [this](const Result<dispatch::EscalationStatus>& asked) {
        // What cannot be read is not known, and that is said too.
        const auto status = asked.value_or(dispatch::EscalationStatus{});
        if (status == m_status) return;
        m_status = status;
        Q_EMIT changed(status);
    });
}

} // namespace vigil::ui
