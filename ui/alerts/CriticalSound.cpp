// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/CriticalSound.h"

#include "core/base/Async.h"

namespace vigil::ui {

namespace {

using namespace std::chrono_literals;

constexpr auto again = 5min;
constexpr auto looksEvery = 30s;

} // namespace

bool isWithoutOwner(const alert::AlertRow& row) {
    using alert::State;
    const auto& view = row.view;
    if (row.rank != 0 || !view.open || !view.acknowledgedBy.isEmpty() || !view.act.what.isEmpty())
        return false;
    if (!alert::stands(view)) return false;
    if (view.state == State::NoRoute) return true;
    if (!view.owner.name.isEmpty()) return false;
    return view.state == State::Escalated || view.state == State::Declined || view.communications.isEmpty();
}

CriticalSound::CriticalSound(alert::AlertService& service, const Clock& clock, Events& events,
                             Sounder sounder, QObject* parent)
    : QObject(parent), m_service(service), m_clock(clock), m_sounder(std::move(sounder)) {
    connect(&events, &Events::alertsChanged, this, &CriticalSound::look);
    m_tick.setInterval(looksEvery);
    connect(&m_tick, &QTimer::timeout, this, &CriticalSound::look);
    m_tick.start();
    look();
}

void CriticalSound::look() {
    whenFinished(m_service.board(), this, [this](const Result<alert::BoardRows>& rows) {
        if (rows) take(*rows);
    });
}

void CriticalSound::take(const alert::BoardRows& rows) {
    const alert::BoardReader me{m_service.user().name, m_service.user().role};
    const auto now = m_clock.now();
    QHash<QString, UtcTime> sounded;
    bool sounds = false;
    for (const auto& row : rows) {
        if (!isWithoutOwner(*row) || !alert::isIn(alert::BoardView::Mine, *row, me, now)) continue;
        const auto before = m_sounded.constFind(row->view.alertId);
        const bool due = before == m_sounded.constEnd() || now - *before >= again;
        sounds = sounds || due;
        sounded.insert(row->view.alertId, due ? now : *before);
    }
    m_sounded = sounded;
    if (sounds) m_sounder();
}

} // namespace vigil::ui
