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
    /// Modalities in Study is an optional key: what such a PACS answers is left out here.
    void aPacsThatDoesNotMatchByModalityIsFilteredHere_data() {
        QTest::addColumn<QByteArray>("says");
        QTest::addColumn<QStringList>("wanted");
        QTest::addColumn<int>("found");
        QTest::newRow("another") << QByteArray("MR\\SR") << QStringList{"CT"} << 0;
        QTest::newRow("this one") << QByteArray("CT\\SR") << QStringList{"CT"} << 1;
        QTest::newRow("one of two") << QByteArray("DX") << QStringList{"CR", "DX"} << 1;
        QTest::newRow("not said") << QByteArray() << QStringList{"CT"} << 1;
        QTest::newRow("all") << QByteArray("MR") << QStringList{} << 1;
    }
    void aPacsThatDoesNotMatchByModalityIsFilteredHere() {
        QFETCH(const QByteArray, says);
        QFETCH(const QStringList, wanted);
        QFETCH(const int, found);
        ScriptedPacs pacs(0);
        pacs.script.modalities = says;
        study::LocalNode local;
        local.aeTitle = "VG-TEST";
        study::WorklistQuery query;
        query.modalities = wanted;
        int count = 0;
        const auto asked =
            dicom::Finder(pacs.peer(), local).find(query, [&count](const study::Study&) { ++count; }, {});
        QVERIFY2(asked.has_value(), qPrintable(asked ? QString() : asked.error().message));
        QCOMPARE(count, found); // once, however often it was asked
        QCOMPARE(pacs.requests().count("C-FIND STUDY"), std::max<qsizetype>(1, wanted.size()));
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
