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
    /// However many are closed: what is over and not signed is found without reading their rows.
    void whatIsOverAndUnsignedIsFoundByAnIndexAlone() {
        QTemporaryDir folder;
        Desk desk(folder.path());
        QStringList plan;
        VIGIL_VERIFY(desk.data().cacheReader().runAndWait([&](const store::Database& cache) {
            return cache.rows(
                QStringLiteral("EXPLAIN QUERY PLAN SELECT revision FROM alert "
                               "WHERE open=0 AND raised_at>=? AND "
                               "sign_by<? AND NOT EXISTS(SELECT 1 FROM alert_study s JOIN study_report r "
                               "USING(study_uid) WHERE s.alert_id=alert.alert_id AND "
                               "r.signed_at>=alert.raised_at) ORDER BY raised_at"),
                {QStringLiteral("2026-11-01"), QStringLiteral("2026-11-30")},
                [&](const store::Row& row) { plan << row.text(3); });
        }));
        const auto words = plan.join(u'\n');
        QVERIFY2(words.contains("alert USING COVERING INDEX alert_unsigned"), qPrintable(words));
        QVERIFY2(!words.contains("SCAN") && !words.contains("TEMP B-TREE"), qPrintable(words));
    }
};

QTEST_GUILESS_MAIN(AlertStoreTest)
#include "AlertStoreTest.moc"
