// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/platform/Wait.h"
#include "core/sync/PgConnection.h"

#include <QStringList>

namespace vigil::sync {

/// Prepares a PostgreSQL database as a department and keeps it up to date: what `vigilctl department
/// init|upgrade|add-user|check` does. Each call opens its own connection as an administrator (superuser, or a
/// role that may create roles and owns the database). One transaction a numbered file of
/// resources/sql/department. Belongs to one thread.
class DepartmentSchema {
public:
    struct User {
        QString id; ///< name of the login; the `author` of that person's events
        QStringList
            roles;        ///< "reporter", "reviewer", "coordinator", "dispatcher", "auditor", "administrator"
        QString password; ///< empty: leave as it is (a new login then has none)
    };

    DepartmentSchema(QString adminUrl, std::chrono::milliseconds deadline);

    /// The number of the newest file that this Vigil knows.
    [[nodiscard]] static int newest();

    /// Conflict when the database is a department already.
    Result<void> init(std::stop_token stop);
    /// Answers how many steps were taken. NotFound when it is no department, Newer when a later Vigil
    /// prepared it.
    Result<int> upgrade(std::stop_token stop);
    /// Makes the login if there is none, and gives it the roles and the way into this database.
    Result<void> addUser(const User& user, std::stop_token stop);
    /// In which roles somebody works; from now on these and no others. None: bound to no role any more.
    Result<void> setWorkRoles(const QString& user, const QStringList& roles, std::stop_token stop);
    struct WorkRole {
        QString user;
        QString role;
        QString grantedBy;
        QString grantedAt; ///< UTC, ISO 8601
    };
    /// Those that count now.
    Result<QList<WorkRole>> workRoles(std::stop_token stop);
    /// What is wrong, one sentence each; empty when all is well. Verifies the chain of the whole log.
    Result<QStringList> check(std::stop_token stop);

private:
    Result<std::unique_ptr<PgConnection>> open(std::stop_token stop);
    /// Once anybody is bound to roles: who is not, and may record in any role they name.
    Result<QStringList> checkWorkRoles(PgConnection& connection, std::stop_token stop);
    /// How the server lets people in, as far as this login may see it.
    Result<QStringList> checkDoors(PgConnection& connection, std::stop_token stop);
    Result<int> current(PgConnection& connection, std::stop_token stop);
    Result<int> applyFrom(PgConnection& connection, int number, std::stop_token stop);

    QString m_adminUrl;
    std::chrono::milliseconds m_deadline;
    platform::Waker m_waker;
};

} // namespace vigil::sync
