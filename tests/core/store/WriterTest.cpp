// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/Writer.h"
#include "core/store/Migrations.h"
#include "core/store/Reader.h"
#include "tests/support/Futures.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::store;
using vigil::test::waitFor;

class WriterTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QString migrationFile(const QString& folder, const QString& name, const QByteArray& sql) {
        QDir(m_folder.path()).mkpath(folder);
        QFile file(m_folder.filePath(folder + QLatin1Char('/') + name));
        if (!file.open(QIODevice::WriteOnly)) return {};
        file.write(sql);
        return m_folder.filePath(folder);
    }
    static Result<qint64> insert(Transaction& transaction, int n) {
        return transaction.execute(QStringLiteral("INSERT INTO t(n) VALUES(?)"), {n});
    }

private Q_SLOTS:
    void whatIsCommittedIsSeenByReaders() {
        const auto sql = migrationFile("a", "001_first.sql",
                                       "CREATE TABLE t(n INTEGER)\n\n-- note\nCREATE INDEX i ON t(n)\n");
        const auto path = m_folder.filePath("a.db");
        auto writer = Writer::start(path, Database::Durability::Full, sql);
        VIGIL_VERIFY(writer);
        VIGIL_VERIFY(waitFor((*writer)->run(Lane::Person, [](Transaction& t) { return insert(t, 7); })));
        auto reader = Reader::start(path, 2);
        VIGIL_VERIFY(reader);
        const auto sum =
            waitFor((*reader)->run([](const Database& db) { return db.value("SELECT sum(n) FROM t"); }));
        VIGIL_VERIFY(sum);
        QCOMPARE(sum->toInt(), 7);
    }
    void anErrorRollsEverythingBack() {
        const auto sql = migrationFile("b", "001_first.sql", "CREATE TABLE t(n INTEGER)\n");
        auto writer = Writer::start(m_folder.filePath("b.db"), Database::Durability::Full, sql);
        VIGIL_VERIFY(writer);
        const auto answer = waitFor((*writer)->run(Lane::Person, [](Transaction& t) -> Result<qint64> {
            VIGIL_CHECK(insert(t, 1));
            return Error{Error::Code::Invalid, "no", {}};
        }));
        QVERIFY(!answer);
        const auto count = waitFor((*writer)->run(
            Lane::Person, [](Transaction& t) { return t.database().value("SELECT count(*) FROM t"); }));
        QCOMPARE(count.value().toInt(), 0);
    }
    void aFailingStatementLeavesNothingBehindAndTheNextWorkGoesOn() {
        const auto sql = migrationFile("c", "001_first.sql", "CREATE TABLE t(n INTEGER)\n");
        auto writer = Writer::start(m_folder.filePath("c.db"), Database::Durability::Full, sql);
        VIGIL_VERIFY(writer);
        const auto twoRows = [](Transaction& t) -> Result<qint64> {
            VIGIL_CHECK(insert(t, 1));
            return insert(t, 2);
        };
        // Four statements: BEGIN, INSERT, INSERT, COMMIT.
        for (int failing = 1; failing <= 4; ++failing) {
            auto seen = std::make_shared<int>(0);
            (*writer)->beforeEachStatement([seen, failing]() -> Result<void> {
                if (++*seen == failing) return Error{Error::Code::Internal, "injected", {}};
                return {};
            });
            QVERIFY(!waitFor((*writer)->run(Lane::Person, twoRows)));
        }
        (*writer)->beforeEachStatement({});
        VIGIL_VERIFY(waitFor((*writer)->run(Lane::Person, twoRows)));
        const auto count = waitFor((*writer)->run(
            Lane::Person, [](Transaction& t) { return t.database().value("SELECT count(*) FROM t"); }));
        QCOMPARE(count.value().toInt(), 2);
    }
    void aPersonsActGoesBeforeBulkWork() {
        WorkQueue queue;
        QStringList order;
        queue.push(Lane::Bulk, [&] { order << "bulk 1"; });
        queue.push(Lane::Bulk, [&] { order << "bulk 2"; });
        queue.push(Lane::Person, [&] { order << "person"; });
        queue.close();
        WorkQueue::Work work;
        while (queue.pop(work))
            work();
        QCOMPARE(order, QStringList({"person", "bulk 1", "bulk 2"}));
        QVERIFY(!queue.push(Lane::Person, [] {}));
    }
    void migrationsTakeOldAndFreshFilesToTheSameSchema() {
        auto sql = migrationFile("d", "001_first.sql", "CREATE TABLE t(n INTEGER)\n");
        const auto path = m_folder.filePath("d.db");
        VIGIL_VERIFY(Writer::start(path, Database::Durability::Full, sql));
        migrationFile("d", "002_second.sql",
                      "ALTER TABLE t ADD COLUMN m TEXT\n\nCREATE TRIGGER g AFTER INSERT ON t BEGIN\n"
                      "  UPDATE t SET m='x';\nEND\n");
        VIGIL_VERIFY(Writer::start(path, Database::Durability::Full, sql));
        VIGIL_VERIFY(Writer::start(m_folder.filePath("fresh.db"), Database::Durability::Full, sql));
        QStringList schemas;
        for (const auto& name : {path, m_folder.filePath("fresh.db")}) {
            auto db = Database::open(name, Database::Mode::ReadOnly, Database::Durability::Full);
            VIGIL_VERIFY(db);
            schemas << (*db)
                           ->value("SELECT group_concat(sql) FROM sqlite_master ORDER BY name")
                           .value()
                           .toString();
        }
        QCOMPARE(schemas.at(0), schemas.at(1));
        QVERIFY(schemas.at(0).contains("m TEXT"));
    }
    void aNewerSchemaIsRefusedUntouched() {
        const auto sql = migrationFile("e", "005_future.sql", "CREATE TABLE t(n INTEGER)\n");
        const auto path = m_folder.filePath("e.db");
        VIGIL_VERIFY(Writer::start(path, Database::Durability::Full, sql));
        const auto older = migrationFile("f", "001_first.sql", "CREATE TABLE t(n INTEGER)\n");
        const auto writer = Writer::start(path, Database::Durability::Full, older);
        QVERIFY(!writer);
        QCOMPARE(writer.error().code, Error::Code::Newer);
    }
    void anotherFileThanADatabaseIsCalledDamaged() {
        const auto path = m_folder.filePath("g.db");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        const auto writer = Writer::start(path, Database::Durability::Full, m_folder.filePath("a"));
        QVERIFY(!writer);
        QCOMPARE(writer.error().code, Error::Code::Corrupt);
    }
};

QTEST_GUILESS_MAIN(WriterTest)
#include "WriterTest.moc"
