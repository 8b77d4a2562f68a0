// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/RateLimit.h"
#include "tests/fakes/FixedClock.h"

#include <QTest>

using namespace vigil;
using namespace std::chrono_literals;

class RateLimitTest : public QObject {
    Q_OBJECT
private:
    const UtcTime m_now = test::FixedClock().now();

private Q_SLOTS:
    void soManyAtOnceAndThenOneByOne() {
        page::RateLimit limit(3, 6);
        for (int i = 0; i < 3; ++i)
            QVERIFY(limit.allows("a", m_now));
        QVERIFY(!limit.allows("a", m_now));
        QVERIFY(limit.allows("b", m_now));
        QVERIFY(!limit.allows("a", m_now + 9s));
        QVERIFY(limit.allows("a", m_now + 11s));
        QVERIFY(!limit.allows("a", m_now + 11s));
        for (int i = 0; i < 3; ++i)
            QVERIFY(limit.allows("a", m_now + 1h));
        QVERIFY(!limit.allows("a", m_now + 1h));
    }
    void aClockThatGoesBackGivesNothing() {
        page::RateLimit limit(1, 60);
        QVERIFY(limit.allows("a", m_now));
        QVERIFY(!limit.allows("a", m_now - 1h));
        QVERIFY(!limit.allows("a", m_now - 1h));
    }
    void manyAskersDoNotFillTheMemory() {
        page::RateLimit limit(2, 1);
        int refused = 0;
        for (int i = 0; i < 30000; ++i)
            refused += limit.allows(QString::number(i), m_now) ? 0 : 1;
        QCOMPARE(refused, 10000);
        QVERIFY(limit.allows("another", m_now + 5min)); // the quiet ones are forgotten
    }
};

QTEST_GUILESS_MAIN(RateLimitTest)
#include "RateLimitTest.moc"
