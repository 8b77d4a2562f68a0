// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Clock.h"

#include <QTest>

using namespace vigil;
using namespace std::chrono_literals;

class ClockTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isoTextKeepsMicroseconds() {
        const UtcTime time =
            std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + 3h + 17min + 52s + 123456us;
        QCOMPARE(toIso(time), QStringLiteral("2026-11-24T03:17:52.123456Z"));
        QCOMPARE(fromIso(toIso(time)).value().time_since_epoch().count(), time.time_since_epoch().count());
    }
    void timesBeforeTheEpochSurvive() {
        const UtcTime time{-1us};
        QCOMPARE(toIso(time), QStringLiteral("1969-12-31T23:59:59.999999Z"));
        QVERIFY(fromIso(toIso(time)) == time);
    }
    void readsWhatPostgresqlPrints() {
        QVERIFY(fromIso(QStringLiteral("2026-11-24 04:17:52.12+01")) ==
                fromIso(QStringLiteral("2026-11-24T03:17:52.12Z")));
        QVERIFY(fromIso(QStringLiteral("2026-11-24 03:17:52+00")).has_value());
    }
    void textWithoutAnOffsetIsNoTime() {
        QVERIFY(!fromIso(QStringLiteral("2026-11-24T03:17:52")));
        QVERIFY(!fromIso(QStringLiteral("yesterday")));
        QVERIFY(!fromIso(QString()));
    }
};

QTEST_GUILESS_MAIN(ClockTest)
#include "ClockTest.moc"
