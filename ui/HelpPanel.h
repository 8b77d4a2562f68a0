// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>
#include <QString>

#include <utility>

class QVBoxLayout;

namespace vigil::ui {

/// Which key does what (F1), by place. Stands beside the work; Escape closes it. Owned by MainWindow.
class HelpPanel : public QFrame {
    Q_OBJECT
public:
    using Keys = QList<std::pair<QString, QString>>;

    explicit HelpPanel(QWidget* parent = nullptr);
    void addGroup(const QString& title, const Keys& keys);

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QVBoxLayout* m_column;
};

} // namespace vigil::ui
