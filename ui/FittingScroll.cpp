// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/FittingScroll.h"

#include <QApplication>
#include <QEvent>
#include <QLayout>
#include <QResizeEvent>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>

namespace vigil::ui {

FittingScroll::FittingScroll(QWidget* parent) : QScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    connect(qApp, &QApplication::focusChanged, this, &FittingScroll::showFocus);
}

FittingScroll::~FittingScroll() {
    disconnect(qApp, nullptr, this, nullptr); // its fields still lose the focus while they go
}

int FittingScroll::barWidth() const {
    return verticalScrollBar()->sizeHint().width();
}

QSize FittingScroll::sizeHint() const {
    if (!widget() || !widget()->layout()) return QScrollArea::sizeHint();
    const auto* layout = widget()->layout();
    const int width = std::max(viewport()->width(), layout->minimumSize().width());
    const int height =
        layout->hasHeightForWidth() ? layout->heightForWidth(width) : layout->sizeHint().height();
    return {layout->sizeHint().width() + barWidth(), height};
}

QSize FittingScroll::minimumSizeHint() const {
    constexpr int lines = 6;
    const int width = widget() && widget()->layout() ? widget()->layout()->minimumSize().width() : 0;
    return {width + barWidth(), std::min(sizeHint().height(), lines * fontMetrics().lineSpacing())};
}

bool FittingScroll::eventFilter(QObject* watched, QEvent* event) {
    if (watched == widget() && event->type() == QEvent::LayoutRequest) fit();
    return QScrollArea::eventFilter(watched, event);
}

void FittingScroll::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    if (event->oldSize().width() != event->size().width()) fit();
    showFocus();
}

void FittingScroll::showFocus() {
    constexpr int margin = 8;
    // Once the layout has placed it.
    QTimer::singleShot(0, this, [this] {
        auto* focused = QApplication::focusWidget();
        if (focused && widget() && widget()->isAncestorOf(focused))
            ensureWidgetVisible(focused, margin, margin);
    });
}

void FittingScroll::fit() {
    const int height = sizeHint().height();
    if (widget() && widget()->minimumHeight() != height) widget()->setMinimumHeight(height);
    updateGeometry();
}

} // namespace vigil::ui
