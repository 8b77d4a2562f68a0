// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Finder.h"
#include "dicom/net/Startup.h"
#include "tests/dicom/net/ScriptedPacs.h"

#include <QTest>

using namespace vigil;
using namespace vigil::test;

/// Searching in a PACS that compares names byte by byte, as many do.
class FinderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(dicom::startNetwork().has_value()); }

    void aNameIsAskedForInThePacsOwnSetToo_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("charset");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("german") << "Müller*"
                                << "ISO_IR 100" << QByteArray("M\xfcller*");
        QTest::newRow("japanese") << "山田^太郎"
                                  << "\\ISO 2022 IR 87" << QByteArray("\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B");
        QTest::newRow("korean") << "홍^길동"
                                << "\\ISO 2022 IR 149"
                                << QByteArray("\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf");
        QTest::newRow("chinese") << "张^小东*"
                                 << "GB18030" << QByteArray("\xd5\xc5^\xd0\xa1\xb6\xab*");
        QTest::newRow("utf-8") << "Müller*"
                               << "ISO_IR 100" << QByteArray("Müller*");
    }
    void aNameIsAskedForInThePacsOwnSetToo() {
        QFETCH(QString, name);
        QFETCH(QString, charset);
        QFETCH(QByteArray, bytes);
        ScriptedPacs pacs(0);
        pacs.script.patientName = bytes;
        auto peer = pacs.peer();
        peer.charset = charset;
        study::LocalNode local;
        local.aeTitle = "VG-TEST";
        study::WorklistQuery query;
        query.patientName = name;
        QStringList found;
        const auto asked = dicom::Finder(peer, local)
                               .find(query, [&](const study::Study& study) { found << study.studyUid; }, {});
        QVERIFY2(asked.has_value(), qPrintable(asked ? QString() : asked.error().message));
        QCOMPARE(found, QStringList{"1.2.3"});
        QCOMPARE(pacs.requests().count("C-FIND STUDY"), 2);
    }
};

QTEST_GUILESS_MAIN(FinderTest)
#include "FinderTest.moc"
