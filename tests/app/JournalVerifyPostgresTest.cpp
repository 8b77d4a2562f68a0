// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"
#include "core/sync/DepartmentSchema.h"
#include "core/sync/LogAudit.h"
#include "core/sync/PostgresDepartment.h"
#include "tests/support/EventBuilder.h"
#include "tests/support/Futures.h"
#include "tests/support/PostgresServer.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::test;
using namespace std::chrono_literals;
namespace kind = journal::kind;

/// `vigilctl journal verify` against a log that somebody with every right on the server has changed. Each
/// case starts from the same log of nine events, witnessed by two computers: kim's, whose login sees what
/// everybody sees, and ada's, an auditor's.
class JournalVerifyPostgresTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<PostgresServer> m_server;
    static constexpr int changed = 3; ///< the event that most cases change
    static constexpr int sealed = 6;
    static constexpr int last = 9;

    struct Run {
        int code = -1;
        QString out;
    };
    Run vigilctl(const QString& user, QStringList words) {
        words << "--config" << m_folder.filePath(user + ".ini") << "--data" << m_folder.filePath(user);
        app::Call call(words, m_folder.path());
        const int code = app::runVerb(call);
        return {code, QString::fromUtf8(call.output() + call.messages())};
    }
    Run verify(const QString& user, const QStringList& more = {}) {
        return vigilctl(user, QStringList{"journal", "verify"} + more);
    }
    void psql(const QString& sql) {
        const auto said = PostgresServer::psql(m_server->superuserUrl(), sql);
        QVERIFY2(!said.contains("ERROR"), qPrintable(said));
    }
    void newComputer(const QString& user) {
        QFile file(m_folder.filePath(user + ".ini"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            QStringLiteral(
                "[local]\nlisten=false\n[user]\nid=%1\nname=Test\norganisation=Northfield\n"
                "role=Consultant radiologist\n[department/ward]\nurl=postgresql://127.0.0.1:%2/vigil\n")
                .arg(user)
                .arg(m_server->port())
                .toUtf8());
    }
    void fillLog() {
        sync::PostgresDepartment kim({m_server->urlFor("kim"), {}, "laptop-7", 10s});
        for (int i = 0; i < 5; ++i)
            VIGIL_VERIFY(kim.append({anAlert(QStringLiteral("a-%1").arg(i))}, {}));
        VIGIL_VERIFY(kim.append({aSignature("1.2.3")}, {}));
        for (int i = 0; i < 3; ++i)
            VIGIL_VERIFY(
                kim.append({anEvent(kind::alertViewed).on("alert", QStringLiteral("a-%1").arg(i))}, {}));
    }
    /// The chain made anew from an event on, as its owner could: nothing in the log itself shows it.
    static QString chainAnew() {
        return QStringLiteral(
            "DO $$ DECLARE r vigil.event; before bytea := decode(repeat('00', 32), 'hex'); BEGIN "
            "FOR r IN SELECT * FROM vigil.event ORDER BY seq LOOP r.previous_hash := before; "
            "SELECT vigil.open_digest(p.open) INTO r.open_sha256 FROM vigil.part p WHERE p.seq = "
            "r.seq; r.hash := vigil.link_hash((SELECT log_id FROM vigil.log), r); UPDATE "
            "vigil.event e SET previous_hash = r.previous_hash, open_sha256 = r.open_sha256, hash = "
            "r.hash WHERE e.seq = r.seq; before := r.hash; END LOOP; UPDATE vigil.head SET seq = "
            "(SELECT max(seq) FROM vigil.event), hash = before; END $$; ");
    }

private Q_SLOTS:
    void initTestCase() {
        m_server = PostgresServer::start();
        if (!m_server) QSKIP("needs PostgreSQL 15");
        QVERIFY(m_server->createDatabase("vigil"));
        sync::DepartmentSchema schema(m_server->superuserUrl(), 30s);
        VIGIL_VERIFY(schema.init({}));
        for (const auto& [user, role] : {std::pair("kim", "reporter"), std::pair("ada", "auditor"),
                                         std::pair("max", "administrator"), std::pair("new", "reporter")})
            VIGIL_VERIFY(schema.addUser({user, {role}, "secret"}, {}));
        QFile passwords(m_folder.filePath("pgpass"));
        QVERIFY(passwords.open(QIODevice::WriteOnly));
        passwords.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        passwords.write("*:*:*:*:secret\n");
        passwords.close();
        qputenv("PGPASSFILE", passwords.fileName().toUtf8());
        fillLog();
        for (const auto* user : {"kim", "ada", "new"})
            newComputer(user);
        for (const auto* user : {"kim", "ada"}) {
            const auto synced = vigilctl(user, {"sync", "--once"});
            QVERIFY2(synced.code == 0, qPrintable(synced.out));
        }
        psql("CREATE SCHEMA kept");
        for (const auto* table : {"event", "part", "head"})
            psql(QStringLiteral("CREATE TABLE kept.%1 AS SELECT * FROM vigil.%1").arg(table));
    }
    void init() {
        psql("TRUNCATE vigil.event, vigil.part, vigil.head, vigil.flagged; INSERT INTO vigil.event SELECT * "
             "FROM "
             "kept.event; INSERT INTO vigil.part SELECT * FROM kept.part; INSERT INTO vigil.head SELECT * "
             "FROM "
             "kept.head");
    }

    void anUntouchedLogIsGood() {
        const auto kim = verify("kim");
        QVERIFY2(kim.code == 0, qPrintable(kim.out));
        QVERIFY(kim.out.contains("9 events, every link holds"));
        QVERIFY(kim.out.contains("Not checked: the sealed parts"));
        const auto ada = verify("ada");
        QVERIFY2(ada.code == 0, qPrintable(ada.out));
        QVERIFY(!ada.out.contains("Not checked"));
    }

    /// Each column of the log, whatever columns there are.
    void anAlteredColumnIsFound_data() {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("change");
        const QMap<QString, QString> changes{{"text", "%1 || 'x'"},
                                             {"bigint", "%1 + 1"},
                                             {"integer", "%1 + 1"},
                                             {"uuid", "gen_random_uuid() /* not %1 */"},
                                             {"bytea", "set_byte(%1, 0, get_byte(%1, 0) # 1)"},
                                             {"timestamp with time zone", "%1 + interval '1 microsecond'"}};
        const auto columns = PostgresServer::psql(
            m_server->superuserUrl(),
            "SELECT table_name || ';' || column_name || ';' || data_type FROM information_schema.columns "
            "WHERE "
            "table_schema = 'vigil' AND table_name IN ('event', 'part', 'head') AND column_name <> 'one'");
        for (const auto& line : columns.split('\n')) {
            const auto parts = line.split(';');
            QVERIFY2(changes.contains(parts.value(2)), qPrintable(line));
            QTest::newRow(qPrintable(parts[0] + "." + parts[1]))
                << parts[0] << parts[1] << changes.value(parts[2]).arg(parts[1]);
        }
        QVERIFY(columns.count('\n') >= 25);
    }
    void anAlteredColumnIsFound() {
        QFETCH(QString, table);
        QFETCH(QString, column);
        QFETCH(QString, change);
        const bool isSealed =
            table == "part" && QStringList{"sealed", "salt", "sealed_submitter"}.contains(column);
        const int seq = isSealed ? sealed : column == "seq" ? last : changed;
        const auto where = table == "head" ? QString() : QStringLiteral(" WHERE seq = %1").arg(seq);
        psql(QStringLiteral("UPDATE vigil.%1 SET %2 = %3%4").arg(table, column, change, where));
        const auto ada = verify("ada");
        QVERIFY2(ada.code == 1 && ada.out.contains("FAULT"), qPrintable(ada.out));
        // What everybody is given everybody can check.
        const auto kim = verify("kim");
        QVERIFY2(kim.code == (isSealed ? 0 : 1), qPrintable(kim.out));
        QCOMPARE(kim.out.contains("Not checked: the sealed parts"), isSealed);
    }
    void whatAChainAloneShowsIsFound_data() {
        QTest::addColumn<QString>("sql");
        QTest::newRow("removed")
            << "DELETE FROM vigil.part WHERE seq = 3; DELETE FROM vigil.event WHERE seq = 3";
        QTest::newRow("part removed") << "DELETE FROM vigil.part WHERE seq = 3";
        QTest::newRow("swapped")
            << "UPDATE vigil.event SET seq = -seq WHERE seq IN (3, 4); UPDATE vigil.event SET "
               "seq = 7 + seq WHERE seq < 0";
        QTest::newRow("open part emptied") << "UPDATE vigil.part SET open = '' WHERE seq = 3";
        QTest::newRow("tail cut, head left")
            << "DELETE FROM vigil.part WHERE seq > 7; DELETE FROM vigil.event WHERE seq > 7";
    }
    void whatAChainAloneShowsIsFound() {
        QFETCH(QString, sql);
        psql(sql);
        for (const auto* user : {"kim", "ada"}) {
            const auto result = verify(user);
            QVERIFY2(result.code == 1 && result.out.contains("FAULT"), qPrintable(result.out));
        }
    }
    /// What is consistent in itself is held against what was witnessed.
    void aChainMadeAnewIsFoundByWhoeverWitnessedIt_data() {
        QTest::addColumn<QString>("sql");
        QTest::newRow("altered") << "UPDATE vigil.part SET open = '{\"note\":\"nothing\"}' WHERE seq = 3";
        QTest::newRow("removed")
            << "DELETE FROM vigil.part WHERE seq = 3; DELETE FROM vigil.event WHERE seq = 3; "
               "UPDATE vigil.event SET seq = 1000 + seq WHERE seq > 3; UPDATE vigil.event SET "
               "seq = seq - 1001 WHERE seq > 1000; UPDATE vigil.part SET seq = 1000 + seq WHERE "
               "seq > 3; UPDATE vigil.part SET seq = seq - 1001 WHERE seq > 1000";
        QTest::newRow("swapped")
            << "UPDATE vigil.event SET seq = -seq WHERE seq IN (3, 4); UPDATE vigil.event SET "
               "seq = 7 + seq WHERE seq < 0";
        QTest::newRow("last one altered") << "UPDATE vigil.event SET author = 'lee' WHERE seq = 9";
        QTest::newRow("tail cut")
            << "DELETE FROM vigil.part WHERE seq > 7; DELETE FROM vigil.event WHERE seq > 7";
    }
    void aChainMadeAnewIsFoundByWhoeverWitnessedIt() {
        QFETCH(QString, sql);
        const auto kept = sync::headLine(logId(), headOf("kept"));
        psql(sql + "; " + chainAnew());
        for (const auto* user : {"kim", "ada"}) {
            const auto result = verify(user);
            QVERIFY2(result.code == 1 && result.out.contains("FAULT"), qPrintable(result.out));
        }
        // A computer that never saw it finds nothing: it is the witness that tells.
        QCOMPARE(verify("new").code, 0);
        QFile file(m_folder.filePath("journal.txt"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("Nov 29 02:00:01 desk vigil[77]: " + kept.toUtf8() + "\nanother line\n");
        file.close();
        const auto against = verify("new", {"--against", "journal.txt"});
        QVERIFY2(against.code == 1 && against.out.contains("FAULT"), qPrintable(against.out));
    }
    void theHeadAloneIsWitnessEnough() {
        // cache.db is lost: what is kept for good is the head of each hour.
        for (const auto* name : {"/cache.db", "/cache.db-wal", "/cache.db-shm"})
            QFile::remove(m_folder.filePath("kim") + name);
        QCOMPARE(verify("kim").code, 0);
        psql("UPDATE vigil.part SET open = '{\"note\":\"nothing\"}' WHERE seq = 3; " + chainAnew());
        const auto result = verify("kim");
        QVERIFY2(result.code == 1 && result.out.contains("seq 9 is not the event that was witnessed"),
                 qPrintable(result.out));
    }
    void aFileThatNamesNoHeadOfThisLogIsSaid() {
        QFile file(m_folder.filePath("other.txt"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(sync::headLine(QUuid::createUuid(), headOf("kept")).toUtf8());
        file.close();
        const auto result = verify("kim", {"--against", "other.txt"});
        QCOMPARE(result.code, 1);
        QVERIFY(result.out.contains("names no head"));
    }
    void aRedactionInTheLogExplainsAnEmptyPart() {
        const auto target =
            PostgresServer::psql(m_server->superuserUrl(), "SELECT event_id FROM vigil.event WHERE seq = 3");
        sync::PostgresDepartment max({m_server->urlFor("max"), {}, "desk", 10s});
        VIGIL_VERIFY(
            max.append({anEvent("part.redacted")
                            .on("event", target)
                            .by("max")
                            .withOpen("{\"event_id\":\"" + target.toUtf8() + "\",\"part\":\"open\"}")},
                       {}));
        QCOMPARE(
            PostgresServer::psql(m_server->superuserUrl(), "SELECT open = '' FROM vigil.part WHERE seq = 3"),
            "t");
        for (const auto* user : {"kim", "ada"}) {
            const auto result = verify(user);
            QVERIFY2(result.code == 0, qPrintable(result.out));
        }
        // It explains that one only.
        psql("UPDATE vigil.part SET open = '' WHERE seq = 4");
        const auto result = verify("kim");
        QVERIFY2(result.code == 1 && result.out.contains("seq 4"), qPrintable(result.out));
    }

private:
    QUuid logId() {
        return QUuid::fromString(
            PostgresServer::psql(m_server->superuserUrl(), "SELECT log_id FROM vigil.log"));
    }
    journal::Position headOf(const QString& schema) {
        const auto row =
            PostgresServer::psql(
                m_server->superuserUrl(),
                QStringLiteral("SELECT seq || ' ' || encode(hash, 'hex') FROM %1.head").arg(schema))
                .split(' ');
        return {row.value(0).toLongLong(), QByteArray::fromHex(row.value(1).toLatin1())};
    }
};

QTEST_GUILESS_MAIN(JournalVerifyPostgresTest)
#include "JournalVerifyPostgresTest.moc"
