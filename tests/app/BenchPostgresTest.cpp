// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/LiveDepartment.h"

#include "core/base/platform/Machine.h"
#include "tests/app/BenchRun.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using vigil::test::BenchRun;

/// That the benchmark of the department measures what it says and leaves nothing behind; never how fast
/// something is.
class BenchPostgresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aQuantileIsTheNearestRank() {
        app::LiveFigures figures;
        QCOMPARE(figures.quantile(0.99), 0.0);
        for (int i = 1; i <= 200; ++i)
            figures.seconds << i;
        QCOMPARE(figures.quantile(0.5), 100.0);
        QCOMPARE(figures.quantile(0.99), 198.0);
        QCOMPARE(figures.quantile(1), 200.0);
    }
    void everyPartIsMeasuredAndNothingIsLeftBehind() {
        // Where the server's own account can enter.
        QTemporaryDir folder(QStringLiteral("/var/tmp/bench-test-XXXXXX"));
        if (platform::isMemoryFolder(folder.path())) QSKIP("the folder for larger files is in memory");
        QFile::setPermissions(folder.path(), QFile::permissions(folder.path()) | QFile::ExeOther);
        const BenchRun run({"department", "--quick", "--events", "2000", "--folder", folder.path()});
        QVERIFY2(run.code == 0, run.err.constData());
        const auto json = run.json();

        const auto append = json.value("append").toObject();
        QVERIFY(append.value("batchedPerSecond").toDouble() > 0);
        QVERIFY(append.value("singlePerSecond").toDouble() > 0);
        QVERIFY(append.value("pgbenchPerSecond").toDouble() > 0);
        QCOMPARE(append.value("batchedRatio").toDouble(),
                 append.value("batchedPerSecond").toDouble() / append.value("pgbenchPerSecond").toDouble());
        const auto log = json.value("log").toObject();
        QVERIFY(log.value("events").toInteger() >= 1900);
        QCOMPARE(log.value("openAlerts").toInt(), 20);

        const auto client = json.value("client").toObject();
        QCOMPARE(client.value("openAlerts").toInt(), 20);
        QVERIFY(client.value("seconds").toDouble() > 0);
        QVERIFY(client.value("peakMemoryBytes").toDouble() > 1e6);
        // What ended more than 30 days ago does not come along.
        QVERIFY(client.value("events").toInteger() >= 20);
        QVERIFY(client.value("events").toInteger() < log.value("events").toInteger());
        const auto board = json.value("board").toObject();
        QCOMPARE(board.value("rows").toInt(), 20);
        QCOMPARE(board.value("runs").toArray().size(), 5);

        const auto live = json.value("live").toObject();
        QCOMPARE(live.value("expected").toInt(), 10 * 5);
        QCOMPARE(live.value("samples").toInt(), live.value("expected").toInt());
        QVERIFY(live.value("medianSeconds").toDouble() > 0);
        QVERIFY(live.value("p99Seconds").toDouble() >= live.value("medianSeconds").toDouble());
        // Each listener follows the log as well.
        QCOMPARE(live.value("listenedEvents").toInt(), (10 + 10) * 40); // ten come before the measured ones
        QVERIFY(QDir(folder.path()).isEmpty());
    }
    void aFolderInMemoryIsRefused() {
        const QString memory = QStringLiteral("/dev/shm");
        if (!platform::isMemoryFolder(memory)) QSKIP("there is no folder in memory here");
        const BenchRun run({"department", "--quick", "--folder", memory});
        QCOMPARE(run.code, 1);
        QVERIFY(run.err.contains("in memory"));
    }
    void aLogOfNothingIsRefused() {
        for (const auto* wrong : {"many", "0"}) {
            const BenchRun run({"department", "--events", wrong});
            QCOMPARE(run.code, 2);
            QVERIFY(run.err.contains("--events"));
        }
    }
};

QTEST_GUILESS_MAIN(BenchPostgresTest)
#include "BenchPostgresTest.moc"
