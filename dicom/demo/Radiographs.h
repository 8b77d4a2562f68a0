// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/demo/Canvas.h"

#include <cstdint>

namespace vigil::dicom::demo {

/// Radiographs as attenuation (see Projection); the picture's left is the patient's right.
enum class ChestFinding { None, TensionPneumothorax };

struct ChestRadiograph {
    ChestFinding finding = ChestFinding::None;
    double scale = 1;    ///< of a grown-up's chest
    bool infant = false; ///< round chest, horizontal ribs, large thymus
    bool breasts = false;
    std::uint64_t seed = 1;
};
[[nodiscard]] Canvas chestRadiograph(const Raster& raster, const ChestRadiograph& what);

/// Dorsopalmar hand of a grown-up, thumb to the left of the picture.
[[nodiscard]] Canvas handRadiograph(const Raster& raster);

enum class WristFinding { None, DistalRadiusFracture, BuckleFracture };
/// Wrist; that of a child has growth plates and few carpal bones.
[[nodiscard]] Canvas wristRadiograph(const Raster& raster, WristFinding finding, bool child);

} // namespace vigil::dicom::demo
