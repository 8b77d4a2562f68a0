// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Instance.h"
#include "app/Application.h"
#include "tests/support/Futures.h"

#include <QFile>
#include <QLocalSocket>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::app;

/// A running Vigil and the real vigilctl beside it on one data folder.
class InstanceTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    std::unique_ptr<Application> m_application;
    std::unique_ptr<Instance> m_instance;

    struct Run {
        int code = -1;
        QByteArray out;
        QByteArray err;
    };
    Run vigilctl(const QStringList& arguments, const QByteArray& input = {}) {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("VIGIL_CONFIG", m_folder.filePath("vigil.ini"));
        environment.insert("VIGIL_DATA", m_folder.filePath("data"));
        process.setProcessEnvironment(environment);
        QSignalSpy finished(&process, &QProcess::finished);
        process.start(QStringLiteral(VIGIL_BINARY_DIR "/vigilctl"), arguments);
        process.write(input);
        process.closeWriteChannel();
        // The running Vigil answers on this thread's event loop.
        if (finished.isEmpty() && !finished.wait(60000)) return {};
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

private Q_SLOTS:
    void initTestCase() {
        Settings settings;
        settings.local.aeTitle = "VG-TEST";
        settings.listen = false;
        settings.user = {"okafor", "Okafor^Ruth", "Northfield", "Consultant radiologist", "C0000001"};
        auto opened = Application::open(settings, m_folder.filePath("data"), Application::Running::Window);
        VIGIL_VERIFY(opened);
        m_application = std::move(*opened);
        m_instance = std::make_unique<Instance>(*m_application);
        VIGIL_VERIFY(m_instance->listen());
        QFile ini(m_folder.filePath("vigil.ini"));
        QVERIFY(ini.open(QIODevice::WriteOnly));
        ini.write("[local]\naeTitle=VG-TEST\nlisten=false\n[user]\nid=okafor\n");
    }
    void cleanupTestCase() {
        m_instance.reset();
        m_application.reset();
    }

    void readingGoesThroughTheRunningVigil() {
        const auto result = vigilctl({"--json", "worklist"});
        QCOMPARE(result.err, QByteArray());
        QCOMPARE(result.code, 0);
        QCOMPARE(result.out.trimmed(), QByteArray("[\n]"));
    }
    void writingGoesThroughItAndItsServicesSeeIt() {
        QVERIFY(!test::waitFor(m_application->reports().hasPin()).value());
        QCOMPARE(vigilctl({"report", "pin"}, "271828\n").code, 0);
        QVERIFY(test::waitFor(m_application->reports().hasPin()).value());
        const auto wrong = vigilctl({"report", "pin"}, "314159\n000000\n");
        QCOMPARE(wrong.code, 1);
        QVERIFY(wrong.err.startsWith("vigilctl: "));
    }
    void relativePathsAreTheCallers() {
        const auto result = vigilctl({"alert", "raise", "no-such-file.json"});
        QCOMPARE(result.code, 1);
        QVERIFY(result.err.contains("cannot be read"));
    }
    /// The file of the log is the worker's: it is asked through it.
    void earlierAlertsAreAskedOfTheLogThatTheWorkerHolds() {
        QFile draft(m_folder.filePath("alert.json"));
        QVERIFY(draft.open(QIODevice::WriteOnly));
        draft.write(vigilctl({"alert", "example"}).out);
        draft.close();
        const auto raised = vigilctl({"alert", "raise", draft.fileName()});
        QVERIFY2(raised.code == 0, raised.err.constData());
        const auto earlier = vigilctl({"alert", "earlier", "--patient", "9990000018"});
        QCOMPARE(earlier.err, QByteArray()); // no word that the department could not be reached
        QCOMPARE(earlier.code, 0);
        QVERIFY(earlier.out.contains(raised.out.trimmed()));
        QVERIFY(vigilctl({"alert", "earlier", "--patient", "1"}).out.contains("No alerts"));
    }
    void syncIsTheWorkersBusiness() {
        const auto result = vigilctl({"sync", "--once"});
        QCOMPARE(result.code, 0);
        QVERIFY(result.out.contains("delivers and fetches now"));
    }
    void aMethodOfItsOwnIsRefusedInPlainWords() {
        const auto result = vigilctl({"retrieve", "--study", "1.2", "--method", "get"});
        QCOMPARE(result.code, 1);
        QVERIFY(result.err.contains("--method"));
    }
    void garbageOnTheSocketHarmsNobody() {
        QLocalSocket socket;
        socket.connectToServer(m_folder.filePath("data/vigil.socket"));
        QVERIFY(socket.waitForConnected(5000));
        QSignalSpy gone(&socket, &QLocalSocket::disconnected);
        socket.write("\0garbage\xff\n", 10);
        QVERIFY(!gone.isEmpty() || gone.wait(10000));
        QCOMPARE(vigilctl({"--json", "alerts"}).code, 0);
    }
    void theSocketIsTheOwnersOnly() {
        const auto permissions = QFile::permissions(m_folder.filePath("data/vigil.socket"));
        QVERIFY(
            !(permissions & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));
    }
    void aSocketThatNobodyAnswersIsPassedOver() {
        m_instance.reset();
        m_application.reset();
        QFile stale(m_folder.filePath("data/vigil.socket"));
        QVERIFY(stale.open(QIODevice::WriteOnly));
        stale.close();
        QCOMPARE(vigilctl({"--json", "worklist"}).code, 0);
    }
};

QTEST_GUILESS_MAIN(InstanceTest)
#include "InstanceTest.moc"
