// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/HelpPanel.h"

#include "ui/Icons.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace vigil::ui {

QString intendedUse() {
    return QStringLiteral(
        "Not UKCA or CE marked. Not for clinical use until a manufacturer has registered it.");
}

HelpPanel::HelpPanel(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("help"));
    setAccessibleName(QStringLiteral("Keys"));
    setProperty("role", QStringLiteral("panel"));
    setFocusPolicy(Qt::StrongFocus);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 10, 0, 0);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(18, 0, 12, 0);
    auto* title = new QLabel(QStringLiteral("Keys"), this);
    title->setProperty("role", QStringLiteral("title"));
    top->addWidget(title, 1);
    auto* close = new QPushButton(themedIcon(QStringLiteral("cancel")), QStringLiteral(" Close"), this);
    close->setAccessibleName(QStringLiteral("Close keys"));
    close->setProperty("role", QStringLiteral("flat"));
    connect(close, &QPushButton::clicked, this, &HelpPanel::closed);
    top->addWidget(close);
    outer->addLayout(top);
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    auto* body = new QWidget(area);
    m_column = new QVBoxLayout(body);
    m_column->setContentsMargins(18, 6, 18, 18);
    m_column->addStretch(1);
    area->setWidget(body);
    outer->addWidget(area, 1);
    setMinimumWidth(52 * fontMetrics().averageCharWidth());
}

void HelpPanel::addGroup(const QString& title, const Keys& keys) {
    addHeading(title);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const auto& [key, words] : keys) {
        auto* cap = new QLabel(key, this);
        cap->setProperty("role", QStringLiteral("key"));
        auto* text = new QLabel(words, this);
        text->setWordWrap(true);
        grid->addWidget(cap, row, 0, Qt::AlignLeft | Qt::AlignTop);
        grid->addWidget(text, row++, 1);
    }
    m_column->insertLayout(m_column->count() - 1, grid);
}

void HelpPanel::addHeading(const QString& title) {
    auto* heading = new QLabel(title, this);
    heading->setProperty("role", QStringLiteral("heading"));
    m_column->insertSpacing(m_column->count() - 1, 10);
    m_column->insertWidget(m_column->count() - 1, heading);
}

void HelpPanel::addAbout() {
    addHeading(QStringLiteral("About Vigil"));
    auto* text = new QLabel(
        QStringLiteral(
            "Version %1. Free software under the GNU General Public License, version 3 or later; without "
            "any warranty.\n\n%2")
            .arg(QCoreApplication::applicationVersion(), intendedUse()),
        this);
    text->setObjectName(QStringLiteral("about"));
    text->setWordWrap(true);
    text->setTextFormat(Qt::PlainText);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_column->insertWidget(m_column->count() - 1, text);
}

void HelpPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return Q_EMIT closed();
    QFrame::keyPressEvent(event);
}

} // namespace vigil::ui
