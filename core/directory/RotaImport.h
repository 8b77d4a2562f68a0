// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/WorkingCalendar.h"
#include "core/base/Result.h"
#include "core/directory/Directory.h"

namespace vigil::directory {

/// What importing a rota would do.
struct RotaPlan {
    QList<RotaChange> changes; ///< a role each, by role
    QStringList words;         ///< one line each, for whoever decides

    bool operator==(const RotaPlan&) const = default;
};

/// "role", "id", "from", "until": a shift a row, times as the clock on the wall shows them, 2026-12-24 20:00.
[[nodiscard]] QStringList rotaColumns();

/// A table takes the place of what the rota said from the first shift of a role in it until the last one
/// ends; other roles and times stay. Invalid names every faulty line; then nothing of the table counts. Pure.
[[nodiscard]] Result<RotaPlan> rotaPlanOf(const QByteArray& csv, const Directory& directory,
                                          const alert::WorkingCalendar& calendar);

/// As rotaPlanOf() reads it: all shifts that end after a moment.
[[nodiscard]] QByteArray rotaToCsv(const Rota& rota, UtcTime from, const alert::WorkingCalendar& calendar);

} // namespace vigil::directory
