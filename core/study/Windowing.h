// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/PixelFrame.h"

#include <cstdint>
#include <vector>

namespace vigil::study {

/// Eight-bit grey, row by row, `columns * rows` bytes: what goes onto the screen.
struct GreyImage {
    int columns = 0;
    int rows = 0;
    std::vector<std::uint8_t> pixels;
};

/// Applies modality LUT and the linear VOI function of PS3.3 C.11.2.1.2.1 exactly (through a look-up table
/// over the frame's range); MONOCHROME1 comes out inverted. Pure.
[[nodiscard]] GreyImage applyWindow(const PixelFrame& frame, const Window& window);

/// The object's first window, else one from the frame's minimum to its maximum.
[[nodiscard]] Window defaultWindow(const PixelFrame& frame);

/// The presets of the modality, by key 1…9: for CT brain, subdural, lung, mediastinum, abdomen, liver, bone …
[[nodiscard]] const std::vector<Window>& windowPresets(const QString& modality);

} // namespace vigil::study
