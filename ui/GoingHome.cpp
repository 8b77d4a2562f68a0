// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/GoingHome.h"

#include "core/base/Async.h"
#include "ui/Icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace vigil::ui {

namespace {

constexpr int linesShown = 5;

QLabel* plainLabel(const QString& text, const char* property, const char* value, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    if (property) label->setProperty(property, QString::fromLatin1(value));
    return label;
}

} // namespace

GoingHomePanel::GoingHomePanel(Ask ask, Note note, QWidget* parent)
    : QFrame(parent), m_ask(std::move(ask)), m_note(std::move(note)) {
    setObjectName(QStringLiteral("beforeIGoHome"));
    setAccessibleName(QStringLiteral("Before I go home"));
    setProperty("role", QStringLiteral("panel"));
    setFocusPolicy(Qt::StrongFocus);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(18, 12, 18, 14);
    hide();
}

bool GoingHomePanel::mayLeave() {
    if (m_mayLeave || !m_ask) return true;
    if (!m_asking) {
        m_asking = true;
        whenFinished(m_ask(), this, [this](const Result<GoingHome>& left) { take(left); });
    }
    return false;
}

void GoingHomePanel::take(const Result<GoingHome>& left) {
    m_asking = false;
    m_left = left.value_or(GoingHome{});
    if (left && m_left.isEmpty()) return end();
    rebuild(left ? QString() : left.error().message);
    show();
    Q_EMIT shown(true);
    if (m_why)
        m_why->setFocus(Qt::OtherFocusReason);
    else
        findChild<QPushButton*>(QStringLiteral("closeVigil"))->setFocus(Qt::OtherFocusReason);
}

void GoingHomePanel::rebuild(const QString& problem) {
    delete m_body;
    m_why = nullptr;
    m_body = new QWidget(this);
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_column->addWidget(m_body);
    column->addWidget(plainLabel(QStringLiteral("Before I go home"), "role", "title", m_body));
    addSection(QStringLiteral("emergency"), QStringLiteral("Critical, and nobody has been told"),
               m_left.untold, QStringLiteral("Show the alert"), &GoingHomePanel::alertRequested);
    addSection(QStringLiteral("alerts"), QStringLiteral("My alerts that nobody has acknowledged"),
               m_left.unacknowledged, QStringLiteral("Show the alert"), &GoingHomePanel::alertRequested);
    addSection(QStringLiteral("outbox"), QStringLiteral("Not delivered yet"), m_left.undelivered,
               QStringLiteral("Show the outbox"), &GoingHomePanel::goToOutbox);
    addSection(QStringLiteral("draft"), QStringLiteral("Begun and not signed"), m_left.drafts,
               QStringLiteral("Open the study"), &GoingHomePanel::draftRequested);
    addEnd(problem);
}

void GoingHomePanel::addSection(const QString& icon, const QString& title,
                                const QList<GoingHome::Line>& lines, const QString& go,
                                void (GoingHomePanel::*request)(const QString&)) {
    if (lines.isEmpty()) return;
    const bool untold = &lines == &m_left.untold;
    auto* column = static_cast<QVBoxLayout*>(m_body->layout());
    auto* heading = new QHBoxLayout;
    auto* picture = new QLabel(m_body);
    const int side = fontMetrics().height();
    picture->setPixmap(themedIcon(icon, untold ? Tone::Critical : Tone::Warning).pixmap(side, side));
    heading->addWidget(picture);
    auto* words =
        plainLabel(QStringLiteral("%1 (%2)").arg(title).arg(lines.size()), "role", "heading", m_body);
    heading->addWidget(words, 1);
    column->addSpacing(4);
    column->addLayout(heading);
    for (qsizetype i = 0; i < std::min<qsizetype>(lines.size(), linesShown); ++i) {
        const auto& line = lines.at(i);
        auto* row = new QHBoxLayout;
        row->setContentsMargins(side + 6, 0, 0, 0);
        row->addWidget(plainLabel(line.text, untold ? "tone" : nullptr, "critical", m_body), 1);
        auto* button = new QPushButton(go, m_body);
        button->setProperty("role", QStringLiteral("flat"));
        button->setAccessibleName(QStringLiteral("%1: %2").arg(go, line.text));
        connect(button, &QPushButton::clicked, this, [this, request, id = line.id] {
            putAway();
            (this->*request)(id);
        });
        row->addWidget(button);
        column->addLayout(row);
    }
    if (lines.size() > linesShown)
        column->addWidget(plainLabel(QStringLiteral("and %1 more").arg(lines.size() - linesShown), "role",
                                     "muted", m_body));
}

void GoingHomePanel::addEnd(const QString& problem) {
    auto* column = static_cast<QVBoxLayout*>(m_body->layout());
    if (!problem.isEmpty())
        column->addWidget(plainLabel(QStringLiteral("What is left open cannot be read: %1").arg(problem),
                                     "tone", "critical", m_body));
    column->addSpacing(8);
    auto* row = new QHBoxLayout;
    auto* close = new QPushButton(QStringLiteral("Close Vigil"), m_body);
    close->setObjectName(QStringLiteral("closeVigil"));
    close->setAccessibleName(QStringLiteral("Close Vigil"));
    close->setAutoDefault(true);
    auto* stay = new QPushButton(QStringLiteral("Stay  (Esc)"), m_body);
    stay->setObjectName(QStringLiteral("stay"));
    stay->setAccessibleName(QStringLiteral("Stay"));
    if (!m_left.untold.isEmpty()) {
        column->addWidget(plainLabel(
            QStringLiteral(
                "Record the call (T) or hand it over by name (H) on the alerts board. Closing all the "
                "same needs a reason; it is noted on the alert and its clock runs on."),
            "role", "muted", m_body));
        m_why = new QLineEdit(m_body);
        m_why->setObjectName(QStringLiteral("whyClose"));
        m_why->setAccessibleName(QStringLiteral("Why Vigil is closed all the same"));
        m_why->setPlaceholderText(QStringLiteral("Why Vigil is closed all the same"));
        row->addWidget(m_why, 1);
        close->setText(QStringLiteral("Close all the same"));
        close->setEnabled(false);
        connect(m_why, &QLineEdit::textChanged, close,
                [close](const QString& text) { close->setEnabled(text.trimmed().size() >= 3); });
        connect(m_why, &QLineEdit::returnPressed, close, &QPushButton::click);
    } else {
        row->addStretch(1);
    }
    connect(close, &QPushButton::clicked, this, &GoingHomePanel::end);
    connect(stay, &QPushButton::clicked, this, &GoingHomePanel::putAway);
    row->addWidget(close);
    row->addWidget(stay);
    column->addLayout(row);
}

void GoingHomePanel::goToOutbox(const QString&) {
    Q_EMIT outboxRequested();
}

void GoingHomePanel::end() {
    if (!m_left.untold.isEmpty() && m_note) {
        QStringList alerts;
        for (const auto& line : m_left.untold)
            alerts << line.id;
        const auto why = m_why->text().trimmed();
        whenFinished(m_note(alerts, why), this, [this](const Result<void>& noted) {
            if (!noted) return rebuild(noted.error().message);
            m_mayLeave = true;
            Q_EMIT leave();
        });
        return;
    }
    m_mayLeave = true;
    Q_EMIT leave();
}

void GoingHomePanel::putAway() {
    hide();
    Q_EMIT shown(false);
}

void GoingHomePanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return putAway();
    QFrame::keyPressEvent(event);
}

} // namespace vigil::ui
