// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/AlertActs.h"

#include <QFrame>

class QPushButton;

namespace vigil::ui {

/// The acts under the alerts board, each with its key. What surely fails cannot be pressed and says why.
/// Owned by AlertsBoard; UI thread.
class ActsBar : public QFrame {
    Q_OBJECT
public:
    explicit ActsBar(QWidget* parent = nullptr);

    /// For the alert that is shown; null: for none.
    void offer(const alert::AlertRow* row, const alert::AlertRights& rights = {});

Q_SIGNALS:
    void chosen(vigil::ui::AlertAct act);

private:
    QHash<AlertAct, QPushButton*> m_buttons;
};

} // namespace vigil::ui
