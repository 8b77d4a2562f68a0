// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/RatesPage.h"
#include "tests/support/EventBuilder.h"
#include "tests/ui/report/ReadingRoom.h"

#include <QLabel>
#include <QTableWidget>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;
using namespace std::chrono_literals;

class RatesPageTest : public QObject {
    Q_OBJECT
    const QUuid m_logId = QUuid::createUuid();
    qint64 m_seq = 0;

    static EventBuilder aResolution(const QString& rowId, const QByteArray& reason) {
        return anEvent(journal::kind::safetyNetResolved)
            .on(journal::aggregate::safetyNet, rowId)
            .withOpen("{\"reason\":\"" + reason + "\"}");
    }
    /// The department's log says so.
    void learn(ReadingRoom& room, EventBuilder builder) {
        journal::LoggedEvent logged;
        logged.event = builder.at(room.clock.now());
        logged.receipt.logId = m_logId;
        logged.receipt.seq = ++m_seq;
        logged.receipt.receivedAt = room.clock.now();
        VIGIL_VERIFY(room.journal.take({logged}, store::departmentDestination, std::nullopt));
    }

private Q_SLOTS:
    void alertsAreCountedByCategoryAndWhatWasNotNeededByReason() {
        ReadingRoom room;
        const auto chest = ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1001"),
                                               QStringLiteral("CT chest"));
        room.raise(chest, room.findingOf(QStringLiteral("urgent")).code); // too long ago
        room.clock.advance(31 * 24h);
        room.raise(chest, room.findingOf(QStringLiteral("critical")).code);
        const auto closed = room.raise(chest, room.findingOf(QStringLiteral("critical")).code);
        VIGIL_VERIFY(waitFor(room.alerts->withdraw(closed, QStringLiteral("wrong study"))));
        using safetynet::unalertedId;
        learn(room, aResolution(unalertedId("r-1", "pe"), "historic"));
        learn(room, aResolution(unalertedId("r-2", "pe"), "Known already"));
        learn(room, aResolution(unalertedId("r-3", "pe"), "known already"));
        learn(room, aResolution(safetynet::unreportedId("1.2.9"), "needs no report"));
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
        auto* notNeeded = page.findChild<QTableWidget*>("alertsNotNeeded");
        QCOMPARE(notNeeded->rowCount(), 2);
        QCOMPARE(notNeeded->item(0, 0)->text().toLower(), QStringLiteral("known already"));
        QCOMPARE(notNeeded->item(0, 1)->text(), QStringLiteral("2"));
        QCOMPARE(notNeeded->item(1, 0)->text(), QStringLiteral("historic"));
        QCOMPARE(notNeeded->item(1, 1)->text(), QStringLiteral("1"));
        for (const auto* report : {"one", "two", "three"})
            learn(room, aSignature("1.2.826.1002")
                            .withOpen(QByteArray("{\"report\":\"") + report + "\",\"state\":\"final\"}"));
        page.refresh();
        QTRY_COMPARE(rates->item(0, 2)->text(), QStringLiteral("66.7"));
    }
    void aRateIsOfAHundredReports() {
        QVERIFY(!safetynet::perHundred(3, 0));
        QCOMPARE(*safetynet::perHundred(3, 200), 1.5);
    }
};

QTEST_MAIN(RatesPageTest)
#include "RatesPageTest.moc"
