// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/Transaction.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::store;

/// Statements that are kept prepared must be as good as new ones.
class DatabaseTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_database;

    void execute(const QString& sql, const QVariantList& arguments = {}) {
        auto transaction = Transaction::begin(*m_database);
        VIGIL_VERIFY(transaction);
        VIGIL_VERIFY((*transaction)->execute(sql, arguments));
        VIGIL_VERIFY((*transaction)->commit());
    }
    QStringList texts(const QString& sql, const QVariantList& arguments = {}) const {
        return m_database->list(sql, arguments, [](const Row& row) { return row.text(0); })
            .value_or(QStringList{"error"});
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        auto opened = Database::open(m_folder->filePath("a.db"), Database::Mode::ReadWrite,
                                     Database::Durability::Normal);
        VIGIL_VERIFY(opened);
        m_database = std::move(*opened);
        execute("CREATE TABLE t(n INTEGER PRIMARY KEY, name TEXT)");
        for (int n = 1; n <= 3; ++n)
            execute("INSERT INTO t VALUES(?,?)", {n, QStringLiteral("n%1").arg(n)});
    }
    void cleanup() { m_database.reset(); }

    void theSameTextWithOtherArgumentsGivesOtherRows() {
        const QString byNumber = "SELECT name FROM t WHERE n=?";
        QCOMPARE(texts(byNumber, {1}), QStringList{"n1"});
        QCOMPARE(texts(byNumber, {2}), QStringList{"n2"});
        QCOMPARE(texts(byNumber, {9}), QStringList());
        QCOMPARE(texts(byNumber, {3}), QStringList{"n3"});
    }
    void aStatementMayRunWithinItself() {
        const QString above = "SELECT n FROM t WHERE n>? ORDER BY n";
        QList<qint64> seen;
        const auto inside = [&](const Row& inner) { seen << inner.number(0) * 10; };
        const auto done = m_database->rows(above, {0}, [&](const Row& outer) {
            seen << outer.number(0);
            QVERIFY(m_database->rows(above, {outer.number(0)}, inside));
        });
        VIGIL_VERIFY(done);
        QCOMPARE(seen, (QList<qint64>{1, 20, 30, 2, 30, 3}));
    }
    void aKeptStatementSeesANewSchema() {
        QCOMPARE(texts("SELECT name FROM t WHERE n=1"), QStringList{"n1"});
        execute("ALTER TABLE t RENAME TO old");
        execute("CREATE TABLE t(name TEXT, n INTEGER)");
        execute("INSERT INTO t VALUES('new', 1)");
        QCOMPARE(texts("SELECT name FROM t WHERE n=1"), QStringList{"new"});
    }
    void aRefusedStatementIsGoodForTheNextTry() {
        const QString insert = "INSERT INTO t VALUES(?,?)";
        {
            auto transaction = Transaction::begin(*m_database);
            VIGIL_VERIFY(transaction);
            QVERIFY(!(*transaction)->execute(insert, {1, "again"}));
        }
        execute(insert, {4, "n4"});
        QCOMPARE(texts("SELECT name FROM t WHERE n=?", {4}), QStringList{"n4"});
    }
    void whatIsKeptHoldsNoCheckpointUp() {
        QCOMPARE(texts("SELECT name FROM t ORDER BY n"), (QStringList{"n1", "n2", "n3"}));
        execute("INSERT INTO t VALUES(?,?)", {4, "n4"});
        bool busy = true;
        const auto done = m_database->rows("PRAGMA wal_checkpoint(TRUNCATE)", {},
                                           [&](const Row& row) { busy = row.integer(0) != 0; });
        VIGIL_VERIFY(done);
        QVERIFY(!busy);
    }
};

QTEST_GUILESS_MAIN(DatabaseTest)
#include "DatabaseTest.moc"
