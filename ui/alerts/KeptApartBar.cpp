// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/KeptApartBar.h"

#include "core/alert/KeptApart.h"
#include "core/base/Async.h"
#include "ui/Announce.h"
#include "ui/PlainLabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <utility>

namespace vigil::ui {

KeptApartBar::KeptApartBar(QWidget* parent) : QWidget(parent) {
    m_button = new QPushButton(this);
    m_button->setObjectName(QStringLiteral("showKeptApart"));
    m_words = plainLabel({}, this, "role", QStringLiteral("muted"));
    m_words->setObjectName(QStringLiteral("keptApartWords"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_button);
    row->addWidget(m_words, 1);
    connect(m_button, &QPushButton::clicked, this, &KeptApartBar::press);
    clear();
}

KeptApartBar::~KeptApartBar() {
    m_stop.request_stop();
}

void KeptApartBar::setAsk(Ask ask, const QString& role) {
    m_ask = std::move(ask);
    m_role = role;
}

void KeptApartBar::offer(const alert::Alert& alert) {
    if (m_alertId != alert.alertId) clear();
    m_alertId = alert.alertId;
    if (m_of > 0) return; // its own answers
    m_events = alert::keptApart(alert);
    setVisible(m_ask && !m_events.isEmpty() && alert::isOfTheTeam(alert, m_role));
}

void KeptApartBar::clear() {
    m_alertId.clear();
    m_events.clear();
    end({});
    hide();
}

void KeptApartBar::press() {
    if (isHidden()) return;
    if (m_of > 0) return end(QStringLiteral("Cancelled."));
    m_of = m_events.size();
    m_stop = std::stop_source();
    m_button->setText(QStringLiteral("Cancel (K)"));
    m_button->setAccessibleName(QStringLiteral("Cancel showing what is kept apart"));
    next();
}

void KeptApartBar::next() {
    if (m_events.isEmpty()) {
        end({});
        return hide();
    }
    m_words->setText(QStringLiteral("Asking the department: %1 of %2. It keeps who asked.")
                         .arg(m_of - m_events.size() + 1)
                         .arg(m_of));
    whenFinished(m_ask(m_events.first(), m_stop.get_token()), this,
                 [this, run = m_run](const Result<QByteArray>& sealed) {
                     if (run != m_run) return;
                     if (!sealed) return end(QStringLiteral("Not shown. %1").arg(sealed.error().message));
                     Q_EMIT revealed(m_events.takeFirst(), *sealed);
                     if (run == m_run) next();
                 });
}

void KeptApartBar::end(const QString& words) {
    ++m_run;
    m_of = 0;
    m_stop.request_stop();
    m_button->setText(QStringLiteral("Show what is kept apart (K)"));
    m_button->setAccessibleName(QStringLiteral("Show what is kept apart"));
    m_words->setText(words);
    if (!words.isEmpty()) announce(*m_words);
}

} // namespace vigil::ui
