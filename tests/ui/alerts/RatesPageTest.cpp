// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/RatesPage.h"
#include "tests/ui/report/ReadingRoom.h"

#include <QLabel>
#include <QTableWidget>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;
using namespace std::chrono_literals;

class RatesPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void alertsAreCountedByCategoryAndWhatWasNotNeededByReason() {
        ReadingRoom room;
        const auto chest = ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1001"),
                                               QStringLiteral("CT chest"));
        room.raise(chest, room.findingOf(QStringLiteral("urgent")).code); // too long ago
        room.clock.advance(31 * 24h);
        room.raise(chest, room.findingOf(QStringLiteral("critical")).code);
        room.raise(chest, room.findingOf(QStringLiteral("critical")).code);
        RatesPage page(*room.safetyNet, room.clock);
        page.resize(900, 600);
        page.show();
        auto* rates = page.findChild<QTableWidget*>("alertRates");
        QTRY_COMPARE(rates->rowCount(), static_cast<int>(room.policy->categories().size()));
        QCOMPARE(rates->item(0, 0)->text(), room.policy->categories().first().label);
        QCOMPARE(rates->item(0, 1)->text(), QStringLiteral("2"));
        QCOMPARE(rates->item(1, 1)->text(), QStringLiteral("0"));
        QCOMPARE(rates->item(0, 2)->text(), QStringLiteral("–")); // no report is known: no rate
        QVERIFY(page.findChild<QLabel*>("ratesSpan")->text().contains("0 final reports"));
    }
    void aRateIsOfAHundredReports() {
        QVERIFY(!safetynet::perHundred(3, 0));
        QCOMPARE(*safetynet::perHundred(3, 200), 1.5);
    }
};

QTEST_MAIN(RatesPageTest)
#include "RatesPageTest.moc"
