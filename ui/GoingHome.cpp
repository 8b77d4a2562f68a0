// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/GoingHome.h"

#include "core/base/Async.h"
#include "ui/Announce.h"
#include "ui/FittingScroll.h"
#include "ui/Icons.h"
#include "ui/PlainLabel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace vigil::ui {

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
    m_asking = m_cannotNote = false;
    m_left = left.value_or(GoingHome{});
    if (left && m_left.isEmpty()) return end();
    rebuild(left ? QString()
                 : QStringLiteral("What is left open cannot be read: %1").arg(left.error().message));
    show();
    if (m_why) return m_why->setFocus(Qt::OtherFocusReason);
    // What nobody would be told of is not closed over by a key that was meant for something else.
    const auto button = m_left.begun.isEmpty() ? QStringLiteral("closeVigil") : QStringLiteral("stay");
    findChild<QPushButton*>(button)->setFocus(Qt::OtherFocusReason);
}

void GoingHomePanel::rebuild(const QString& problem) {
    delete m_body;
    m_why = nullptr;
    m_body = new QWidget(this);
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_column->addWidget(m_body);
    column->addWidget(
        plainLabel(QStringLiteral("Before I go home"), m_body, "role", QStringLiteral("title")));
    auto* scroll = new FittingScroll(m_body);
    auto* page = new QWidget(scroll);
    m_sections = new QVBoxLayout(page);
    m_sections->setContentsMargins(0, 0, 4, 0);
    m_sections->setSpacing(6);
    addSection({QStringLiteral("emergency"), QStringLiteral("Critical, and nobody has been told"),
                QStringLiteral("Show the alert"), &GoingHomePanel::alertRequested, Tone::Critical},
               m_left.untold);
    addSection({QStringLiteral("emergency"),
                QStringLiteral("Begun and not raised: kept here, nobody is told"), QStringLiteral("Go to it"),
                &GoingHomePanel::begunRequested, Tone::Critical},
               m_left.begun);
    addSection({QStringLiteral("warning"), QStringLiteral("Withdrawn or changed, and not everybody knows"),
                QStringLiteral("Show the alert"), &GoingHomePanel::alertRequested, Tone::Warning},
               m_left.stillToTell);
    addSection({QStringLiteral("clock"), QStringLiteral("My criticals that nobody has acted on"),
                QStringLiteral("Show the alert"), &GoingHomePanel::alertRequested, Tone::Warning},
               m_left.notActedOn);
    addSection({QStringLiteral("alerts"), QStringLiteral("My alerts that nobody has acknowledged"),
                QStringLiteral("Show the alert"), &GoingHomePanel::alertRequested, Tone::Warning},
               m_left.unacknowledged);
    addSection({QStringLiteral("warning"), QStringLiteral("Reported by me and by somebody else"),
                QStringLiteral("Show and settle it"), &GoingHomePanel::netRowRequested, Tone::Warning},
               m_left.twice);
    addSection({QStringLiteral("outbox"), QStringLiteral("Not delivered yet"),
                QStringLiteral("Show the outbox"), &GoingHomePanel::goToOutbox, Tone::Warning},
               m_left.undelivered);
    addSection({QStringLiteral("draft"), QStringLiteral("Begun and not signed"),
                QStringLiteral("Open the study"), &GoingHomePanel::draftRequested, Tone::Warning},
               m_left.drafts);
    scroll->setWidget(page);
    for (auto* ground : {scroll->viewport(), page}) // of the panel, not of a window
        ground->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    addEnd(problem);
}

void GoingHomePanel::addSection(const Section& section, const QList<GoingHome::Line>& lines) {
    if (lines.isEmpty()) return;
    const auto tone = section.tone == Tone::Critical ? QStringLiteral("critical") : QString();
    auto* page = m_sections->parentWidget();
    auto* heading = new QHBoxLayout;
    auto* picture = new QLabel(page);
    const int side = fontMetrics().height();
    picture->setPixmap(themedIcon(section.icon, section.tone).pixmap(side, side));
    heading->addWidget(picture);
    heading->addWidget(plainLabel(QStringLiteral("%1 (%2)").arg(section.title).arg(lines.size()), page,
                                  "role", QStringLiteral("heading")),
                       1);
    m_sections->addSpacing(4);
    m_sections->addLayout(heading);
    for (const auto& line : lines) {
        auto* row = new QHBoxLayout;
        row->setContentsMargins(side + 6, 0, 0, 0);
        row->addWidget(plainLabel(line.text, page, "tone", tone), 1);
        auto* button = new QPushButton(section.go, page);
        button->setProperty("role", QStringLiteral("flat"));
        button->setAccessibleName(QStringLiteral("%1: %2").arg(section.go, line.text));
        connect(button, &QPushButton::clicked, this, [this, request = section.request, id = line.id] {
            putAway();
            (this->*request)(id);
        });
        row->addWidget(button);
        m_sections->addLayout(row);
    }
}

void GoingHomePanel::addEnd(const QString& problem) {
    auto* column = static_cast<QVBoxLayout*>(m_body->layout());
    if (!problem.isEmpty()) {
        auto* words = plainLabel(problem, m_body, "tone", QStringLiteral("critical"));
        column->addWidget(words);
        announce(*words);
    }
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
            m_body, "role", QStringLiteral("muted")));
        m_why = new QLineEdit(m_body);
        m_why->setObjectName(QStringLiteral("whyClose"));
        m_why->setAccessibleName(QStringLiteral("Why Vigil is closed all the same"));
        m_why->setPlaceholderText(QStringLiteral("Why Vigil is closed all the same"));
        row->addWidget(m_why, 1);
        close->setText(QStringLiteral("Close all the same"));
        close->setEnabled(false);
        connect(m_why, &QLineEdit::textChanged, close,
                [close](const QString& text) { close->setEnabled(text.trimmed().size() >= 3); });
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
    if (m_noting) return;
    if (!m_left.untold.isEmpty() && m_note && !m_cannotNote) {
        QStringList alerts;
        for (const auto& line : m_left.untold)
            alerts << line.id;
        const auto why = m_why->text().trimmed();
        m_noting = true;
        whenFinished(m_note(alerts, why), this, [this, why](const Result<void>& noted) {
            m_noting = false;
            if (noted) return goHome();
            // Nothing can be written any more: nobody is held here for a note.
            m_cannotNote = true;
            rebuild(
                QStringLiteral("The reason cannot be noted: %1 Closing again leaves without it; telephone.")
                    .arg(noted.error().message));
            m_why->setText(why);
            m_why->setFocus(Qt::OtherFocusReason);
        });
        return;
    }
    goHome();
}

void GoingHomePanel::goHome() {
    m_mayLeave = true;
    Q_EMIT leave();
}

void GoingHomePanel::putAway() {
    hide();
}

void GoingHomePanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return putAway();
    QFrame::keyPressEvent(event);
}

} // namespace vigil::ui
