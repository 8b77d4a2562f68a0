// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/alert/AlertPolicy.h"

namespace vigil::alert {

/// A draft with the policy's defaults filled in, or why it cannot be raised: something is missing, or the
/// patient of alert, report and images is not the same. Pure.
[[nodiscard]] Result<AlertDraft> completed(AlertDraft draft, const AlertPolicy& policy);

/// Why nobody could have been told so before an alert is raised. `examinedAt`: when the patient was examined,
/// as far as it is known. Pure.
[[nodiscard]] Result<void> checkTold(const CallRecord& told, UtcTime now,
                                     const std::optional<UtcTime>& examinedAt);

/// Why nobody will be asked to act.
enum class Documented {
    No, ///< somebody will be
    ByCategory,
    Suspected, ///< the referrer suspected it already
    Told       ///< who may accept it was told already, and read it back
};
/// `category`: the draft's, as it is for its finding where the patient is. Pure.
[[nodiscard]] Documented documentedOnly(const AlertDraft& draft, const CategoryRule& category);

} // namespace vigil::alert
