// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/demo/Canvas.h"

namespace vigil::dicom::demo {

/// What the picture shows of a tissue: Hounsfield units, or arbitrary units of an MR sequence.
enum class Contrast { Ct, T1, T2, Flair, Diffusion };

enum class HeadFinding {
    None,
    Bleed,  ///< haematoma of the right basal ganglia with oedema, midline shift and blood in the ventricle
    Infarct ///< fresh infarct in the territory of the left middle cerebral artery
};

/// Axial slice of a head; z from -75 (base) to 78 (vertex).
[[nodiscard]] Slice headSlice(const Raster& raster, double z, Contrast contrast, HeadFinding finding);

/// Sagittal slice of a knee, x of the raster to the back, y to the foot; `offset` from the middle, -40 … 40
/// mm. T1 or T2 (fat suppressed).
[[nodiscard]] Slice kneeSlice(const Raster& raster, double offset, Contrast contrast);

} // namespace vigil::dicom::demo
