// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/dispatch/Heartbeat.h"

#include <QFuture>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>

namespace vigil {
class Events;
}

namespace vigil::ui {

/// Watches whether the department's alerts escalate by themselves. Looks when somebody came or went and by
/// itself, because a heartbeat that ends tells nobody. UI thread; owned by MainWindow.
class EscalationWatch : public QObject {
    Q_OBJECT
public:
    using Ask = std::function<QFuture<Result<dispatch::EscalationStatus>>()>;
    static constexpr std::chrono::seconds looksEvery{10};
    EscalationWatch(Ask ask, const Events& events, QObject* parent = nullptr,
                    std::chrono::milliseconds every = looksEvery);

Q_SIGNALS:
    void changed(const vigil::dispatch::EscalationStatus& status);

private:
    void look();

    Ask m_ask;
    QTimer m_tick;
    dispatch::EscalationStatus m_status;
};

} // namespace vigil::ui
