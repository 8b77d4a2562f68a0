// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace vigil::dicom::demo {

/// A cine of the beating heart, apical view, with a colour Doppler window: RGB, interleaved, one heart beat.
struct UltrasoundCine {
    static constexpr int columns = 640;
    static constexpr int rows = 480;
    static constexpr double centimetresPerPixel = 0.038;
    /// The sector's rectangle, for the calibrated region (PS3.3 C.8.5.5).
    static constexpr int left = 80;
    static constexpr int top = 30;
    static constexpr int right = 560;
    static constexpr int bottom = 460;

    [[nodiscard]] static std::vector<std::uint8_t> frame(int number, int count);
};

} // namespace vigil::dicom::demo
