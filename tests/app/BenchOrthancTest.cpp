// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/RetrieveBench.h"

#include "core/base/platform/Machine.h"
#include "tests/app/BenchRun.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using vigil::test::BenchRun;

/// That the benchmark measures what it says, cleans up behind itself and refuses what would flatter; never
/// how fast something is.
class BenchOrthancTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theMedianIsTheMiddleRun() {
        app::Measured measured;
        QCOMPARE(measured.median(), 0.0);
        measured.bytes = 100;
        measured.seconds = {5, 1, 2};
        QCOMPARE(measured.median(), 2.0);
        QCOMPARE(measured.perSecond(), 50.0);
    }
    void eachIsComparedWithItsOwnArchiveAndStudy() {
        const auto measured = [](const char* study, const char* archive, const char* way, double seconds) {
            app::Measured one;
            one.study = study;
            one.archive = archive;
            one.way = way;
            one.seconds = {seconds};
            return one;
        };
        const QList<app::Measured> all{measured("slices", "", "cp + fsync of each file", 1),
                                       measured("slices", "qrscp", "movescu + storescp", 99),
                                       measured("large", "orthanc", "movescu + storescp", 98),
                                       measured("slices", "orthanc", "movescu + storescp, TCP_NODELAY=1", 6),
                                       measured("slices", "orthanc", "movescu + storescp", 20),
                                       measured("slices", "orthanc", "getscu", 40),
                                       measured("slices", "orthanc", "Vigil C-GET", 2)};
        const auto ratios = app::ratiosOf(all.last(), all);
        QCOMPARE(ratios.fasterThanStock, 10.0);
        QCOMPARE(ratios.fasterThanNoDelay, 3.0);
        QCOMPARE(ratios.fasterThanGetscu, 20.0);
        QCOMPARE(ratios.timesCopy, 2.0);
        QCOMPARE(app::ratiosOf(all.first(), all).fasterThanStock, 0.0); // no archive took part
        QCOMPARE(app::ratiosOf(all.first(), all).timesCopy, 1.0);
    }
    void everyWayBringsTheWholeStudyAndNothingIsLeftBehind() {
        QTemporaryDir folder(QStringLiteral(VIGIL_BINARY_DIR "/bench-test-XXXXXX"));
        if (platform::isMemoryFolder(folder.path())) QSKIP("the build folder is in memory");
        const BenchRun run({"retrieve", "--quick", "--only", "100 small", "--folder", folder.path()});
        QCOMPARE(run.code, 0);
        const auto rows = run.json().value("rows").toArray();
        QStringList ways;
        for (const auto& value : rows) {
            const auto row = value.toObject();
            ways << row.value("way").toString();
            QCOMPARE(row.value("instances").toInt(), 100);
            QVERIFY(row.value("bytes").toInteger() > 100 * 20000);
            QVERIFY(row.value("seconds").toDouble() > 0);
            QVERIFY(row.value("timesCopy").toDouble() > 0);
            const auto memory = row.value("memoryBytes").toArray();
            QCOMPARE(memory.size(), row.value("way").toString().startsWith("Vigil") ? 4 : 0);
            for (const auto& quarter : memory)
                QVERIFY(quarter.toInteger() > 1000000);
            double taken = 0;
            for (const auto& quarter : row.value("quarterSeconds").toArray())
                taken += quarter.toDouble();
            QVERIFY(taken <= row.value("runs").toArray().last().toDouble());
            QCOMPARE(taken > 0, memory.size() == 4);
        }
        QCOMPARE(ways, (QStringList{"cp + fsync of each file", "Vigil C-MOVE", "Vigil C-GET"}));
        QVERIFY(QDir(folder.path()).isEmpty());
    }
    void aFolderInMemoryIsRefused() {
        const QString memory = QStringLiteral("/dev/shm");
        if (!platform::isMemoryFolder(memory)) QSKIP("there is no folder in memory here");
        const BenchRun run({"retrieve", "--quick", "--folder", memory});
        QCOMPARE(run.code, 1);
        QVERIFY(run.err.contains("in memory"));
        QVERIFY(run.out.isEmpty());
    }
    void anUnknownNameIsWrongUsage() {
        const BenchRun run({"nonsense"});
        QCOMPARE(run.code, 2);
        QVERIFY(run.err.contains("firstimage"));
    }
};

QTEST_GUILESS_MAIN(BenchOrthancTest)
#include "BenchOrthancTest.moc"
