// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/Alert.h"

/// How alerts stand, for reporting tools that read the department's database: what the view `alert_state`
/// shows (resources/sql/department/015_alert_state.sql). Pure; any thread.
namespace vigil::dispatch {

/// One alert by the fold, judged by what the log has accepted. Neither the patient nor the finding nor
/// anybody's name stands in it, and nothing that depends on the time of looking. Times are ISO 8601 in UTC.
[[nodiscard]] QJsonObject stateRow(const alert::Alert& alert, int foldVersion);

} // namespace vigil::dispatch
