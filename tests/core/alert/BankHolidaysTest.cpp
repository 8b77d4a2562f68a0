// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/BankHolidays.h"
#include "core/alert/WorkingCalendar.h"
#include "tests/support/Futures.h"

#include <QTest>

using namespace vigil;
using namespace vigil::alert;

/// The lists are data; here the days are worked out from the rules of the law a second time.
class BankHolidaysTest : public QObject {
    Q_OBJECT
private:
    /// Meeus, Jones and Butcher.
    static QDate easterSunday(int year) {
        const int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25;
        const int g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
        const int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
        return {year, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1};
    }
    static QDate firstMonday(int year, int month) {
        const QDate first(year, month, 1);
        return first.addDays((8 - first.dayOfWeek()) % 7);
    }
    static QDate lastMonday(int year, int month) {
        const QDate last(year, month, QDate(year, month, 1).daysInMonth());
        return last.addDays(1 - last.dayOfWeek());
    }
    /// On a weekend the next weekday that is not taken.
    static void add(QSet<QDate>& days, QDate day) {
        while (day.dayOfWeek() > Qt::Friday || days.contains(day))
            day = day.addDays(1);
        days << day;
    }
    static QSet<QDate> byLaw(const QString& region, int year) {
        const bool scotland = region == QLatin1String("scotland");
        QSet<QDate> days{easterSunday(year).addDays(-2), firstMonday(year, 5), lastMonday(year, 5)};
        if (!scotland) days << easterSunday(year).addDays(1);
        days << (scotland ? firstMonday(year, 8) : lastMonday(year, 8));
        add(days, {year, 1, 1});
        if (scotland) add(days, {year, 1, 2});
        if (scotland) add(days, {year, 11, 30});
        if (region == QLatin1String("northern-ireland")) {
            add(days, {year, 3, 17});
            add(days, {year, 7, 12});
        }
        add(days, {year, 12, 25});
        add(days, {year, 12, 26});
        // Proclaimed for this year alone.
        if (scotland && year == 2026) days << QDate(2026, 6, 15);
        return days;
    }

private Q_SLOTS:
    void everyRegionHasTheDaysOfTheLaw_data() {
        QTest::addColumn<QString>("region");
        QTest::addColumn<int>("year");
        for (const auto& region : holidayRegions())
            for (int year = 2025; year <= 2028; ++year)
                QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(region).arg(year))) << region << year;
    }
    void everyRegionHasTheDaysOfTheLaw() {
        QFETCH(const QString, region);
        QFETCH(const int, year);
        const auto holidays = bankHolidaysOf(region);
        VIGIL_VERIFY(holidays);
        QSet<QDate> found;
        for (const auto& day : holidays->days)
            if (day.year() == year) found << day;
        QCOMPARE(found, byLaw(region, year));
    }
    void theListsSayHowFarTheyReach() {
        for (const auto& region : holidayRegions()) {
            const auto holidays = bankHolidaysOf(region);
            VIGIL_VERIFY(holidays);
            QCOMPARE(holidays->until, QDate(2028, 12, 31));
            for (const auto& day : holidays->days)
                QVERIFY(day <= holidays->until && day.dayOfWeek() <= Qt::Friday);
        }
    }
    void christmasOfTwoRegionsCountsDifferently() {
        WorkingCalendar england, scotland;
        england.bankHolidays = bankHolidaysOf(QStringLiteral("england-and-wales"))->days;
        scotland.bankHolidays = bankHolidaysOf(QStringLiteral("scotland"))->days;
        const auto hogmanay = *fromIso(QStringLiteral("2026-12-31T10:00:00Z"));
        const Limit oneDay{1, Limit::Unit::WorkingDays};
        // Friday 1 January 2027; in Scotland Monday the 4th is off as well.
        QCOMPARE(toIso(dueAt(hogmanay, oneDay, england)).left(10), "2027-01-04");
        QCOMPARE(toIso(dueAt(hogmanay, oneDay, scotland)).left(10), "2027-01-05");
    }
    void anotherRegionIsNamedAsUnknown() {
        const auto holidays = bankHolidaysOf(QStringLiteral("wales"));
        QVERIFY(!holidays);
        QVERIFY(holidays.error().message.contains(QLatin1String("england-and-wales")));
        QVERIFY(!bankHolidaysOf(QStringLiteral("../default")));
    }
};

QTEST_GUILESS_MAIN(BankHolidaysTest)
#include "BankHolidaysTest.moc"
