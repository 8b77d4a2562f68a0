// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/followup/FollowUpsBoard.h"
#include "tests/ui/report/ReadingRoom.h"
#include "ui/followup/FollowUpText.h"
#include "ui/followup/FollowUpsModel.h"

#include <QAccessible>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;
using namespace std::chrono_literals;

class FollowUpsBoardTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_room = std::make_unique<ReadingRoom>();
        m_board = std::make_unique<FollowUpsBoard>(*m_room->followUps, m_room->clock, m_room->events);
        m_board->resize(1500, 800);
        m_board->show();
        QVERIFY(QTest::qWaitForWindowActive(m_board.get()));
    }
    void cleanup() {
        m_board.reset();
        m_room.reset();
    }

    void anEmptyListSaysWhatWouldBeThere() {
        auto* empty = m_board->findChild<QLabel*>("emptyFollowUps");
        QTRY_VERIFY(empty->isVisible());
        QVERIFY(empty->text().contains("No open follow-ups"));
    }
    void everyRowSaysItsOwnerAndItsNextTime() {
        recommend();
        QCOMPARE(words(FollowUpsModel::OwnerColumn), "Referrer, Robin\nGeneral practitioner");
        QVERIFY(words(FollowUpsModel::NextColumn).startsWith("Remind the owner, "));
        QCOMPARE(words(FollowUpsModel::StateColumn), "Not booked");
        const auto spoken =
            table()->model()->index(0, FollowUpsModel::OwnerColumn).data(Qt::AccessibleTextRole).toString();
        QCOMPARE(spoken, "Referrer, Robin, General practitioner");
    }
    void bookingIsOneKeyAndTheDepartmentWatchesFromThenOn() {
        recommend();
        start(Qt::Key_B);
        submit(); // a day that nobody chose is not booked
        QVERIFY(problem().contains("for"));
        form()->setValue("day", "soon");
        submit();
        QTRY_VERIFY(problem().contains("for which day"));
        QCOMPARE(words(FollowUpsModel::StateColumn), "Not booked");
        form()->setValue("day", "20 February 2027");
        submit();
        QTRY_COMPARE(words(FollowUpsModel::StateColumn), "Booked for 20 Feb 2027");
        QTRY_COMPARE(words(FollowUpsModel::OwnerColumn), "Fail-safe officer");
    }
    void lookingProposesAndSaysWhatDiffers() {
        recommend();
        m_room->inThePacs = {later("CTPA")};
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_P);
        QTRY_COMPARE(words(FollowUpsModel::ProposedColumn), "1, something differs");
        QVERIFY(words(FollowUpsModel::NextColumn).startsWith("Proposed: confirm\nRemind the owner, "));
        auto* details = m_board->findChild<QLabel*>("followUpDetails");
        QVERIFY(details->text().contains("Differs – purpose"));
        QVERIFY(details->text().contains("Matches – modality"));
        start(Qt::Key_N);
        form()->setValue("reason", "another question");
        submit();
        QTRY_VERIFY(details->text().contains("Not this one: another question"));
        QVERIFY(words(FollowUpsModel::NextColumn).startsWith("Remind the owner, "));
    }
    void anUnverifiedReportDoesNotCloseItAndTheFormSaysSo() {
        recommend();
        m_room->inThePacs = {later("CT chest")};
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_P);
        QTRY_COMPARE(words(FollowUpsModel::ProposedColumn), "1, nothing differs");
        start(Qt::Key_Y);
        submit();
        auto* problem = m_board->findChild<QLabel*>("formProblem");
        QTRY_VERIFY(problem->isVisible());
        QVERIFY(problem->text().contains("not verified"));
        QVERIFY(m_room->data->cache().runAndWait(store::Lane::Person, [&](store::Transaction& cache) {
            return store::StudyStore::setReport(cache, "1.2.826.2002", {"r", "final", m_room->clock.now()});
        }));
        submit();
        QTRY_COMPARE(table()->model()->rowCount(), 0);
        QTest::mouseClick(button("followUpsAll"), Qt::LeftButton);
        QTRY_COMPARE(words(FollowUpsModel::StateColumn), "Ended: answered");
    }
    void theOtherEndsAndTakingBackHaveAKeyEach() {
        recommend();
        QTest::mouseClick(button("followUpsAll"), Qt::LeftButton);
        start(Qt::Key_E);
        form()->setValue("end", "referrer's decision");
        form()->setValue("note", "frail");
        submit();
        auto* problem = m_board->findChild<QLabel*>("formProblem");
        QTRY_VERIFY(problem->isVisible());
        QVERIFY(problem->text().contains("nobody named"));
        form()->setValue("name", "Referrer, Robin");
        form()->setValue("role", "General practitioner");
        submit();
        QTRY_COMPARE(words(FollowUpsModel::StateColumn), "Ended: referrer's decision");
        QTRY_VERIFY(!form()->isVisible());
        start(Qt::Key_Z);
        submit();
        QTRY_COMPARE(words(FollowUpsModel::StateColumn), "Not booked");
    }
    void whatIsTakenBackIsNamedAndNothingElseIs() {
        const auto id = recommendFor(ReadingRoom::harold(), "1.2.826.1001");
        const auto spoken = [this] { return form()->accessibleDescription(); };
        VIGIL_VERIFY(waitFor(m_room->followUps->book(id, QDate(2027, 2, 20), "CT 2")));
        QTRY_COMPARE(words(FollowUpsModel::StateColumn), "Booked for 20 Feb 2027");
        start(Qt::Key_Z);
        QVERIFY2(spoken().contains("Taken back is: Booked for 20 Feb 2027, "), qPrintable(spoken()));
        // At another computer of the same person meanwhile.
        VIGIL_VERIFY(waitFor(m_room->followUps->note(id, "rang the practice")));
        submit();
        QTRY_COMPARE(words(FollowUpsModel::StateColumn), "Not booked");
        QTRY_VERIFY(details()->text().contains("Note: rang the practice"));
        QTRY_VERIFY(!form()->isVisible());
        start(Qt::Key_Z);
        QVERIFY(spoken().contains("Taken back is: Note: rang the practice, "));
        submit();
        QTRY_VERIFY(!details()->text().contains("rang the practice"));
    }
    void nothingToTakeBackIsSaidWithoutAForm() {
        const auto id = recommendFor(ReadingRoom::harold(), "1.2.826.1001");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        table()->setFocus();
        VIGIL_VERIFY(waitFor(m_room->followUps->note(id, "rang the practice")));
        m_room->clock.advance(11min);
        QTest::keyClick(table(), Qt::Key_Z);
        const auto* message = m_board->findChild<QLabel*>("followUpMessage");
        QTRY_VERIFY(message->text().contains("nothing of yours from the last ten minutes"));
        QVERIFY(!form()->isVisible());
    }
    void whatIsLateIsCountedAndStandsInItsOwnView() {
        QSignalSpy counted(m_board.get(), &FollowUpsBoard::overdueChanged);
        recommend();
        m_room->clock.advance(std::chrono::days(120));
        m_board->refresh();
        QTRY_VERIFY(!counted.isEmpty() && counted.last().first().toInt() == 1);
        QCOMPARE(button("followUpsOverdue")->text(), "Overdue 1");
        QTest::keyClick(table(), Qt::Key_2);
        QTRY_VERIFY(words(FollowUpsModel::DueColumn).contains("overdue"));
    }
    /// The next key would be about somebody else: nobody is moved but by themselves.
    void whoActedIsNotMovedToAnotherPatient() {
        const auto ids = recommendTwo();
        choose("Whitfield");
        start(Qt::Key_E);
        QVERIFY(about().contains("Whitfield, Harold · ") && about().contains("440012: CT chest"));
        form()->setValue("end", "died");
        form()->setValue("note", "the practice rang");
        submit();
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QVERIFY(!table()->currentIndex().isValid());
        QTRY_VERIFY(details()->text().contains("Whitfield, Harold"));
        QTRY_VERIFY(details()->text().contains("Ended (died)"));
        start(Qt::Key_Z);
        QVERIFY(about().contains("Whitfield"));
        submit();
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        QTRY_VERIFY(patient(table()->currentIndex().row()).contains("Whitfield"));
        QCOMPARE(waitFor(m_room->followUps->followUp(ids.second)).value().facts.size(), 1);
    }
    void anOpenFormKeepsItsRowWhateverOthersDo() {
        const auto ids = recommendTwo();
        choose("Whitfield");
        start(Qt::Key_M);
        form()->setValue("text", "asked the practi");
        VIGIL_VERIFY(waitFor(
            m_room->followUps->close(ids.first, {followup::End::Died, "the practice rang", {}, {}, {}})));
        auto* problem = m_board->findChild<QLabel*>("formProblem");
        QTRY_VERIFY(problem->isVisible() && problem->text().contains("Meanwhile: ended: died"));
        QCOMPARE(form()->value("text"), "asked the practi");
        QVERIFY(details()->text().contains("Whitfield"));
        submit();
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QTRY_VERIFY(waitFor(m_room->followUps->followUp(ids.first)).value().facts.size() == 3);
        QCOMPARE(waitFor(m_room->followUps->followUp(ids.second)).value().facts.size(), 1);
    }
    void anotherRowClosesTheFormOfTheOneBefore() {
        recommendTwo();
        choose("Whitfield");
        start(Qt::Key_M);
        choose("Rahman");
        QVERIFY(!form()->isVisible());
    }
    void theKeysGoOnWhereNothingIsListed() {
        recommend();
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_2); // overdue
        auto* empty = m_board->findChild<QLabel*>("emptyFollowUps");
        QTRY_VERIFY(empty->isVisible());
        QCOMPARE(QApplication::focusWidget(), empty);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_B);
        QVERIFY(!form()->isVisible());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_1);
        QTRY_VERIFY(table()->isVisible());
        QCOMPARE(QApplication::focusWidget(), table());
    }
    void aRefreshResetsNothingAndTakesTheFocusFromNobody() {
        recommend();
        QSignalSpy reset(table()->model(), &QAbstractItemModel::modelReset);
        QSignalSpy changed(table()->model(), &QAbstractItemModel::dataChanged);
        table()->setCurrentIndex(table()->model()->index(0, FollowUpsModel::StateColumn));
        button("followUpsAll")->setFocus();
        m_room->inThePacs = {};
        const auto after = recommendFor(ReadingRoom::amina(), "1.2.826.1002");
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        QCOMPARE(reset.count() + changed.count(), 0);
        QCOMPARE(table()->currentIndex().column(), int(FollowUpsModel::StateColumn));
        QVERIFY(patient(table()->currentIndex().row()).contains("Whitfield"));
        QCOMPARE(QApplication::focusWidget(), button("followUpsAll"));
    }
    void whatSurelyFailsCannotBePressedAndSaysWhy() {
        recommend();
        QTRY_VERIFY(button("bookFollowUp")->isEnabled());
        QVERIFY(!button("notThisOneFollowUp")->isEnabled());
        QVERIFY(button("notThisOneFollowUp")->toolTip().contains("no examination is proposed"));
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_N);
        QVERIFY(!form()->isVisible());
        QVERIFY(message()->text().contains("no examination is proposed"));
    }
    void oneExaminationIsNotSeveral() {
        recommend();
        m_room->inThePacs = {later("CT chest")};
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_P);
        QTRY_VERIFY(message()->text().startsWith("1 examination is proposed;"));
    }
    void theDetailsAreSpokenWhole() {
        recommend();
        QTRY_VERIFY(details()->text().contains("8 mm nodule"));
        auto* spoken = QAccessible::queryAccessibleInterface(details());
        QVERIFY(spoken->text(QAccessible::Name).contains("8 mm nodule"));
    }
    void enterShowsTheStudyThatLedToIt() {
        recommend();
        QSignalSpy asked(m_board.get(), &FollowUpsBoard::studyRequested);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Return);
        QCOMPARE(asked.first().first().toString(), "1.2.826.1001");
    }
    void everyControlHasAName() {
        for (const auto* each : m_board->findChildren<QPushButton*>())
            QVERIFY2(!each->accessibleName().isEmpty() || each->parent() == form(),
                     qPrintable(each->objectName()));
        QCOMPARE(table()->accessibleName(), "Follow-ups");
    }

private:
    static study::Study later(const QString& description) {
        auto study = ReadingRoom::aStudy(ReadingRoom::harold(), "1.2.826.2002", description);
        study.studyTime = QDateTime(QDate(2027, 2, 20), QTime(10, 0));
        return study;
    }
    QString recommendFor(const study::Patient& patient, const QString& uid) {
        const auto study = ReadingRoom::aStudy(patient, uid, "CT chest");
        followup::FollowUpDraft draft;
        draft.patient = study.patient;
        draft.procedures = study.procedures;
        draft.modality = "CT";
        draft.bodyPart = "chest";
        draft.reason = "8 mm nodule";
        draft.dueDate = QDate(2027, 3, 1);
        draft.owner = {"Referrer^Robin", "General practitioner"};
        return waitFor(m_room->followUps->recommend(draft)).value();
    }
    void recommend() {
        recommendFor(ReadingRoom::harold(), "1.2.826.1001");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
    }
    std::pair<QString, QString> recommendTwo() {
        const auto first = recommendFor(ReadingRoom::harold(), "1.2.826.1001");
        const auto second = recommendFor(ReadingRoom::amina(), "1.2.826.1002");
        [this] { QTRY_COMPARE(table()->model()->rowCount(), 2); }();
        return {first, second};
    }
    QString patient(int row) const {
        return table()->model()->index(row, FollowUpsModel::PatientColumn).data().toString();
    }
    void choose(const char* name) {
        for (int row = 0; row < table()->model()->rowCount(); ++row)
            if (patient(row).contains(QLatin1String(name))) table()->selectRow(row);
        QTRY_VERIFY(details()->text().contains(QLatin1String(name)));
    }
    QLabel* details() const { return m_board->findChild<QLabel*>("followUpDetails"); }
    QLabel* message() const { return m_board->findChild<QLabel*>("followUpMessage"); }
    QString about() const { return m_board->findChild<QLabel*>("formAbout")->text(); }
    void start(Qt::Key key) {
        QTRY_VERIFY(table()->model()->rowCount() > 0);
        table()->setFocus();
        QTest::keyClick(table(), key);
        QTRY_VERIFY(form()->isVisible());
    }
    void submit() { QTest::mouseClick(button("submitFacts"), Qt::LeftButton); }
    QString words(int column) const { return table()->model()->index(0, column).data().toString(); }
    QTableView* table() const { return m_board->findChild<QTableView*>("followUpsBoard"); }
    QString problem() const { return form()->findChild<QLabel*>("formProblem")->text(); }
    FactsForm* form() const { return m_board->findChild<FactsForm*>(); }
    QPushButton* button(const char* name) const {
        return m_board->findChild<QPushButton*>(QLatin1String(name));
    }

    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<FollowUpsBoard> m_board;
};

QTEST_MAIN(FollowUpsBoardTest)
#include "FollowUpsBoardTest.moc"
