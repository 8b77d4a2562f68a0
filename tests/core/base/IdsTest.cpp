// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Ids.h"

#include <QTest>

using namespace vigil;

class IdsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void uidOfAUuidIsItsDecimalValue() {
        // The example of PS3.5 B.2.
        QCOMPARE(dicomUid(QUuid(QStringLiteral("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"))),
                 QStringLiteral("2.25.329800735698586629295641978511506172918"));
        QCOMPARE(dicomUid(QUuid()), QStringLiteral("2.25.0"));
    }

    void uidGoesBackToItsUuid() {
        RandomIds ids;
        for (int round = 0; round < 200; ++round) {
            const auto id = ids.uuid();
            QCOMPARE(uuidFromDicomUid(dicomUid(id)), std::optional(id));
        }
        QCOMPARE(uuidFromDicomUid(QStringLiteral("2.25.340282366920938463463374607431768211455")),
                 std::optional(QUuid(QStringLiteral("ffffffff-ffff-ffff-ffff-ffffffffffff"))));
    }

    void otherUidsAreNoUuid() {
        for (const char* uid : {"", "2.25.", "1.2.3", "2.25.01", "2.25.1.2", "2.25.x", "2.25.-1",
                                "2.25.340282366920938463463374607431768211456"})
            QVERIFY2(!uuidFromDicomUid(QString::fromLatin1(uid)), uid);
    }

    void derivedIdsAreRepeatable() {
        const QUuid parent(QStringLiteral("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
        QCOMPARE(derivedId(parent, QStringLiteral("a")), derivedId(parent, QStringLiteral("a")));
        QVERIFY(derivedId(parent, QStringLiteral("a")) != derivedId(parent, QStringLiteral("b")));
    }
};

QTEST_GUILESS_MAIN(IdsTest)
#include "IdsTest.moc"
