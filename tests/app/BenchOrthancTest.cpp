// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/RetrieveBench.h"

#include "core/base/platform/Machine.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;

/// That the benchmark measures what it says, cleans up behind itself and refuses what would flatter; never
/// how fast something is.
class BenchOrthancTest : public QObject {
    Q_OBJECT
    QByteArray m_out;
    QByteArray m_err;

    int bench(const QStringList& arguments) {
        QProcess process;
        process.start(QStringLiteral(VIGIL_BINARY_DIR "/vigilctl"),
                      QStringList{"--json", "bench"} + arguments);
        constexpr int atMost = 120000;
        process.waitForFinished(atMost);
        m_out = process.readAllStandardOutput();
        m_err = process.readAllStandardError();
        return process.exitCode();
    }

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
        QCOMPARE(bench({"retrieve", "--quick", "--only", "100 small", "--folder", folder.path()}), 0);
        const auto rows = QJsonDocument::fromJson(m_out).object().value("rows").toArray();
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
        }
        QCOMPARE(ways, (QStringList{"cp + fsync of each file", "Vigil C-MOVE", "Vigil C-GET"}));
        QVERIFY(QDir(folder.path()).isEmpty());
    }
    void theOpenedStudyComesFirstAlsoWhileEarlierOnesAreComing() {
        QTemporaryDir folder(QStringLiteral(VIGIL_BINARY_DIR "/bench-test-XXXXXX"));
        if (platform::isMemoryFolder(folder.path())) QSKIP("the build folder is in memory");
        QCOMPARE(bench({"firstimage", "--quick", "--priors", "4", "--folder", folder.path()}), 0);
        const auto answer = QJsonDocument::fromJson(m_out).object();
        QCOMPARE(answer.value("priors").toInt(), 4);
        const int slices = answer.value("slices").toInt();
        const auto run = answer.value("runs").toArray().first().toObject();
        const int atOpening = run.value("priorsAtOpening").toInt();
        QVERIFY(atOpening > 0 && atOpening < 4 * slices);                   // they were on their way
        QVERIFY2(run.value("priorsAtPicture").toInt() < 4 * slices, m_out); // and not waited for
        QVERIFY(run.value("afterArrival").toDouble() > 0);
        QVERIFY2(run.value("afterArrival").toDouble() < 2, m_out); // also on a busy machine
        QVERIFY(QDir(folder.path()).isEmpty());
    }
    void aFolderInMemoryIsRefused() {
        const QString memory = QStringLiteral("/dev/shm");
        if (!platform::isMemoryFolder(memory)) QSKIP("there is no folder in memory here");
        QCOMPARE(bench({"retrieve", "--quick", "--folder", memory}), 1);
        QVERIFY(m_err.contains("in memory"));
        QVERIFY(m_out.isEmpty());
    }
    void anUnknownNameIsWrongUsage() {
        QCOMPARE(bench({"nonsense"}), 2);
        QVERIFY(m_err.contains("firstimage"));
    }
};

QTEST_GUILESS_MAIN(BenchOrthancTest)
#include "BenchOrthancTest.moc"
