// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ViewTransform.h"

#include <algorithm>

namespace vigil::ui {

void ViewTransform::setImage(QSizeF size, double pixelAspect) {
    m_image = {std::max(1.0, size.width()), std::max(1.0, size.height())};
    m_aspect = pixelAspect > 0 ? pixelAspect : 1;
}

double ViewTransform::fitScale() const {
    return std::min(m_view.width() / m_image.width(), m_view.height() / (m_image.height() * m_aspect));
}

double ViewTransform::columnScale() const {
    return fitScale() * m_zoom;
}

void ViewTransform::fit() {
    m_zoom = 1;
    m_centre = {0.5, 0.5};
}

QTransform ViewTransform::imageToView() const {
    const double x = columnScale();
    const double y = x * m_aspect;
    return QTransform::fromTranslate(-m_centre.x() * m_image.width(), -m_centre.y() * m_image.height()) *
           QTransform::fromScale(x, y) * QTransform::fromTranslate(m_view.width() / 2, m_view.height() / 2);
}

QPointF ViewTransform::toImage(QPointF view) const {
    return imageToView().inverted().map(view);
}

void ViewTransform::zoomBy(double factor, QPointF at) {
    const auto before = toImage(at);
    m_zoom = std::clamp(m_zoom * factor, smallestZoom, largestZoom);
    moveBy(at - imageToView().map(before));
}

void ViewTransform::moveBy(QPointF viewDelta) {
    const double x = columnScale();
    m_centre -= {viewDelta.x() / (x * m_image.width()), viewDelta.y() / (x * m_aspect * m_image.height())};
    // At least half of the view keeps showing image: an image pushed out of sight looks like a missing one.
    m_centre = {std::clamp(m_centre.x(), 0.0, 1.0), std::clamp(m_centre.y(), 0.0, 1.0)};
}

void ViewTransform::actualSize(double devicePixelRatio) {
    m_zoom = std::clamp(1 / devicePixelRatio / fitScale(), smallestZoom, largestZoom);
}

} // namespace vigil::ui
