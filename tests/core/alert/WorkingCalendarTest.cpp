// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/WorkingCalendar.h"

#include <QTest>

using namespace vigil;
using namespace vigil::alert;

class WorkingCalendarTest : public QObject {
    Q_OBJECT
private:
    static WorkingCalendar england() {
        WorkingCalendar calendar;
        calendar.bankHolidays = {QDate(2026, 12, 25), QDate(2026, 12, 28)};
        return calendar;
    }
    static QString due(const char* from, const char* limit) {
        return toIso(dueAt(*fromIso(QLatin1String(from)), *limitFromText(QLatin1String(limit)), england()))
            .left(16);
    }

private Q_SLOTS:
    void minutesAndHoursRunThroughNightsAndHolidays() {
        QCOMPARE(due("2026-12-24T23:50:00Z", "30 min"), "2026-12-25T00:20");
        QCOMPARE(due("2026-12-24T23:50:00Z", "4 h"), "2026-12-25T03:50");
    }
    void workingDaysSkipWeekendsAndBankHolidays() {
        // Wednesday before Christmas: Thursday 24th is one, Friday, the weekend and Monday 28th are none.
        QCOMPARE(due("2026-12-23T10:00:00Z", "1 working day"), "2026-12-24T10:00");
        QCOMPARE(due("2026-12-23T10:00:00Z", "2 working days"), "2026-12-29T10:00");
    }
    void whatIsRaisedOnADayOffStartsWithTheNextWorkingDay() {
        QCOMPARE(due("2026-11-21T15:00:00Z", "1 working day"),
                 "2026-11-24T00:00"); // Saturday → from Monday 0:00
    }
    void daysKeepTheLocalTimeAcrossSummerTime() {
        // 28 March 2026 is winter time, 29 March summer time: 10:00 stays 10:00 on the wall.
        QCOMPARE(due("2026-03-28T10:00:00Z", "7 days"), "2026-04-04T09:00");
    }
    void anHourThatSummerTimeLeavesOutIsTheNextOne() {
        // 01:30 on 29 March 2026 does not exist in London.
        QCOMPARE(due("2026-03-28T01:30:00Z", "1 day"), "2026-03-29T01:30");
    }
    void limitsReadWhatTheyWrite() {
        for (const auto* text : {"10 min", "1 h", "7 days", "1 day", "1 working day", "2 working days"})
            QCOMPARE(toText(*limitFromText(QLatin1String(text))), QLatin1String(text));
        for (const auto* text : {"", "ten min", "0 h", "-1 h", "5", "2 fortnights", "1.5 h"})
            QVERIFY(!limitFromText(QLatin1String(text)));
    }
};

QTEST_GUILESS_MAIN(WorkingCalendarTest)
#include "WorkingCalendarTest.moc"
