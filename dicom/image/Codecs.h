// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vigil::dicom {

/// Registers DCMTK's decoders for JPEG, JPEG-LS and RLE. Once per process, by initialise(), before any thread
/// decodes.
void registerDecoders();

} // namespace vigil::dicom
