// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/PixelFrame.h"

class DcmItem;

namespace vigil::dicom {

/// Fills what the header says about one frame: rescale, unit, windows, frame time, lossy note. Classic and
/// enhanced objects (functional groups) alike. Samples are left alone.
void describeFrame(DcmItem& dataset, int frame, study::PixelFrame& pixels);

/// Spacing with its source, and where the slice lies.
void placeFrame(DcmItem& dataset, int frame, study::PixelFrame& pixels);

} // namespace vigil::dicom
