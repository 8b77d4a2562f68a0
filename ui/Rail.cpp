// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/Rail.h"

#include "ui/Icons.h"

#include <QButtonGroup>
#include <QToolButton>
#include <QVBoxLayout>

namespace vigil::ui {

namespace {

struct Entry {
    Place place;
    const char* name;
    const char* icon;
    const char* key;
};
constexpr Entry entries[] = {
    {Place::Worklist, "Worklist", "worklist", "Ctrl+1"}, {Place::Reading, "Reading", "reading", "Ctrl+2"},
    {Place::Alerts, "Alerts", "alerts", "Ctrl+3"},       {Place::Review, "Review", "review", "Ctrl+4"},
    {Place::Learning, "Learning", "learning", "Ctrl+5"}, {Place::Setup, "Set-up", "setup", "Ctrl+,"}};

} // namespace

Rail::Rail(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("rail"));
    setAccessibleName(QStringLiteral("Places"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 8);
    column->setSpacing(2);
    m_buttons = new QButtonGroup(this);
    const int icon = fontMetrics().height() * 3 / 2;
    for (const auto& entry : entries) {
        auto* button = new QToolButton(this);
        const auto name = QString::fromLatin1(entry.name);
        button->setObjectName(QStringLiteral("place%1").arg(name).remove(QLatin1Char('-')));
        button->setIcon(themedIcon(QString::fromLatin1(entry.icon)));
        button->setIconSize({icon, icon});
        button->setText(name);
        button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
        button->setCheckable(true);
        button->setAccessibleName(name);
        button->setToolTip(QStringLiteral("%1 (%2)").arg(name, QLatin1String(entry.key)));
        button->setFocusPolicy(Qt::TabFocus);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        button->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("Learning")) + 22);
        m_buttons->addButton(button, static_cast<int>(entry.place));
        if (entry.place == Place::Setup) column->addStretch(1);
        column->addWidget(button);
    }
    connect(m_buttons, &QButtonGroup::idClicked, this,
            [this](int id) { Q_EMIT chosen(static_cast<Place>(id)); });
}

void Rail::setCurrent(Place place) {
    m_buttons->button(static_cast<int>(place))->setChecked(true);
}

void Rail::setCount(Place place, int count) {
    const auto& entry = entries[static_cast<int>(place)];
    auto* button = m_buttons->button(static_cast<int>(place));
    const auto name = QString::fromLatin1(entry.name);
    button->setText(count > 0 ? QStringLiteral("%1 %2").arg(name).arg(count) : name);
    button->setAccessibleName(count > 0 ? QStringLiteral("%1, %2 open").arg(name).arg(count) : name);
    button->setIcon(themedIcon(QString::fromLatin1(entry.icon), count > 0 ? Tone::Warning : Tone::Plain));
}

} // namespace vigil::ui
