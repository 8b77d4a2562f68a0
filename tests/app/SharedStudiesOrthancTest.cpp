// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Application.h"
#include "tests/support/Futures.h"
#include "tests/support/OrthancServer.h"
#include "tests/support/SharedData.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using vigil::app::Application;
using vigil::test::waitFor;

/// Every study that Orthanc takes in is found and comes completely, by C-MOVE and by C-GET. With the
/// collection of real files when it is beside the sources, and always with studies made here.
class SharedStudiesOrthancTest : public QObject {
    Q_OBJECT
private:
    test::OrthancServer m_orthanc;
    QTemporaryDir m_folder;
    QHash<QString, int> m_instances; ///< by Study Instance UID, as Orthanc counts them
    int m_refused = 0;

    std::unique_ptr<Application> desk(const QString& name, study::PacsPeer::Method method) {
        app::Settings settings;
        settings.local = {QStringLiteral("VG-") + name, test::freePort(), QStringLiteral("127.0.0.1")};
        auto peer = m_orthanc.peer();
        peer.name = QStringLiteral("main");
        peer.method = method;
        settings.pacs = {peer};
        settings.user = {name, QStringLiteral("Okafor^Ruth"), QStringLiteral("Northfield"), {}, {}};
        if (!m_orthanc.addModality(settings.local.aeTitle, settings.local.port)) return nullptr;
        auto opened = Application::open(settings, m_folder.filePath(name), Application::Running::Command);
        return opened ? std::move(*opened) : nullptr;
    }
    void countStudies() {
        const auto studies = m_orthanc.request("GET", QStringLiteral("/studies?expand")).array();
        for (const auto& value : studies) {
            const auto study = value.toObject();
            const auto statistics =
                m_orthanc
                    .request("GET",
                             QStringLiteral("/studies/%1/statistics").arg(study.value("ID").toString()))
                    .object();
            m_instances.insert(study.value("MainDicomTags").toObject().value("StudyInstanceUID").toString(),
                               statistics.value("CountInstances").toVariant().toInt());
        }
    }

private Q_SLOTS:
    void initTestCase() {
        if (!test::OrthancServer::isInstalled() || !m_orthanc.start()) QSKIP("needs Orthanc");
        QVERIFY(
            m_orthanc.upload(test::storedStudy(2, 4, QStringLiteral("MADE1"), QStringLiteral("Made^One"))));
        QVERIFY(m_orthanc.upload({test::aTextReport()}));
        for (const auto& path : test::sharedFiles(QStringLiteral("dicom/studies"))) {
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly) || !m_orthanc.upload(file.readAll())) ++m_refused;
        }
        countStudies();
        QVERIFY(m_instances.size() >= 2);
    }

    void everyStudyComesCompletely_data() {
        QTest::addColumn<int>("method");
        QTest::newRow("C-MOVE") << int(study::PacsPeer::Method::Move);
        QTest::newRow("C-GET") << int(study::PacsPeer::Method::Get);
    }
    void everyStudyComesCompletely() {
        QFETCH(int, method);
        const auto reader = desk(QString::fromLatin1(QTest::currentDataTag()).remove(QStringLiteral("C-")),
                                 static_cast<study::PacsPeer::Method>(method));
        QVERIFY(reader);
        VIGIL_VERIFY(waitFor(reader->studies().refresh({}, {})));
        QStringList faults;
        for (auto it = m_instances.cbegin(); it != m_instances.cend(); ++it) {
            const auto found = waitFor(reader->studies().study(it.key()));
            if (!found || !*found) {
                faults << it.key() + QStringLiteral(": not found by C-FIND");
                continue;
            }
            const auto outcome = waitFor(reader->studies().retrieve(it.key(), {}));
            if (!outcome)
                faults << it.key() + QStringLiteral(": ") + outcome.error().message;
            else if (!outcome->isComplete() || outcome->received != it.value())
                faults << QStringLiteral("%1: %2 of %3").arg(it.key()).arg(outcome->received).arg(it.value());
        }
        qInfo("%lld studies, %d files that Orthanc does not take in",
              static_cast<long long>(m_instances.size()), m_refused);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
    }
};

QTEST_GUILESS_MAIN(SharedStudiesOrthancTest)
#include "SharedStudiesOrthancTest.moc"
