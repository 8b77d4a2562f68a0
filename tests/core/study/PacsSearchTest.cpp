// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/PacsSearch.h"

#include <QTest>

using namespace vigil::study;

class PacsSearchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNameIsLookedForWithWildCards_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("pattern");
        QTest::newRow("family name") << "Smith"
                                     << "Smith*";
        QTest::newRow("as displayed") << "Smith, Jane"
                                      << "Smith*Jane*";
        QTest::newRow("as in DICOM") << "Smith^Jane"
                                     << "Smith*Jane*";
        QTest::newRow("typed loosely") << "  smith   jane "
                                       << "smith*jane*";
        QTest::newRow("own wild card") << "Sm?th*"
                                       << "Sm?th*";
        QTest::newRow("not ASCII") << "Müller"
                                   << "Müller*";
        QTest::newRow("ideographic") << "山田 太郎"
                                     << "山田*太郎*";
        QTest::newRow("a backslash never makes two values") << "Smith\\Jones"
                                                            << "Smith*Jones*";
    }
    void aNameIsLookedForWithWildCards() {
        QFETCH(QString, text);
        QFETCH(QString, pattern);
        const auto queries = queriesFor(text);
        QCOMPARE(queries.size(), 1);
        QCOMPARE(queries.first().patientName, pattern);
        QVERIFY(queries.first().patientId.isEmpty());
    }
    void theListsHereLookForTheSameWords() {
        QCOMPARE(searchWords(QStringLiteral("Ödegård, Åse")), QStringList({"odegard", "ase"}));
        QCOMPARE(searchWords(QStringLiteral("Sm?th *")), QStringList({"sm"}));
    }
    void aNumberIsAnIdentifierOrAnAccession() {
        const auto queries = queriesFor(QStringLiteral("999 000 1030"));
        QCOMPARE(queries.size(), 2);
        QCOMPARE(queries.first().patientId, QStringLiteral("9990001030"));
        QCOMPARE(queries.last().accessionNumber, QStringLiteral("9990001030"));
        QCOMPARE(queriesFor(QStringLiteral("RXV261124140")).last().accessionNumber,
                 QStringLiteral("RXV261124140"));
    }
    void whatWouldBringEverybodyIsNotAsked() {
        for (const auto* text : {"", "  ", "*", "?*", "S", "***"})
            QVERIFY2(queriesFor(QString::fromLatin1(text)).isEmpty(), text);
    }
};

QTEST_GUILESS_MAIN(PacsSearchTest)
#include "PacsSearchTest.moc"
