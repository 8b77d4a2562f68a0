// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace vigil::dicom {

/// What we receive and can show. Deflated is left out: DCMTK 3.6.7 can loop on it.
[[nodiscard]] const std::vector<std::string>& uncompressedSyntaxes();
[[nodiscard]] const std::vector<std::string>& compressedSyntaxes();
[[nodiscard]] bool isReceivable(const std::string& transferSyntax);
/// Storage SOP classes of the standard, and UIDs that DCMTK does not know (private storage classes).
[[nodiscard]] bool isStorageClass(const std::string& abstractSyntax);

} // namespace vigil::dicom
