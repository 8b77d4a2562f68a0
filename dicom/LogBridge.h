// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vigil::dicom {

/// Sends DCMTK's log into ours, for the whole process: warnings of dcmnet, errors of everything else. Never
/// debug output, which prints whole datasets, and never warnings of the parsers, which quote values.
void bridgeLog();

} // namespace vigil::dicom
