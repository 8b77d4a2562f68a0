// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace vigil::ui {

/// A scroll area that asks for exactly the height of what it holds, and scrolls only when it gets less.
class FittingScroll : public QScrollArea {
    Q_OBJECT
public:
    explicit FittingScroll(QWidget* parent = nullptr);
    ~FittingScroll() override;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    /// Asked for from the start, or the bar covers the ends of the fields as soon as it is needed.
    [[nodiscard]] int barWidth() const;
    /// Where somebody types is seen, also when the focus came by itself or the room became less.
    void showFocus();
    /// Words that wrap never give way: what has too little room scrolls instead of being cut.
    void fit();
};

} // namespace vigil::ui
