// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/PageText.h"
#include "tests/fakes/FixedClock.h"

#include <QTest>

using namespace vigil;
using namespace vigil::page;
using namespace std::chrono_literals;

class PageTextTest : public QObject {
    Q_OBJECT
private:
    const UtcTime m_now = test::FixedClock().now(); // Tuesday 24 November 2026, 09:00 in London
    const QTimeZone m_london{"Europe/London"};

private Q_SLOTS:
    void timesAreToldAsPeopleDo() {
        QCOMPARE(timeWords(m_now + 5h, m_now, m_london), "14:00 today");
        QCOMPARE(timeWords(m_now + 24h, m_now, m_london), "09:00 tomorrow");
        QCOMPARE(timeWords(m_now - 10h, m_now, m_london), "23:00 yesterday");
        QCOMPARE(timeWords(m_now + 72h, m_now, m_london), "09:00 on Friday 27 November");
        QCOMPARE(timeWords(m_now + 24h * 60, m_now, m_london), "09:00 on 23 January 2027");
        // In summer the clocks there are an hour ahead.
        QCOMPARE(timeWords(m_now + 24h * 200, m_now, m_london), "10:00 on 12 June 2027");
    }
    void whatIsLeftIsTold() {
        QCOMPARE(leftWords(m_now + 25min + 59s, m_now), "25 minutes left");
        QCOMPARE(leftWords(m_now + 1min, m_now), "1 minute left");
        QCOMPARE(leftWords(m_now + 30s, m_now), "less than a minute left");
        QCOMPARE(leftWords(m_now + 65min, m_now), "1 hour 5 minutes left");
        QCOMPARE(leftWords(m_now + 120min, m_now), "2 hours left");
        QCOMPARE(leftWords(m_now + 30h, m_now), "30 hours left");
        QCOMPARE(leftWords(m_now + 24h * 5, m_now), "5 days left");
        QCOMPARE(leftWords(m_now - 12min, m_now), "12 minutes late");
    }
    void namesReadAsTheyAreSpoken() {
        QCOMPARE(partyWords({"Fox^Robin^A^Dr", "Consultant"}), "Dr Robin A Fox, Consultant");
        QCOMPARE(partyWords({"Sam Okafor", ""}), "Sam Okafor");
        QCOMPARE(partyWords({"", "Consultant"}), "Consultant");
    }
};

QTEST_GUILESS_MAIN(PageTextTest)
#include "PageTextTest.moc"
