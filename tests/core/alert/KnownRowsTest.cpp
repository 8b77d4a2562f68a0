// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/KnownRows.h"
#include "core/alert/AlertJson.h"

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
    void aRowIsTheOneOfItsTextHoweverOftenItIsRead() {
        KnownRows known;
        const auto row = aRow(QStringLiteral("Abscess"));
        QCOMPARE(known.rowOf(QStringLiteral("a-1"), toJson(row)), row);
        QCOMPARE(known.rowOf(QStringLiteral("a-1"), toJson(row)), row);
    }
    void aChangedTextGivesTheChangedRow() {
        KnownRows known;
        const auto before = aRow(QStringLiteral("Abscess"));
        auto after = before;
        after.view.state = State::Acknowledged;
        QCOMPARE(known.rowOf(QStringLiteral("a-1"), toJson(before)), before);
        QCOMPARE(known.rowOf(QStringLiteral("a-1"), toJson(after)), after);
        QCOMPARE(known.rowOf(QStringLiteral("a-1"), toJson(before)), before);
    }
    void anotherAlertWithTheSameTextIsAnother() {
        KnownRows known;
        const auto row = aRow(QStringLiteral("Abscess"));
        QCOMPARE(known.rowOf(QStringLiteral("a-1"), toJson(row)), row);
        QCOMPARE(known.rowOf(QStringLiteral("a-2"), toJson(row)), row);
    }
};

QTEST_GUILESS_MAIN(KnownRowsTest)
#include "KnownRowsTest.moc"
