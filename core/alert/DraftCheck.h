// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/alert/AlertPolicy.h"

namespace vigil::alert {

/// A draft with the policy's defaults filled in, or why it cannot be raised: something is missing, or the
/// patient of alert, report and images is not the same. Pure.
[[nodiscard]] Result<AlertDraft> completed(AlertDraft draft, const AlertPolicy& policy);

} // namespace vigil::alert
