// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/LateTextBar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace vigil::ui {

namespace {

QPushButton* deliberateButton(const QString& name, QWidget* parent) {
    auto* button = new QPushButton(parent);
    button->setObjectName(name);
    button->setFocusPolicy(Qt::NoFocus); // a dictated space must not press it
    return button;
}

} // namespace

LateTextBar::LateTextBar(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("lateText"));
    setAccessibleName(QStringLiteral("Late text"));
    setProperty("role", QStringLiteral("banner"));
    setProperty("tone", QStringLiteral("warning"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 9, 12, 9);
    layout->setSpacing(7);
    auto* title = new QLabel(QStringLiteral("Late text – belongs to?"), this);
    title->setProperty("role", QStringLiteral("heading"));
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("heldText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_previous = deliberateButton(QStringLiteral("putIntoPrevious"), this);
    m_here = deliberateButton(QStringLiteral("putHere"), this);
    auto* discard = deliberateButton(QStringLiteral("discardLateText"), this);
    discard->setText(QStringLiteral("&Discard"));
    discard->setAccessibleName(QStringLiteral("Discard late text"));
    layout->addWidget(title);
    layout->addWidget(m_text);
    layout->addWidget(m_previous, 0, Qt::AlignLeft);
    auto* row = new QHBoxLayout;
    row->addWidget(m_here);
    row->addWidget(discard);
    row->addStretch(1);
    layout->addLayout(row);
    connect(m_previous, &QPushButton::clicked, this, &LateTextBar::putIntoPrevious);
    connect(m_here, &QPushButton::clicked, this, &LateTextBar::putHere);
    connect(discard, &QPushButton::clicked, this, &LateTextBar::discarded);
    hide();
}

void LateTextBar::showText(const QString& text, const QString& previous, const QString& here) {
    m_text->setText(QStringLiteral("“%1”").arg(text.trimmed()));
    m_previous->setVisible(!previous.isEmpty());
    m_previous->setText(
        QStringLiteral("&Previous report: %1").arg(QString(previous).replace(u'&', QStringLiteral("&&"))));
    m_previous->setAccessibleName(QStringLiteral("Put late text into the previous report"));
    m_here->setText(QStringLiteral("&Here"));
    m_here->setToolTip(here);
    m_here->setAccessibleName(QStringLiteral("Put late text here"));
    show();
}

void LateTextBar::clear() {
    m_text->clear();
    hide();
}

} // namespace vigil::ui
