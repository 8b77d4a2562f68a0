// SPDX-License-Identifier: GPL-3.0-or-later
// What mouse and keys do in a view; ImageView.cpp holds the picture.
#include "ui/viewer/ImageView.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace vigil::ui {

namespace {

constexpr int wheelStep = 120; // eighths of a degree a notch
constexpr double zoomStep = 1.15;
constexpr double pixelsPerSlice = 9; // of a left drag
constexpr double windowPerPixel = 1.0 / 400;
constexpr qsizetype pageOfSlices = 10;
constexpr double moveStep = 40;

} // namespace

QList<std::pair<QString, QString>> ImageView::helpForKeys() {
    return {{QStringLiteral("Wheel, ↑ ↓"), QStringLiteral("previous, next image")},
            {QStringLiteral("Page up, Page down"), QStringLiteral("ten images")},
            {QStringLiteral("Home, End"), QStringLiteral("first, last image")},
            {QStringLiteral("← →"), QStringLiteral("previous, next series")},
            {QStringLiteral("Left drag"), QStringLiteral("scroll the stack")},
            {QStringLiteral("Right drag"), QStringLiteral("window: right is wider, up is brighter")},
            {QStringLiteral("Middle drag, Shift+left drag"), QStringLiteral("move the image")},
            {QStringLiteral("Ctrl+wheel, + −"), QStringLiteral("zoom")},
            {QStringLiteral("1 … 9, 0"),
             QStringLiteral("window presets of the modality, the image's own window")},
            {QStringLiteral("F"), QStringLiteral("fit")},
            {QStringLiteral("O"), QStringLiteral("one image pixel on one screen pixel")},
            {QStringLiteral("I"), QStringLiteral("invert")},
            {QStringLiteral("R"), QStringLiteral("reset window, zoom and place")},
            {QStringLiteral("Space"), QStringLiteral("play, pause")},
            {QStringLiteral("L"), QStringLiteral("link this image to the report")},
            {QStringLiteral("Enter, double click"), QStringLiteral("this view alone, and back")}};
}

void ImageView::wheelEvent(QWheelEvent* event) {
    event->accept();
    m_wheelRest += event->angleDelta().y();
    const int notches = m_wheelRest / wheelStep;
    if (notches == 0) return;
    m_wheelRest -= notches * wheelStep;
    Q_EMIT activated();
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        m_transform.zoomBy(std::pow(zoomStep, notches), event->position());
        m_settle.start();
        return update();
    }
    scrollBy(-notches);
}

void ImageView::mousePressEvent(QMouseEvent* event) {
    setFocus(Qt::MouseFocusReason);
    Q_EMIT activated();
    m_dragFrom = event->position();
    m_dragWindow = window();
    m_dragRest = 0;
    switch (event->button()) {
    case Qt::RightButton:
        m_drag = Drag::Window;
        break;
    case Qt::MiddleButton:
        m_drag = Drag::Move;
        break;
    case Qt::LeftButton:
        if (event->modifiers().testFlag(Qt::ShiftModifier))
            m_drag = Drag::Move;
        else
            m_drag = event->modifiers().testFlag(Qt::ControlModifier) ? Drag::Zoom : Drag::Scroll;
        break;
    default:
        m_drag = Drag::None;
    }
}

void ImageView::mouseMoveEvent(QMouseEvent* event) {
    const auto delta = event->position() - m_dragFrom;
    switch (m_drag) {
    case Drag::None:
        return;
    case Drag::Scroll: {
        const auto slices = std::trunc((delta.y() - m_dragRest) / pixelsPerSlice);
        m_dragRest += slices * pixelsPerSlice;
        if (slices != 0) scrollBy(static_cast<qsizetype>(slices));
        return;
    }
    case Drag::Window: {
        if (!m_shown || m_shown->isColour()) return;
        // In proportion to the frame's range, so that the hand learns one movement for CT and for a 12-bit
        // X-ray.
        const double range =
            std::clamp((m_shown->maximum - m_shown->minimum) * std::abs(m_shown->slope), 50.0, 4000.0);
        study::Window dragged = m_dragWindow;
        dragged.name.clear();
        dragged.width = std::max(1.0, m_dragWindow.width + delta.x() * range * windowPerPixel);
        dragged.center = m_dragWindow.center + delta.y() * range * windowPerPixel;
        return setWindow(dragged);
    }
    case Drag::Move:
        m_transform.moveBy(delta);
        m_dragFrom = event->position();
        break;
    case Drag::Zoom:
        m_transform.zoomBy(std::pow(zoomStep, -delta.y() / 20), QPointF(width() / 2.0, height() / 2.0));
        m_dragFrom = event->position();
        break;
    }
    m_settle.start();
    update();
}

void ImageView::mouseReleaseEvent(QMouseEvent*) {
    m_drag = Drag::None;
}

void ImageView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) Q_EMIT maximiseRequested();
}

bool ImageView::scrollKey(int key) {
    switch (key) {
    case Qt::Key_Up:
        return scrollBy(-1), true;
    case Qt::Key_Down:
        return scrollBy(1), true;
    case Qt::Key_PageUp:
        return scrollBy(-pageOfSlices), true;
    case Qt::Key_PageDown:
        return scrollBy(pageOfSlices), true;
    case Qt::Key_Home:
        return goTo(0, Origin::Reader), true;
    case Qt::Key_End:
        return goTo(m_stack.slices.size() - 1, Origin::Reader), true;
    case Qt::Key_Left:
        Q_EMIT seriesStepRequested(-1);
        return true;
    case Qt::Key_Right:
        Q_EMIT seriesStepRequested(1);
        return true;
    default:
        return false;
    }
}

bool ImageView::pictureKey(const QKeyEvent& event) {
    const QPointF middle(width() / 2.0, height() / 2.0);
    const int key = event.key();
    if (key >= Qt::Key_0 && key <= Qt::Key_9) return usePreset(key - Qt::Key_0), true;
    switch (key) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        m_transform.zoomBy(zoomStep, middle);
        break;
    case Qt::Key_Minus:
        m_transform.zoomBy(1 / zoomStep, middle);
        break;
    case Qt::Key_F:
        return fit(), true;
    case Qt::Key_O:
        return actualSize(), true;
    case Qt::Key_I:
        return toggleInvert(), true;
    case Qt::Key_R:
        return reset(), true;
    case Qt::Key_Space:
        return togglePlay(), true;
    case Qt::Key_L:
        Q_EMIT linkRequested();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT maximiseRequested();
        return true;
    default:
        return false;
    }
    m_settle.start();
    update();
    return true;
}

void ImageView::keyPressEvent(QKeyEvent* event) {
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (modifiers == Qt::ShiftModifier) {
        QPointF by;
        if (event->key() == Qt::Key_Left) by = {moveStep, 0};
        if (event->key() == Qt::Key_Right) by = {-moveStep, 0};
        if (event->key() == Qt::Key_Up) by = {0, moveStep};
        if (event->key() == Qt::Key_Down) by = {0, -moveStep};
        if (!by.isNull()) {
            m_transform.moveBy(by);
            return update();
        }
    }
    const bool plain =
        modifiers == Qt::NoModifier || (modifiers == Qt::ShiftModifier && event->key() == Qt::Key_Plus);
    if (plain && (scrollKey(event->key()) || pictureKey(*event))) return;
    QWidget::keyPressEvent(event);
}

void ImageView::focusInEvent(QFocusEvent* event) {
    Q_EMIT activated();
    update();
    QWidget::focusInEvent(event);
}

void ImageView::focusOutEvent(QFocusEvent* event) {
    update();
    QWidget::focusOutEvent(event);
}

} // namespace vigil::ui
