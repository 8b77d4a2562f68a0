// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/DepartmentSchema.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

namespace vigil::sync {

namespace {

struct Step {
    int number = 0;
    QString name;
    QByteArray sql;

    [[nodiscard]] QByteArray sha256() const {
        return QCryptographicHash::hash(sql, QCryptographicHash::Sha256).toHex();
    }
};

QList<Step> steps() {
    QList<Step> all;
    const QDir folder(QStringLiteral(":/vigil/sql/department"));
    for (const auto& name : folder.entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            all.append({name.section(QLatin1Char('_'), 0, 0).toInt(), name, file.readAll()});
    }
    return all;
}

const QStringList knownRoles{QStringLiteral("reporter"),    QStringLiteral("reviewer"),
                             QStringLiteral("coordinator"), QStringLiteral("dispatcher"),
                             QStringLiteral("auditor"),     QStringLiteral("administrator")};

/// What one line of pg_hba.conf leaves open.
QStringList faultsOfDoor(const QString& line, const QString& type, const QString& address,
                         const QString& method, const QString& error) {
    if (!error.isEmpty()) return {QStringLiteral("pg_hba.conf, line %1 has no effect: %2.").arg(line, error)};
    if (method == QLatin1String("reject")) return {};
    const QStringList here{QStringLiteral("127.0.0.1"), QStringLiteral("::1"), QStringLiteral("samehost"),
                           QStringLiteral("localhost")};
    const bool remote = !here.contains(address);
    QStringList faults;
    if (remote && type != QLatin1String("hostssl") && type != QLatin1String("hostgssenc"))
        faults << QStringLiteral("pg_hba.conf, line %1 lets people in without TLS: write hostssl.").arg(line);
    const QStringList strong{QStringLiteral("scram-sha-256"), QStringLiteral("gss"), QStringLiteral("cert"),
                             QStringLiteral("ldap")};
    if (!strong.contains(method))
        faults << QStringLiteral(
                      "pg_hba.conf, line %1 lets people in by %2: write scram-sha-256 (or gss, ldap, cert).")
                      .arg(line, method);
    return faults;
}

} // namespace

DepartmentSchema::DepartmentSchema(QString adminUrl, std::chrono::milliseconds deadline)
    : m_adminUrl(std::move(adminUrl)), m_deadline(deadline) {}

int DepartmentSchema::newest() {
    static const int number = [] {
        const auto all = steps();
        return all.isEmpty() ? 0 : all.last().number;
    }();
    return number;
}

Result<std::unique_ptr<PgConnection>> DepartmentSchema::open(std::stop_token stop) {
    return PgConnection::open({m_adminUrl, {}, m_deadline}, m_waker, stop);
}

Result<int> DepartmentSchema::current(PgConnection& connection, std::stop_token stop) {
    VIGIL_TRY(const auto exists,
              connection.query("SELECT to_regclass('vigil.migration') IS NOT NULL", {}, stop));
    if (!exists.flag(0, 0)) return 0;
    VIGIL_TRY(const auto rows,
              connection.query("SELECT coalesce(max(number), 0) FROM vigil.migration", {}, stop));
    return static_cast<int>(rows.number(0, 0));
}

Result<int> DepartmentSchema::applyFrom(PgConnection& connection, int number, std::stop_token stop) {
    int taken = 0;
    for (const auto& step : steps()) {
        if (step.number <= number) continue;
        // One implicit transaction: a step is there with its record or not at all. The lock keeps a second
        // administrator out.
        const auto record = "INSERT INTO vigil.migration (number, name, sha256) VALUES (" +
                            QByteArray::number(step.number) + ", " + connection.quotedText(step.name) +
                            ", '" + step.sha256() + "');";
        VIGIL_CHECK(connection.script("BEGIN; SELECT pg_advisory_xact_lock(hashtext('vigil.migration'));\n" +
                                          step.sql + "\n" + record + "COMMIT;",
                                      stop));
        ++taken;
    }
    return taken;
}

Result<void> DepartmentSchema::init(std::stop_token stop) {
    VIGIL_TRY(auto connection, open(stop));
    VIGIL_TRY(const int number, current(*connection, stop));
    if (number > 0)
        return Error{
            Error::Code::Conflict,
            QStringLiteral("This database is a department already. Use: vigilctl department upgrade"),
            QStringLiteral("schema %1").arg(number)};
    VIGIL_CHECK(applyFrom(*connection, 0, stop));
    return {};
}

Result<int> DepartmentSchema::upgrade(std::stop_token stop) {
    VIGIL_TRY(auto connection, open(stop));
    VIGIL_TRY(const int number, current(*connection, stop));
    if (number == 0)
        return Error{Error::Code::NotFound,
                     QStringLiteral("This database is not a department yet. Use: vigilctl department init"),
                     {}};
    if (number > newest())
        return Error{Error::Code::Newer,
                     QStringLiteral("This department was prepared by a newer Vigil. Use that one."),
                     QStringLiteral("schema %1, known %2").arg(number).arg(newest())};
    return applyFrom(*connection, number, stop);
}

Result<void> DepartmentSchema::addUser(const User& user, std::stop_token stop) {
    if (user.id.isEmpty() || user.roles.isEmpty())
        return Error{Error::Code::Invalid, QStringLiteral("A user needs a name and at least one role."), {}};
    for (const auto& role : user.roles)
        if (!knownRoles.contains(role))
            return Error{Error::Code::Invalid,
                         QStringLiteral("There is no role %1. Roles are: %2.")
                             .arg(role, knownRoles.join(QLatin1String(", "))),
                         {}};
    VIGIL_TRY(auto connection, open(stop));
    const auto name = connection->quotedName(user.id);
    VIGIL_TRY(const auto known,
              connection->query("SELECT FROM pg_roles WHERE rolname = $1", {user.id.toUtf8()}, stop));
    VIGIL_TRY(const auto database, connection->query("SELECT quote_ident(current_database())", {}, stop));
    QByteArray sql = "BEGIN;";
    if (known.count() == 0) sql += "CREATE ROLE " + name + " LOGIN;";
    if (!user.password.isEmpty())
        sql += "ALTER ROLE " + name + " LOGIN PASSWORD '" +
               connection->scrambledPassword(user.id, user.password) + "';";
    for (const auto& role : user.roles)
        sql += "GRANT vigil_" + role.toLatin1() + " TO " + name + ";";
    sql += "GRANT CONNECT ON DATABASE " + database.raw(0, 0) + " TO " + name + "; COMMIT;";
    return connection->script(sql, stop);
}

Result<QStringList> DepartmentSchema::check(std::stop_token stop) {
    VIGIL_TRY(auto connection, open(stop));
    VIGIL_TRY(const int number, current(*connection, stop));
    QStringList faults;
    if (number == 0) {
        faults << QStringLiteral("This database is not a department yet. Use: vigilctl department init");
        return faults;
    }
    if (number < newest())
        faults << QStringLiteral("The schema is %1 steps behind. Use: vigilctl department upgrade")
                      .arg(newest() - number);
    if (number > newest()) faults << QStringLiteral("The schema was prepared by a newer Vigil.");
    VIGIL_TRY(const auto applied, connection->query("SELECT number, sha256 FROM vigil.migration", {}, stop));
    for (int row = 0; row < applied.count(); ++row)
        for (const auto& step : steps())
            if (step.number == applied.number(row, 0) && step.sha256() != applied.raw(row, 1))
                faults
                    << QStringLiteral("Step %1 of the schema was applied in another form.").arg(step.number);
    VIGIL_TRY(
        const auto bad,
        connection->query(
            "SELECT vigil.first_bad(1, seq), "
            "(SELECT hash FROM vigil.event e WHERE e.seq = h.seq) IS DISTINCT FROM h.hash AND h.seq > 0 "
            "FROM vigil.head h",
            {}, stop));
    if (bad.count() != 1) faults << QStringLiteral("The head of the log is missing.");
    if (bad.count() == 1 && !bad.isNull(0, 0))
        faults << QStringLiteral("The chain is broken at event %1: the log was tampered with or damaged.")
                      .arg(bad.text(0, 0));
    if (bad.count() == 1 && bad.flag(0, 1))
        faults << QStringLiteral("The head of the log is not its last event.");
    VIGIL_TRY(const auto secure,
              connection->query("SELECT rolname FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND "
                                "pg_has_role(oid, 'vigil_owner', 'MEMBER') AND rolname <> current_user",
                                {}, stop));
    for (int row = 0; row < secure.count(); ++row)
        faults << QStringLiteral("%1 may change the tables themselves (member of vigil_owner).")
                      .arg(secure.text(row, 0));
    VIGIL_TRY(const auto unbound, checkWorkRoles(*connection, stop));
    VIGIL_TRY(const auto doors, checkDoors(*connection, stop));
    return faults + unbound + doors;
}

Result<void> DepartmentSchema::setWorkRoles(const QString& user, const QStringList& roles,
                                            std::stop_token stop) {
    for (const auto& role : roles)
        if (role.trimmed().isEmpty())
            return Error{Error::Code::Invalid, QStringLiteral("A role has a name."), {}};
    VIGIL_TRY(auto connection, open(stop));
    VIGIL_TRY(const auto known, connection->query("SELECT FROM pg_roles WHERE rolname = $1 AND rolcanlogin",
                                                  {user.toUtf8()}, stop));
    if (known.count() == 0)
        return Error{Error::Code::NotFound, QStringLiteral("There is no login %1.").arg(user), {}};
    QList<QByteArray> names;
    for (const auto& role : roles)
        names << role.trimmed().toUtf8();
    const auto set =
        connection->query("SELECT vigil.set_work_roles($1, $2)", {user.toUtf8(), arrayOf(names)}, stop);
    if (!set) return set.error();
    return {};
}

Result<QList<DepartmentSchema::WorkRole>> DepartmentSchema::workRoles(std::stop_token stop) {
    VIGIL_TRY(auto connection, open(stop));
    VIGIL_TRY(const auto rows,
              connection->query("SELECT login, role, granted_by, granted_at FROM vigil.work_roles() "
                                "WHERE revoked_at IS NULL",
                                {}, stop));
    QList<WorkRole> found;
    for (int row = 0; row < rows.count(); ++row)
        found << WorkRole{rows.text(row, 0), rows.text(row, 1), rows.text(row, 2),
                          toIso(fromIso(rows.text(row, 3)).value_or(UtcTime{}))};
    return found;
}

Result<QStringList> DepartmentSchema::checkWorkRoles(PgConnection& connection, std::stop_token stop) {
    constexpr int since = 19; // of the schema
    VIGIL_TRY(const int number, current(connection, stop));
    if (number < since) return QStringList();
    VIGIL_TRY(
        const auto unbound,
        connection.query("SELECT rolname FROM pg_roles r WHERE rolcanlogin AND NOT rolsuper AND "
                         "(pg_has_role(oid, 'vigil_reporter', 'MEMBER') OR pg_has_role(oid, "
                         "'vigil_reviewer', 'MEMBER') OR pg_has_role(oid, 'vigil_coordinator', 'MEMBER')) "
                         "AND EXISTS (SELECT FROM vigil.work_roles()) "
                         "AND NOT EXISTS (SELECT FROM vigil.work_roles() w WHERE w.login = r.rolname AND "
                         "w.revoked_at IS NULL) ORDER BY 1",
                         {}, stop));
    QStringList faults;
    for (int row = 0; row < unbound.count(); ++row)
        faults << QStringLiteral("%1 may record in any role that is entered on the computer: use vigilctl "
                                 "department work-roles.")
                      .arg(unbound.text(row, 0));
    return faults;
}

Result<QStringList> DepartmentSchema::checkDoors(PgConnection& connection, std::stop_token stop) {
    QStringList faults;
    VIGIL_TRY(
        const auto set,
        connection.query("SELECT current_setting('ssl') = 'on' OR current_setting('listen_addresses') IN "
                         "('', 'localhost', '127.0.0.1', '::1'), current_setting('password_encryption'), "
                         "current_setting('ssl_min_protocol_version') IN ('TLSv1.2', 'TLSv1.3'), "
                         "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)",
                         {}, stop));
    if (!set.flag(0, 0))
        faults << QStringLiteral("The server listens on the network without TLS: set ssl = on and its "
                                 "certificate (resources/sql/README.md).");
    if (set.text(0, 1) != QLatin1String("scram-sha-256"))
        faults << QStringLiteral("New passwords are kept as %1: set password_encryption = scram-sha-256.")
                      .arg(set.text(0, 1));
    if (!set.flag(0, 2))
        faults << QStringLiteral("The server takes TLS older than 1.2: set ssl_min_protocol_version.");
    if (!set.flag(0, 3)) {
        faults << QStringLiteral("Not seen: pg_hba.conf and how passwords are kept. Check as a superuser.");
        return faults;
    }
    VIGIL_TRY(
        const auto rules,
        connection.query("SELECT line_number, type, coalesce(address, ''), coalesce(auth_method, ''), "
                         "coalesce(error, '') FROM pg_hba_file_rules WHERE type <> 'local' OR error IS NOT "
                         "NULL ORDER BY line_number",
                         {}, stop));
    for (int row = 0; row < rules.count(); ++row)
        faults += faultsOfDoor(rules.text(row, 0), rules.text(row, 1), rules.text(row, 2), rules.text(row, 3),
                               rules.text(row, 4));
    VIGIL_TRY(const auto weak,
              connection.query(
                  "SELECT rolname FROM pg_authid WHERE rolcanlogin AND rolpassword LIKE 'md5%' ORDER BY 1",
                  {}, stop));
    for (int row = 0; row < weak.count(); ++row)
        faults << QStringLiteral(
                      "The password of %1 is kept as MD5: set it again, it will be kept for SCRAM.")
                      .arg(weak.text(row, 0));
    return faults;
}

} // namespace vigil::sync
