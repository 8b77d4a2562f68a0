// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/ForkPoint.h"
#include "tests/support/Futures.h"

#include <QTest>

using namespace vigil;
using namespace vigil::sync;
using journal::Position;

class ForkPointTest : public QObject {
    Q_OBJECT
    int m_asked = 0;

    /// Ours has points at 10, 20 … `ours`; the other chain agrees up to `common` and ends at `end`.
    Result<std::optional<Position>> find(qint64 ours, qint64 common, qint64 end) {
        QList<Position> known;
        for (qint64 seq = 10; seq <= ours; seq += 10)
            known << Position{seq, "our" + QByteArray::number(seq)};
        m_asked = 0;
        return lastCommonPoint(known, [&](qint64 seq) -> Result<QByteArray> {
            ++m_asked;
            if (seq > end) return Error{Error::Code::NotFound, {}, {}};
            return (seq <= common ? "our" : "their") + QByteArray::number(seq);
        });
    }

private Q_SLOTS:
    void everyForkIsFound() {
        for (qint64 common = 0; common <= 200; ++common)
            for (const qint64 end : {common, common + 35, qint64(1000)}) {
                const auto found = find(150, common, end);
                VIGIL_VERIFY(found);
                const auto expected = std::min<qint64>(common / 10 * 10, 150);
                QCOMPARE(found->value_or(Position{}).seq, expected);
                QVERIFY(m_asked <= 4);
            }
    }
    void nothingKnownIsNothingCommon() {
        const auto found = find(0, 100, 100);
        VIGIL_VERIFY(found);
        QVERIFY(!*found);
        QCOMPARE(m_asked, 0);
    }
    void aMissingAnswerIsNoAnswer() {
        const auto found = lastCommonPoint({{1, "a"}}, [](qint64) -> Result<QByteArray> {
            return Error{Error::Code::Timeout, {}, {}};
        });
        QVERIFY(!found);
        QCOMPARE(found.error().code, Error::Code::Timeout);
    }
};

QTEST_GUILESS_MAIN(ForkPointTest)
#include "ForkPointTest.moc"
