// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/PrivateDepartment.h"

#include "core/base/Ids.h"
#include "core/sync/DepartmentSchema.h"

#include <QDeadlineTimer>
#include <QFileInfo>
#include <QThread>

namespace vigil::app {

namespace {

const QString account = QStringLiteral("postgres");
/// Ageing a million events is one silent statement of the superuser.
constexpr std::chrono::minutes patience{10};

enum class Starter { Root, Person };

/// The command that runs `program` as the account that owns the server; it ends when this process does.
QStringList asOwner(Starter starter, const QString& program, const QStringList& arguments) {
    QStringList command{QStringLiteral("setpriv")};
    if (starter == Starter::Root)
        command << QStringLiteral("--reuid") << account << QStringLiteral("--regid") << account
                << QStringLiteral("--init-groups");
    // Set again, because a change of the user clears it.
    command << QStringLiteral("--pdeathsig") << QStringLiteral("INT");
    return command << program << arguments;
}

} // namespace

QString PrivateDepartment::binary(const QString& name) {
    return QStringLiteral("/usr/lib/postgresql/15/bin/") + name;
}

Result<std::unique_ptr<PrivateDepartment>> PrivateDepartment::start(const QString& folder) {
    if (!QFile::exists(binary(QStringLiteral("initdb"))))
        return Error{Error::Code::NotFound,
                     QStringLiteral("PostgreSQL 15 is not installed (Debian package postgresql-15)."),
                     {}};
    std::unique_ptr<PrivateDepartment> department(new PrivateDepartment);
    VIGIL_CHECK(department->prepare(folder));
    VIGIL_CHECK(department->createDatabase());
    return department;
}

Result<void> PrivateDepartment::prepare(const QString& folder) {
    m_data = std::make_unique<QTemporaryDir>(folder + QStringLiteral("/vigil-department-XXXXXX"));
    // PostgreSQL refuses to run as root. Who we are is told by what is ours.
    const auto starter = QFileInfo(m_data->path()).ownerId() == 0 ? Starter::Root : Starter::Person;
    if (starter == Starter::Root)
        VIGIL_CHECK(timedRun(QStringLiteral("chown"), {account, m_data->path(), m_sockets.path()}, folder));
    const auto data = m_data->filePath(QStringLiteral("data"));
    auto command =
        asOwner(starter, binary(QStringLiteral("initdb")),
                {QStringLiteral("-D"), data, QStringLiteral("-E"), QStringLiteral("UTF8"),
                 QStringLiteral("--locale=C.UTF-8"), QStringLiteral("-U"), account,
                 QStringLiteral("--auth-local=trust"), QStringLiteral("--auth-host=scram-sha-256")});
    if (const auto made = timedRun(command.takeFirst(), command, QStringLiteral("/")); !made)
        return Error{Error::Code::Denied,
                     QStringLiteral("PostgreSQL cannot make its data in %1. The user %2 has to be able to "
                                    "enter that folder; name another one by --folder.")
                         .arg(folder, account),
                     made.error().detail};
    m_port = freePort();
    m_password = QString::fromLatin1(RandomIds().randomBytes(16).toHex());
    command =
        asOwner(starter, binary(QStringLiteral("postgres")),
                {QStringLiteral("-D"), data, QStringLiteral("-p"), QString::number(m_port),
                 QStringLiteral("-k"), m_sockets.path(), QStringLiteral("-h"), QStringLiteral("127.0.0.1"),
                 QStringLiteral("-c"), QStringLiteral("max_connections=300")});
    return m_server.start(command.takeFirst(), command, QStringLiteral("/"), m_port);
}

PrivateDepartment::~PrivateDepartment() {
    // Let go of its clients first: by the signal that stop() sends PostgreSQL waits for them.
    m_server.stop();
}

QString PrivateDepartment::adminUrl(const QString& database) const {
    return QStringLiteral("postgresql://%1@/%2?host=%3&port=%4")
        .arg(account, database, m_sockets.path())
        .arg(m_port);
}

QString PrivateDepartment::url(const QString& user) const {
    return QStringLiteral("postgresql://%1:%2@127.0.0.1:%3/vigil").arg(user, m_password).arg(m_port);
}

QString PrivateDepartment::bareUrl() const {
    return QStringLiteral("postgresql://127.0.0.1:%1/vigil").arg(m_port);
}

std::pair<QString, QString> PrivateDepartment::passwordVariable() const {
    return {QStringLiteral("PGPASSWORD"), m_password};
}

std::unique_ptr<sync::PostgresDepartment> PrivateDepartment::connection(const QString& user) const {
    sync::PostgresDepartment::Options options;
    options.url = url(user);
    options.device = user.toUpper();
    options.deadline = std::chrono::seconds(60); // a machine at its limit is measured, not given up
    return std::make_unique<sync::PostgresDepartment>(std::move(options));
}

Result<std::unique_ptr<sync::PgConnection>> PrivateDepartment::administrator(const QString& database) {
    return sync::PgConnection::open({adminUrl(database), {}, patience}, m_waker, {});
}

Result<void> PrivateDepartment::createDatabase() {
    constexpr int atMost = 20000;
    constexpr unsigned long pause = 50;
    const QDeadlineTimer deadline(atMost);
    // A port that answers is not yet a server that has started.
    auto server = administrator(account);
    while (!server && !deadline.hasExpired()) {
        QThread::msleep(pause);
        server = administrator(account);
    }
    if (!server) return server.error();
    VIGIL_CHECK((*server)->script("CREATE DATABASE vigil TEMPLATE template0", {}));
    return sync::DepartmentSchema(adminUrl(QStringLiteral("vigil")), patience).init({});
}

Result<void> PrivateDepartment::addReporters(int count) {
    sync::DepartmentSchema schema(adminUrl(QStringLiteral("vigil")), patience);
    for (int number = 1; number <= count; ++number)
        VIGIL_CHECK(schema.addUser({login(number), {QStringLiteral("reporter")}, m_password}, {}));
    return {};
}

Result<void> PrivateDepartment::asAdministrator(const QList<QByteArray>& statements,
                                                const QString& database) {
    VIGIL_TRY(const auto connection, administrator(database));
    for (const auto& statement : statements)
        VIGIL_CHECK(connection->query(statement, {}, {}));
    return {};
}

Result<qint64> PrivateDepartment::number(const QByteArray& sql) {
    VIGIL_TRY(const auto connection, administrator(QStringLiteral("vigil")));
    VIGIL_TRY(const auto rows, connection->query(sql, {}, {}));
    return rows.count() > 0 ? rows.number(0, 0) : 0;
}

} // namespace vigil::app
