// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>

class QButtonGroup;
class QToolButton;

namespace vigil::ui {

/// The five places of the work, and the set-up behind them.
enum class Place { Worklist, Reading, Alerts, Review, Learning, Setup };

/// The narrow rail on the left: one button a place, with its key; the set-up stands apart at
/// the bottom. Owned by MainWindow.
class Rail : public QFrame {
    Q_OBJECT
public:
    explicit Rail(QWidget* parent = nullptr);

    void setCurrent(Place place);
    /// A number that waits in a place, said in words by a screen reader; 0 takes it away.
    void setCount(Place place, int count);

Q_SIGNALS:
    void chosen(vigil::ui::Place place);

private:
    QButtonGroup* m_buttons;
};

} // namespace vigil::ui
