// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/AlertsPlace.h"

#include <QTabBar>

namespace vigil::ui {

AlertsPlace::AlertsPlace(QWidget* parent) : QTabWidget(parent) {
    setObjectName(QStringLiteral("alertsTabs"));
    setDocumentMode(true);
    tabBar()->setAccessibleName(QStringLiteral("Alerts, follow-ups, safety net"));
    connect(this, &QTabWidget::currentChanged, this, [this] {
        setFocusProxy(currentWidget());
        if (isVisible() && currentWidget()) currentWidget()->setFocus(Qt::OtherFocusReason);
    });
}

void AlertsPlace::addPage(QWidget* page, const QString& name) {
    m_names.insert(page, name);
    addTab(page, name);
    setFocusProxy(currentWidget());
}

void AlertsPlace::setCount(QWidget* page, int count) {
    const auto name = m_names.value(page);
    const int tab = indexOf(page);
    setTabText(tab, count > 0 ? QStringLiteral("%1 %L2").arg(name).arg(count) : name);
    tabBar()->setAccessibleTabName(
        tab, count > 0 ? QStringLiteral("%1, %2").arg(QString(name).remove(QLatin1Char('&'))).arg(count)
                       : QString(name).remove(QLatin1Char('&')));
}

} // namespace vigil::ui
