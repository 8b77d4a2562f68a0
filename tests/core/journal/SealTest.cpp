// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/Seal.h"

#include "tests/support/EventBuilder.h"

#include <QTest>

using namespace vigil::journal;
using namespace vigil::test;

class SealTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingInTheEnvelopeGivesTheAuthorAway() {
        const Event sealed =
            aSignature(QStringLiteral("1.2.3")).by(QStringLiteral("kim")).from(QStringLiteral("l-7"), 42);
        QVERIFY(sealed.author.isEmpty() && sealed.device.isEmpty() && sealed.onBehalfOf.isEmpty());
        QCOMPARE(sealed.deviceSeq, 0);
        QCOMPARE(sealed.clockOffsetMs, 0);
        QVERIFY(!sealed.open.contains("kim"));
    }
    void theAuthorCanBeReadBack() {
        const Event sealed =
            aSignature(QStringLiteral("1.2.3")).by(QStringLiteral("kim")).from(QStringLiteral("l-7"), 42);
        const auto author = sealedAuthor(sealed.sealed);
        QCOMPARE(author.author, QStringLiteral("kim"));
        QCOMPARE(author.device, QStringLiteral("l-7"));
        QCOMPARE(author.deviceSeq, 42);
        QCOMPARE(author.clockOffsetMs, -250);
    }
    void whatWasSealedBeforeStays() {
        const Event sealed = aSignature(QStringLiteral("1.2.3")).withSealed("{\"grade\":\"ST4\"}");
        QVERIFY(sealed.sealed.contains("ST4"));
    }
    void sealingTwiceChangesNothing() {
        const Event once = aSignature(QStringLiteral("1.2.3"));
        QCOMPARE(sealAuthor(once), once);
    }
    void otherKindsKeepTheirAuthor() {
        const Event alert = anAlert(QStringLiteral("a-1"));
        QCOMPARE(sealAuthor(alert), alert);
        QVERIFY(!alert.author.isEmpty());
    }
    void onBehalfOfIsSealedToo() {
        Event event = aSignature(QStringLiteral("1.2.3"));
        event.author = QStringLiteral("kim");
        event.onBehalfOf = {QStringLiteral("Dr A"), QStringLiteral("r"), QStringLiteral("g"),
                            QStringLiteral("h")};
        const auto author = sealedAuthor(sealAuthor(event).sealed);
        QCOMPARE(author.onBehalfOf, event.onBehalfOf);
    }
};

QTEST_GUILESS_MAIN(SealTest)
#include "SealTest.moc"
