// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "dicom/image/ImageModule.h"

#include <cstdint>
#include <vector>

class DcmDataset;

namespace vigil::dicom {

/// The bytes of one frame, decompressed, in little endian.
struct RawFrame {
    std::vector<std::uint8_t> bytes;
    /// How to read them: as the dataset says, but with what the codec changed (sample size, colour model,
    /// planes).
    ImageModule layout;
};

/// Reads frame `frame` (from 0) alone: the others are neither read nor decoded. Every size is compared with
/// the data before memory is taken. `dataset` must stem from an open file and belongs to the calling thread.
[[nodiscard]] Result<RawFrame> readRawFrame(DcmDataset& dataset, const ImageModule& image, int frame);

} // namespace vigil::dicom
