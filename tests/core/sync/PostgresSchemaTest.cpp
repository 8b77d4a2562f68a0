// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/DepartmentSchema.h"

#include "core/base/Ids.h"
#include "core/journal/EventCodec.h"
#include "core/sync/PostgresDepartment.h"
#include "tests/support/EventBuilder.h"
#include "tests/support/PostgresServer.h"

#include <QTest>

using namespace vigil;
using namespace vigil::sync;
using namespace vigil::test;
using namespace std::chrono_literals;

/// DepartmentSchema against a real server.
class PostgresSchemaTest : public QObject {
    Q_OBJECT
    std::unique_ptr<PostgresServer> m_server;
    const QString m_database = QStringLiteral("vigil");

    DepartmentSchema schema() { return DepartmentSchema(m_server->superuserUrl(), 30s); }
    QString asAdmin(const QString& sql) { return PostgresServer::psql(m_server->superuserUrl(), sql); }

private Q_SLOTS:
    void initTestCase() { m_server = PostgresServer::start(); }
    void init() {
        if (!m_server) QSKIP("needs PostgreSQL 15");
        QVERIFY(m_server->dropDatabase(m_database));
        QVERIFY(m_server->createDatabase(m_database));
    }
    void anEmptyDatabaseBecomesADepartment() {
        QVERIFY(DepartmentSchema::newest() >= 5);
        QVERIFY(schema().init({}));
        QCOMPARE(*schema().check({}), QStringList());
        QCOMPARE(asAdmin(QStringLiteral("SELECT max(number) FROM vigil.migration")).toInt(),
                 DepartmentSchema::newest());
    }
    void initTwiceIsRefused() {
        QVERIFY(schema().init({}));
        QCOMPARE(schema().init({}).error().code, Error::Code::Conflict);
        QCOMPARE(*schema().upgrade({}), 0);
    }
    void upgradeNeedsADepartment() {
        QCOMPARE(schema().upgrade({}).error().code, Error::Code::NotFound);
        QCOMPARE(schema().check({})->size(), 1);
    }
    void aNewerDepartmentIsLeftAlone() {
        QVERIFY(schema().init({}));
        asAdmin(QStringLiteral("INSERT INTO vigil.migration (number, name, sha256) VALUES (999, 'x', 'x')"));
        QCOMPARE(schema().upgrade({}).error().code, Error::Code::Newer);
        QVERIFY(!schema().check({})->isEmpty());
    }
    void aUserMayEnterAndWorkWithItsRole() {
        QVERIFY(schema().init({}));
        const QString id = QStringLiteral("o'hara \"x\"");
        QVERIFY(schema().addUser({id, {QStringLiteral("reporter")}, QStringLiteral("pass")}, {}));
        QVERIFY(schema().addUser({id, {QStringLiteral("reviewer")}, {}}, {}));
        PostgresDepartment department({m_server->urlFor({}, QStringLiteral("pass"))
                                               .replace(QStringLiteral("://:pass@"), QStringLiteral("://")) +
                                           QStringLiteral("?password=pass"),
                                       id,
                                       {},
                                       10s});
        const auto answers = department.append({anAlert(QStringLiteral("a-1")).by(id)}, {});
        QVERIFY2(answers, answers ? "" : qPrintable(answers.error().detail));
        QCOMPARE(answers->at(0).reason, QString());
        asAdmin(QStringLiteral("REVOKE CONNECT ON DATABASE vigil FROM \"o'hara \"\"x\"\"\""));
        PostgresDepartment again(
            {m_server->urlFor({}, {}).replace(QStringLiteral("://:@"), QStringLiteral("://")) +
                 QStringLiteral("?password=pass"),
             id,
             {},
             10s});
        QCOMPARE(again.hello({}).error().code, Error::Code::Denied);
    }
    void unknownRolesAreRefused() {
        QVERIFY(schema().init({}));
        QCOMPARE(schema().addUser({QStringLiteral("x"), {QStringLiteral("owner")}, {}}, {}).error().code,
                 Error::Code::Invalid);
        QCOMPARE(schema().addUser({QStringLiteral("x"), {}, {}}, {}).error().code, Error::Code::Invalid);
    }
    void earlierAlertsOfALogOfBeforeAreFoundByTheirIndex() {
        QVERIFY(schema().init({}));
        QVERIFY(schema().addUser(
            {QStringLiteral("kim"), {QStringLiteral("reporter")}, QStringLiteral("secret")}, {}));
        // As it was before that step.
        asAdmin(QStringLiteral("DROP TABLE vigil.alert_patient CASCADE; DROP FUNCTION vigil.alerts_about, "
                               "vigil.keep_alert_patient, vigil.patient_named CASCADE; "
                               "DELETE FROM vigil.migration WHERE number >= 21"));
        const auto open = QByteArrayLiteral("{\"patient\":{\"id\":\"4711\",\"issuer\":\"RXX\"}}");
        asAdmin(QStringLiteral("SELECT vigil.append(ARRAY[$q$%1$q$, $q$%2$q$])")
                    .arg(QString::fromUtf8(journal::encode(
                             anAlert(QStringLiteral("a-1")).by(QStringLiteral("postgres")).withOpen(open))),
                         QString::fromUtf8(journal::encode(
                             anAlert(QStringLiteral("a-2")).by(QStringLiteral("postgres")).withOpen("x")))));
        PostgresDepartment older({m_server->urlFor(QStringLiteral("kim")), {}, {}, 10s});
        const study::PatientKey patient{QStringLiteral("RXX"), QStringLiteral("4711")};
        const auto refused = older.alertsAbout(patient, {});
        QCOMPARE(refused.error().code, Error::Code::Unsupported);
        QVERIFY(refused.error().message.contains(QLatin1String("vigilctl department upgrade")));
        const auto steps = schema().upgrade({});
        QVERIFY2(steps, steps ? "" : qPrintable(steps.error().detail));
        const auto about = older.alertsAbout(patient, {});
        QVERIFY2(about, about ? "" : qPrintable(about.error().detail));
        QCOMPARE(about->events.size(), 1);
        QCOMPARE(about->events.first().event.aggregateId, QStringLiteral("a-1"));
        // Of a large log one patient's alerts are looked up, not searched for.
        asAdmin(QStringLiteral(
            "INSERT INTO vigil.alert_patient SELECT 1000 + n, 'p' || n % 40000, 'RXX', 'x' || n "
            "FROM generate_series(1, 200000) n; ANALYZE vigil.alert_patient"));
        const auto plan = asAdmin(
            QStringLiteral("EXPLAIN SELECT a.alert_id, count(*) OVER () FROM vigil.alert_patient a WHERE "
                           "a.patient_id = 'p7' AND "
                           "a.issuer IN ('RXX', '') GROUP BY a.alert_id ORDER BY max(a.seq) DESC LIMIT 50"));
        QVERIFY2(plan.contains(QLatin1String("alert_patient_id")), qPrintable(plan));
        QVERIFY2(!plan.contains(QLatin1String("Seq Scan")), qPrintable(plan));
    }
    void anotherEncodingIsRefused() {
        QVERIFY(m_server->dropDatabase(m_database));
        PostgresServer::psql(
            m_server->superuserUrl(QStringLiteral("postgres")),
            QStringLiteral("CREATE DATABASE vigil TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"));
        QCOMPARE(schema().init({}).error().code, Error::Code::Invalid);
        QCOMPARE(asAdmin(QStringLiteral("SELECT count(*) FROM pg_namespace WHERE nspname = 'vigil'")),
                 QStringLiteral("0"));
    }
    void aPolicyTakesTwoPeopleWhoEachSentTheirOwnAct() {
        QVERIFY(schema().init({}));
        for (const auto& [user, role] : {std::pair("fay", "coordinator"), std::pair("max", "administrator"),
                                         std::pair("rev", "reviewer"), std::pair("kim", "reporter")})
            QVERIFY(
                schema().addUser({QLatin1String(user), {QLatin1String(role)}, QStringLiteral("secret")}, {}));
        const auto answer = [&](const char* user, const journal::Event& event) {
            PostgresDepartment department({m_server->urlFor(QLatin1String(user)), {}, {}, 10s});
            const auto answers = department.append({event}, {});
            if (!answers) return answers.error().message;
            return answers->first().outcome == Appended::Outcome::Accepted ? QStringLiteral("accepted")
                                                                           : answers->first().reason;
        };
        const auto on = [](const QString& kind, const char* user) {
            return anEvent(kind)
                .on(journal::aggregate::policy, QStringLiteral("alerts"))
                .by(QLatin1String(user))
                .from(QStringLiteral("desk"), 1);
        };
        const journal::Event proposal = on(journal::kind::policyProposed, "fay").withOpen("{\"yaml\":\"x\"}");
        const auto open = "{\"proposal\":\"" + toText(proposal.eventId).toLatin1() + "\",\"replaces\":\"\"}";
        const auto approval = [&](const char* user) {
            return on(journal::kind::policyApproved, user).withOpen(open);
        };
        QCOMPARE(answer("kim", on(journal::kind::policyProposed, "kim").withOpen("{}")),
                 QStringLiteral("the author has no right to record this"));
        QVERIFY(answer("rev", approval("rev")).contains(QLatin1String("not proposed")));
        QCOMPARE(answer("fay", proposal), QStringLiteral("accepted"));
        QVERIFY(answer("fay", approval("fay")).contains(QLatin1String("another person")));
        QVERIFY(answer("kim", approval("kim")).contains(QLatin1String("no right")));
        // A registered device relays for others, but nobody makes a second person with it.
        asAdmin(QStringLiteral("INSERT INTO vigil.device (device, note) VALUES ('desk', 'reading room')"));
        QVERIFY(answer("fay", approval("rev")).contains(QLatin1String("never relayed")));
        QCOMPARE(answer("rev", approval("rev")), QStringLiteral("accepted"));
        QCOMPARE(answer("max", on(journal::kind::policyProposed, "max").withOpen("{}")),
                 QStringLiteral("accepted"));
        // Alerts are relayed as before.
        QCOMPARE(answer("max", on(journal::kind::alertViewed, "kim")), QStringLiteral("accepted"));
    }
    void theDirectoryIsKeptByTheOfficerAndVerifiedByWhoUsesIt() {
        QVERIFY(schema().init({}));
        for (const auto& [user, role] : {std::pair("fay", "coordinator"), std::pair("kim", "reporter")})
            QVERIFY(
                schema().addUser({QLatin1String(user), {QLatin1String(role)}, QStringLiteral("secret")}, {}));
        const auto taken = [&](const char* user, const QString& kind) {
            PostgresDepartment department({m_server->urlFor(QLatin1String(user)), {}, {}, 10s});
            const auto answers =
                department.append({anEvent(kind)
                                       .on(journal::aggregate::directory, QStringLiteral("jones"))
                                       .by(QLatin1String(user))},
                                  {});
            return answers && answers->first().outcome == Appended::Outcome::Accepted;
        };
        QVERIFY(taken("fay", journal::kind::directoryEntrySet));
        QVERIFY(taken("fay", journal::kind::directoryEntryRetired));
        QVERIFY(taken("kim", journal::kind::directoryEntryVerified));
        QVERIFY(!taken("kim", journal::kind::directoryEntrySet));
        QVERIFY(!taken("kim", journal::kind::directoryEntryRetired));
        // A new client is given them however old they are.
        asAdmin(
            QStringLiteral("UPDATE vigil.aggregate_activity SET last_at = last_at - interval '400 days'"));
        PostgresDepartment department({m_server->urlFor(QStringLiteral("kim")), {}, {}, 10s});
        const auto set = department.bootstrap({});
        QVERIFY(set);
        QCOMPARE(set->events.size(), 3);
    }
    void whoWorksInWhichRoleIsKeptAndChecked() {
        QVERIFY(schema().init({}));
        for (const auto* name : {"kim", "lee"})
            QVERIFY(schema().addUser({name, {QStringLiteral("reporter")}, QStringLiteral("secret")}, {}));
        QVERIFY(schema().workRoles({})->isEmpty());
        QCOMPARE(schema().setWorkRoles("nobody", {"Consultant"}, {}).error().code, Error::Code::NotFound);
        QCOMPARE(schema().setWorkRoles("kim", {" "}, {}).error().code, Error::Code::Invalid);
        QVERIFY(schema().setWorkRoles("kim", {"Consultant \"x\", y", "Duty radiologist"}, {}));
        QCOMPARE(schema().workRoles({})->size(), 2);
        QCOMPARE(schema().workRoles({})->first().role, "Consultant \"x\", y");
        QVERIFY(
            schema().check({})->contains("lee may record in any role that is entered on the computer: use "
                                         "vigilctl department work-roles."));
        QVERIFY(schema().setWorkRoles("kim", {"duty radiologist"}, {}));
        QCOMPARE(schema().workRoles({})->size(), 1);
        QCOMPARE(asAdmin("SELECT count(*) FROM vigil.work_role WHERE revoked_at IS NOT NULL"), "1");
        PostgresDepartment department({m_server->urlFor(QStringLiteral("kim")), {}, {}, 10s});
        QCOMPARE(department.hello({})->workRoles, QStringList{"Duty radiologist"});
        QVERIFY(schema().setWorkRoles("kim", {}, {}));
        QVERIFY(department.hello({})->workRoles.isEmpty());
    }
    void checkSaysHowTheServerLetsPeopleIn() {
        QVERIFY(schema().init({}));
        asAdmin(QStringLiteral("SET password_encryption = 'md5'; CREATE ROLE olaf LOGIN PASSWORD 'secret'"));
        const auto usual = m_server->hba();
        QVERIFY(m_server->setHba(QStringLiteral("host all all 10.0.0.0/8 md5\nhostssl all all 10.1.0.0/16 "
                                                "scram-sha-256\nhost all all 127.0.0.1/32 trust\n") +
                                 usual));
        const auto faults = schema().check({});
        QVERIFY(m_server->setHba(QStringLiteral("host all all nonsense/zz scram-sha-256\n") + usual));
        const auto broken = schema().check({});
        asAdmin(QStringLiteral("DROP ROLE olaf"));
        QVERIFY(m_server->setHba(usual));
        QVERIFY(faults);
        QCOMPARE(
            faults->join('\n'),
            QStringLiteral(
                "pg_hba.conf, line 1 lets people in without TLS: write hostssl.\n"
                "pg_hba.conf, line 1 lets people in by md5: write scram-sha-256 (or gss, ldap, cert).\n"
                "pg_hba.conf, line 2 has no effect: hostssl record cannot match because SSL is disabled.\n"
                "pg_hba.conf, line 3 lets people in by trust: write scram-sha-256 (or gss, ldap, "
                "cert).\n"
                "The password of olaf is kept as MD5: set it again, it will be kept for SCRAM."));
        QVERIFY(broken->first().contains(QLatin1String("line 1 has no effect")));
        QCOMPARE(*schema().check({}), QStringList());
    }
    void checkSaysWhenTheNetworkIsNotEncrypted() {
        QVERIFY(schema().init({}));
        asAdmin(QStringLiteral("ALTER SYSTEM SET password_encryption = 'md5'"));
        asAdmin(QStringLiteral("ALTER SYSTEM SET ssl_min_protocol_version = 'TLSv1'"));
        QVERIFY(m_server->restart(QStringLiteral("0.0.0.0")));
        const auto faults = schema().check({});
        asAdmin(QStringLiteral("ALTER SYSTEM RESET ALL"));
        QVERIFY(m_server->restart());
        QVERIFY(faults);
        QCOMPARE(faults->size(), 3);
        QVERIFY(faults->at(0).contains(QLatin1String("without TLS")));
        QVERIFY(faults->at(1).contains(QLatin1String("md5")));
        QVERIFY(faults->at(2).contains(QLatin1String("older than 1.2")));
        QCOMPARE(*schema().check({}), QStringList());
    }
    void checkFindsATamperedLog() {
        QVERIFY(schema().init({}));
        QVERIFY(schema().addUser(
            {QStringLiteral("kim"), {QStringLiteral("reporter")}, QStringLiteral("secret")}, {}));
        PostgresDepartment department({m_server->urlFor(QStringLiteral("kim")), {}, {}, 10s});
        QVERIFY(department.append({anAlert(QStringLiteral("a-1")), anAlert(QStringLiteral("a-2"))}, {}));
        QCOMPARE(*schema().check({}), QStringList());
        asAdmin(QStringLiteral("UPDATE vigil.part SET open = '{}' WHERE seq = 1"));
        QVERIFY(schema().check({})->first().contains(QLatin1String("event 1")));
        asAdmin(
            QStringLiteral("DELETE FROM vigil.part WHERE seq = 2; DELETE FROM vigil.event WHERE seq = 2"));
        QVERIFY(schema().check({})->last().contains(QLatin1String("head")));
    }
};

QTEST_GUILESS_MAIN(PostgresSchemaTest)
#include "PostgresSchemaTest.moc"
