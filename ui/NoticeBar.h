// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <functional>

class QHBoxLayout;
class QLabel;

namespace vigil::ui {

/// A message across the window instead of a dialog over the images: what happened, and up to two things to
/// do. Owned by MainWindow.
class NoticeBar : public QFrame {
    Q_OBJECT
public:
    struct Act {
        QString text;
        std::function<void()> run;
    };

    explicit NoticeBar(QWidget* parent = nullptr);

    /// `tone`: "info", "warning" or "critical". The bar closes when an act was chosen.
    void show(const QString& tone, const QString& text, const QList<Act>& acts, const QString& detail = {});
    [[nodiscard]] QString text() const;

private:
    QHBoxLayout* m_row;
    QLabel* m_text;
    QList<QWidget*> m_buttons;
};

/// What a place will hold that this version does not have yet.
[[nodiscard]] QWidget* makeEmptyPlace(const QString& title, const QString& text, QWidget* parent);

} // namespace vigil::ui
