// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace vigil::test {

/// A private PostgreSQL in a temporary folder on a free loopback port, stopped with the object. Run as root
/// it is owned by the system user postgres, for PostgreSQL refuses root. Logins over the network need a
/// password, the superuser comes in by the socket. The result of initdb is kept in the build folder and
/// copied.
class PostgresServer {
public:
    /// Nothing when PostgreSQL is not installed or does not start (standard error says why).
    static std::unique_ptr<PostgresServer> start();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    [[nodiscard]] QString superuserUrl(const QString& database = QStringLiteral("vigil")) const;
    [[nodiscard]] QString urlFor(const QString& user, const QString& password = QStringLiteral("secret"),
                                 const QString& database = QStringLiteral("vigil")) const;
    [[nodiscard]] int port() const { return m_port; }

    bool createDatabase(const QString& name);
    bool dropDatabase(const QString& name);
    /// The whole database with its rights, as an administrator would keep it.
    bool dump(const QString& name, const QString& file);
    /// Replaces the database by what was dumped; whoever is connected is thrown out.
    bool restore(const QString& name, const QString& file);

    bool restart();
    /// All its processes stop without ending (SIGSTOP): there, but silent.
    void suspend();
    void resume();
    /// As a power cut (SIGKILL); restart() brings it back.
    void kill();

    /// Runs SQL through psql; output and errors together.
    static QString psql(const QString& url, const QString& sql);

private:
    PostgresServer() = default;
    bool prepare();
    bool launch();
    void signal(const QString& name);
    [[nodiscard]] QStringList processes() const;
    bool run(const QString& program, const QStringList& arguments) const;

    QTemporaryDir m_folder;
    int m_port = 0;
    bool m_running = false;
};

} // namespace vigil::test
