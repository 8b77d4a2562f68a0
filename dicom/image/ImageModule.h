// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QString>

#include <cstddef>

class DcmItem;

namespace vigil::dicom {

/// What the Image Pixel module (PS3.3 C.7.6.3) says about the pixels of an object, checked: whoever holds one
/// may compute sizes with it. Plain data.
struct ImageModule {
    enum class Samples { Integer, Float, Double };

    Samples kind = Samples::Integer;
    int rows = 0;
    int columns = 0;
    int frames = 1;
    int samplesPerPixel = 1; ///< 1 or 3
    int bitsAllocated = 0;   ///< 1, 8, 16, 32 (64 for Double)
    int bitsStored = 0;
    int highBit = 0;
    bool isSigned = false;
    bool isPlanar = false; ///< Planar Configuration 1
    QString photometric;

    [[nodiscard]] std::size_t pixels() const {
        return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
    }
    /// Of one frame as it stands in uncompressed Pixel Data; subsampled colour takes less than three samples
    /// a pixel.
    [[nodiscard]] std::size_t frameBits() const;
    [[nodiscard]] bool isColour() const { return samplesPerPixel == 3; }
};

/// Reads and checks; hostile values (no rows, Bits Stored 0, High Bit beyond Bits Allocated, sizes over the
/// limit) are Invalid or Unsupported.
[[nodiscard]] Result<ImageModule> readImageModule(DcmItem& dataset);

} // namespace vigil::dicom
