// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/AlertStore.h"

#include "tests/support/Desk.h"
#include "tests/support/Futures.h"
#include "tests/support/LogPeople.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::test;

/// What the department took as it came: an alert is never refused, so whatever is in it has to be shown.
class AlertStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAlertWithoutContentIsShownAndStopsNothing_data() {
        QTest::addColumn<QByteArray>("open");
        for (const auto* open : {"{}", "", "[]", "null", "not JSON", R"({"procedures":[{}]})",
                                 R"({"patient":null,"rules":7,"by":[]})"})
            QTest::newRow(open[0] == '\0' ? "nothing" : open) << QByteArray(open);
    }
    void anAlertWithoutContentIsShownAndStopsNothing() {
        QFETCH(QByteArray, open);
        QTemporaryDir folder;
        Desk desk(folder.path());
        auto odd = aFact(journal::aggregate::alert, "odd", journal::kind::alertRaised, {}, "kim", "", 1);
        odd.event.open = open;
        const auto next =
            aFact(journal::aggregate::alert, "next", journal::kind::alertViewed, {}, "kim", "", 2);
        VIGIL_VERIFY(desk.journal().take({odd, next}, store::departmentDestination, std::nullopt));
        const auto rows = waitFor(desk.alerts().board({}));
        VIGIL_VERIFY(rows);
        QCOMPARE(rows->size(), 2);
        for (const auto& row : *rows) {
            QVERIFY(row->view.open);
            QVERIFY(!row->view.owner.isEmpty());
            QVERIFY(row->view.nextAt);
        }
    }
};

QTEST_GUILESS_MAIN(AlertStoreTest)
#include "AlertStoreTest.moc"
