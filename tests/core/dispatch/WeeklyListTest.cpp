// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/WeeklyList.h"

#include "core/alert/AlertRows.h"
#include "tests/support/AlertFacts.h"

#include <QTest>

using namespace vigil;
using namespace vigil::dispatch;
using vigil::test::AlertFacts;
namespace kind = vigil::journal::kind;

class WeeklyListTest : public QObject {
    Q_OBJECT
    const QTimeZone m_zone{"Europe/London"};
    static alert::BoardRow row(const AlertFacts& facts, const QString& id) {
        auto row = std::make_shared<alert::AlertRow>(rowOf(facts.alert()));
        row->view.alertId = id;
        return row;
    }

private Q_SLOTS:
    void whatWentWrongStandsByItsOwnerAndNamesNoPatient() {
        const auto fine = row(AlertFacts("significant").raised(), "fine");
        const auto late = row(AlertFacts("urgent").raised(), "late");
        const auto closed = row(AlertFacts().raised().acted(5).add(kind::alertClosed, 6), "closed");
        auto lost = AlertFacts("urgent").raised();
        lost.add(kind::noticeFailed, 1,
                 {{"notice", "x"}, {"reason", "no address"}, {"to", QJsonObject{{"role", "Consultant"}}}});
        auto unacted = AlertFacts("urgent").raised().acknowledged(5);
        const auto now = AlertFacts().minute(2 * 24 * 60);
        const auto lines =
            weeklyList({fine, late, closed, row(lost, "lost"), row(unacted, "unacted")}, now, m_zone);
        QStringList ids;
        for (const auto& line : lines)
            ids << line.alertId;
        QCOMPARE(ids, (QStringList{"unacted", "late", "lost"}));
        QVERIFY(lines.first().owner.contains("Chris"));
        QVERIFY(lines.at(1).why.first().startsWith("past its limit since 24 November 2026, 13:00"));
        QVERIFY(lines.last().why.join(' ').contains("no route"));
        QVERIFY(lines.last().why.join(' ').contains("no message reached Consultant: no address"));
        const auto text = weeklyText(lines, now, m_zone);
        QVERIFY2(text.contains("\n\nReferrer, Robin, Responsible consultant\n"), qPrintable(text));
        QCOMPARE(text.count("reference "), 3);
        const auto& patient = late->patient;
        QVERIFY(!patient.name.isEmpty() && !text.contains(patient.name) && !text.contains(patient.key.id));
    }
    void itsTimeIsRead() {
        QCOMPARE(WeeklyTime::parse("Mon 08:00"), (WeeklyTime{1, QTime(8, 0)}));
        QCOMPARE(WeeklyTime::parse(" sun  23:59 "), (WeeklyTime{7, QTime(23, 59)}));
        for (const auto* wrong : {"", "Monday", "Mon", "Mon 8", "Mon 24:00", "Mon 08:00 UTC", "08:00 Mon"})
            QVERIFY2(!WeeklyTime::parse(QString::fromLatin1(wrong)), wrong);
    }
    void itIsDueByTheClockOnTheWallAlsoWhereTheClocksChange() {
        const auto at = [&](const QDate& day, const QTime& time) {
            return fromDateTime(QDateTime(day, time, m_zone));
        };
        const WeeklyTime sunday{7, QTime(1, 30)};
        const QDate change(2027, 3, 28); // at one o'clock it is two: half past one does not exist
        QCOMPARE(weeklyDue(sunday, at(change, QTime(0, 59)), m_zone),
                 std::nullopt); // the last is too long ago
        QCOMPARE(weeklyDue(sunday, at(change, QTime(3, 0)), m_zone), change);
        const WeeklyTime monday;
        const QDate winter(2026, 11, 30);
        QCOMPARE(weeklyDue(monday, at(winter, QTime(7, 59, 59)), m_zone), std::nullopt);
        QCOMPARE(weeklyDue(monday, at(winter, QTime(8, 0)), m_zone), winter);
        QCOMPARE(weeklyDue(monday, at(winter.addDays(2), QTime(23, 0)), m_zone), winter);
        QCOMPARE(weeklyDue(monday, at(winter.addDays(3), QTime(8, 1)), m_zone), std::nullopt);
        // At every hour of two years: due at most once a week, on its day.
        QSet<QDate> days;
        auto now = at(QDate(2026, 1, 1), QTime(0, 30));
        for (int hour = 0; hour < 2 * 365 * 24; ++hour, now += std::chrono::hours(1))
            if (const auto day = weeklyDue(monday, now, m_zone)) {
                QCOMPARE(day->dayOfWeek(), 1);
                days << *day;
            }
        QCOMPARE(days.size(), 105); // the first is that of 29 December, three days late
    }
    void aWeekHasOneLetterAMailbox() {
        const QUuid log(QStringLiteral("aaaaaaaa-2222-4333-8444-555555555555"));
        const QDate day(2026, 11, 30);
        const auto id = weeklyNoticeId(log, day, "director@trust.example");
        QCOMPARE(weeklyNoticeId(log, day, "director@trust.example"), id);
        QVERIFY(weeklyNoticeId(log, day.addDays(7), "director@trust.example") != id);
        QVERIFY(weeklyNoticeId(log, day, "deputy@trust.example") != id);
        QVERIFY(weeklyNoticeId(QUuid::createUuid(), day, "director@trust.example") != id);
    }
    void aQuietWeekIsSaid() {
        QVERIFY(weeklyText(weeklyList({}, AlertFacts().minute(0), m_zone), AlertFacts().minute(0), m_zone)
                    .contains(": 0\n"));
    }
};

QTEST_GUILESS_MAIN(WeeklyListTest)
#include "WeeklyListTest.moc"
