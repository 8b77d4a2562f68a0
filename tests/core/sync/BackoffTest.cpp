// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/Backoff.h"

#include <QTest>

using namespace vigil::sync;
using namespace std::chrono_literals;
using Cause = RetryLater::Cause;

class BackoffTest : public QObject {
    Q_OBJECT
    static std::chrono::milliseconds delay(Cause cause, int attempts, int priority, double random) {
        return Backoff([random] { return random; }).delay(cause, attempts, priority);
    }

private Q_SLOTS:
    void itDoublesUpToTheCap() {
        QCOMPARE(delay(Cause::Unreachable, 1, 1, 0.0), 500ms);
        QCOMPARE(delay(Cause::Unreachable, 2, 1, 0.0), 1000ms);
        QCOMPARE(delay(Cause::Unreachable, 4, 1, 0.0), 4000ms);
        QCOMPARE(delay(Cause::Unreachable, 100000, 1, 0.0), 30s);
    }
    void jitterStaysBelowTheCap() {
        for (const auto cause : {Cause::Unreachable, Cause::Busy, Cause::Silent, Cause::Unconfirmed})
            for (int attempts = 1; attempts < 40; ++attempts) {
                const auto longest = delay(cause, attempts, 1, 0.999999);
                QVERIFY(longest <= Backoff::cap(cause));
                QVERIFY(delay(cause, attempts, 1, 0.0) * 2 >= longest);
            }
    }
    void criticalWaitsThirtySecondsAtMost() {
        for (const auto cause : {Cause::Unreachable, Cause::Busy, Cause::Silent, Cause::Unconfirmed})
            for (int attempts = 1; attempts < 40; ++attempts)
                QVERIFY(delay(cause, attempts, 0, 0.999999) <= 30s);
    }
    void aRefusedLoginIsLeftAloneEvenWhenCritical() { QCOMPARE(delay(Cause::LoginFailed, 1, 0, 0.3), 15min); }
    void theSystemsRandomIsInRange() {
        const auto random = systemRandom();
        for (int i = 0; i < 100; ++i) {
            const double value = random();
            QVERIFY(value >= 0.0 && value < 1.0);
        }
    }
};

QTEST_GUILESS_MAIN(BackoffTest)
#include "BackoffTest.moc"
