// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace vigil::ui {

/// Shows text that arrived before the reader had turned to this report, and asks where it belongs. Only a
/// click or an Alt key decides: a dictated word, space or new line never does. Owned by ReportPanel; UI
/// thread.
class LateTextBar : public QFrame {
    Q_OBJECT
public:
    explicit LateTextBar(QWidget* parent = nullptr);

    /// `previous` and `here` name the two reports; an empty `previous` means there was none.
    void showText(const QString& text, const QString& previous, const QString& here);
    void clear();

Q_SIGNALS:
    void putIntoPrevious();
    void putHere();
    void discarded();

private:
    QLabel* m_text = nullptr;
    QPushButton* m_previous = nullptr;
    QPushButton* m_here = nullptr;
};

} // namespace vigil::ui
