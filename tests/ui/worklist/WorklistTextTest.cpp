// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/worklist/WorklistText.h"
#include "ui/worklist/SavedList.h"

#include <QSet>
#include <QTest>

using namespace vigil;
using namespace vigil::ui;
using study::ReadingStatus;
using study::Urgency;
using study::WorklistRow;

/// How the facts of a row read, and on which lists it stands.
class WorklistTextTest : public QObject {
    Q_OBJECT
    const QDateTime m_now{QDate(2026, 11, 24), QTime(9, 0), Qt::LocalTime};

    WorklistRow dueIn(qint64 seconds, ReadingStatus status = ReadingStatus::Unread) const {
        WorklistRow row;
        row.dueAt = m_now.addSecs(seconds);
        row.status = status;
        return row;
    }
    static QSet<QString> listsOf(const WorklistRow& row, const QDateTime& now) {
        QSet<QString> ids;
        for (const auto& list : standardLists())
            if (list.contains(row, now)) ids.insert(list.id);
        return ids;
    }

private Q_SLOTS:
    void durationsLoseTheSmallerUnitWhenItDoesNotMatter_data() {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("words");
        QTest::newRow("seconds") << qint64(59) << "under a minute";
        QTest::newRow("minutes") << qint64(60) << "1 min";
        QTest::newRow("last minute") << qint64(3599) << "59 min";
        QTest::newRow("an hour") << qint64(3600) << "1 h 0 min";
        QTest::newRow("hours") << qint64(4200) << "1 h 10 min";
        QTest::newRow("ten hours") << qint64(10 * 3600 + 59 * 60) << "10 h";
        QTest::newRow("a day") << qint64(86400 + 7200) << "1 d 2 h";
        QTest::newRow("ten days") << qint64(10 * 86400 + 7200) << "10 d";
    }
    void durationsLoseTheSmallerUnitWhenItDoesNotMatter() {
        QFETCH(const qint64, seconds);
        QFETCH(const QString, words);
        QCOMPARE(durationText(seconds), words);
    }
    void aLimitCountsDownThenUpAndEndsWithTheReport() {
        QCOMPARE(limitText(dueIn(42 * 60), m_now), "in 42 min");
        QCOMPARE(limitText(dueIn(-70 * 60), m_now), "over by 1 h 10 min");
        QCOMPARE(limitText(dueIn(-70 * 60, ReadingStatus::Final), m_now), "reported");
        QCOMPARE(limitText(WorklistRow(), m_now), "");
        QCOMPARE(limitTone(dueIn(3600), m_now), Tone::Warning);
        QCOMPARE(limitTone(dueIn(3601), m_now), Tone::Plain);
        QCOMPARE(limitTone(dueIn(-1), m_now), Tone::Critical);
        QCOMPARE(limitTone(dueIn(-1, ReadingStatus::Final), m_now), Tone::Muted);
        // A preliminary report does not stop the clock.
        QVERIFY(isBreached(dueIn(-1, ReadingStatus::Preliminary), m_now));
    }
    void imagesAreCountedAgainstWhatThePacsSays_data() {
        QTest::addColumn<int>("here");
        QTest::addColumn<int>("expected");
        QTest::addColumn<QString>("words");
        QTest::newRow("none") << 0 << 340 << "none of 340";
        QTest::newRow("some") << 12 << 340 << "12 of 340";
        QTest::newRow("all") << 340 << 340 << "340";
        QTest::newRow("more than it says") << 341 << 340 << "341";
        QTest::newRow("it does not say") << 12 << -1 << "12 here";
        QTest::newRow("it does not say, and none") << 0 << -1 << "none here";
    }
    void imagesAreCountedAgainstWhatThePacsSays() {
        QFETCH(const int, here);
        QFETCH(const int, expected);
        QFETCH(const QString, words);
        WorklistRow row;
        row.imagesHere = here;
        row.imagesExpected = expected;
        QCOMPARE(imagesText(row), words);
    }
    void alertsNameTheCriticalOnesFirst() {
        WorklistRow row;
        QCOMPARE(alertsText(row), "");
        row.openAlerts = 2;
        QCOMPARE(alertsText(row), "2 open");
        row.criticalAlerts = 1;
        QCOMPARE(alertsText(row), "1 critical, 1 other");
        row.openAlerts = 1;
        QCOMPARE(alertsText(row), "1 critical");
    }
    void momentsCarryTheDateWhenNotToday() {
        QCOMPARE(momentText(m_now.addSecs(-60), m_now), "08:59");
        QCOMPARE(momentText(m_now.addSecs(-12 * 3600), m_now), "yesterday 21:00");
        QCOMPARE(momentText(m_now.addDays(-3), m_now), "21 Nov 09:00");
        QCOMPARE(momentText(m_now.addYears(-1), m_now), "24 Nov 2025 09:00");
        QCOMPARE(momentText({}, m_now), "");
    }
    void noStateIsToldByColourAlone() {
        QSet<QString> words;
        QSet<QString> icons;
        for (const auto urgency : {Urgency::Emergency, Urgency::Inpatient, Urgency::SuspectedCancer,
                                   Urgency::Urgent, Urgency::Routine}) {
            words.insert(urgencyWord(urgency));
            icons.insert(urgencyIcon(urgency));
        }
        for (const auto status :
             {ReadingStatus::Unread, ReadingStatus::Claimed, ReadingStatus::Draft, ReadingStatus::Preliminary,
              ReadingStatus::Final, ReadingStatus::OutsideUnverified}) {
            words.insert(statusWord(status));
            icons.insert(statusIcon(status));
        }
        QCOMPARE(words.size(), 11);
        QCOMPARE(icons.size(), 11);
        QVERIFY(!words.contains(QString()) && !icons.contains(QString()));
    }
    void aRowStandsOnTheListsThatItsStateSays() {
        auto row = dueIn(-60);
        row.study.urgency = Urgency::Emergency;
        QCOMPARE(listsOf(row, m_now),
                 (QSet<QString>{"unreported", "breaching", "emergency", "priorless", "all"}));
        row.claimedByMe = true;
        row.priors = 1;
        row.openAlerts = 1;
        row.imagesHere = 1;
        row.imagesExpected = 2;
        QCOMPARE(listsOf(row, m_now), (QSet<QString>{"mine", "unreported", "breaching", "emergency", "alerts",
                                                     "incomplete", "all"}));
        row.status = ReadingStatus::Preliminary;
        QVERIFY(listsOf(row, m_now).contains("verify"));
        row.status = ReadingStatus::Final;
        row.finalReports = 2;
        QCOMPARE(listsOf(row, m_now), (QSet<QString>{"alerts", "incomplete", "twice", "all"}));
    }
    void anOutsideReportThatNobodyVerifiedStaysUnreported() {
        QVERIFY(listsOf(dueIn(60, ReadingStatus::OutsideUnverified), m_now).contains("unreported"));
    }
    void theOrderIsTheSameWhicheverWayItIsAsked() {
        QList<WorklistRow> rows;
        for (int i = 0; i < 64; ++i) {
            auto row = dueIn((i % 5 - 2) * 1800, i % 7 == 0 ? ReadingStatus::Final : ReadingStatus::Unread);
            row.study.urgency = static_cast<Urgency>(i % 5);
            row.criticalAlerts = i % 3 == 0 ? 1 : 0;
            row.study.studyUid = QStringLiteral("1.%1").arg(i % 32);
            rows << row;
        }
        for (const auto& a : rows)
            for (const auto& b : rows) {
                QVERIFY(!(comesFirst(a, b, m_now) && comesFirst(b, a, m_now)));
                // A report ends the claim to be read first, whatever else the row says.
                if (a.status == ReadingStatus::Final && b.status != ReadingStatus::Final)
                    QVERIFY(comesFirst(b, a, m_now));
            }
    }
};

QTEST_GUILESS_MAIN(WorklistTextTest)
#include "WorklistTextTest.moc"
