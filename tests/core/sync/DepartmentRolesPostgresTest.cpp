// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Ids.h"
#include "core/journal/EventCodec.h"
#include "core/sync/DepartmentSchema.h"
#include "core/sync/PostgresDepartment.h"
#include "tests/support/EventBuilder.h"
#include "tests/support/PostgresServer.h"

#include <QProcess>
#include <QTest>

#include <memory>

using namespace vigil;
using namespace vigil::journal;
using namespace vigil::sync;
using namespace vigil::test;
using namespace std::chrono_literals;

namespace {

const QStringList roles{QStringLiteral("reporter"),    QStringLiteral("reviewer"),
                        QStringLiteral("coordinator"), QStringLiteral("dispatcher"),
                        QStringLiteral("auditor"),     QStringLiteral("administrator")};

QString appendSql(const Event& event) {
    return QStringLiteral("SELECT outcome FROM vigil.append(ARRAY[$q$%1$q$])")
        .arg(QString::fromUtf8(encode(event)));
}

} // namespace

/// The server holds the line, whatever client somebody has: each role logs in with psql and tries what it
/// must not be able to do. Users are called after their roles.
class DepartmentRolesPostgresTest : public QObject {
    Q_OBJECT
    std::unique_ptr<PostgresServer> m_server;

    QString as(const QString& user, const QString& sql) {
        return PostgresServer::psql(m_server->urlFor(user), sql);
    }
    /// What psql says to each of the statements, tried one after the other by one login.
    QStringList errorsAs(const QString& user, const QStringList& statements) {
        QProcess psql;
        psql.start(QStringLiteral("psql"), {"-XAtq", "-d", m_server->urlFor(user)});
        if (!psql.waitForStarted()) return {};
        for (const auto& sql : statements)
            psql.write(sql.toUtf8() + ";\nROLLBACK;\n\\warn =end=\n");
        psql.closeWriteChannel();
        if (!psql.waitForFinished()) return {};
        auto answers = QString::fromUtf8(psql.readAllStandardError()).split(QStringLiteral("=end=\n"));
        answers.removeLast();
        return answers;
    }
    void verifyRefused(const QString& user, const QStringList& statements) {
        const auto answers = errorsAs(user, statements);
        QCOMPARE(answers.size(), statements.size());
        for (qsizetype i = 0; i < answers.size(); ++i) {
            const auto& answer = answers[i];
            const bool refused =
                answer.contains(QLatin1String("ERROR")) &&
                (answer.contains(QLatin1String("permission denied")) ||
                 answer.contains(QLatin1String("must be ")) || answer.contains(QLatin1String("must have")));
            QVERIFY2(refused, qPrintable(statements[i] + QLatin1Char(' ') + answer));
        }
    }
    QString asAdmin(const QString& sql) { return PostgresServer::psql(m_server->superuserUrl(), sql); }
    /// Head, number of events and of rights: what no refused attempt may have changed.
    QString ledger() {
        return asAdmin(
            QStringLiteral("SELECT h.seq, h.hash, (SELECT count(*) FROM vigil.event), (SELECT count(*) "
                           "FROM vigil.may), (SELECT md5(string_agg(p.open || p.sealed, '' ORDER BY p.seq)) "
                           "FROM vigil.part p) FROM vigil.head h"));
    }
    static void addRoles() {
        QTest::addColumn<QString>("role");
        for (const auto& role : roles)
            QTest::addRow("%s", qPrintable(role)) << role;
    }

private Q_SLOTS:
    void initTestCase() {
        m_server = PostgresServer::start();
        if (!m_server) QSKIP("needs PostgreSQL 15");
        QVERIFY(m_server->createDatabase(QStringLiteral("vigil")));
        DepartmentSchema schema(m_server->superuserUrl(), 30s);
        QVERIFY(schema.init({}));
        for (const auto& role : roles)
            QVERIFY(schema.addUser({role, {role}, QStringLiteral("secret")}, {}));
        for (const auto& event : {Event(anAlert(QStringLiteral("a-1"))
                                            .by(QStringLiteral("reporter"))
                                            .withSealed("{\"text\":\"s\"}")),
                                  Event(anEvent(kind::alertViewed).by(QStringLiteral("reporter")))})
            QCOMPARE(as(QStringLiteral("reporter"), appendSql(event)), QStringLiteral("accepted"));
    }
    void cleanupTestCase() { m_server.reset(); }

    void nobodyGetsAtTheTables_data() { addRoles(); }
    void nobodyGetsAtTheTables() {
        QFETCH(QString, role);
        const auto before = ledger();
        const auto tables =
            asAdmin(QStringLiteral("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
                                   "WHERE schemaname = 'vigil'"))
                .split(QLatin1Char('\n'));
        QVERIFY(tables.size() > 8);
        QStringList statements;
        for (const auto& table : tables)
            for (const auto* pattern :
                 {"SELECT * FROM %1", "INSERT INTO %1 DEFAULT VALUES", "DELETE FROM %1", "TRUNCATE %1",
                  "BEGIN; LOCK TABLE %1 IN ACCESS EXCLUSIVE MODE", "BEGIN; LOCK TABLE %1 IN ROW SHARE MODE",
                  "DROP TABLE %1", "ALTER TABLE %1 DISABLE TRIGGER ALL", "COPY %1 TO STDOUT",
                  "GRANT SELECT ON %1 TO PUBLIC"})
                statements << QString::fromLatin1(pattern).arg(table);
        for (const auto* column : {"author", "submitter", "received_at", "hash", "kind"})
            statements << QStringLiteral("UPDATE vigil.event SET %1 = NULL").arg(QLatin1String(column));
        verifyRefused(role, statements);
        QCOMPARE(ledger(), before);
    }

    void nobodyGetsRoundTheFunctions_data() { addRoles(); }
    void nobodyGetsRoundTheFunctions() {
        QFETCH(QString, role);
        const auto before = ledger();
        verifyRefused(
            role,
            {// Other rights.
             "SET ROLE vigil_owner", "SET SESSION AUTHORIZATION vigil_owner", "SET ROLE postgres",
             "GRANT vigil_owner TO CURRENT_USER", "ALTER ROLE vigil_owner LOGIN PASSWORD 'x'",
             "CREATE ROLE intruder", "ALTER ROLE vigil_reporter SET search_path = 'x'",
             // Functions of one's own where a definer's function would find them.
             "CREATE FUNCTION vigil.objection() RETURNS text LANGUAGE sql AS $$SELECT ''$$",
             "CREATE OR REPLACE FUNCTION vigil.append(text[]) RETURNS int LANGUAGE sql AS $$SELECT 1$$",
             "CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$SELECT $1$$",
             "CREATE FUNCTION pg_temp.json_typeof(json) RETURNS text LANGUAGE sql AS $$SELECT 'object'$$",
             "CREATE TEMP TABLE may (role text, kind text)", "CREATE TEMP VIEW head AS SELECT 1 AS seq",
             "CREATE SCHEMA evil", "CREATE TABLE public.t (x int)",
             "ALTER FUNCTION vigil.append(text[]) SECURITY INVOKER", "DROP FUNCTION vigil.append(text[])",
             "ALTER FUNCTION vigil.append(text[]) SET search_path = public",
             // Inner functions.
             "SELECT vigil.take('{}', NULL, 0, NULL, ARRAY['alert.*'])", "SELECT * FROM vigil.head_now()",
             "SELECT vigil.objection(NULL, '', '', ARRAY['alert.*'])", "SELECT * FROM vigil.logged",
             // The machine.
             "COPY (SELECT 1) TO PROGRAM 'true'", "SELECT pg_read_file('/etc/passwd')",
             "SELECT lo_import('/etc/passwd')", "CREATE EXTENSION dblink", "ALTER SYSTEM SET fsync = off",
             "ALTER DATABASE vigil SET search_path = public", "DROP DATABASE vigil"});
        QCOMPARE(ledger(), before);
    }
    void aSearchPathOfOnesOwnChangesNothing_data() { addRoles(); }
    void aSearchPathOfOnesOwnChangesNothing() {
        QFETCH(QString, role);
        const Event inAnothersName = anAlert(QStringLiteral("a-9")).by(QStringLiteral("somebody"));
        const Event foreign = anEvent(kind::alertClosed).by(QStringLiteral("somebody"));
        const auto answer =
            as(role, QStringLiteral("SET search_path = pg_temp, public; ") + appendSql(foreign));
        QCOMPARE(answer, QStringLiteral("refused"));
        // An alert is taken from anybody who is let in, but under the name of who brought it.
        QCOMPARE(as(role, appendSql(inAnothersName)), QStringLiteral("accepted"));
        QCOMPARE(asAdmin(QStringLiteral("SELECT submitter FROM vigil.event ORDER BY seq DESC LIMIT 1")),
                 role);
    }

    void eachRoleRecordsItsOwnKindsOnly_data() { addRoles(); }
    void eachRoleRecordsItsOwnKindsOnly() {
        QFETCH(QString, role);
        const QHash<QString, QStringList> own{
            {QStringLiteral("reporter"),
             {"alert.acknowledged", "alert.telephoned", "alert.rerouted", "report.signed", "review.scored"}},
            {QStringLiteral("reviewer"), {"alert.telephoned", "review.scored", "policy.proposed"}},
            {QStringLiteral("coordinator"),
             {"alert.acknowledged", "notice.sent", "directory.entry_set", "policy.proposed"}},
            {QStringLiteral("dispatcher"), {"alert.escalated", "alert.rerouted", "notice.sent"}},
            {QStringLiteral("auditor"), {}},
            {QStringLiteral("administrator"), {"policy.proposed", "directory.entry_set"}}};
        QVERIFY(own.contains(role));
        for (const auto* each : {"alert.acknowledged", "alert.telephoned", "alert.escalated",
                                 "alert.rerouted", "report.signed", "review.scored", "notice.sent",
                                 "directory.entry_set", "policy.proposed", "part.redacted", "no.such"}) {
            const auto name = QString::fromLatin1(each);
            if (role == QLatin1String("reporter") && name == QLatin1String("alert.escalated"))
                continue; // by hand
            if (role == QLatin1String("administrator") && name == QLatin1String("part.redacted")) continue;
            const Event event = name == kind::reportSigned
                                    ? Event(aSignature(QStringLiteral("1.2.3")).by(role))
                                    : Event(anEvent(name).by(role).withOpen("{}"));
            const auto may = own[role].contains(name) || (role == QLatin1String("coordinator") &&
                                                          name.startsWith(QLatin1String("alert.")));
            QVERIFY2(as(role, appendSql(event)) ==
                         (may ? QLatin1String("accepted") : QLatin1String("refused")),
                     each);
        }
    }
    /// Whoever is bound to roles is taken at the department's word and not at the client's.
    void nobodyClaimsARoleThatTheDepartmentDoesNotKnowThemIn() {
        const QString user = QStringLiteral("coordinator");
        const auto outcome = [&](const char* what, const char* claimed, const QString& device = {}) {
            Event event = anEvent(what).by(user).withOpen(
                QByteArrayLiteral("{\"by\":{\"name\":\"X\",\"role\":\"") + claimed + "\"}}");
            if (!device.isEmpty()) event.device = device;
            return as(device.isEmpty() ? user : QStringLiteral("reporter"), appendSql(event));
        };
        const auto bind = [&](const char* to) {
            QCOMPARE(as(QStringLiteral("administrator"),
                        QStringLiteral("SELECT vigil.set_work_roles('coordinator', ARRAY[%1]::text[])")
                            .arg(QLatin1String(to))),
                     QString());
        };
        QCOMPARE(outcome("alert.withdrawn", "Duty radiologist"),
                 QStringLiteral("accepted")); // nobody is bound
        bind("'Coordinator'");
        QCOMPARE(outcome("alert.withdrawn", "Duty radiologist"), QStringLiteral("refused"));
        QCOMPARE(outcome("alert.withdrawn", "coordinator"), QStringLiteral("accepted"));
        QCOMPARE(outcome("alert.withdrawn", ""), QStringLiteral("accepted")); // claims nothing
        // What gives nobody a right is not lost for it.
        for (const auto* each : {"alert.noted", "alert.telephoned", "alert.viewed"})
            QCOMPARE(outcome(each, "Duty radiologist"), QStringLiteral("accepted"));
        Event forAnother =
            anEvent("alert.acknowledged").by(user).withOpen("{\"by\":{\"role\":\"Ward clerk\"}}");
        forAnother.onBehalfOf = {
            QStringLiteral("Fox^Robin"), QStringLiteral("Consultant"), {}, QStringLiteral("told")};
        QCOMPARE(as(user, appendSql(forAnother)), QStringLiteral("accepted"));
        // An alert is never refused; it is flagged.
        QCOMPARE(outcome("alert.raised", "Duty radiologist"), QStringLiteral("accepted"));
        QVERIFY(asAdmin(QStringLiteral("SELECT what FROM vigil.flagged ORDER BY seq DESC LIMIT 1"))
                    .contains(QLatin1String("does not work in this role")));
        QCOMPARE(as(user, appendSql(anEvent(kind::alertRaised).by(user).withOpen("no JSON"))),
                 QStringLiteral("accepted"));
        // Nor through another login.
        QCOMPARE(
            as(QStringLiteral("administrator"), QStringLiteral("SELECT vigil.register_device('dev-w', '')")),
            QString());
        QCOMPARE(outcome("alert.withdrawn", "Duty radiologist", QStringLiteral("dev-w")),
                 QStringLiteral("refused"));
        bind("'Coordinator', 'Duty radiologist'");
        QCOMPARE(outcome("alert.withdrawn", "Duty radiologist"), QStringLiteral("accepted"));
        // What was done before the role was taken away is taken when it comes.
        Event before =
            anEvent("alert.withdrawn").by(user).withOpen("{\"by\":{\"role\":\"Duty radiologist\"}}");
        before.occurredAt = *fromIso(asAdmin(QStringLiteral("SELECT vigil.iso(clock_timestamp())")));
        bind("'Coordinator'");
        QCOMPARE(as(user, appendSql(before)), QStringLiteral("accepted"));
        before.eventId = QUuid::createUuid();
        before.occurredAt += 1h;
        QCOMPARE(as(user, appendSql(before)), QStringLiteral("refused"));
        bind("");
        QCOMPARE(outcome("alert.withdrawn", "Clinical director"), QStringLiteral("accepted"));
        for (const auto& role : roles)
            if (role != QLatin1String("administrator"))
                verifyRefused(role, {"SELECT vigil.set_work_roles('x', ARRAY['Duty radiologist'])",
                                     "INSERT INTO vigil.work_role (login, role) VALUES ('x', 'y')",
                                     "SELECT vigil.role_objection(NULL, '')"});
        verifyRefused(QStringLiteral("reporter"), {"SELECT * FROM vigil.work_roles()"});
    }
    /// The page for recipients without a login records as the dispatcher.
    void whatARecipientDidIsRecordedInTheirNameOnly_data() { addRoles(); }
    void whatARecipientDidIsRecordedInTheirNameOnly() {
        QFETCH(QString, role);
        for (const auto* each : {"alert.viewed", "alert.acknowledged", "alert.declined", "alert.acted_on",
                                 "alert.closed", "alert.withdrawn", "alert.sign_in_locked"}) {
            const auto name = QString::fromLatin1(each);
            Event event = anEvent(name).by(role).withOpen("{}");
            const auto alone = as(role, appendSql(event));
            event.eventId = QUuid::createUuid();
            event.onBehalfOf = {QStringLiteral("Fox^Robin"),
                                QStringLiteral("Registrar"),
                                {},
                                QStringLiteral("recipient's page")};
            const auto forAnother = as(role, appendSql(event));
            if (role != QLatin1String("dispatcher")) {
                QCOMPARE(forAnother, alone); // nobody else gains by it
                continue;
            }
            const bool ends =
                name == QLatin1String("alert.closed") || name == QLatin1String("alert.withdrawn");
            const bool plain = name == QLatin1String("alert.sign_in_locked");
            QCOMPARE(alone, plain ? QStringLiteral("accepted") : QStringLiteral("refused"));
            QCOMPARE(forAnother, ends ? QStringLiteral("refused") : QStringLiteral("accepted"));
        }
    }
    void sealedPartsOpenForFewAndNeverSilently_data() { addRoles(); }
    void sealedPartsOpenForFewAndNeverSilently() {
        QFETCH(QString, role);
        const auto id = asAdmin(QStringLiteral("SELECT event_id FROM vigil.event WHERE seq = 1"));
        const auto before = asAdmin(QStringLiteral("SELECT count(*) FROM vigil.revealed")).toInt();
        const auto answer = as(role, QStringLiteral("SELECT sealed FROM vigil.reveal('%1')").arg(id));
        const bool may = QStringList{QStringLiteral("reporter"), QStringLiteral("reviewer"),
                                     QStringLiteral("coordinator"), QStringLiteral("auditor")}
                             .contains(role); // the reporter raised it
        QCOMPARE(answer.contains(QLatin1String("\"text\"")), may);
        QCOMPARE(asAdmin(QStringLiteral("SELECT count(*) FROM vigil.revealed")).toInt(),
                 before + (may ? 1 : 0));
        for (const auto* reading :
             {"SELECT * FROM vigil.since(NULL, 0, NULL, 9)", "SELECT * FROM vigil.bootstrap()",
              "SELECT * FROM vigil.history('alert', 'a-1')"})
            QVERIFY(!as(role, QString::fromLatin1(reading)).contains(QLatin1String("\"text\"")));
    }

    /// Everybody in the department sees what was raised about a patient before, and nobody else does.
    void earlierAlertsAreForMembersOnly() {
        const auto about = QStringLiteral("SELECT count(*) FROM vigil.alerts_about('4711', '', 50)");
        const Event event = anAlert(QStringLiteral("a-4711"))
                                .by(QStringLiteral("reporter"))
                                .withOpen("{\"patient\":{\"id\":\"4711\",\"issuer\":\"RXX\"}}")
                                .withSealed("{\"text\":\"s\"}");
        QCOMPARE(as(QStringLiteral("reporter"), appendSql(event)), QStringLiteral("accepted"));
        for (const auto& role : roles) {
            QCOMPARE(as(role, about), QStringLiteral("1"));
            QVERIFY(!as(role, QStringLiteral("SELECT * FROM vigil.alerts_about('4711', '', 50)"))
                         .contains(QLatin1String("\"text\"")));
            verifyRefused(role,
                          {"SELECT * FROM vigil.alert_patient", "SELECT * FROM vigil.patient_named('{}')",
                           "INSERT INTO vigil.alert_patient VALUES (1, '4711', '', 'a-1')"});
        }
        asAdmin(QStringLiteral("CREATE ROLE visitor LOGIN PASSWORD 'secret'; GRANT CONNECT ON DATABASE vigil "
                               "TO visitor"));
        verifyRefused(QStringLiteral("visitor"), {about});
        asAdmin(QStringLiteral("DROP OWNED BY visitor; DROP ROLE visitor"));
        // What is redacted is not found any more.
        const Event redaction =
            anEvent(QStringLiteral("part.redacted"))
                .by(QStringLiteral("administrator"))
                .withOpen("{\"event_id\":\"" + toText(event.eventId).toLatin1() + "\",\"part\":\"open\"}");
        QCOMPARE(as(QStringLiteral("administrator"), appendSql(redaction)), QStringLiteral("accepted"));
        QCOMPARE(as(QStringLiteral("reporter"), about), QStringLiteral("0"));
        QCOMPARE(
            asAdmin(QStringLiteral("SELECT count(*) FROM vigil.alert_patient WHERE patient_id = '4711'")),
            QStringLiteral("0"));
    }

    /// A session that appends and never ends its transaction keeps everybody waiting, and it may switch off
    /// the time-out that is set for it: whoever finds the log held has it thrown out.
    void whoHoldsTheLogIsThrownOut() {
        QProcess holder;
        holder.start(QStringLiteral("psql"), {"-XAtq", "-d", m_server->urlFor(QStringLiteral("reporter"))});
        QVERIFY(holder.waitForStarted());
        const Event first = anAlert(QStringLiteral("a-5")).by(QStringLiteral("reporter"));
        holder.write("SET idle_in_transaction_session_timeout = 0;\nBEGIN;\n" + appendSql(first).toUtf8() +
                     ";\n");
        QVERIFY(holder.waitForReadyRead());
        QCOMPARE(holder.readAll().trimmed(), QByteArray("accepted"));
        asAdmin(QStringLiteral("ALTER FUNCTION vigil.append SET lock_timeout = '100ms'"));
        QCOMPARE(as(QStringLiteral("coordinator"), QStringLiteral("SELECT vigil.free_log()")),
                 QStringLiteral("0")); // not for too long yet
        // Too long is 15 s; the test does not wait for them.
        asAdmin(asAdmin(QStringLiteral("SELECT replace(pg_get_functiondef('vigil.free_log'::regproc), "
                                       "'15 seconds', '0 seconds')")));
        PostgresDepartment department(
            {m_server->urlFor(QStringLiteral("coordinator")), {}, QStringLiteral("desk"), 10s});
        const Event mine = anAlert(QStringLiteral("a-6")).by(QStringLiteral("coordinator"));
        QCOMPARE(department.append({mine}, {}).error().code, Error::Code::Busy);
        QTRY_VERIFY(department.append({mine}, {}).has_value());
        asAdmin(QStringLiteral("ALTER FUNCTION vigil.append SET lock_timeout = '5s'"));
        asAdmin(asAdmin(QStringLiteral("SELECT replace(pg_get_functiondef('vigil.free_log'::regproc), "
                                       "'0 seconds', '15 seconds')")));
        holder.write("COMMIT;\n");
        holder.closeWriteChannel();
        QVERIFY(holder.waitForFinished());
        QCOMPARE(asAdmin(QStringLiteral("SELECT count(*) FROM vigil.event WHERE aggregate_id = 'a-5'")),
                 QStringLiteral("0"));
    }
    void onlyADispatcherTakesTheTurn_data() { addRoles(); }
    void onlyADispatcherTakesTheTurn() {
        QFETCH(QString, role);
        if (role != QLatin1String("dispatcher")) return verifyRefused(role, {"SELECT vigil.hold_turn()"});
        QProcess holder;
        holder.start(QStringLiteral("psql"), {"-XAtq", "-d", m_server->urlFor(role)});
        QVERIFY(holder.waitForStarted());
        for (int again = 0; again < 2; ++again) {
            holder.write("SELECT vigil.hold_turn();\n");
            QVERIFY(holder.waitForReadyRead());
            QCOMPARE(holder.readAll().trimmed(), QByteArray("t"));
        }
        QCOMPARE(as(role, QStringLiteral("SELECT vigil.hold_turn()")), QStringLiteral("f"));
        holder.kill();
        holder.waitForFinished();
        QTRY_COMPARE(as(role, QStringLiteral("SELECT vigil.hold_turn()")), QStringLiteral("t"));
    }
    void advisoryLocksOfAnybodyHoldUpNothing() {
        QProcess holder;
        holder.start(QStringLiteral("psql"), {"-XAtq", "-d", m_server->urlFor(QStringLiteral("auditor"))});
        QVERIFY(holder.waitForStarted());
        holder.write("SELECT count(pg_advisory_lock(n)) FROM generate_series(-1000, 1000) n;\n"
                     "SELECT pg_advisory_lock(hashtext('vigil.migration'));\n");
        QVERIFY(holder.waitForReadyRead());
        const Event event = anAlert(QStringLiteral("a-7")).by(QStringLiteral("reporter"));
        QCOMPARE(as(QStringLiteral("reporter"), appendSql(event)), QStringLiteral("accepted"));
        QCOMPARE(as(QStringLiteral("dispatcher"), QStringLiteral("SELECT vigil.hold_turn()")),
                 QStringLiteral("t"));
        holder.kill();
        holder.waitForFinished();
    }

    void everyColumnIsWatched() {
        QVERIFY(asAdmin(QStringLiteral("SELECT vigil.first_bad(1, 9999) IS NULL")) == QLatin1String("t"));
        const auto columns =
            asAdmin(QStringLiteral("SELECT table_name || '.' || column_name || '.' || data_type "
                                   "FROM information_schema.columns WHERE table_schema = 'vigil' "
                                   "AND table_name IN ('event', 'part')"))
                .split(QLatin1Char('\n'));
        QVERIFY(columns.size() >= 27);
        for (const auto& each : columns) {
            const auto table = each.section(QLatin1Char('.'), 0, 0);
            const auto column = each.section(QLatin1Char('.'), 1, 1);
            const auto type = each.section(QLatin1Char('.'), 2);
            QString altered;
            if (column == QLatin1String("seq"))
                altered = QStringLiteral("seq + 100000");
            else if (type == QLatin1String("text"))
                altered = column + QStringLiteral(" || 'x'");
            else if (type == QLatin1String("bytea"))
                altered = QStringLiteral("set_byte(%1, 0, get_byte(%1, 0) # 1)").arg(column);
            else if (type == QLatin1String("uuid"))
                altered = QStringLiteral("gen_random_uuid()");
            else if (type.startsWith(QLatin1String("timestamp")))
                altered = column + QStringLiteral(" + interval '1 microsecond'");
            else
                altered = column + QStringLiteral(" + 1");
            // The first event has a sealed part. What is altered is rolled back.
            const auto answer =
                asAdmin(QStringLiteral("BEGIN; UPDATE vigil.%1 SET %2 = %3 WHERE seq = 1; "
                                       "SELECT vigil.first_bad(1, 999999) IS NOT NULL; ROLLBACK")
                            .arg(table, column, altered));
            QVERIFY2(answer == QLatin1String("t"), qPrintable(each + QLatin1Char(' ') + answer));
        }
        for (const auto* sql :
             {"DELETE FROM vigil.event WHERE seq = 2", "DELETE FROM vigil.part WHERE seq = 2",
              "UPDATE vigil.part SET open = '' WHERE seq = 1",
              "UPDATE vigil.part SET sealed = '' WHERE seq = 1", "DELETE FROM vigil.event WHERE seq = 1",
              "DELETE FROM vigil.event WHERE seq = (SELECT seq FROM vigil.head)",
              "UPDATE vigil.head SET seq = seq - 1", "UPDATE vigil.head SET hash = sha256(hash)",
              "UPDATE vigil.log SET log_id = gen_random_uuid()",
              "UPDATE vigil.event SET seq = -1 WHERE seq = 1; UPDATE vigil.event SET seq = 1 WHERE seq = 2; "
              "UPDATE vigil.event SET seq = 2 WHERE seq = -1"}) {
            const auto answer =
                asAdmin(QStringLiteral("BEGIN; %1; SELECT vigil.first_bad(1, 999999) IS NOT NULL; "
                                       "ROLLBACK")
                            .arg(QLatin1String(sql)));
            QVERIFY2(answer == QLatin1String("t"), qPrintable(QLatin1String(sql) + answer));
        }
        QVERIFY(asAdmin(QStringLiteral("SELECT vigil.first_bad(1, 9999) IS NULL")) == QLatin1String("t"));
    }
};

QTEST_GUILESS_MAIN(DepartmentRolesPostgresTest)
#include "DepartmentRolesPostgresTest.moc"
