// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/SrCodec.h"

#include <QRandomGenerator>

namespace vigil::test {

/// A CT report of one study with images, one of them of a prior.
[[nodiscard]] report::ReportContent aSampleReport();
/// An actionable finding with two verbal contacts.
[[nodiscard]] report::ActionableFinding aFinding(const char* alert = "6f9619ff-8b86-4011-b42d-00c04fc964ff");
/// A final signature by one consultant over all studies of the content.
[[nodiscard]] report::SigningContext aSigningContext(const report::ReportContent& content);
/// Any valid content: names with umlauts, CJK and characters outside the BMP, limits reached, optional fields
/// empty, several studies and findings. The same for the same generator state.
[[nodiscard]] report::ReportContent someReport(QRandomGenerator& random);

} // namespace vigil::test
