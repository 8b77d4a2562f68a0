// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "dicom/image/ImageModule.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vigil::dicom {

struct Jpeg2000Frame {
    /// Samples by pixel, little endian in 1, 2 or 4 bytes each as Bits Allocated says, sign extension left to
    /// the dataset.
    std::vector<std::uint8_t> bytes;
    bool wasColourTransformed = false; ///< the stream held YBR_RCT or YBR_ICT and was turned into RGB
};

/// Decodes one JPEG 2000 code stream (or JP2 file) with OpenJPEG, which DCMTK has no codec for. The stream
/// must have the size and components of `image`; truncated streams are Corrupt instead of partly grey. Pure,
/// any thread.
[[nodiscard]] Result<Jpeg2000Frame> decodeJpeg2000(std::span<const std::uint8_t> stream,
                                                   const ImageModule& image);

} // namespace vigil::dicom
