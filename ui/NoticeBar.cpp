// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/NoticeBar.h"

#include "ui/Announce.h"
#include "ui/Theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace vigil::ui {

NoticeBar::NoticeBar(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("notice"));
    setAccessibleName(QStringLiteral("Notice"));
    setProperty("role", QStringLiteral("banner"));
    m_row = new QHBoxLayout(this);
    m_row->setContentsMargins(16, 8, 12, 8);
    m_row->setSpacing(10);
    m_text = new QLabel(this);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_row->addWidget(m_text, 1);
    hide();
}

void NoticeBar::show(const QString& tone, const QString& text, const QList<Act>& acts,
                     const QString& detail) {
    qDeleteAll(m_buttons);
    m_buttons.clear();
    m_text->setText(text);
    m_text->setToolTip(detail);
    setAccessibleDescription(text);
    setLook(*this, "tone", tone);
    for (const auto& act : acts) {
        auto* button = new QPushButton(act.text, this);
        connect(button, &QPushButton::clicked, this, [this, run = act.run] {
            hide();
            if (run) run();
        });
        m_row->addWidget(button);
        m_buttons << button;
    }
    setVisible(true);
    announce(*m_text);
}

QString NoticeBar::text() const {
    return m_text->text();
}

QWidget* makeEmptyPlace(const QString& title, const QString& text, QWidget* parent) {
    auto* place = new QWidget(parent);
    auto* column = new QVBoxLayout(place);
    auto* heading = new QLabel(title, place);
    heading->setProperty("role", QStringLiteral("title"));
    heading->setAlignment(Qt::AlignCenter);
    auto* words = new QLabel(text, place);
    words->setProperty("role", QStringLiteral("muted"));
    words->setAlignment(Qt::AlignCenter);
    words->setWordWrap(true);
    words->setMaximumWidth(80 * place->fontMetrics().averageCharWidth());
    // Between stretches instead of aligned: an aligned label is given the height of its words in one long
    // line.
    auto* middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(words, 1000);
    middle->addStretch(1);
    column->addStretch(1);
    column->addWidget(heading, 0, Qt::AlignHCenter);
    column->addSpacing(8);
    column->addLayout(middle);
    column->addStretch(2);
    return place;
}

} // namespace vigil::ui
