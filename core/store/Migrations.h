// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/Database.h"

namespace vigil::store {

/// Brings a database to the newest schema from the numbered files in a resource folder ("NNN_name.sql"; a
/// blank line ends a statement). One transaction a file, PRAGMA user_version holds the number; fresh and old
/// databases take the same path.
class Migrations {
public:
    /// `folder` e.g. ":/vigil/sql/records".
    explicit Migrations(QString folder) : m_folder(std::move(folder)) {}

    /// Newer when the database was written by a newer Vigil; then nothing is touched.
    Result<void> apply(Database& database) const;
    [[nodiscard]] int newest() const;
    static Result<int> version(const Database& database);

private:
    struct Step {
        int number = 0;
        QString path;
    };
    [[nodiscard]] QList<Step> steps() const;

    QString m_folder;
};

} // namespace vigil::store
