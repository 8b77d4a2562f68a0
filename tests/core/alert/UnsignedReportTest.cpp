// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertService.h"
#include "tests/support/Desk.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::alert;
using namespace std::chrono_literals;
using vigil::test::anAlertDraft;
using vigil::test::Desk;
using vigil::test::waitFor;

/// A report that is not signed while its alert is over, on a desk of its own.
class UnsignedReportTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    AlertService& alerts() { return m_desk->alerts(); }
    QString raised(const AlertDraft& draft = anAlertDraft().build()) {
        const auto id = m_desk->raise(draft);
        if (!id) qFatal("%s", qPrintable(id.error().message));
        return *id;
    }
    AlertRow row(const QString& alertId) {
        BoardFilter filter;
        filter.which = BoardFilter::Which::All;
        const auto rows = waitFor(alerts().board(filter));
        for (const auto& row : *rows)
            if (row->view.alertId == alertId) return *row;
        return {};
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
    }
    void cleanup() {
        m_desk.reset();
        m_folder.reset();
    }
    void anUnsignedReportStaysOnItsAuthorsListWhenItsAlertIsOver() {
        m_desk->setPin();
        auto draft = anAlertDraft().of("nodule").suspected().build(); // documented only: over at once
        draft.reportId = m_desk->draft();
        const auto id = raised(draft);
        auto wrong = anAlertDraft().build();
        wrong.reportId = draft.reportId;
        VIGIL_VERIFY(waitFor(alerts().withdraw(raised(wrong), "another patient's")));
        static_cast<void>(raised(anAlertDraft().of("nodule").suspected().build())); // of no report
        const auto listed = [this](const BoardFilter& filter) {
            QStringList ids;
            const auto rows = waitFor(alerts().board(filter));
            for (const auto& each : *rows)
                ids << each->view.alertId;
            return ids;
        };
        QCOMPARE(listed({}), QStringList());
        m_desk->clock.advance(4h + 1s);
        QCOMPARE(listed({}), QStringList{id});
        QCOMPARE(listed(BoardFilter::openAlone()), QStringList());
        QCOMPARE(row(id).unsignedSince, row(id).signBy);
        const auto shown = row(id);
        QVERIFY(!shown.view.open);
        const auto now = m_desk->clock.now();
        const BoardReader author{test::aRadiologist().name, {}};
        const BoardReader somebody{QStringLiteral("Other^Olga"), shown.dutyRole};
        QVERIFY(isIn(BoardView::Mine, shown, author, now) && isIn(BoardView::Unsigned, shown, author, now));
        QVERIFY(!isIn(BoardView::Open, shown, author, now) && !isIn(BoardView::Mine, shown, somebody, now));
        QVERIFY(isIn(BoardView::Mine, shown, somebody, now + 4h)); // then the radiologist on duty as well
        BoardFilter elsewhere;
        elsewhere.studyUid = QStringLiteral("9.9.9");
        QCOMPARE(listed(elsewhere), QStringList());
        m_desk->clock.advance(30 * 24h - 4h - 2s);
        QCOMPARE(listed({}), QStringList{id});
        m_desk->clock.advance(2s); // then whether it was signed is not known here any more
        QCOMPARE(listed({}), QStringList());
    }
    void whatIsOverAndSignedIsNotOnTheBoard() {
        m_desk->setPin();
        const auto reportId = m_desk->draft();
        auto draft = anAlertDraft().of("nodule").suspected().build();
        draft.reportId = reportId;
        const auto id = raised(draft);
        m_desk->clock.advance(5h);
        QCOMPARE(waitFor(alerts().board({}))->size(), 1);
        VIGIL_VERIFY(m_desk->sign(reportId));
        QVERIFY(waitFor(alerts().board({}))->isEmpty());
        QVERIFY(!row(id).unsignedSince);
    }
};

QTEST_GUILESS_MAIN(UnsignedReportTest)
#include "UnsignedReportTest.moc"
