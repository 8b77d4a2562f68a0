// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/StatusStrip.h"

#include "ui/Icons.h"
#include "ui/worklist/WorklistText.h"

#include <QHBoxLayout>
#include <QResizeEvent>
#include <QToolButton>

#include <algorithm>
#include <chrono>

namespace vigil::ui {

using namespace std::chrono_literals;
using State = sync::DestinationStatus::State;

namespace {

constexpr int segments = 6;

StatusLine pacsLine(const SystemStatus& status, const QDateTime& now) {
    StatusLine line{QStringLiteral("pacs"), QStringLiteral("pacs"), {}, Tone::Muted};
    if (!status.pacsConfigured) {
        line.text = QStringLiteral("PACS: none configured");
    } else if (!status.pacsAsked.isValid()) {
        line.text = QStringLiteral("PACS: not asked yet");
    } else if (status.pacsReached) {
        line.text = QStringLiteral("PACS: answered %1").arg(momentText(status.pacsAsked, now));
    } else {
        line.icon = QStringLiteral("offline");
        line.tone = Tone::Warning;
        line.text = QStringLiteral("PACS: no answer at %1").arg(momentText(status.pacsAsked, now));
    }
    QStringList parts{line.text};
    if (status.arriving > 0) parts << QStringLiteral("%1 arriving").arg(status.arriving);
    if (status.queued > 0) parts << QStringLiteral("%1 queued").arg(status.queued);
    if (status.stopped > 0) parts << QStringLiteral("%1 did not come").arg(status.stopped);
    if (!status.retrievePause.isEmpty()) parts << QStringLiteral("fetching paused: disk full");
    if (!status.roomTrouble.isEmpty()) parts << QStringLiteral("images over their limit");
    if (status.stopped > 0 || !status.retrievePause.isEmpty() || !status.roomTrouble.isEmpty())
        line.tone = Tone::Warning;
    line.text = parts.join(QStringLiteral(", "));
    return line;
}

StatusLine departmentLine(const SystemStatus& status, const QDateTime& now) {
    StatusLine line{QStringLiteral("department"), QStringLiteral("department"), {}, Tone::Muted};
    if (!status.departmentIsServer) {
        line.tone = Tone::Warning;
        line.text = QStringLiteral("Department: none connected, this computer only");
        return line;
    }
    const auto found =
        std::find_if(status.destinations.begin(), status.destinations.end(),
                     [](const auto& each) { return each.name == QLatin1String("department"); });
    if (found == status.destinations.end() || found->state == State::Starting) {
        line.text = QStringLiteral("Department: connecting");
        return line;
    }
    const auto since = momentText(toDateTime(found->since), now);
    switch (found->state) {
    case State::Offline:
        line.icon = QStringLiteral("offline");
        line.tone = Tone::Warning;
        line.text = QStringLiteral("Department: offline since %1").arg(since);
        break;
    case State::Paused:
        line.icon = QStringLiteral("warning");
        line.tone = Tone::Critical;
        line.text = QStringLiteral("Department: login refused since %1").arg(since);
        break;
    default:
        line.text = QStringLiteral("Department: connected");
    }
    return line;
}

StatusLine escalationLine(const SystemStatus& status) {
    using dispatch::EscalationStatus;
    StatusLine line{QStringLiteral("escalation"), QStringLiteral("telephone"), {}, Tone::Muted};
    const auto state =
        status.departmentIsServer ? status.escalation.state : EscalationStatus::State::NeverSeen;
    switch (state) {
    case EscalationStatus::State::NotKnown:
        line.text = QStringLiteral("Escalation: not known");
        break;
    case EscalationStatus::State::NeverSeen:
        line.text = QStringLiteral("No escalation service in this department");
        break;
    case EscalationStatus::State::Running:
        line.text = QStringLiteral("Escalation: running");
        break;
    case EscalationStatus::State::NotRunning:
        line.tone = Tone::Critical;
        line.text = QStringLiteral("Escalation is not running: telephone");
        return line;
    }
    if (status.escalation.undelivered.isEmpty()) return line;
    line.tone = Tone::Critical;
    line.text = QStringLiteral("Alerts do not get through (%1): telephone")
                    .arg(status.escalation.undelivered.join(QStringLiteral(", ")));
    return line;
}

StatusLine outboxLine(const SystemStatus& status) {
    StatusLine line{QStringLiteral("outbox"), QStringLiteral("outbox"), QStringLiteral("No messages waiting"),
                    Tone::Muted};
    int waiting = 0;
    int parked = 0;
    for (const auto& destination : status.destinations) {
        waiting += destination.waiting;
        parked += destination.parked;
    }
    QStringList parts;
    if (waiting > 0)
        parts << QStringLiteral("%1 %2 waiting").arg(waiting).arg(waiting == 1 ? "message" : "messages");
    if (parked > 0) parts << QStringLiteral("%1 refused").arg(parked);
    if (parts.isEmpty()) return line;
    line.text = parts.join(QStringLiteral(", "));
    line.tone = parked > 0 ? Tone::Critical : Tone::Info;
    return line;
}

StatusLine criticalLine(const SystemStatus& status, const QDateTime& now) {
    StatusLine line{QStringLiteral("critical"), QStringLiteral("telephone"), {}, Tone::Muted};
    std::optional<UtcTime> oldest;
    for (const auto& destination : status.destinations)
        if (destination.oldestCritical && (!oldest || *destination.oldestCritical < *oldest))
            oldest = destination.oldestCritical;
    if (!oldest) {
        line.text = QStringLiteral("No undelivered critical");
        return line;
    }
    line.tone = Tone::Critical;
    line.text = QStringLiteral("Undelivered critical for %1: telephone")
                    .arg(durationText(std::max<qint64>(0, toDateTime(*oldest).secsTo(now))));
    return line;
}

} // namespace

QList<StatusLine> statusLines(const SystemStatus& status, const QDateTime& now) {
    QList<StatusLine> lines{pacsLine(status, now), departmentLine(status, now), escalationLine(status),
                            outboxLine(status), criticalLine(status, now)};
    if (status.reportedTwice > 0)
        lines << StatusLine{QStringLiteral("twice"), QStringLiteral("warning"),
                            status.reportedTwice == 1
                                ? QStringLiteral("1 study reported by you and another: settle it")
                                : QStringLiteral("%1 studies reported by you and another: settle them")
                                      .arg(status.reportedTwice),
                            Tone::Warning};
    return lines;
}

StatusStrip::StatusStrip(const Clock& clock, QWidget* parent) : QFrame(parent), m_clock(clock) {
    setObjectName(QStringLiteral("status"));
    setAccessibleName(QStringLiteral("Status"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(6, 0, 6, 0);
    row->setSpacing(4);
    const auto add = [this, row] {
        auto* button = new QToolButton(this);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::TabFocus);
        button->setMinimumWidth(1); // the bar makes no window wider than its screen
        connect(button, &QToolButton::clicked, this, [this, button] {
            if (button->objectName() == QLatin1String("status_pacs"))
                Q_EMIT retrievesRequested();
            else if (button->objectName() == QLatin1String("status_twice"))
                Q_EMIT reportedTwiceRequested();
            else
                Q_EMIT detailRequested();
        });
        row->addWidget(button);
        return button;
    };
    for (int i = 0; i < segments; ++i)
        m_segments << add();
    row->addStretch(1);
    m_said = add();
    m_said->setObjectName(QStringLiteral("said"));
    m_said->hide();
    m_tick.setInterval(20s);
    connect(&m_tick, &QTimer::timeout, this, &StatusStrip::refresh);
    m_tick.start();
    m_forget.setSingleShot(true);
    m_forget.setInterval(30s);
    connect(&m_forget, &QTimer::timeout, this, [this] {
        m_said->hide();
        fit();
    });
    refresh();
}

void StatusStrip::setStatus(const SystemStatus& status) {
    m_status = status;
    refresh();
}

void StatusStrip::say(const QString& text) {
    m_said->setText(text);
    m_said->setAccessibleName(text);
    m_said->setVisible(!text.isEmpty());
    m_forget.start();
    fit();
}

void StatusStrip::refresh() {
    m_lines = statusLines(m_status, toDateTime(m_clock.now()));
    QStringList spoken;
    for (int i = 0; i < segments; ++i) {
        auto* button = m_segments.at(i);
        button->setVisible(i < m_lines.size());
        if (i >= m_lines.size()) continue;
        const auto& line = m_lines.at(i);
        button->setObjectName(QStringLiteral("status_%1").arg(line.id));
        button->setIcon(themedIcon(line.icon, line.tone));
        button->setAccessibleName(line.text);
        button->setToolTip(QStringLiteral("%1. Click for the detail.").arg(line.text));
        button->setStyleSheet(
            QStringLiteral("color: %1%2")
                .arg(toneColour(palette(), line.tone).name(),
                     line.tone == Tone::Critical ? QStringLiteral("; font-weight: 600") : QString()));
        spoken << line.text;
    }
    setAccessibleDescription(spoken.join(QStringLiteral(". ")));
    fit();
}

/// From the right, for what stands there is known best by its icon.
void StatusStrip::fit() {
    for (int i = 0; i < m_lines.size(); ++i)
        m_segments.at(i)->setText(QLatin1Char(' ') + m_lines.at(i).text);
    const auto tooWide = [this] {
        layout()->invalidate();
        return layout()->sizeHint().width() > width();
    };
    for (auto i = m_lines.size() - 1; i >= 0 && tooWide(); --i)
        if (m_lines.at(i).tone == Tone::Muted) m_segments.at(i)->setText({});
}

void StatusStrip::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    if (event->oldSize().width() != event->size().width()) fit();
}

} // namespace vigil::ui
