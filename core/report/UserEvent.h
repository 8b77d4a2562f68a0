// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Ids.h"
#include "core/journal/Projection.h"
#include "core/report/ReportContent.h"

#include <QJsonObject>

namespace vigil::report {

/// Something that this computer's user did, ready to be appended: `data` is its open part, to which "by"
/// (name and role) is added. Any thread.
[[nodiscard]] journal::Event userEvent(const User& user, const journal::AggregateKey& aggregate,
                                       const QString& kind, QJsonObject data, const Clock& clock,
                                       IdSource& ids, const QString& policySha256);

} // namespace vigil::report
