// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"

#include <QFrame>

class QButtonGroup;
class QLabel;

namespace vigil::ui {

/// The bar over the alerts board: a button for each view, with how many alerts it holds. Owned by
/// AlertsBoard; UI thread.
class AlertViews : public QFrame {
    Q_OBJECT
public:
    explicit AlertViews(QWidget* parent = nullptr);

    /// Shows which one is on; chosen() is for people.
    void setView(alert::BoardView view);
    [[nodiscard]] alert::BoardView view() const { return m_view; }
    void count(const alert::BoardRows& all, const alert::BoardReader& me, UtcTime now);
    void setShown(qsizetype rows);
    /// What stands there when the view is empty.
    [[nodiscard]] QString emptyWords() const;
    [[nodiscard]] static std::optional<alert::BoardView> ofKey(int qtKey);

Q_SIGNALS:
    void chosen(vigil::alert::BoardView view);

private:
    alert::BoardView m_view = alert::BoardView::Open;
    QButtonGroup* m_buttons = nullptr;
    QLabel* m_count = nullptr;
};

} // namespace vigil::ui
