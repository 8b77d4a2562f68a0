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

    /// `listen`: 0.0.0.0 makes it a server of the network.
    bool restart(const QString& listen = QStringLiteral("127.0.0.1"));
    /// All its processes stop without ending (SIGSTOP): there, but silent.
    void suspend();
    void resume();
    /// As a power cut (SIGKILL); restart() brings it back.
    void kill();

    /// Adds lines to postgresql.conf; restart() makes them count.
    bool configure(const QString& lines);
    /// pg_hba.conf as a whole; a reload or restart() makes it count.
    [[nodiscard]] QString hba() const { return QString::fromUtf8(text(QStringLiteral("pg_hba.conf"))); }
    bool setHba(const QString& text) { return write(QStringLiteral("pg_hba.conf"), text.toUtf8()); }
    /// Takes TLS with this certificate from now on (PEM files), or none; restarts.
    bool useTls(const QString& certificate, const QString& privateKey);
    bool useNoTls();

    // As an administrator keeps a server that can be set back to a point in time (resources/sql/README.md).

    /// Every piece of the write-ahead log goes to archive(); restarts.
    bool keepArchive();
    /// Copies the running server as it is.
    bool takeBaseBackup();
    /// True once the archive holds everything that was committed before this call.
    bool archiveAll();
    /// Replaces the server by the base backup, brought forward to a time by the archive.
    bool restoreTo(const QString& time);

    /// Runs SQL through psql; output and errors together.
    static QString psql(const QString& url, const QString& sql);

private:
    PostgresServer() = default;
    bool prepare();
    [[nodiscard]] QString dataFolder() const { return m_folder.filePath(QStringLiteral("data")); }
    [[nodiscard]] QString archive() const { return m_folder.filePath(QStringLiteral("archive")); }
    [[nodiscard]] bool write(const QString& name, const QByteArray& bytes) const;
    [[nodiscard]] QByteArray text(const QString& name) const;
    bool launch(const QString& listen = QStringLiteral("127.0.0.1"));
    void signal(const QString& name);
    [[nodiscard]] QStringList processes() const;
    bool run(const QString& program, const QStringList& arguments) const;

    QTemporaryDir m_folder;
    int m_port = 0;
    bool m_running = false;
};

} // namespace vigil::test
