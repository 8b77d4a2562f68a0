// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/report/SrCodec.h"

class DcmDataset;

namespace vigil::dicom {

/// Shows any SR or key object document as text: Vigil's own, another vendor's, a broken one. Walks the
/// dataset itself, so that no item is dropped whatever its value type or SOP class; deviations become
/// warnings. The nesting must have been checked (openObject). Unsupported when the object has no content tree
/// at all.
[[nodiscard]] Result<report::RenderedDocument> renderDocument(DcmDataset& dataset);

} // namespace vigil::dicom
