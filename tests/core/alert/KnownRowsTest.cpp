// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/KnownRows.h"

#include <QTest>

using namespace vigil;
using namespace vigil::alert;

class KnownRowsTest : public QObject {
    Q_OBJECT
    static AlertRow aRow(const QString& finding) {
        AlertRow row;
        row.view.alertId = QStringLiteral("a-1");
        row.findingLabel = finding;
        return row;
    }

private Q_SLOTS:
    void aRowIsKnownAtItsRevisionOnly() {
        KnownRows known;
        const auto row = aRow(QStringLiteral("Abscess"));
        QVERIFY(!known.find(QStringLiteral("a-1"), 7));
        known.keep(QStringLiteral("a-1"), 7, row);
        QCOMPARE(*known.find(QStringLiteral("a-1"), 7), row);
        QVERIFY(!known.find(QStringLiteral("a-1"), 8));
        QVERIFY(!known.find(QStringLiteral("a-2"), 7));
    }
    void theNewestIsKept() {
        KnownRows known;
        const auto before = aRow(QStringLiteral("Abscess"));
        auto after = before;
        after.view.state = State::Acknowledged;
        known.keep(QStringLiteral("a-1"), 7, before);
        known.keep(QStringLiteral("a-1"), 8, after);
        QVERIFY(!known.find(QStringLiteral("a-1"), 7));
        QCOMPARE(*known.find(QStringLiteral("a-1"), 8), after);
    }
    void whatWasLookedAtAgainNeverReplacesSomethingNewer() {
        KnownRows known;
        const auto old = known.keep(QStringLiteral("a-1"), 7, aRow(QStringLiteral("PE")));
        const auto late = std::make_shared<AlertRow>(*old);
        known.replace(old, late);
        QVERIFY(known.find(QStringLiteral("a-1"), 7) == late);
        const auto newer = known.keep(QStringLiteral("a-1"), 8, aRow(QStringLiteral("PE, larger")));
        known.replace(late, old);
        QVERIFY(known.find(QStringLiteral("a-1"), 8) == newer);
    }
};

QTEST_GUILESS_MAIN(KnownRowsTest)
#include "KnownRowsTest.moc"
