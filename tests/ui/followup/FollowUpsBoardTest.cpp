// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/followup/FollowUpsBoard.h"
#include "tests/ui/report/ReadingRoom.h"
#include "ui/followup/FollowUpText.h"
#include "ui/followup/FollowUpsModel.h"

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
        form()->setValue("day", "2027-02-20");
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
        auto* details = m_board->findChild<QLabel*>("followUpDetails");
        QVERIFY(details->text().contains("Differs – purpose"));
        QVERIFY(details->text().contains("Matches – modality"));
        start(Qt::Key_N);
        form()->setValue("reason", "another question");
        submit();
        QTRY_VERIFY(details->text().contains("Not this one: another question"));
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
    void recommend() {
        const auto study = ReadingRoom::aStudy(ReadingRoom::harold(), "1.2.826.1001", "CT chest");
        followup::FollowUpDraft draft;
        draft.patient = study.patient;
        draft.procedures = study.procedures;
        draft.modality = "CT";
        draft.bodyPart = "chest";
        draft.reason = "8 mm nodule";
        draft.dueDate = QDate(2027, 3, 1);
        draft.owner = {"Referrer^Robin", "General practitioner"};
        VIGIL_VERIFY(waitFor(m_room->followUps->recommend(draft)));
        QTRY_COMPARE(table()->model()->rowCount(), 1);
    }
    void start(Qt::Key key) {
        QTRY_VERIFY(table()->model()->rowCount() > 0);
        table()->setFocus();
        QTest::keyClick(table(), key);
        QVERIFY(form()->isVisible());
    }
    void submit() { QTest::mouseClick(button("submitFacts"), Qt::LeftButton); }
    QString words(int column) const { return table()->model()->index(0, column).data().toString(); }
    QTableView* table() const { return m_board->findChild<QTableView*>("followUpsBoard"); }
    FactsForm* form() const { return m_board->findChild<FactsForm*>(); }
    QPushButton* button(const char* name) const {
        return m_board->findChild<QPushButton*>(QLatin1String(name));
    }

    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<FollowUpsBoard> m_board;
};

QTEST_MAIN(FollowUpsBoardTest)
#include "FollowUpsBoardTest.moc"
