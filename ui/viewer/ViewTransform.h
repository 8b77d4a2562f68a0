// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QSizeF>
#include <QTransform>

namespace vigil::ui {

/// Where an image lies in a view: fitted as a whole, then zoomed about a point and moved. Keeps its meaning
/// when the view or the image size changes. A plain value.
class ViewTransform {
public:
    static constexpr double smallestZoom = 0.2;
    static constexpr double largestZoom = 40;

    /// `pixelAspect`: height of a pixel divided by its width.
    void setImage(QSizeF size, double pixelAspect);
    void setView(QSizeF size) { m_view = size; }

    void fit();
    /// Keeps the image point under `at` (view coordinates) where it is.
    void zoomBy(double factor, QPointF at);
    void moveBy(QPointF viewDelta);
    /// One image column on `1 / devicePixelRatio` units, that is on one pixel of the screen.
    void actualSize(double devicePixelRatio);

    [[nodiscard]] double zoom() const { return m_zoom; }
    [[nodiscard]] bool isFitted() const { return m_zoom == 1 && m_centre == QPointF(0.5, 0.5); }
    /// View units an image column takes.
    [[nodiscard]] double columnScale() const;
    [[nodiscard]] QTransform imageToView() const;
    [[nodiscard]] QPointF toImage(QPointF view) const;

private:
    [[nodiscard]] double fitScale() const;

    QSizeF m_image{1, 1};
    double m_aspect = 1;
    QSizeF m_view{1, 1};
    double m_zoom = 1;
    QPointF m_centre{0.5, 0.5}; ///< the point of the image (0…1) in the middle of the view
};

} // namespace vigil::ui
