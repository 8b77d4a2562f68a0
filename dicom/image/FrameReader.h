// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Ports.h"

namespace vigil::dicom {

/// Decodes one frame of a stored object into a PixelFrame: uncompressed, deflated, JPEG, JPEG-LS, RLE, JPEG
/// 2000. Files are hostile until proved otherwise: whatever is wrong comes back as an Error. Holds no state,
/// so the decode pool may share it.
class FrameReader final : public study::FrameReader {
public:
    Result<study::PixelFrame> read(const QString& path, int frame) override;
    Result<study::ObjectHeader> header(const QString& path) override;
};

} // namespace vigil::dicom
