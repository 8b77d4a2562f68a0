// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/DispatchRoom.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace vigil;
using namespace vigil::test;

/// Several dispatchers of one department, on a real PostgreSQL: whose turn it is.
class DispatchTurnPostgresTest : public QObject {
    Q_OBJECT
    DispatchRoom m_room;

private Q_SLOTS:
    void initTestCase() {
        if (const auto lacking = m_room.open(); !lacking.isEmpty()) QSKIP(qPrintable(lacking));
    }
    void ofTwoOneDelivers() {
        auto one = m_room.start("one");
        auto two = m_room.start("two");
        QStringList alerts;
        for (int i = 0; i < 5; ++i)
            alerts << m_room.raiseLate();
        for (const auto& alertId : alerts) {
            QTRY_COMPARE_WITH_TIMEOUT(m_room.count(alertId, "notice.sent"), 2, 15000);
            QCOMPARE(m_room.count(alertId, "alert.escalated"), 1);
            QCOMPARE(m_room.arrived(alertId).values(), (QList<int>{1, 1}));
        }
        m_room.kill(*one);
        m_room.kill(*two);
    }
    void aStoppedDispatcherMakesWayAndDoesNoHarmWhenItGoesOn() {
        auto one = m_room.start("one");
        const auto before = m_room.raiseLate();
        QTRY_COMPARE_WITH_TIMEOUT(m_room.count(before, "notice.sent"), 2, 15000);
        auto two = m_room.start("two");
        m_room.signal(*one, SIGSTOP);
        const auto alertId = m_room.raiseLate();
        QElapsedTimer timer;
        timer.start();
        QTRY_COMPARE_WITH_TIMEOUT(m_room.count(alertId, "notice.sent"), 2, 20000);
        qInfo("taken over after %lld ms", timer.elapsed());
        m_room.signal(*one, SIGCONT);
        const auto after = m_room.raiseLate();
        QTRY_COMPARE_WITH_TIMEOUT(m_room.count(after, "notice.sent"), 2, 15000);
        for (const auto& each : {alertId, after}) {
            QCOMPARE(m_room.count(each, "alert.escalated"), 1);
            QCOMPARE(m_room.arrived(each).values(), (QList<int>{1, 1}));
        }
        m_room.kill(*one);
        m_room.kill(*two);
    }
    void aRestartedServerIsFoundAgain() {
        auto one = m_room.start("one");
        const auto before = m_room.raiseLate();
        QTRY_COMPARE_WITH_TIMEOUT(m_room.count(before, "notice.sent"), 2, 15000);
        QVERIFY(m_room.server().restart());
        const auto alertId = m_room.raiseLate();
        QTRY_COMPARE_WITH_TIMEOUT(m_room.count(alertId, "notice.sent"), 2, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(m_room.beats(), 15000);
        m_room.kill(*one);
    }
};

QTEST_GUILESS_MAIN(DispatchTurnPostgresTest)
#include "DispatchTurnPostgresTest.moc"
