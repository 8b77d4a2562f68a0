// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Settings.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace vigil;
using namespace vigil::app;

class SettingsTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    int m_count = 0;
    Result<Settings> read(const QByteArray& text) {
        const auto path = m_folder.filePath(QStringLiteral("%1.ini").arg(++m_count));
        QFile file(path);
        if (file.open(QIODevice::WriteOnly)) file.write(text);
        file.close();
        return Settings::read(path);
    }

private Q_SLOTS:
    void aMissingFileGivesDefaults() {
        const auto settings = Settings::read(m_folder.filePath("none.ini"));
        VIGIL_VERIFY(settings);
        QVERIFY(settings->local.aeTitle.startsWith("VG-"));
        QVERIFY(settings->local.aeTitle.size() <= 16);
        QCOMPARE(settings->local.port, quint16(11112));
        QVERIFY(settings->department.isEmbedded());
        QVERIFY(settings->pacs.isEmpty());
    }
    void everyGroupOfTheDesignIsRead() {
        const auto settings =
            read("[local]\naeTitle=VG-ROOM1\nport=0\n[pacs/main]\naeTitle=ORTHANC\nhost=127.0.0.1\n"
                 "port=4242\nmethod=get\ncharset=ISO_IR "
                 "100\nassociations=3\n[orders/ris]\naeTitle=MWL\nhost=ris\nport=105\n"
                 "[department/hospital]\n"
                 "url=postgresql://db:5432/vigil\n[user]\nid=okafor\nname=Okafor^Ruth\n"
                 "organisation=Northfield, Trust\nrole=Consultant radiologist\nregistration=7012345\n");
        VIGIL_VERIFY(settings);
        QCOMPARE(settings->pacs.size(), 1);
        QCOMPARE(settings->pacs.first().name, "main");
        QCOMPARE(settings->pacs.first().port, quint16(4242));
        QVERIFY(settings->pacs.first().method == study::PacsPeer::Method::Get);
        QCOMPARE(settings->pacs.first().associations, 3);
        QCOMPARE(settings->orders.size(), 1);
        QCOMPARE(settings->orders.first().aeTitle, "MWL");
        QCOMPARE(settings->orders.first().port, quint16(105));
        QVERIFY(settings->aeTitleChosen);
        QCOMPARE(settings->department.url, "postgresql://db:5432/vigil");
        QCOMPARE(settings->user.name, "Okafor^Ruth");
        QCOMPARE(settings->user.organisation, "Northfield,Trust");
    }
    void faultsNameGroupKeyAndRemedy_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("names");
        const QByteArray pacs = "[pacs/main]\naeTitle=ORTHANC\nhost=h\n";
        QTest::newRow("port") << pacs + "port=no\n"
                              << "[pacs/main] port";
        QTest::newRow("method") << pacs + "method=push\n"
                                << "[pacs/main] method";
        QTest::newRow("tls") << pacs + "tls=maybe\n"
                             << "[pacs/main] tls";
        QTest::newRow("associations") << pacs + "associations=9\n"
                                      << "[pacs/main] associations";
        QTest::newRow("no host") << QByteArray("[pacs/main]\naeTitle=A\n") << "[pacs/main] host";
        QTest::newRow("no title") << QByteArray("[pacs/main]\nhost=h\n") << "[pacs/main] aeTitle";
        QTest::newRow("long title") << QByteArray("[local]\naeTitle=ABCDEFGHIJKLMNOPQ\n")
                                    << "[local] aeTitle";
        QTest::newRow("same title") << QByteArray("[local]\naeTitle=ORTHANC\n") + pacs << "[local] aeTitle";
        QTest::newRow("orders host") << QByteArray("[orders/ris]\naeTitle=MWL\n") << "[orders/ris] host";
        QTest::newRow("orders title")
            << QByteArray("[local]\naeTitle=MWL\n[orders/ris]\naeTitle=MWL\nhost=h\n") << "[orders/ris]";
        QTest::newRow("password") << QByteArray("[department/d]\nurl=postgresql://u:secret@h/vigil\n")
                                  << ".pgpass";
        QTest::newRow("scheme") << QByteArray("[department/d]\nurl=mysql://h/vigil\n")
                                << "[department/d] url";
    }
    void faultsNameGroupKeyAndRemedy() {
        QFETCH(QByteArray, text);
        QFETCH(QString, names);
        const auto settings = read(text);
        QVERIFY(!settings);
        QVERIFY2(settings.error().message.contains(names), qPrintable(settings.error().message));
        QVERIFY(!settings.error().message.contains("secret"));
    }
    void hostNamesBecomeTitles() {
        QCOMPARE(defaultAeTitle("ws_12.hospital.example"), "VG-WS12HOSPITALE");
        QCOMPARE(defaultAeTitle(QString()), "VG-");
    }
    void optionsGoBeforeTheEnvironment() {
        qputenv("VIGIL_DATA", "/from/environment");
        QCOMPARE(Paths::resolve({}, {}).data, "/from/environment");
        QCOMPARE(Paths::resolve("/c.ini", "/option").data, "/option");
        QCOMPARE(Paths::resolve("/c.ini", {}).config, "/c.ini");
        qunsetenv("VIGIL_DATA");
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "SettingsTest.moc"
