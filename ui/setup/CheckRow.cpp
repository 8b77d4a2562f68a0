// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/setup/CheckRow.h"

#include "ui/Icons.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace vigil::ui {

namespace {

struct Look {
    const char* icon;
    Tone tone;
    const char* look; ///< of the style sheet
};

Look lookOf(setup::Finding::State state) {
    switch (state) {
    case setup::Finding::State::Ok:
        return {"final", Tone::Good, "good"};
    case setup::Finding::State::Warning:
        return {"warning", Tone::Warning, "warning"};
    case setup::Finding::State::Failed:
        return {"cancel", Tone::Critical, "critical"};
    case setup::Finding::State::Running:
        return {"sync", Tone::Info, "info"};
    case setup::Finding::State::Waiting:
        return {"clock", Tone::Muted, ""};
    case setup::Finding::State::NotTried:
        return {"pause", Tone::Muted, ""};
    }
    return {"info", Tone::Plain, ""};
}

QString wordOf(setup::Finding::State state) {
    auto word = setup::nameOf(state);
    word[0] = word.at(0).toUpper();
    return word;
}

QLabel* textLabel(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

CheckRow::CheckRow(QWidget* parent) : QFrame(parent) {
    setFocusPolicy(Qt::TabFocus);
    setProperty("role", QStringLiteral("row"));
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(10, 7, 10, 7);
    m_column->setSpacing(5);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    const auto width = [this](const char* widest) {
        return fontMetrics().horizontalAdvance(QLatin1String(widest));
    };
    m_icon = new QLabel(this);
    m_state = new QLabel(this);
    m_state->setFixedWidth(width("Not tried ") + 6);
    m_name = new QLabel(this);
    m_name->setFixedWidth(width("C-MOVE to this computer ") + 6);
    m_message = textLabel(this);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_state, 0, Qt::AlignTop);
    row->addWidget(m_name, 0, Qt::AlignTop);
    m_remedy = textLabel(this);
    m_remedy->setObjectName(QStringLiteral("remedy"));
    m_remedy->hide();
    auto* words = new QVBoxLayout;
    words->setSpacing(3);
    words->addWidget(m_message);
    words->addWidget(m_remedy);
    words->addStretch(1);
    row->addLayout(words, 1);
    m_column->addLayout(row);
}

void CheckRow::show(const setup::Check& check) {
    if (check == m_check) return;
    const bool otherLines = check.finding.lines != m_check.finding.lines;
    m_check = check;
    const auto& finding = check.finding;
    const auto look = lookOf(finding.state);
    const int size = fontMetrics().height();
    m_icon->setPixmap(themedIcon(QString::fromLatin1(look.icon), look.tone).pixmap(size, size));
    m_state->setText(wordOf(finding.state));
    setLook(*m_state, "tone", QString::fromLatin1(look.look));
    m_name->setText(check.name);
    m_message->setText(finding.message);
    m_message->setToolTip(finding.detail);
    const auto remedy = QStringLiteral("What to do: %1").arg(finding.remedy);
    m_remedy->setText(remedy);
    m_remedy->setVisible(!finding.remedy.isEmpty());
    setAccessibleName(
        QStringLiteral("%1, %2: %3").arg(check.subject, check.name, setup::nameOf(finding.state)));
    setAccessibleDescription(finding.remedy.isEmpty() ? finding.message
                                                      : finding.message + QLatin1Char(' ') + remedy);
    if (otherLines) showLines(check);
}

void CheckRow::showLines(const setup::Check& check) {
    delete m_lines;
    m_lines = nullptr;
    if (check.finding.lines.isEmpty()) return;
    m_lines = new QWidget(this);
    auto* column = new QVBoxLayout(m_lines);
    column->setContentsMargins(fontMetrics().height() + 10, 2, 0, 4);
    column->setSpacing(4);
    for (const auto& line : check.finding.lines) {
        auto* top = new QHBoxLayout;
        auto* where = textLabel(m_lines);
        where->setText(QStringLiteral("%1: %2").arg(line.system, line.where));
        where->setProperty("role", QStringLiteral("muted"));
        auto* copy = new QPushButton(QStringLiteral("Copy line for %1").arg(line.system), m_lines);
        copy->setAccessibleDescription(line.text);
        connect(copy, &QPushButton::clicked, this, [this, line] {
            QGuiApplication::clipboard()->setText(line.text);
            Q_EMIT copied(line.system);
        });
        top->addWidget(where, 1, Qt::AlignVCenter);
        top->addWidget(copy, 0, Qt::AlignTop);
        column->addLayout(top);
        auto* text = textLabel(m_lines);
        text->setText(line.text.trimmed());
        auto fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        fixed.setPointSizeF(font().pointSizeF());
        text->setFont(fixed);
        text->setProperty("role", QStringLiteral("code"));
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(text);
    }
    m_column->addWidget(m_lines);
    m_lines->show();
}

} // namespace vigil::ui
