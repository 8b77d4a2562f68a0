// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/PixelFrame.h"

#include <QString>

class DcmItem;
class DcmTagKey;

namespace vigil::dicom {

/// Fills what the header says about one frame: rescale, unit, windows, frame time, lossy note. Classic and
/// enhanced objects (functional groups) alike. Samples are left alone.
void describeFrame(DcmItem& dataset, int frame, study::PixelFrame& pixels);

/// Spacing with its source, and where the slice lies.
void placeFrame(DcmItem& dataset, int frame, study::PixelFrame& pixels);

/// The text of an attribute of `item`, in the character set that the data set names.
[[nodiscard]] QString inheritedText(DcmItem& dataset, DcmItem& item, const DcmTagKey& key);

} // namespace vigil::dicom
