// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

namespace vigil::dicom {

/// What DCMTK's network part needs once per process, before the first thread uses it. Fails when the data
/// dictionary is missing.
Result<void> startNetwork();

} // namespace vigil::dicom
