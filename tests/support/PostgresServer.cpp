// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/PostgresServer.h"

#include "tests/support/ServerProcess.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>
#include <QUuid>

#include <algorithm>

namespace vigil::test {

namespace {

const QString account = QStringLiteral("postgres");

QString binary(const QString& name) {
    return QStringLiteral("/usr/lib/postgresql/15/bin/") + name;
}

bool isRoot() {
    QProcess id;
    id.start(QStringLiteral("id"), {QStringLiteral("-u")});
    return id.waitForFinished() && id.readAllStandardOutput().trimmed() == "0";
}

bool finished(QProcess& process, QString* output = nullptr) {
    process.setProcessChannelMode(QProcess::MergedChannels);
    // A server that stays behind would keep a pipe open for ever.
    if (output == nullptr) process.setStandardOutputFile(QProcess::nullDevice());
    process.start();
    const bool ended = process.waitForFinished(60'000);
    if (output != nullptr) *output = QString::fromUtf8(process.readAll());
    return ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

/// Runs as the account that owns the server.
bool asOwner(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setWorkingDirectory(QDir::tempPath());
    if (isRoot()) {
        process.setProgram(QStringLiteral("runuser"));
        process.setArguments(QStringList{QStringLiteral("-u"), account, QStringLiteral("--"), program} +
                             arguments);
    } else {
        process.setProgram(program);
        process.setArguments(arguments);
    }
    return finished(process);
}

bool plain(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setProgram(program);
    process.setArguments(arguments);
    return finished(process);
}

/// An initialised data folder, made once a build folder.
QString templateFolder(const QString& scratch) {
    const auto kept = QStringLiteral(VIGIL_BINARY_DIR "/postgres-15-template");
    if (QFile::exists(kept + QStringLiteral("/PG_VERSION"))) return kept;
    const auto fresh = scratch + QStringLiteral("/fresh");
    if (!asOwner(binary(QStringLiteral("initdb")),
                 {QStringLiteral("-D"), fresh, QStringLiteral("--no-sync"), QStringLiteral("-E"),
                  QStringLiteral("UTF8"), QStringLiteral("--locale=C.UTF-8"), QStringLiteral("-U"), account,
                  QStringLiteral("--auth-local=trust"), QStringLiteral("--auth-host=scram-sha-256")}))
        return {};
    // Renamed into place, so that two programs that start together never see half of it.
    const auto partial = kept + QUuid::createUuid().toString(QUuid::Id128);
    if (!plain(QStringLiteral("cp"), {QStringLiteral("-a"), fresh, partial})) return {};
    if (!QDir().rename(partial, kept)) QDir(partial).removeRecursively();
    return kept;
}

} // namespace

std::unique_ptr<PostgresServer> PostgresServer::start() {
    if (!QFile::exists(binary(QStringLiteral("postgres")))) {
        qWarning("PostgreSQL 15 is not installed.");
        return nullptr;
    }
    std::unique_ptr<PostgresServer> server(new PostgresServer);
    if (!server->prepare() || !server->launch()) {
        qWarning("PostgreSQL did not start.");
        return nullptr;
    }
    return server;
}

PostgresServer::~PostgresServer() {
    if (!m_running) return;
    resume();
    asOwner(binary(QStringLiteral("pg_ctl")),
            {QStringLiteral("-D"), m_folder.filePath(QStringLiteral("data")), QStringLiteral("-m"),
             QStringLiteral("immediate"), QStringLiteral("-w"), QStringLiteral("stop")});
}

bool PostgresServer::prepare() {
    if (isRoot() && !plain(QStringLiteral("chown"), {account, m_folder.path()})) return false;
    const auto kept = templateFolder(m_folder.path());
    m_port = freePort();
    return !kept.isEmpty() && m_port != 0 &&
           plain(QStringLiteral("cp"),
                 {QStringLiteral("-a"), kept, m_folder.filePath(QStringLiteral("data"))});
}

bool PostgresServer::launch(const QString& listen) {
    const auto options = QStringLiteral("-p %1 -k %2 -c listen_addresses=%3 -c max_connections=30 -c "
                                        "shared_buffers=32MB")
                             .arg(m_port)
                             .arg(m_folder.path(), listen);
    m_running = asOwner(binary(QStringLiteral("pg_ctl")),
                        {QStringLiteral("-D"), m_folder.filePath(QStringLiteral("data")),
                         QStringLiteral("-l"), m_folder.filePath(QStringLiteral("log")), QStringLiteral("-o"),
                         options, QStringLiteral("-w"), QStringLiteral("start")});
    return m_running;
}

QString PostgresServer::superuserUrl(const QString& database) const {
    return QStringLiteral("postgresql://%1@/%2?host=%3&port=%4")
        .arg(account, database, m_folder.path())
        .arg(m_port);
}

QString PostgresServer::urlFor(const QString& user, const QString& password, const QString& database) const {
    return QStringLiteral("postgresql://%1:%2@127.0.0.1:%3/%4").arg(user, password).arg(m_port).arg(database);
}

bool PostgresServer::run(const QString& program, const QStringList& arguments) const {
    return plain(binary(program), QStringList{QStringLiteral("-h"), m_folder.path(), QStringLiteral("-p"),
                                              QString::number(m_port), QStringLiteral("-U"), account} +
                                      arguments);
}

bool PostgresServer::createDatabase(const QString& name) {
    return run(QStringLiteral("createdb"), {QStringLiteral("-T"), QStringLiteral("template0"), name});
}

bool PostgresServer::dropDatabase(const QString& name) {
    return run(QStringLiteral("dropdb"), {QStringLiteral("--if-exists"), QStringLiteral("--force"), name});
}

bool PostgresServer::dump(const QString& name, const QString& file) {
    return run(QStringLiteral("pg_dump"),
               {QStringLiteral("-Fc"), QStringLiteral("--create"), QStringLiteral("-f"), file, name});
}

bool PostgresServer::restore(const QString& name, const QString& file) {
    return dropDatabase(name) && run(QStringLiteral("pg_restore"),
                                     {QStringLiteral("--create"), QStringLiteral("-d"), account, file});
}

bool PostgresServer::restart(const QString& listen) {
    if (m_running)
        asOwner(binary(QStringLiteral("pg_ctl")),
                {QStringLiteral("-D"), m_folder.filePath(QStringLiteral("data")), QStringLiteral("-m"),
                 QStringLiteral("fast"), QStringLiteral("-w"), QStringLiteral("stop")});
    return launch(listen);
}

bool PostgresServer::write(const QString& name, const QByteArray& bytes) const {
    // Written in place: the file stays the owner's.
    QFile file(m_folder.filePath(QStringLiteral("data/") + name));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QByteArray PostgresServer::text(const QString& name) const {
    QFile file(m_folder.filePath(QStringLiteral("data/") + name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool PostgresServer::configure(const QString& lines) {
    const auto name = QStringLiteral("postgresql.conf");
    return write(name, text(name) + '\n' + lines.toUtf8() + '\n');
}

bool PostgresServer::useTls(const QString& certificate, const QString& privateKey) {
    for (const auto& [from, to] : {std::pair{certificate, QStringLiteral("server.crt")},
                                   std::pair{privateKey, QStringLiteral("server.key")}}) {
        QStringList arguments{QStringLiteral("-m"), QStringLiteral("600")};
        if (isRoot()) arguments << QStringLiteral("-o") << account;
        if (!plain(QStringLiteral("install"),
                   arguments << from << m_folder.filePath(QStringLiteral("data/") + to)))
            return false;
    }
    return configure(QStringLiteral("ssl = on")) && restart();
}

bool PostgresServer::useNoTls() {
    return configure(QStringLiteral("ssl = off")) && restart();
}

bool PostgresServer::keepArchive() {
    return asOwner(QStringLiteral("mkdir"), {archive()}) &&
           configure(QStringLiteral("archive_mode = on\narchive_command = 'test ! -f %1/%f && cp %p %1/%f'")
                         .arg(archive())) &&
           restart();
}

bool PostgresServer::takeBaseBackup() {
    return asOwner(binary(QStringLiteral("pg_basebackup")),
                   {QStringLiteral("-h"), m_folder.path(), QStringLiteral("-p"), QString::number(m_port),
                    QStringLiteral("-U"), account, QStringLiteral("-D"),
                    m_folder.filePath(QStringLiteral("base")), QStringLiteral("-X"), QStringLiteral("stream"),
                    QStringLiteral("-c"), QStringLiteral("fast")});
}

bool PostgresServer::archiveAll() {
    const auto segment = psql(superuserUrl(QStringLiteral("postgres")),
                              QStringLiteral("SELECT pg_walfile_name(pg_switch_wal())"));
    return QTest::qWaitFor([&] { return QFile::exists(archive() + QLatin1Char('/') + segment); }, 20'000);
}

bool PostgresServer::restoreTo(const QString& time) {
    asOwner(binary(QStringLiteral("pg_ctl")),
            {QStringLiteral("-D"), dataFolder(), QStringLiteral("-m"), QStringLiteral("immediate"),
             QStringLiteral("-w"), QStringLiteral("stop")});
    m_running = false;
    if (!asOwner(QStringLiteral("mv"), {dataFolder(), m_folder.filePath(QStringLiteral("lost"))}) ||
        !asOwner(QStringLiteral("cp"),
                 {QStringLiteral("-a"), m_folder.filePath(QStringLiteral("base")), dataFolder()}) ||
        !asOwner(QStringLiteral("touch"), {dataFolder() + QStringLiteral("/recovery.signal")}))
        return false;
    return configure(QStringLiteral("restore_command = 'cp %1/%f %p'\nrecovery_target_time = '%2'\n"
                                    "recovery_target_action = 'promote'")
                         .arg(archive(), time)) &&
           launch() &&
           QTest::qWaitFor(
               [this] {
                   return psql(superuserUrl(QStringLiteral("postgres")),
                               QStringLiteral("SELECT pg_is_in_recovery()")) == QLatin1String("f");
               },
               20'000);
}

QStringList PostgresServer::processes() const {
    QFile file(m_folder.filePath(QStringLiteral("data/postmaster.pid")));
    if (!file.open(QIODevice::ReadOnly)) return {};
    const auto postmaster = QString::fromLatin1(file.readLine()).trimmed();
    QFile children(QStringLiteral("/proc/%1/task/%1/children").arg(postmaster));
    QStringList all{postmaster};
    if (children.open(QIODevice::ReadOnly))
        all += QString::fromLatin1(children.readAll()).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return all;
}

void PostgresServer::signal(const QString& name) {
    const auto all = processes();
    if (!all.isEmpty()) plain(QStringLiteral("kill"), QStringList{name} + all);
}

void PostgresServer::suspend() {
    signal(QStringLiteral("-STOP"));
}

void PostgresServer::resume() {
    signal(QStringLiteral("-CONT"));
}

void PostgresServer::kill() {
    // Stopped first: under load it would start another process meanwhile.
    if (const auto listed = processes(); !listed.isEmpty())
        plain(QStringLiteral("kill"), {QStringLiteral("-STOP"), listed.first()});
    const auto all = processes();
    signal(QStringLiteral("-KILL"));
    m_running = false;
    // Gone, or a zombie that nobody has collected yet.
    const auto isDead = [](const QString& process) {
        QFile status(QStringLiteral("/proc/%1/stat").arg(process));
        return !status.open(QIODevice::ReadOnly) || status.readAll().contains(") Z ");
    };
    if (!QTest::qWaitFor([&] { return std::all_of(all.begin(), all.end(), isDead); }))
        qWarning("PostgreSQL did not die.");
    // A new server would take a zombie for a living one.
    QFile::remove(m_folder.filePath(QStringLiteral("data/postmaster.pid")));
    QFile::remove(m_folder.filePath(QStringLiteral(".s.PGSQL.%1.lock").arg(m_port)));
}

QString PostgresServer::psql(const QString& url, const QString& sql) {
    QProcess process;
    process.setProgram(binary(QStringLiteral("psql")));
    process.setArguments({QStringLiteral("-XAtq"), QStringLiteral("-d"), url, QStringLiteral("-c"), sql});
    QString output;
    finished(process, &output);
    return output.trimmed();
}

} // namespace vigil::test
