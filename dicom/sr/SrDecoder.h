// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/report/ReportContent.h"

class DcmItem;

namespace vigil::dicom {

/// Reads a document that SrEncoder wrote back into the content it was made of; Unsupported for anybody
/// else's.
[[nodiscard]] Result<report::ReportContent> decodeReport(DcmItem& dataset);

} // namespace vigil::dicom
