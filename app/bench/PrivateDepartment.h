// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/OwnProcess.h"
#include "core/sync/PgConnection.h"
#include "core/sync/PostgresDepartment.h"

#include <QTemporaryDir>

#include <memory>

namespace vigil::app {

/// A department on a PostgreSQL of its own, for a measurement: as packaged (fsync and synchronous_commit on),
/// but for the number of connections, on a free loopback port. Started as root it runs as the system user
/// postgres, for PostgreSQL refuses root. Stopped with the object, and with this process, however that ends.
/// One thread.
class PrivateDepartment {
public:
    /// `folder` has to lie on a disk. NotFound when PostgreSQL 15 is not installed.
    static Result<std::unique_ptr<PrivateDepartment>> start(const QString& folder);
    ~PrivateDepartment();
    PrivateDepartment(const PrivateDepartment&) = delete;
    PrivateDepartment& operator=(const PrivateDepartment&) = delete;

    /// Logins login(1) to login(count), who all report.
    Result<void> addReporters(int count);
    [[nodiscard]] static QString login(int number) { return QStringLiteral("bench%1").arg(number); }

    /// With the password, for connections of this process.
    [[nodiscard]] QString url(const QString& user) const;
    /// Without it, for a vigil.ini; other programs are told by passwordVariable().
    [[nodiscard]] QString bareUrl() const;
    [[nodiscard]] std::pair<QString, QString> passwordVariable() const;
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] std::unique_ptr<sync::PostgresDepartment> connection(const QString& user) const;

    /// Runs statements as the superuser, each by itself; `database` is vigil unless it says otherwise.
    Result<void> asAdministrator(const QList<QByteArray>& statements,
                                 const QString& database = QStringLiteral("vigil"));
    /// One number as the superuser sees it.
    Result<qint64> number(const QByteArray& sql);
    /// A program of the PostgreSQL installation.
    [[nodiscard]] static QString binary(const QString& name);

private:
    PrivateDepartment() = default;
    Result<void> prepare(const QString& folder);
    Result<void> createDatabase();
    [[nodiscard]] QString adminUrl(const QString& database) const;
    Result<std::unique_ptr<sync::PgConnection>> administrator(const QString& database);

    QTemporaryDir m_sockets; ///< a path short enough for a socket, entered by the owner only
    std::unique_ptr<QTemporaryDir> m_data;
    quint16 m_port = 0;
    QString m_password;
    platform::Waker m_waker;
    OwnProcess m_server;
};

} // namespace vigil::app
