// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/ActsBar.h"

#include "ui/Icons.h"

#include <QGridLayout>
#include <QPushButton>

namespace vigil::ui {

ActsBar::ActsBar(QWidget* parent) : QFrame(parent) {
    setProperty("role", QStringLiteral("banner"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(12, 5, 12, 5);
    grid->setHorizontalSpacing(4);
    grid->setVerticalSpacing(2);
    const int columns = static_cast<int>((allActs().size() + 1) / 2);
    int index = 0;
    for (const auto& words : allActs()) {
        auto* button = new QPushButton(themedIcon(words.icon),
                                       QStringLiteral("%1  %2").arg(words.key, words.name), this);
        button->setObjectName(words.act == AlertAct::Acknowledge ? QStringLiteral("acknowledgeAlert")
                                                                 : words.id + QStringLiteral("Act"));
        button->setAccessibleName(words.name);
        button->setProperty("role", QStringLiteral("flat"));
        button->setMinimumWidth(1);
        connect(button, &QPushButton::clicked, this, [this, act = words.act] { Q_EMIT chosen(act); });
        grid->addWidget(button, index / columns, index % columns, Qt::AlignLeft);
        m_buttons.insert(words.act, button);
        ++index;
    }
    grid->setColumnStretch(columns, 1);
    offer(nullptr);
}

void ActsBar::offer(const alert::AlertRow* row, const alert::AlertRights& rights) {
    for (const auto& words : allActs()) {
        auto* button = m_buttons.value(words.act);
        const auto why = row ? whyNot(words.act, *row, rights) : QStringLiteral("no alert is chosen");
        const auto key = QStringLiteral("Key %1").arg(words.key);
        button->setEnabled(why.isEmpty());
        button->setToolTip(why.isEmpty() ? key : QStringLiteral("%1: not now, %2").arg(key, why));
        button->setAccessibleDescription(why);
    }
}

} // namespace vigil::ui
