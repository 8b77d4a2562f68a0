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

    static BoardRow found(const KnownRows& known, qint64 revision) { return known.find({revision}).first(); }

private Q_SLOTS:
    void aRowIsKnownAtItsRevisionOnly() {
        KnownRows known;
        const auto row = aRow(QStringLiteral("Abscess"));
        QVERIFY(!found(known, 7));
        known.keep(7, row);
        QCOMPARE(*found(known, 7), row);
        QVERIFY(!found(known, 8));
        const auto both = known.find({8, 7});
        QVERIFY(!both.first());
        QCOMPARE(*both.last(), row);
    }
    void theNewestIsKept() {
        KnownRows known;
        const auto before = aRow(QStringLiteral("Abscess"));
        auto after = before;
        after.view.state = State::Acknowledged;
        known.keep(7, before);
        known.keep(8, after);
        QVERIFY(!found(known, 7));
        QCOMPARE(*found(known, 8), after);
    }
    void whatHasNoRevisionYetIsNeverKnown() {
        KnownRows known;
        QCOMPARE(known.keep(0, aRow(QStringLiteral("PE")))->findingLabel, "PE");
        QVERIFY(!found(known, 0));
    }
    void whatWasLookedAtAgainNeverReplacesSomethingNewer() {
        KnownRows known;
        const auto old = known.keep(7, aRow(QStringLiteral("PE")));
        const auto late = std::make_shared<AlertRow>(*old);
        known.replace(old, late);
        QVERIFY(found(known, 7) == late);
        const auto newer = known.keep(8, aRow(QStringLiteral("PE, larger")));
        known.replace(late, old);
        QVERIFY(found(known, 8) == newer);
        known.replace(old, late);
        QVERIFY(found(known, 8) == newer);
    }
};

QTEST_GUILESS_MAIN(KnownRowsTest)
#include "KnownRowsTest.moc"
