// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/SrCodec.h"

namespace vigil::dicom {

/// Everything that would make an SR invalid or unreadable, found before it is written: missing parts,
/// lengths, control characters, identifiers. The message names the field for the user.
[[nodiscard]] Result<void> checkForEncoding(const report::ReportContent& content,
                                            const report::SigningContext& context);

} // namespace vigil::dicom
