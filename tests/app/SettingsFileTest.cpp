// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/SettingsFile.h"
#include "app/Settings.h"
#include "tests/support/Futures.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::app;

class SettingsFileTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_path;

    static study::PacsPeer peer(const QString& name, const QString& title) {
        study::PacsPeer peer;
        peer.name = name;
        peer.aeTitle = title;
        peer.host = QStringLiteral("pacs.hospital");
        peer.port = 4242;
        peer.method = study::PacsPeer::Method::Get;
        return peer;
    }
    void write(const QByteArray& text) const {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    [[nodiscard]] QByteArray text() const {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void init() {
        m_path = m_folder.filePath(QStringLiteral("vigil/vigil.ini"));
        QFile::remove(m_path);
    }
    void aFirstPacsMakesTheFile() {
        const auto written = writePacs(m_path, peer("main", "ORTHANC"));
        VIGIL_VERIFY(written);
        QCOMPARE(*written, m_path);
        const auto settings = Settings::read(m_path);
        VIGIL_VERIFY(settings);
        QCOMPARE(settings->pacs.size(), 1);
        QCOMPARE(settings->pacs.first().host, "pacs.hospital");
        QVERIFY(settings->pacs.first().method == study::PacsPeer::Method::Get);
        QVERIFY(!(QFile::permissions(m_path) & (QFile::ReadGroup | QFile::ReadOther)));
        QVERIFY(!QFile::exists(m_path + QStringLiteral(".new")));
    }
    void everythingElseStaysAsItIs() {
        VIGIL_VERIFY(writePacs(m_path, peer("first", "A"))); // the folder is there
        const QByteArray before =
            "; the room's own\n[local]\naeTitle=VG-ROOM1\n\n[pacs/main]\n; behind the VPN\n"
            "aeTitle=OLD\nhost=old\ncharset=ISO_IR 144\n\n[user]\nid=okafor\n";
        write(before);
        VIGIL_VERIFY(writePacs(m_path, peer("main", "ORTHANC")));
        QCOMPARE(text(),
                 QByteArray("; the room's own\n[local]\naeTitle=VG-ROOM1\n\n[pacs/main]\n; behind the VPN\n"
                            "aeTitle=ORTHANC\nhost=pacs.hospital\ncharset=ISO_IR 144\nport=4242\n"
                            "method=get\ntls=off\n\n[user]\nid=okafor\n"));
        VIGIL_VERIFY(writePacs(m_path, peer("second", "OTHER")));
        QVERIFY(text().contains("charset=ISO_IR 144"));
        QVERIFY(text().endsWith(
            "[pacs/second]\naeTitle=OTHER\nhost=pacs.hospital\nport=4242\nmethod=get\ntls=off\n"));
        const auto settings = Settings::read(m_path);
        VIGIL_VERIFY(settings);
        QCOMPARE(settings->pacs.size(), 2);
    }
    void whatCouldNotBeReadBackIsNotWritten() {
        VIGIL_VERIFY(writePacs(m_path, peer("main", "ORTHANC")));
        write("[local]\naeTitle=VG-ROOM1\n");
        const auto before = text();
        QVERIFY(!writePacs(m_path, peer("main", "VG-ROOM1"))); // our own title
        auto odd = peer("main", "ORTHANC");
        odd.host = QStringLiteral("a;b");
        QVERIFY(!writePacs(m_path, odd));
        QCOMPARE(text(), before);
        QVERIFY(!QFile::exists(m_path + QStringLiteral(".new")));
    }
    void aFolderThatCannotBeWrittenIsNamed() {
        const auto written = writePacs(QStringLiteral("/proc/none/vigil.ini"), peer("main", "ORTHANC"));
        QVERIFY(!written);
        QVERIFY(written.error().message.contains(QStringLiteral("/proc/none/vigil.ini")));
    }
};

QTEST_GUILESS_MAIN(SettingsFileTest)
#include "SettingsFileTest.moc"
