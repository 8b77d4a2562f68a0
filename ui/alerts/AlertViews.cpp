// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/AlertViews.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

namespace vigil::ui {

namespace {

struct ViewWords {
    alert::BoardView view;
    const char* id;    ///< of the button
    const char* name;  ///< on the button
    const char* empty; ///< what stands there when nothing does
};

/// In the order of the keys 1 to 9 and 0.
constexpr ViewWords views[] = {
    {alert::BoardView::Open, "showOpen", "Open",
     "No open alerts.\nAn alert is raised with F9 while a report is written; it stays here until somebody "
     "has acted "
     "and it is closed."},
    {alert::BoardView::Overdue, "showOverdue", "Overdue", "Nothing is overdue."},
    {alert::BoardView::Mine, "showMine", "Mine",
     "No open alert is yours.\nYours are those that you raised, that you own, or that wait for your role."},
    {alert::BoardView::MyTeam, "showMyTeam", "My team",
     "No open alert waits for your role or was raised by it."},
    {alert::BoardView::Unacknowledged, "showUnacknowledged", "Not acknowledged",
     "Somebody has taken every open alert."},
    {alert::BoardView::NotActedOn, "showNotActedOn", "Not acted on",
     "Whoever acknowledged an alert has also recorded an act."},
    {alert::BoardView::NoRoute, "showNoRoute", "No route", "Every alert has somebody to go to."},
    {alert::BoardView::NotDelivered, "showNotDelivered", "This computer only",
     "The department has every alert of this computer."},
    {alert::BoardView::All, "showAll", "All", "No alerts yet."},
    {alert::BoardView::ElsewhereOffline, "showElsewhereOffline", "Elsewhere offline",
     "Every computer that an open alert was raised on is connected, or was closed with nothing left to "
     "send."}};

} // namespace

AlertViews::AlertViews(QWidget* parent) : QFrame(parent) {
    setProperty("role", QStringLiteral("bar"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(6);
    auto* title = new QLabel(QStringLiteral("Alerts"), this);
    title->setProperty("role", QStringLiteral("title"));
    row->addWidget(title);
    row->addSpacing(12);
    m_buttons = new QButtonGroup(this);
    int key = 0;
    for (const auto& words : views) {
        const auto name = QString::fromLatin1(words.name);
        auto* button = new QPushButton(name, this);
        button->setCheckable(true);
        button->setProperty("role", QStringLiteral("flat"));
        button->setAccessibleName(QStringLiteral("Show: %1").arg(name.toLower()));
        button->setObjectName(QString::fromLatin1(words.id));
        button->setToolTip(QStringLiteral("Key %1").arg(++key % 10));
        button->setMinimumWidth(1);
        m_buttons->addButton(button, static_cast<int>(words.view));
        row->addWidget(button);
    }
    connect(m_buttons, &QButtonGroup::idClicked, this,
            [this](int id) { Q_EMIT chosen(static_cast<alert::BoardView>(id)); });
    row->addStretch(1);
    m_count = new QLabel(this);
    m_count->setProperty("role", QStringLiteral("muted"));
    row->addWidget(m_count);
}

void AlertViews::setView(alert::BoardView view) {
    m_view = view;
    m_buttons->button(static_cast<int>(view))->setChecked(true);
}

void AlertViews::count(const alert::BoardRows& all, const alert::BoardReader& me, UtcTime now) {
    for (const auto& words : views) {
        if (words.view == alert::BoardView::All) continue;
        const auto count = std::count_if(all.begin(), all.end(), [&](const alert::BoardRow& row) {
            return alert::isIn(words.view, *row, me, now);
        });
        const auto name = QString::fromLatin1(words.name);
        m_buttons->button(static_cast<int>(words.view))
            ->setText(count > 0 ? QStringLiteral("%1 %L2").arg(name).arg(count) : name);
    }
}

void AlertViews::setShown(qsizetype rows) {
    m_count->setText(rows == 1 ? QStringLiteral("1 alert") : QStringLiteral("%L1 alerts").arg(rows));
}

QString AlertViews::emptyWords() const {
    for (const auto& words : views)
        if (words.view == m_view) return QString::fromLatin1(words.empty);
    return {};
}

std::optional<alert::BoardView> AlertViews::ofKey(int qtKey) {
    if (qtKey < Qt::Key_0 || qtKey > Qt::Key_9) return std::nullopt;
    return views[(qtKey - Qt::Key_0 + 9) % 10].view;
}

} // namespace vigil::ui
