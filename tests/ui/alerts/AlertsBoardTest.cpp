// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/alerts/BoardDesk.h"

#include <QCheckBox>
#include <QScrollBar>
#include <QSignalSpy>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;
using namespace std::chrono_literals;

class AlertsBoardTest : public QObject, private BoardDesk {
    Q_OBJECT
private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void anEmptyBoardSaysWhatWouldBeThere() {
        auto* empty = m_board->findChild<QLabel*>(QStringLiteral("emptyAlerts"));
        QTRY_VERIFY(empty->isVisible());
        QVERIFY(empty->text().contains(QStringLiteral("No open alerts")));
    }

    void ownersAreSeenInANarrowWindowToo() {
        raise("critical");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        for (const int width : {1500, 1300, 1200, 1100, 1500}) {
            m_board->resize(width, 800);
            QTRY_COMPARE(table()->horizontalScrollBar()->maximum(), 0);
        }
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

    void aCallThatIsWrittenDownLaterSaysWhenItWas() {
        raise("critical");
        m_room->clock.advance(std::chrono::minutes(20));
        start(Qt::Key_T);
        form()->setValue(QStringLiteral("name"), QStringLiteral("Okafor, Ben"));
        form()->setValue(QStringLiteral("role"), acceptingRole());
        const auto made = view().raisedAt + std::chrono::minutes(7);
        form()->setValue(QStringLiteral("at"), toDateTime(made).toLocalTime().toString(Qt::ISODate));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(view().communications.size(), 1);
        QCOMPARE(view().communications.first().at, made);
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

    void aPersonEscalatesWithEAndNamesWhom() {
        raise("urgent");
        start(Qt::Key_E);
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QVERIFY(m_board->findChild<QLabel*>(QStringLiteral("formProblem"))->text().contains("reason"));
        form()->setValue(QStringLiteral("reason"), QStringLiteral("ward does not answer"));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(view().state, alert::State::Escalated);
        QCOMPARE(view().owner.role, m_room->policy->category(QStringLiteral("urgent"))->backUpRole);
        QTRY_VERIFY(historyText().contains(QStringLiteral("ward does not answer")));
    }

    /// The list has no scroll bar of its own: what its height leaves out nobody would see.
    void theWholeHistoryIsSeenAlsoWhereItsWordsWrap() {
        raise("urgent");
        const auto id = view().alertId;
        for (int call = 0; call < 4; ++call)
            VIGIL_VERIFY(waitFor(m_room->alerts->note(
                id, QStringLiteral("The ward was telephoned, the team is in theatre and calls back when the "
                                   "operation is over, attempt %1")
                        .arg(call))));
        auto* history = m_board->findChild<QListWidget*>(QStringLiteral("alertHistory"));
        QTRY_COMPARE(history->count(), 5);
        for (const int width : {1500, 1100, 1500}) {
            m_board->resize(width, 800);
            const auto last = [&] { return history->visualItemRect(history->item(4)); };
            QTRY_VERIFY(last().bottom() < history->viewport()->height());
            QVERIFY(last().height() > 2 * history->fontMetrics().height()); // it wraps
            QVERIFY(history->viewport()->height() - last().bottom() < last().height());
        }
    }
    void aPatientWhoMovedIsAskedAboutWhereTheyAreNow() {
        raise("urgent");
        const auto before = view();
        m_room->clock.advance(20min);
        start(Qt::Key_M);
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QVERIFY(m_board->findChild<QLabel*>(QStringLiteral("formProblem"))->text().contains("place"));
        const auto place = m_room->policy->location(QStringLiteral("emergency"))->label;
        form()->setValue(QStringLiteral("location"), place);
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        const auto there =
            m_room->policy->categoryAt(QStringLiteral("urgent"), QStringLiteral("emergency")).value();
        QVERIFY(there.ownerRole != before.owner.role);
        QTRY_COMPARE(view().owner.role, there.ownerRole);
        QVERIFY(*view().acknowledgeBy < *before.acknowledgeBy);
        QCOMPARE(*view().acknowledgeBy, before.raisedAt + 1h); // as there, from the raising
        QTRY_VERIFY(historyText().contains(QStringLiteral("Patient moved")));
        QVERIFY(historyText().contains(place));
    }

    void theCallFormHasTheNumbersAndTheWordsToReadOut() {
        m_room->keepInDirectory("rc,inbox,Medical take,Responsible consultant,0161 496 0001,,\n"
                                "sr,person,Patel^Asha,Specialty registrar on call,0161 496 0002,,\n");
        raise("critical");
        QTRY_VERIFY(reachText().contains(QStringLiteral("0161 496 0001")));
        QVERIFY(reachText().contains(QStringLiteral("0161 496 0002"))); // the back-up
        start(Qt::Key_T);
        auto* sheet = m_board->findChild<QLabel*>(QStringLiteral("callSheet"));
        QTRY_VERIFY(sheet->text().contains(QStringLiteral("tel. 0161 496 0001")));
        for (const auto* words :
             {"Priya Sharma", "Harold Whitfield", "9 March 1953", "440012", "read back", "0161 496 0002"})
            QVERIFY2(sheet->text().contains(QLatin1String(words)), words);
        start(Qt::Key_H);
        QVERIFY(!sheet->isVisible());
    }

    void whoCannotBeReachedIsSaidInTheDetails() {
        m_room->keepInDirectory("cl,inbox,Clinic,Clinical nurse specialist,0161 496 0009,,\n");
        raise("critical");
        QTRY_VERIFY(reachText().contains(QStringLiteral("No route")));
    }

    void aCallBackHasATimeAndBecomesDue() {
        raise("urgent");
        start(Qt::Key_T);
        auto* when = form()->findChild<QWidget*>(QStringLiteral("callBackAt"));
        QVERIFY(!when->isVisible());
        form()->setValue(QStringLiteral("outcome"), QStringLiteral("call back at"));
        QVERIFY(when->isVisible());
        const auto at = toDateTime(m_room->clock.now()).toLocalTime().addSecs(600);
        form()->setValue(QStringLiteral("callBackAt"), at.toString(Qt::ISODate));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(words(0, AlertsModel::NextColumn),
                     QStringLiteral("Call back at %1").arg(at.toString(QStringLiteral("HH:mm"))));
        QVERIFY(words(0, AlertsModel::TimeColumn).startsWith(QStringLiteral("in ")));
        m_room->clock.advance(11min);
        QVERIFY(words(0, AlertsModel::TimeColumn).startsWith(QStringLiteral("overdue ")));
        QTest::keyClick(table(), Qt::Key_2);
        QTRY_COMPARE(table()->model()->rowCount(), 1);
    }

    void oneCallCoversOtherAlertsOfTheOwnerEachWithItsOutcome() {
        raise("critical");
        const auto other =
            m_room->raise(ReadingRoom::aStudy(ReadingRoom::amina(), QStringLiteral("1.2.826.1002"),
                                              QStringLiteral("CT head")),
                          m_room->findingOf(QStringLiteral("urgent")).code);
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        start(Qt::Key_T);
        const auto also = QStringLiteral("also.") + other;
        auto* tick = form()->findChild<QCheckBox*>(also);
        QVERIFY(tick->accessibleName().contains(QStringLiteral("Rahman, Amina")));
        QVERIFY(!form()->findChild<QWidget*>(also + QStringLiteral(".outcome"))->isVisible());
        tick->setChecked(true);
        form()->setValue(also + QStringLiteral(".outcome"), QStringLiteral("passed to a colleague"));
        form()->setValue(QStringLiteral("name"), QStringLiteral("Okafor, Ben"));
        form()->setValue(QStringLiteral("role"), acceptingRole());
        form()->setValue(QStringLiteral("readBack"), QStringLiteral("yes"));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(view().callTask, alert::CallTask::Done);
        const auto facts = waitFor(m_room->alerts->alert(other)).value().facts;
        const auto call = alert::callFromObject(facts.last().data);
        QCOMPARE(call.outcome, alert::CallOutcome::PassedOn);
        QVERIFY(!call.readBack);
        QCOMPARE(call.told.name, QStringLiteral("Okafor, Ben"));
    }

    /// Taking responsibility is for one alert at a time.
    void severalAtOnceCannotBeAcknowledged() {
        raise("critical");
        raise("urgent");
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_A, Qt::ControlModifier); // "select all" elsewhere
        QTest::keyClick(table(), Qt::Key_Down, Qt::ShiftModifier);
        table()->selectAll();
        QCOMPARE(table()->selectionModel()->selectedRows().size(), 1);
        const auto chosen = table()->currentIndex().row();
        start(Qt::Key_A);
        acknowledgeAs(acceptingRole());
        QTRY_VERIFY(!form()->isVisible());
        const auto rows = waitFor(m_room->alerts->board()).value();
        QCOMPARE(std::count_if(rows.begin(), rows.end(),
                               [](const auto& row) { return !row->view.acknowledgedBy.isEmpty(); }),
                 1);
        QVERIFY(chosen >= 0);
    }

    void actsOfACliniciansCarryRegistrationAndHowTheyAreKnown() {
        raise("urgent");
        start(Qt::Key_D);
        form()->setValue(QStringLiteral("reason"), QStringLiteral("Not my patient"));
        form()->setValue(QStringLiteral("byName"), QStringLiteral("Okafor, Ben"));
        form()->setValue(QStringLiteral("byRole"), acceptingRole());
        form()->setValue(QStringLiteral("registration"), QStringLiteral("GMC 7001122"));
        form()->setValue(QStringLiteral("howKnown"), QStringLiteral("in person"));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(view().declines, 1);
        QCOMPARE(lastBehalf(),
                 (journal::OnBehalfOf{QStringLiteral("Okafor, Ben"), acceptingRole(),
                                      QStringLiteral("GMC 7001122"), QStringLiteral("in person")}));
        QTRY_VERIFY(!form()->isVisible());
        start(Qt::Key_X);
        form()->setValue(QStringLiteral("what"), QStringLiteral("Anticoagulated"));
        form()->setValue(QStringLiteral("name"), QStringLiteral("Okafor, Ben"));
        form()->setValue(QStringLiteral("role"), acceptingRole());
        form()->setValue(QStringLiteral("registration"), QStringLiteral("GMC 7001122"));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(view().act.what, QStringLiteral("Anticoagulated"));
        QCOMPARE(lastBehalf().registration, QStringLiteral("GMC 7001122"));
    }

    void aRemarkIsTickedOffWithAReasonAndThenStandsAsSeen() {
        raise("urgent");
        const auto id = view().alertId;
        for (const auto* name : {"Okafor, Ben", "Late, Lou"})
            VIGIL_VERIFY(waitFor(
                m_room->alerts->recordFor({QLatin1String(name), acceptingRole(), {}, QStringLiteral("page")},
                                          id, {alert::RecipientAct::Kind::Accepted, {}, {}, {}})));
        auto* remarks = m_board->findChild<QLabel*>(QStringLiteral("alertRemarks"));
        QTRY_VERIFY(remarks->isVisible());
        start(Qt::Key_S);
        form()->setValue(QStringLiteral("reason"), QStringLiteral("both know of each other"));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_VERIFY(!remarks->isVisible());
        QVERIFY(m_board->findChild<QLabel*>(QStringLiteral("alertRemarksSeen"))->isVisible());
        QTRY_VERIFY(historyText().contains(QStringLiteral("both know of each other")));
        QTRY_VERIFY(!form()->isVisible());
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_S); // nothing is left to be seen
        QVERIFY(!form()->isVisible());
    }

    void anAlertWhoseReportIsUnsignedStandsFirstOnItsAuthorsList() {
        raise("critical");
        const auto study = ReadingRoom::aStudy(ReadingRoom::amina(), QStringLiteral("1.2.826.1002"),
                                               QStringLiteral("CT head"));
        alert::AlertDraft draft;
        draft.reportId = QStringLiteral("r-1");
        draft.patient = study.patient;
        draft.procedures = study.procedures;
        draft.findingCode = m_room->findingOf(QStringLiteral("urgent")).code;
        draft.reportPatient = draft.imagesPatient = study.patient.key;
        VIGIL_VERIFY(waitFor(m_room->alerts->raise(draft)));
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        QVERIFY(words(0, AlertsModel::PatientColumn).contains(QStringLiteral("Whitfield")));
        m_room->clock.advance(5h);
        m_board->refresh();
        QTRY_VERIFY(words(0, AlertsModel::PatientColumn).contains(QStringLiteral("Rahman")));
        QVERIFY(words(0, AlertsModel::NextColumn).startsWith(QStringLiteral("Sign report")));
        QVERIFY(!words(1, AlertsModel::NextColumn).contains(QStringLiteral("Sign report")));
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

    /// Others act while somebody types: what is typed stays, and goes to the alert it was meant for.
    void aFormKeepsAlertTextAndFocusWhenItsRowLeavesTheView() {
        raise("urgent");
        const auto id = view().alertId;
        m_room->raise(ReadingRoom::aStudy(ReadingRoom::amina(), QStringLiteral("1.2.826.1002"),
                                          QStringLiteral("CT head")),
                      m_room->findingOf(QStringLiteral("critical")).code);
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        QTest::keyClick(table(), Qt::Key_5); // not acknowledged
        QTRY_COMPARE(button("showUnacknowledged")->isChecked(), true);
        table()->selectRow(1); // the less urgent one
        QVERIFY(words(1, AlertsModel::PatientColumn).contains("Whitfield"));
        start(Qt::Key_N);
        auto* note = form()->findChild<QWidget*>(QStringLiteral("note"));
        note->setFocus();
        QTest::keyClicks(note, QStringLiteral("called the w"));
        VIGIL_VERIFY(waitFor(m_room->alerts->acknowledge(
            id, {QStringLiteral("Okafor, Ben"), acceptingRole(), {}, QStringLiteral("telephone")})));
        auto* problem = m_board->findChild<QLabel*>(QStringLiteral("formProblem"));
        QTRY_VERIFY(problem->isVisible());
        QVERIFY2(problem->text().contains(QStringLiteral("acknowledged")), qPrintable(problem->text()));
        QVERIFY(form()->isVisible());
        QCOMPARE(QApplication::focusWidget(), note);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("ard"));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_VERIFY(!form()->isVisible());
        const auto last = waitFor(m_room->alerts->alert(id)).value().facts.last();
        QCOMPARE(last.logged.event.kind, journal::kind::alertNoted);
        QCOMPARE(last.data.value(QStringLiteral("note")).toString(), QStringLiteral("called the ward"));
        QTRY_COMPARE(table()->model()->rowCount(), 1); // its row goes with the form
        QVERIFY(words(0, AlertsModel::PatientColumn).contains(QStringLiteral("Rahman")));
    }

    void aFormStaysWhenSomebodyElseClosesTheOnlyAlert() {
        raise("urgent");
        const auto id = view().alertId;
        start(Qt::Key_D);
        form()->setValue(QStringLiteral("reason"), QStringLiteral("Not my patient"));
        VIGIL_VERIFY(waitFor(m_room->alerts->withdraw(id, QStringLiteral("wrong study"))));
        QTRY_VERIFY(m_board->findChild<QLabel*>(QStringLiteral("formProblem"))->isVisible());
        QCOMPARE(form()->value(QStringLiteral("reason")), QStringLiteral("Not my patient"));
        QCOMPARE(table()->model()->rowCount(), 1);
        QTest::mouseClick(button("closeFacts"), Qt::LeftButton);
        QTRY_COMPARE(table()->model()->rowCount(), 0);
    }

    void enterShowsTheStudy() {
        raise("urgent");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QSignalSpy asked(m_board.get(), &AlertsBoard::studyRequested);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Return);
        QCOMPARE(asked.first().first().toString(), QStringLiteral("1.2.826.1001"));
    }
};

QTEST_MAIN(AlertsBoardTest)
#include "AlertsBoardTest.moc"
