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
    static alert::AlertRow row(const AlertFacts& facts, const QString& id) {
        auto row = rowOf(facts.alert());
        row.view.alertId = id;
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
        QVERIFY(text.contains("\n\nResponsible consultant\n") || text.contains("Responsible consultant\n"));
        QCOMPARE(text.count("reference "), 3);
        const auto& patient = late.patient;
        QVERIFY(!patient.name.isEmpty() && !text.contains(patient.name) && !text.contains(patient.key.id));
    }
    void aQuietWeekIsSaid() {
        QVERIFY(weeklyText(weeklyList({}, AlertFacts().minute(0), m_zone), AlertFacts().minute(0), m_zone)
                    .contains(": 0\n"));
    }
};

QTEST_GUILESS_MAIN(WeeklyListTest)
#include "WeeklyListTest.moc"
