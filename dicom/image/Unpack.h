// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "dicom/image/RawFrame.h"

#include <cstdint>
#include <vector>

namespace vigil::dicom {

/// A stored value with bits above High Bit removed and its sign resolved.
[[nodiscard]] std::int32_t storedValue(std::uint32_t bits, const ImageModule& layout);

/// Grey or palette samples as stored values. One sample a pixel.
[[nodiscard]] std::vector<std::int32_t> unpackSamples(const RawFrame& raw);

/// RGB, YBR_FULL, YBR_FULL_422, YBR_PARTIAL_422 in either planar configuration, as 8-bit RGB by pixel.
[[nodiscard]] Result<std::vector<std::uint8_t>> unpackColour(const RawFrame& raw);

/// Float Pixel Data as 16-bit steps between its lowest and highest value: value = sample * slope + intercept.
struct FloatSamples {
    std::vector<std::int32_t> samples;
    double slope = 1;
    double intercept = 0;
};
[[nodiscard]] FloatSamples unpackFloat(const RawFrame& raw);

} // namespace vigil::dicom
