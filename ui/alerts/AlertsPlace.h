// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabWidget>

namespace vigil::ui {

/// The Alerts place: the board of alerts, the follow-ups and the reverse safety net, a tab each (Ctrl+Page Up
/// and Page Down, or Alt and the letter). Whoever comes to the place by its key stands in the shown tab. Owns
/// its pages; UI thread.
class AlertsPlace : public QTabWidget {
    Q_OBJECT
public:
    explicit AlertsPlace(QWidget* parent = nullptr);

    void addPage(QWidget* page, const QString& name);
    /// A number behind the tab's name, said in words by a screen reader; 0 takes it away.
    void setCount(QWidget* page, int count);

private:
    QHash<QWidget*, QString> m_names;
};

} // namespace vigil::ui
