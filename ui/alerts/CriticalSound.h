// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertService.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>

namespace vigil::ui {

/// A critical that nobody has by name: nobody has acknowledged or acted, and it has no route, or waits for a
/// role that nobody has spoken to, or that was brought in because nobody else answered. Pure.
[[nodiscard]] bool isWithoutOwner(const alert::AlertRow& row);

/// Sounds for criticals of this reader or their role that are without an owner: once when one becomes so, and
/// again every five minutes while it stays so. Never for anything else. Service, clock and events must
/// outlive it; UI thread.
class CriticalSound : public QObject {
    Q_OBJECT
public:
    using Sounder = std::function<void()>;
    CriticalSound(alert::AlertService& service, const Clock& clock, Events& events, Sounder sounder,
                  QObject* parent = nullptr);

private:
    void look();
    void take(const alert::BoardRows& rows);

    alert::AlertService& m_service;
    const Clock& m_clock;
    Sounder m_sounder;
    QHash<QString, UtcTime> m_sounded; ///< by alert
    QTimer m_tick;
};

} // namespace vigil::ui
