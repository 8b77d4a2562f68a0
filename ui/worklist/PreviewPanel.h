// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/WorklistRow.h"

#include <QFrame>

class QFormLayout;
class QLabel;

namespace vigil::ui {

/// What is known about one study without opening it (Space in the worklist): no claim, no retrieve. Owned by
/// WorklistPage.
class PreviewPanel : public QFrame {
    Q_OBJECT
public:
    explicit PreviewPanel(QWidget* parent = nullptr);

    void show(const study::WorklistRow& row, const QDateTime& now);

private:
    void addLine(const QString& label, const QString& text);

    QLabel* m_name;
    QLabel* m_who;
    QLabel* m_limit;
    QFormLayout* m_lines;
};

} // namespace vigil::ui
