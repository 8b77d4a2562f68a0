// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/viewer/ImageView.h"

class QPainter;

namespace vigil::ui {

/// The words in the corners of a view.
struct ViewOverlay {
    QStringList topLeft;
    QStringList topRight;
    QStringList bottomLeft;
    QStringList bottomRight;
    QString caution; ///< lossy compression, a prior: drawn in the warning tone above the corners
    EdgeLetters edges;

    [[nodiscard]] QStringList lines() const;
};

/// Everything the overlay of a view is made of.
struct OverlaySource {
    const ImageStack& stack;
    const ImageView::Labels& labels;
    const study::PixelFrame* frame = nullptr;
    qsizetype shownIndex = -1;
    qsizetype wantedIndex = -1;
    study::Window window;
    double screenScale = 0; ///< screen pixels an image column takes
    bool inverted = false;
    QString linkNote;
};

[[nodiscard]] ViewOverlay overlayFor(const OverlaySource& source);
void paintOverlay(QPainter& painter, const QRect& area, const ViewOverlay& overlay, const QPalette& palette);
/// A bar of a round length in mm, with its unit and where the millimetres come from; nothing when not
/// calibrated.
void paintScaleBar(QPainter& painter, const QRect& area, const study::PixelFrame& frame, double columnScale,
                   const QPalette& palette);

} // namespace vigil::ui
