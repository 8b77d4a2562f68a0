// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/PageSettings.h"

#include <QFile>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using page::PageSettings;

class PageSettingsTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    static inline const QByteArray whole = "publicUrl=https://vigil.example\ncertificate=c.pem\nkey=k.pem\n"
                                           "telephone=020 7946 0018\n";
    Result<std::optional<PageSettings>> read(const QByteArray& lines) {
        static int number = 0;
        QFile file(m_folder.filePath(QString("%1.ini").arg(++number)));
        if (!file.open(QIODevice::WriteOnly)) qFatal("no file");
        file.write("[page]\n" + lines);
        file.close();
        const QSettings ini(file.fileName(), QSettings::IniFormat);
        return PageSettings::read(ini);
    }

private Q_SLOTS:
    void withoutAnAddressThereIsNoPage() {
        const auto none = read("port=1\n");
        QVERIFY(none && !*none);
    }
    void whatIsSetIsRead() {
        const auto read = this->read(whole + "listen=127.0.0.1\nport=9443\ntrustedProxy=10.1.0.0/16\n"
                                             "userHeader=X-Remote-User\nlinkHours=24\nidleMinutes=5\n");
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        const auto& page = **read;
        QCOMPARE(page.port, 9443);
        QCOMPARE(page.listen, QHostAddress(QHostAddress::LocalHost));
        QCOMPARE(page.certificate, m_folder.filePath("c.pem"));
        QCOMPARE(page.userHeader, "x-remote-user");
        QCOMPARE(page.linkLasts.count(), 24);
        QCOMPARE(page.idle.count(), 5);
        QVERIFY(page.isTrusted(QHostAddress("10.1.200.3")));
        QVERIFY(page.isTrusted(QHostAddress("::ffff:10.1.2.3")));
        QVERIFY(!page.isTrusted(QHostAddress("10.2.0.1")));
    }
    void nobodyIsTrustedUnlessNamed() {
        const auto page = read(whole);
        QVERIFY(!(*page)->isTrusted(QHostAddress(QHostAddress::LocalHost)));
        QVERIFY(!(*page)->isTrusted(QHostAddress()));
    }
    void faultsNameTheirKey_data() {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QString>("key");
        const QByteArray rest = "certificate=c\nkey=k\ntelephone=1\n";
        QTest::newRow("http") << QByteArray("publicUrl=http://vigil.example\n" + rest) << "publicUrl";
        QTest::newRow("path") << QByteArray("publicUrl=https://vigil.example/x\n" + rest) << "publicUrl";
        QTest::newRow("user") << QByteArray("publicUrl=https://a:b@vigil.example\n" + rest) << "publicUrl";
        QTest::newRow("port") << QByteArray(whole + "port=70000\n") << "port";
        QTest::newRow("listen") << QByteArray(whole + "listen=here\n") << "listen";
        QTest::newRow("hours") << QByteArray(whole + "linkHours=0\n") << "linkHours";
        QTest::newRow("proxy") << QByteArray(whole + "trustedProxy=proxy.example\n") << "trustedProxy";
        QTest::newRow("header alone") << QByteArray(whole + "userHeader=X-User\n") << "userHeader";
        QTest::newRow("certificate") << QByteArray("publicUrl=https://v.example\nkey=k\ntelephone=1\n")
                                     << "certificate";
        QTest::newRow("key") << QByteArray("publicUrl=https://v.example\ncertificate=c\ntelephone=1\n")
                             << "key";
        QTest::newRow("telephone") << QByteArray("publicUrl=https://v.example\ncertificate=c\nkey=k\n")
                                   << "telephone";
    }
    void faultsNameTheirKey() {
        QFETCH(const QByteArray, lines);
        QFETCH(const QString, key);
        const auto result = read(lines);
        QVERIFY(!result);
        QVERIFY2(result.error().message.contains("[page] " + key + ':'), qPrintable(result.error().message));
    }
};

QTEST_GUILESS_MAIN(PageSettingsTest)
#include "PageSettingsTest.moc"
