// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/DepartmentSchema.h"

#include "core/base/Ids.h"
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
