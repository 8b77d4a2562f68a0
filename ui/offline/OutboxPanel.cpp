// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/offline/OutboxPanel.h"

#include "ui/FittingScroll.h"
#include "ui/Icons.h"
#include "ui/PlainLabel.h"
#include "ui/worklist/WorklistText.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace vigil::ui {

using LineState = sync::DestinationStatus::State;

namespace {

constexpr int mostRowsShown = 8; ///< before the list scrolls

QString nameOf(const QString& destination) {
    if (destination == QLatin1String("department")) return QStringLiteral("Department");
    if (destination == QLatin1String("archive")) return QStringLiteral("Archive (reports)");
    return destination;
}

QString stateText(const sync::DestinationStatus& destination, const QDateTime& now) {
    const auto since = momentText(toDateTime(destination.since), now);
    switch (destination.state) {
    case LineState::Starting:
        return QStringLiteral("not heard from yet");
    case LineState::Online:
        return QStringLiteral("connected since %1").arg(since);
    case LineState::Offline:
        return QStringLiteral("offline since %1").arg(since);
    case LineState::Paused:
        return QStringLiteral("login refused since %1").arg(since);
    }
    return {};
}

Tone stateTone(LineState state) {
    if (state == LineState::Offline) return Tone::Warning;
    return state == LineState::Paused   ? Tone::Critical
           : state == LineState::Online ? Tone::Good
                                        : Tone::Muted;
}

QString waitingText(const sync::DestinationStatus& destination) {
    if (destination.waiting == 0 && destination.parked == 0) return QStringLiteral("nothing waits");
    QStringList parts;
    if (destination.waiting > 0) parts << QStringLiteral("%1 waiting").arg(destination.waiting);
    if (destination.parked > 0) parts << QStringLiteral("%1 refused").arg(destination.parked);
    return parts.join(QStringLiteral(", "));
}

} // namespace

OutboxPanel::OutboxPanel(const Clock& clock, QWidget* parent) : QFrame(parent), m_clock(clock) {
    setObjectName(QStringLiteral("outbox"));
    setAccessibleName(QStringLiteral("Outbox"));
    setProperty("role", QStringLiteral("panel"));
    setFocusPolicy(Qt::StrongFocus);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(18, 12, 18, 14);
    m_column->setSpacing(10);
    auto* top = new QHBoxLayout;
    auto* title = new QLabel(QStringLiteral("Where messages are"), this);
    title->setProperty("role", QStringLiteral("heading"));
    top->addWidget(title, 1);
    auto* close = new QPushButton(themedIcon(QStringLiteral("cancel")), QStringLiteral(" Close"), this);
    close->setAccessibleName(QStringLiteral("Close outbox"));
    close->setProperty("role", QStringLiteral("flat"));
    connect(close, &QPushButton::clicked, this, &OutboxPanel::closed);
    top->addWidget(close);
    m_column->addLayout(top);
    rebuild();
}

void OutboxPanel::setStatus(const SystemStatus& status) {
    if (m_status.destinations == status.destinations &&
        m_status.departmentIsServer == status.departmentIsServer &&
        m_status.pacsMessage == status.pacsMessage)
        return;
    m_status = status;
    rebuild();
}

void OutboxPanel::setRefused(const QList<RefusedMessage>& refused) {
    if (m_refused == refused) return;
    m_refused = refused;
    rebuild();
}

void OutboxPanel::rebuild() {
    delete m_area;
    m_lines.clear();
    auto* area = new FittingScroll(this);
    m_area = area;
    m_body = new QWidget(area);
    auto* grid = new QGridLayout(m_body);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(3, 1);
    m_column->addWidget(m_area);
    int row = 0;
    if (!m_status.departmentIsServer) {
        auto* note = plainLabel(
            QStringLiteral("No department is connected: alerts stay on this computer. Telephone every "
                           "critical finding."),
            m_body);
        note->setProperty("tone", QStringLiteral("warning"));
        grid->addWidget(note, row++, 0, 1, 5);
        m_lines << note->text();
    }
    if (!m_status.pacsMessage.isEmpty()) {
        grid->addWidget(plainLabel(m_status.pacsMessage, m_body), row++, 0, 1, 5);
        m_lines << m_status.pacsMessage;
    }
    for (const auto& destination : m_status.destinations)
        addDestination(destination, row++);
    if (m_status.destinations.isEmpty()) {
        grid->addWidget(
            plainLabel(
                QStringLiteral("No destination is configured. Signed reports and alerts are kept here."),
                m_body),
            row++, 0, 1, 5);
    }
    addRefused();
    area->setWidget(m_body);
    for (auto* ground : {area->viewport(), m_body}) // of the panel, not of a window
        ground->setAutoFillBackground(false);
    area->setMaximumHeight(mostRowsShown * (2 * fontMetrics().height() + 4));
}

void OutboxPanel::addDestination(const sync::DestinationStatus& destination, int row) {
    auto* grid = static_cast<QGridLayout*>(m_body->layout());
    const auto now = toDateTime(m_clock.now());
    auto* name = plainLabel(nameOf(destination.name), m_body);
    name->setStyleSheet(QStringLiteral("font-weight: 600"));
    auto* state = plainLabel(stateText(destination, now), m_body);
    state->setWordWrap(false);
    state->setStyleSheet(
        QStringLiteral("color: %1").arg(toneColour(palette(), stateTone(destination.state)).name()));
    grid->addWidget(name, row, 0);
    grid->addWidget(state, row, 1);
    grid->addWidget(plainLabel(waitingText(destination), m_body), row, 2);
    auto* message = plainLabel(destination.message, m_body);
    message->setProperty("role", QStringLiteral("muted"));
    grid->addWidget(message, row, 3);
    m_lines << QStringLiteral("%1: %2, %3").arg(name->text(), state->text(), waitingText(destination));
    if (destination.state == LineState::Online) return;
    auto* again = new QPushButton(QStringLiteral("Try now"), m_body);
    again->setAccessibleName(QStringLiteral("Try %1 now").arg(nameOf(destination.name)));
    connect(again, &QPushButton::clicked, this,
            [this, id = destination.name] { Q_EMIT tryNowRequested(id); });
    grid->addWidget(again, row, 4);
}

void OutboxPanel::addRefused() {
    auto* grid = static_cast<QGridLayout*>(m_body->layout());
    int row = grid->rowCount();
    const auto now = toDateTime(m_clock.now());
    for (const auto& refused : std::as_const(m_refused)) {
        const auto text = QStringLiteral("%1 refused by %2, %3: %4")
                              .arg(refused.what, nameOf(refused.destination).toLower(),
                                   momentText(refused.since, now), refused.reason);
        auto* label = plainLabel(text, m_body);
        label->setProperty("tone", QStringLiteral("critical"));
        grid->addWidget(label, row, 0, 1, 4);
        auto* again = new QPushButton(QStringLiteral("Send again"), m_body);
        connect(again, &QPushButton::clicked, this,
                [this, refused] { Q_EMIT sendAgainRequested(refused.destination, refused.messageId); });
        grid->addWidget(again, row++, 4);
        m_lines << text;
    }
}

QStringList OutboxPanel::lines() const {
    return m_lines;
}

void OutboxPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return Q_EMIT closed();
    QFrame::keyPressEvent(event);
}

} // namespace vigil::ui
