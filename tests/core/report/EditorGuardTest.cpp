// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/EditorGuard.h"
#include "tests/fakes/FixedClock.h"

#include <QTest>

using namespace vigil;
using namespace vigil::report;
using namespace std::chrono_literals;
using Verdict = EditorGuard::Verdict;

class EditorGuardTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textWaitsForADeliberateActAfterASwitch() {
        const test::FixedClock clock;
        EditorGuard guard(clock);
        guard.switchedTo("r1", "Test, Anna · CT chest");
        QCOMPARE(guard.textArrived("late"), Verdict::Held);
        guard.deliberateAct();
        QCOMPARE(guard.textArrived("mine"), Verdict::Type);
        guard.switchedTo("r2", "Test, Berta · CT head");
        QCOMPARE(guard.textArrived("of anna"), Verdict::Held);
    }
    void lateTextNamesTheReportItMayBelongTo() {
        test::FixedClock clock;
        EditorGuard guard(clock);
        guard.switchedTo("r1", "Anna");
        guard.deliberateAct();
        guard.signedAndDone();
        QCOMPARE(guard.textArrived("tail of dictation"), Verdict::Held);
        guard.switchedTo("r2", "Berta");
        QCOMPARE(guard.lateTexts().size(), 1);
        QCOMPARE(guard.lateTexts().first().previousReportId, "r1");
        QCOMPARE(guard.lateTexts().first().previousLabel, "Anna");
        QCOMPARE(guard.lateTexts().first().at, clock.now());
    }
    void lateTextIsNeitherTypedNorDropped() {
        test::FixedClock clock;
        EditorGuard guard(clock);
        guard.switchedTo("r1", "Anna");
        guard.switchedTo("r2", "Berta");
        static_cast<void>(guard.textArrived("one "));
        clock.advance(1s);
        static_cast<void>(guard.textArrived("two"));
        clock.advance(60s);
        static_cast<void>(guard.textArrived("three"));
        guard.deliberateAct();
        guard.switchedTo("r3", "Carla");
        QCOMPARE(guard.lateTexts().size(), 2); // pieces of one phrase stay together
        QCOMPARE(guard.takeLateText(0)->text, "one two");
        QCOMPARE(guard.takeLateText(0)->text, "three");
        QVERIFY(!guard.takeLateText(0));
    }
    void openingTheSameReportAgainIsNoSwitch() {
        const test::FixedClock clock;
        EditorGuard guard(clock);
        guard.switchedTo("r1", "Anna");
        guard.deliberateAct();
        guard.switchedTo("r1", "Anna");
        QCOMPARE(guard.textArrived("goes on"), Verdict::Type);
    }
    void nameAndExaminationStandOverTheCaretAfterASwitchAndWhenIdle() {
        test::FixedClock clock;
        EditorGuard guard(clock);
        QVERIFY(!guard.reminder());
        guard.switchedTo("r1", "Anna");
        QCOMPARE(guard.reminder(), std::optional<QString>("Anna"));
        guard.deliberateAct();
        QVERIFY(guard.reminder()); // until there is text
        static_cast<void>(guard.textArrived("a"));
        QVERIFY(!guard.reminder());
        clock.advance(119s);
        QVERIFY(!guard.reminder());
        clock.advance(1s);
        QCOMPARE(guard.reminder(), std::optional<QString>("Anna"));
    }
    void aClosedEditorTakesNothing() {
        const test::FixedClock clock;
        EditorGuard guard(clock);
        guard.deliberateAct();
        QCOMPARE(guard.state(), EditorGuard::State::Closed);
        QCOMPARE(guard.textArrived("x"), Verdict::Held);
    }
};

QTEST_GUILESS_MAIN(EditorGuardTest)
#include "EditorGuardTest.moc"
