// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

class DcmPixelSequence;

namespace vigil::dicom {

/// What the header of a JPEG or JPEG-LS code stream says (SOF marker); compared with the dataset before
/// anything is decoded.
struct JpegHeader {
    int rows = 0;
    int columns = 0;
    int components = 0;
    int precision = 0; ///< bits a sample

    bool operator==(const JpegHeader&) const = default;
};
[[nodiscard]] std::optional<JpegHeader> jpegHeader(std::span<const std::uint8_t> stream);

/// The fragments of one frame in encapsulated Pixel Data (PS3.5 A.4).
struct FrameFragments {
    std::uint32_t first = 0; ///< item number, the offset table is item 0
    std::uint32_t count = 0;
};

/// Finds a frame by the offset table, by one fragment a frame, or by the start markers of JPEG streams;
/// Corrupt when none of them tells.
[[nodiscard]] Result<FrameFragments> findFrame(DcmPixelSequence& sequence, int frame, int frames);

/// The bytes of these fragments, joined.
[[nodiscard]] Result<std::vector<std::uint8_t>> joinFragments(DcmPixelSequence& sequence,
                                                              const FrameFragments& fragments);

} // namespace vigil::dicom
