// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertBoard.h"

#include <QTest>

using namespace vigil;
using namespace vigil::alert;
using namespace std::chrono_literals;

/// Which rows of the board belong to which view.
class AlertRowsTest : public QObject {
    Q_OBJECT
    const UtcTime m_now = UtcTime(std::chrono::hours(24 * 365 * 50));
    const BoardReader m_kim{QStringLiteral("Kim^Ada"), QStringLiteral("Consultant radiologist")};

    AlertRow aRow() const {
        AlertRow row;
        row.view.open = true;
        row.view.state = State::Department;
        row.view.owner = {QStringLiteral("Okafor, Ben"), QStringLiteral("Medical registrar")};
        row.view.raisedBy = {QStringLiteral("Lee^Jon"), QStringLiteral("Consultant radiologist")};
        row.view.nextAt = m_now + 10min;
        return row;
    }
    QList<BoardView> viewsOf(const AlertRow& row) const {
        QList<BoardView> found;
        for (const auto view :
             {BoardView::Open, BoardView::Mine, BoardView::MyTeam, BoardView::Unacknowledged,
              BoardView::NotActedOn, BoardView::Overdue, BoardView::NoRoute, BoardView::NotDelivered,
              BoardView::Unsigned, BoardView::All})
            if (isIn(view, row, m_kim, m_now)) found << view;
        return found;
    }

private Q_SLOTS:
    void whatNobodyHasTakenIsNotAcknowledged() {
        QCOMPARE(viewsOf(aRow()),
                 (QList{BoardView::Open, BoardView::MyTeam, BoardView::Unacknowledged, BoardView::All}));
    }
    void mineIsWhatIRaisedOwnOrMyRoleIsToTake() {
        auto row = aRow();
        row.view.raisedBy.role.clear();
        QVERIFY(!isIn(BoardView::Mine, row, m_kim, m_now));
        auto raised = row;
        raised.view.raisedBy.name = QStringLiteral("Kim, Ada"); // the same person, typed otherwise
        QVERIFY(isIn(BoardView::Mine, raised, m_kim, m_now));
        auto owned = row;
        owned.view.owner = {{}, m_kim.role};
        QVERIFY(isIn(BoardView::Mine, owned, m_kim, m_now));
        owned.view.owner.name = QStringLiteral("Lee^Jon"); // a colleague has it
        QVERIFY(!isIn(BoardView::Mine, owned, m_kim, m_now));
        QVERIFY(isIn(BoardView::MyTeam, owned, m_kim, m_now));
        QVERIFY(!isIn(BoardView::Mine, row, {}, m_now)); // nobody is not everybody
    }
    void whatIsTakenButNotActedOnStandsByItself() {
        auto row = aRow();
        row.view.acknowledgedBy = row.view.owner;
        QVERIFY(!isIn(BoardView::Unacknowledged, row, m_kim, m_now));
        QVERIFY(isIn(BoardView::NotActedOn, row, m_kim, m_now));
        row.view.act.what = QStringLiteral("Drain placed");
        QVERIFY(!isIn(BoardView::NotActedOn, row, m_kim, m_now));
    }
    void overdueIsJudgedAtTheMomentOfLooking() {
        const auto row = aRow();
        QVERIFY(!isIn(BoardView::Overdue, row, m_kim, m_now));
        QVERIFY(isIn(BoardView::Overdue, row, m_kim, m_now + 11min));
    }
    void whatGoesNowhereIsSeen() {
        auto row = aRow();
        row.view.state = State::NoRoute;
        QVERIFY(isIn(BoardView::NoRoute, row, m_kim, m_now));
        row = aRow();
        row.view.owner = {};
        QVERIFY(isIn(BoardView::NoRoute, row, m_kim, m_now));
        row = aRow();
        row.view.state = State::ThisComputerOnly;
        QVERIFY(isIn(BoardView::NotDelivered, row, m_kim, m_now));
        row = aRow();
        QVERIFY(!isIn(BoardView::ElsewhereOffline, row, m_kim, m_now));
        row.deviceLostSince = m_now - 5min;
        QVERIFY(isIn(BoardView::ElsewhereOffline, row, m_kim, m_now));
    }
    void anUnsignedReportStandsFirstOnItsAuthorsListThenOnThatOfTheDuty() {
        auto row = aRow();
        row.dutyRole = QStringLiteral("Duty radiologist");
        row.view.raisedAt = m_now - 31min;
        const BoardReader author{QStringLiteral("Lee, Jon"), QStringLiteral("Consultant radiologist")};
        const BoardReader duty{QStringLiteral("Kim^Ada"), QStringLiteral("Duty radiologist")};
        QVERIFY(!isIn(BoardView::Unsigned, row, author, m_now));
        row.unsignedSince = m_now - 1min; // half an hour after it was raised
        QVERIFY(isIn(BoardView::Unsigned, row, author, m_now));
        QVERIFY(!isIn(BoardView::Unsigned, row, duty, m_now));
        QVERIFY(isIn(BoardView::Unsigned, row, duty, m_now + 30min));
        QVERIFY(!isIn(BoardView::Unsigned, row, m_kim, m_now + 30min));
        auto first = aRow();
        first.view.alertId = QStringLiteral("first");
        row.view.alertId = QStringLiteral("unsigned");
        const auto order = [&](const BoardReader& reader) {
            QStringList ids;
            const BoardRows rows{std::make_shared<AlertRow>(first), std::make_shared<AlertRow>(row)};
            for (const auto& each : unsignedFirst(rows, reader, m_now))
                ids << each->view.alertId;
            return ids;
        };
        QCOMPARE(order(author), (QStringList{"unsigned", "first"}));
        QCOMPARE(order(duty), (QStringList{"first", "unsigned"}));
    }
    void whatIsClosedStandsUnderAllOnly() {
        auto row = aRow();
        row.view.open = false;
        row.view.overdue = true;
        QCOMPARE(viewsOf(row), QList{BoardView::All});
    }
};

QTEST_GUILESS_MAIN(AlertRowsTest)
#include "AlertRowsTest.moc"
