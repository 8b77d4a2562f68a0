// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/AlertsBoard.h"
#include "tests/ui/report/ReadingRoom.h"
#include "ui/alerts/AlertsModel.h"
#include "ui/alerts/FactsForm.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;
using namespace std::chrono_literals;

class AlertsBoardTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_room = std::make_unique<ReadingRoom>();
        m_board = std::make_unique<AlertsBoard>(*m_room->alerts, m_room->clock, m_room->events);
        m_board->resize(1500, 800);
        m_board->show();
        QVERIFY(QTest::qWaitForWindowActive(m_board.get()));
    }
    void cleanup() {
        m_board.reset();
        m_room.reset();
    }

    void anEmptyBoardSaysWhatWouldBeThere() {
        auto* empty = m_board->findChild<QLabel*>(QStringLiteral("emptyAlerts"));
        QTRY_VERIFY(empty->isVisible());
        QVERIFY(empty->text().contains(QStringLiteral("No open alerts")));
    }

    void theMostUrgentStandsFirstAndCountsDownThenUp() {
        raise("significant");
        raise("critical");
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        QCOMPARE(words(0, AlertsModel::CategoryColumn),
                 m_room->policy->category(QStringLiteral("critical"))->label);
        QVERIFY(words(0, AlertsModel::TimeColumn).startsWith(QStringLiteral("in ")));
        m_room->clock.advance(12h);
        QVERIFY(words(0, AlertsModel::TimeColumn).startsWith(QStringLiteral("overdue ")));
        QCOMPARE(words(0, AlertsModel::StateColumn), QStringLiteral("This computer only"));
    }

    void acknowledgingNamesTheClinicianWhoTakesResponsibility() {
        raise("urgent");
        start(Qt::Key_A);
        acknowledgeAs(acceptingRole());
        QTRY_COMPARE(view().acknowledgedBy.name, QStringLiteral("Okafor, Ben"));
        QTRY_VERIFY(!form()->isVisible());
        QTRY_VERIFY(historyText().contains(QStringLiteral("Acknowledged by Okafor, Ben")));
    }

    /// While the call of a critical one is open its author owns it, and is not who answers.
    void theAuthorIsNeverProposedAsTheClinician() {
        raise("critical");
        QCOMPARE(view().owner, view().raisedBy);
        start(Qt::Key_A);
        QCOMPARE(form()->value(QStringLiteral("name")), QString());
        start(Qt::Key_T);
        QCOMPARE(form()->value(QStringLiteral("role")), QStringLiteral("Responsible consultant"));
    }

    void whoMayNotAcceptIsToldSoInTheForm() {
        raise("urgent");
        start(Qt::Key_A);
        acknowledgeAs(QStringLiteral("Car park attendant"));
        auto* problem = m_board->findChild<QLabel*>(QStringLiteral("formProblem"));
        QTRY_VERIFY(problem->isVisible());
        QVERIFY(problem->text().contains(QStringLiteral("may not acknowledge")));
        QCOMPARE(form()->value(QStringLiteral("name")), QStringLiteral("Okafor, Ben"));
        QVERIFY(view().acknowledgedBy.isEmpty());
    }

    void whatIsMissingIsAskedForBeforeAnythingIsWritten() {
        raise("urgent");
        start(Qt::Key_A);
        form()->setValue(QStringLiteral("name"), {});
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        const auto* problem = m_board->findChild<QLabel*>(QStringLiteral("formProblem"));
        QVERIFY(problem->text().contains(QStringLiteral("on behalf of")));
        QVERIFY(view().acknowledgedBy.isEmpty());
    }

    void theLastActCanBeTakenBack() {
        raise("urgent");
        start(Qt::Key_A);
        acknowledgeAs(acceptingRole());
        QTRY_VERIFY(!view().acknowledgedBy.isEmpty());
        QTRY_VERIFY(!form()->isVisible());
        start(Qt::Key_Z);
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_VERIFY(view().acknowledgedBy.isEmpty());
    }

    void callsGoIntoTheDiary() {
        raise("critical");
        start(Qt::Key_T);
        form()->setValue(QStringLiteral("name"), QStringLiteral("Okafor, Ben"));
        form()->setValue(QStringLiteral("role"), acceptingRole());
        form()->setValue(QStringLiteral("readBack"), QStringLiteral("yes"));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(view().callTask, alert::CallTask::Done);
        auto* diary = m_board->findChild<QListWidget*>(QStringLiteral("callDiary"));
        QTRY_VERIFY(diary->item(0)->text().contains(QStringLiteral("Okafor, Ben")));
        QVERIFY(diary->item(0)->text().contains(QStringLiteral("read back")));
    }

    void decliningActingAndClosingHaveAKeyEach() {
        raise("urgent");
        start(Qt::Key_D);
        form()->setValue(QStringLiteral("reason"), QStringLiteral("Not my patient"));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(view().declines, 1);
        QTRY_VERIFY(!form()->isVisible());
        start(Qt::Key_X);
        form()->setValue(QStringLiteral("what"), QStringLiteral("Anticoagulated"));
        form()->setValue(QStringLiteral("name"), QStringLiteral("Okafor, Ben"));
        form()->setValue(QStringLiteral("role"), acceptingRole());
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(view().act.what, QStringLiteral("Anticoagulated"));
        QTRY_VERIFY(!form()->isVisible());
        start(Qt::Key_C);
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(table()->model()->rowCount(), 0);
        QTest::mouseClick(button("showAll"), Qt::LeftButton);
        QTRY_COMPARE(words(0, AlertsModel::StateColumn), QStringLiteral("Closed"));
    }

    void aKeyShowsEachViewAndItsButtonCounts() {
        raise("urgent");
        start(Qt::Key_A);
        acknowledgeAs(acceptingRole());
        QTRY_VERIFY(!form()->isVisible());
        raise("significant");
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        QTRY_COMPARE(button("showUnacknowledged")->text(), QStringLiteral("Not acknowledged 1"));
        QTest::keyClick(table(), Qt::Key_5);
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QVERIFY(button("showUnacknowledged")->isChecked());
        QTest::keyClick(table(), Qt::Key_6);
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QTRY_COMPARE(words(0, AlertsModel::StateColumn), QStringLiteral("Acknowledged"));
        QTest::keyClick(table(), Qt::Key_9);
        QTRY_COMPARE(table()->model()->rowCount(), 2);
    }

    void escapeClosesTheFormAndWritesNothing() {
        raise("urgent");
        start(Qt::Key_A);
        QTest::keyClick(form()->findChild<QWidget*>(QStringLiteral("name")), Qt::Key_Escape);
        QVERIFY(!form()->isVisible());
        QVERIFY(view().acknowledgedBy.isEmpty());
    }

    void theChosenAlertStaysChosenWhenAMoreUrgentOneArrives() {
        raise("significant");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        raise("critical");
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        QCOMPARE(table()->currentIndex().row(), 1);
    }

    void enterShowsTheStudy() {
        raise("urgent");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QSignalSpy asked(m_board.get(), &AlertsBoard::studyRequested);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Return);
        QCOMPARE(asked.first().first().toString(), QStringLiteral("1.2.826.1001"));
    }

private:
    void raise(const char* category) {
        const auto& finding = m_room->findingOf(QLatin1String(category));
        m_room->raise(ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1001"),
                                          QStringLiteral("CT chest")),
                      finding.code);
    }
    void start(int key) {
        QTRY_VERIFY(table()->model()->rowCount() > 0);
        table()->setFocus();
        QTest::keyClick(table(), static_cast<Qt::Key>(key));
        QVERIFY(form()->isVisible());
    }
    void acknowledgeAs(const QString& role) {
        form()->setValue(QStringLiteral("name"), QStringLiteral("Okafor, Ben"));
        form()->setValue(QStringLiteral("role"), role);
        form()->setValue(QStringLiteral("registration"), QStringLiteral("GMC 7001122"));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
    }
    QString acceptingRole() const {
        return m_room->policy->category(QStringLiteral("urgent"))->mayAccept.first();
    }
    alert::AlertView view() const {
        alert::BoardFilter filter;
        filter.which = alert::BoardFilter::Which::All;
        return waitFor(m_room->alerts->board(filter)).value().value(0).view;
    }
    QString historyText() const {
        QStringList lines;
        auto* list = m_board->findChild<QListWidget*>(QStringLiteral("alertHistory"));
        for (int i = 0; i < list->count(); ++i)
            lines << list->item(i)->text();
        return lines.join(u'\n');
    }
    QString words(int row, int column) const {
        return table()->model()->index(row, column).data().toString();
    }
    QTableView* table() const { return m_board->findChild<QTableView*>(QStringLiteral("alertsBoard")); }
    FactsForm* form() const { return m_board->findChild<FactsForm*>(); }
    QPushButton* button(const char* name) const {
        return m_board->findChild<QPushButton*>(QLatin1String(name));
    }

    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<AlertsBoard> m_board;
};

QTEST_MAIN(AlertsBoardTest)
#include "AlertsBoardTest.moc"
