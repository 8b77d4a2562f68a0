// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/viewer/DecodeQueue.h"

#include <QImage>
#include <QString>

#include <optional>

namespace vigil::ui {

enum class Polarity { Normal, Inverted };

/// A frame as it goes onto the screen, in its own size. Colour frames ignore the window.
[[nodiscard]] QImage renderFrame(const study::PixelFrame& frame, const study::Window& window,
                                 Polarity polarity);
/// The image in exactly this many pixels, averaged so that fine structures do not vanish or flicker when made
/// smaller.
[[nodiscard]] QImage reduced(const QImage& image, QSize pixels);
/// Every n-th sample, so that no side is longer than `most`: for pictures in a list, where windowing the
/// whole is a waste.
[[nodiscard]] study::PixelFrame thinned(const study::PixelFrame& frame, int most);
/// Height of a pixel divided by its width; 1 when unknown.
[[nodiscard]] double pixelAspect(const study::PixelFrame& frame);

/// The letters at the edges of a slice: L, R, A, P, H, F (PS3.3 C.7.6.1.1.1), up to two where it is oblique.
struct EdgeLetters {
    QString left;
    QString right;
    QString top;
    QString bottom;
};
[[nodiscard]] EdgeLetters edgeLetters(const study::SliceGeometry& geometry);
/// True when two slices lie in planes that are parallel within 10 degrees.
[[nodiscard]] bool areParallel(const study::SliceGeometry& a, const study::SliceGeometry& b);

/// "Spacing: patient", "at the detector, magnified" …: where millimetres come from, in words.
[[nodiscard]] QString calibrationText(study::Calibration calibration);

} // namespace vigil::ui
