// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Application.h"
#include "app/Instance.h"
#include "tests/support/Futures.h"
#include "tests/support/OrthancServer.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;

/// `vigilctl setup` as an administrator runs it, against a real Orthanc.
class SetupVerbOrthancTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    test::OrthancServer m_orthanc;
    quint16 m_port = test::freePort();

    struct Run {
        int code = -1;
        QByteArray out;
        QByteArray err;
        [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
        [[nodiscard]] QJsonObject check(const QString& id) const {
            for (const auto& entry : json().value("checks").toArray())
                if (entry.toObject().value("id").toString() == id) return entry.toObject();
            return {};
        }
    };
    QString configured(const QString& aeTitle, const QString& more) {
        const auto path = m_folder.filePath(aeTitle + ".ini");
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly)) return {};
        file.write(QStringLiteral("[local]\naeTitle=%1\nport=%2\nbindAddress=127.0.0.1\n%3")
                       .arg(aeTitle)
                       .arg(m_port)
                       .arg(more)
                       .toUtf8());
        return path;
    }
    [[nodiscard]] QString pacs(const QString& method) const {
        return QStringLiteral("[pacs/main]\naeTitle=ORTHANC\nhost=127.0.0.1\nport=%1\nmethod=%2\n")
            .arg(m_orthanc.dicomPort())
            .arg(method);
    }
    Run setup(const QString& config, const QStringList& options = {"--json"}) {
        QProcess process;
        QSignalSpy finished(&process, &QProcess::finished);
        process.start(QStringLiteral(VIGIL_BINARY_DIR "/vigilctl"),
                      QStringList{"--config", config, "--data", m_folder.filePath("data")} + options +
                          QStringList{"setup"});
        // A running Vigil answers on this thread's event loop.
        if (finished.isEmpty() && !finished.wait(60000)) return {};
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

private Q_SLOTS:
    void initTestCase() {
        if (!test::OrthancServer::isInstalled()) QSKIP("needs Orthanc");
        QVERIFY(m_orthanc.start());
        QVERIFY(m_orthanc.upload(test::storedStudy(1, 2)));
        QVERIFY(m_orthanc.addModality("VG-TEST", m_port));
    }
    void aSetUpThatWorksIsZeroAndOneDocument() {
        const auto run = setup(configured("VG-TEST", pacs("auto")));
        QVERIFY2(run.code == 0, run.out + run.err);
        QVERIFY(run.json().value("ok").toBool());
        QCOMPARE(run.check("pacs/main/move").value("state").toString(), "ok");
        QCOMPARE(run.check("local/answer").value("state").toString(), "ok");
        QVERIFY(setup(configured("VG-TEST", pacs("auto")), {}).out.contains("The set-up works."));
    }
    void aFaultIsOneAndSaysWhatToEnterAtThePacs() {
        const auto config = configured("VG-NOBODY", pacs("move"));
        const auto run = setup(config);
        QCOMPARE(run.code, 1);
        QVERIFY(!run.json().value("ok").toBool());
        const auto move = run.check("pacs/main/move");
        QCOMPARE(move.value("state").toString(), "failed");
        QVERIFY(move.value("remedy").toString().contains(QString::number(m_port)));
        QCOMPARE(move.value("lines").toArray().first().toObject().value("system").toString(), "Orthanc");
        const auto text = setup(config, {});
        QCOMPARE(text.code, 1);
        for (const auto& words :
             {QByteArray("FAILED"), QByteArray("What to do:"), QByteArray("For Orthanc (orthanc.json"),
              "\"Port\" : " + QByteArray::number(m_port), QByteArray("For dcm4chee-arc"),
              QByteArray("vg_nobody = (VG-NOBODY, 127.0.0.1"), QByteArray("1 check failed.")})
            QVERIFY2(text.out.contains(words), words + " is missing in\n" + text.out);
    }
    void withoutAPacsItSaysHowToAddOne() {
        const auto run = setup(configured("VG-EMPTY", {}));
        QCOMPARE(run.code, 1);
        QVERIFY(run.check("pacs").value("remedy").toString().contains("VG-EMPTY.ini"));
    }
    void aListOfOrdersThatIsNotThereIsNamed() {
        const auto orders = QStringLiteral("[orders/ris]\naeTitle=MWL\nhost=127.0.0.1\nport=%1\n");
        const auto run = setup(configured("VG-TEST", pacs("auto") + orders.arg(test::freePort())));
        QCOMPARE(run.code, 1);
        QVERIFY(run.check("orders/ris/network").value("message").toString().contains("Order list \"ris\""));
        QCOMPARE(run.check("pacs/main/move").value("state").toString(), "ok");
    }
    void throughAVigilThatRunsItsOwnListenerIsUsed() {
        const auto config = configured("VG-TEST", pacs("auto"));
        auto settings = app::Settings::read(config);
        VIGIL_VERIFY(settings);
        auto application =
            app::Application::open(*settings, m_folder.filePath("data"), app::Application::Running::Window);
        VIGIL_VERIFY(application);
        app::Instance instance(**application);
        VIGIL_VERIFY(instance.listen());
        const auto run = setup(config);
        QVERIFY2(run.code == 0, run.out + run.err);
        QCOMPARE(run.check("pacs/main/move").value("state").toString(), "ok");
    }
    void besideAVigilOnAnotherFolderThePortIsNamed() {
        const auto config = configured("VG-TEST", pacs("auto"));
        auto settings = app::Settings::read(config);
        VIGIL_VERIFY(settings);
        const auto other =
            app::Application::open(*settings, m_folder.filePath("other"), app::Application::Running::Window);
        VIGIL_VERIFY(other);
        const auto run = setup(config);
        QCOMPARE(run.code, 1);
        const auto listener = run.check("local/listener");
        QCOMPARE(listener.value("state").toString(), "failed");
        QVERIFY(listener.value("message").toString().contains("Vigil"));
        QCOMPARE(run.check("pacs/main/get").value("state").toString(), "ok");
    }
};

QTEST_GUILESS_MAIN(SetupVerbOrthancTest)
#include "SetupVerbOrthancTest.moc"
