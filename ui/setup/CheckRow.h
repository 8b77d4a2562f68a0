// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/setup/Check.h"

#include <QFrame>

class QLabel;
class QVBoxLayout;

namespace vigil::ui {

/// One check of the set-up page: icon and word for its state, what was found, what to do, and the lines for
/// the other side, each with a button that copies it. Can be reached by Tab and reads as one sentence.
class CheckRow : public QFrame {
    Q_OBJECT
public:
    explicit CheckRow(QWidget* parent = nullptr);
    void show(const setup::Check& check);

Q_SIGNALS:
    /// The text is on the clipboard; `what` says which.
    void copied(const QString& what);

private:
    void showLines(const setup::Check& check);

    setup::Check m_check;
    QLabel* m_icon;
    QLabel* m_state;
    QLabel* m_name;
    QLabel* m_message;
    QLabel* m_remedy;
    QWidget* m_lines = nullptr;
    QVBoxLayout* m_column;
};

} // namespace vigil::ui
