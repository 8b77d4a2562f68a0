// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/directory/Directory.h"

namespace vigil::directory {

/// What importing a table would do to a directory.
struct ImportPlan {
    QList<Entry> added;
    QList<Entry> changed;
    QStringList retired; ///< ids
    QStringList words;   ///< one line each, for whoever decides

    [[nodiscard]] bool isEmpty() const { return added.isEmpty() && changed.isEmpty() && retired.isEmpty(); }
    bool operator==(const ImportPlan&) const = default;
};

/// Whether the table is some of the entries, or all: then an entry that is not in it is retired.
enum class Extent { Part, Whole };

/// The columns of the table, in the order of `list`; id, kind, name and roles must be there, and only one
/// value of several in a cell is divided by ";": roles, and cover as "DEPUTY FROM..UNTIL".
[[nodiscard]] QStringList importColumns();

/// Invalid names every faulty line; then nothing of the table counts. Addresses that change are verified no
/// more, unless the table says that they were looked at since. `today`: where the department is. Pure.
[[nodiscard]] Result<ImportPlan> planOf(const QByteArray& csv, const Directory& directory, Extent extent,
                                        const QDate& today);

/// The entries as a table that planOf() reads; retired ones are left out.
[[nodiscard]] QByteArray toCsv(const Directory& directory);

} // namespace vigil::directory
