// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>
#include <QString>

#include <utility>

class QVBoxLayout;

namespace vigil::ui {

/// What Vigil is, and is not, meant for: shown at the first start and behind F1.
[[nodiscard]] QString intendedUse();

/// Which key does what (F1), by place, and what Vigil is. Stands beside the work, or over its right side
/// where the window has no room for both; Escape closes it. Owned by MainWindow.
class HelpPanel : public QFrame {
    Q_OBJECT
public:
    using Keys = QList<std::pair<QString, QString>>;

    explicit HelpPanel(QWidget* parent = nullptr);
    void addGroup(const QString& title, const Keys& keys);
    /// Version, licence and intended use, below the groups.
    void addAbout();

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void addHeading(const QString& title);

    QVBoxLayout* m_column;
};

} // namespace vigil::ui
