// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/alerts/BoardDesk.h"

#include <QAccessible>
#include <QComboBox>
#include <QPointer>
#include <QSignalSpy>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;
using namespace std::chrono_literals;

/// Whom an act is about, whatever moves around it, and what the board says of it.
class ChosenAlertTest : public QObject, private BoardDesk {
    Q_OBJECT
private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    /// The next key would be about somebody else: nobody is moved but by themselves.
    void whoActedIsNotMovedToAnotherPatient() {
        const auto others = raiseTwo();
        QTest::keyClick(table(), Qt::Key_5); // not acknowledged
        QTRY_VERIFY(button("showUnacknowledged")->isChecked());
        choose("Whitfield");
        start(Qt::Key_A);
        acknowledgeAs(acceptingRole());
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QVERIFY(!table()->currentIndex().isValid());
        QVERIFY(table()->selectionModel()->selectedRows().isEmpty());
        QVERIFY(label("alertPatient")->text().contains(QStringLiteral("Whitfield")));
        QVERIFY(label("alertAway")->isVisible());
        QTRY_VERIFY(historyText().contains(QStringLiteral("Acknowledged by Okafor, Ben")));
        start(Qt::Key_N); // about whom the details show
        QVERIFY(about().contains(QStringLiteral("Whitfield")));
        form()->setValue(QStringLiteral("note"), QStringLiteral("for Harold"));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_VERIFY(!form()->isVisible());
        QCOMPARE(waitFor(m_room->alerts->alert(others.second)).value().facts.size(), 1);
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QCOMPARE(QApplication::focusWidget(), table());
        QVERIFY(!table()->currentIndex().isValid());
        QTest::keyClick(table(), Qt::Key_Down);
        QVERIFY(label("alertPatient")->text().contains(QStringLiteral("Rahman")));
        QVERIFY(!label("alertAway")->isVisible());
    }
    void whatIsClosedStaysWithHowItEndedAndCanBeTakenBack() {
        raiseTwo();
        choose("Whitfield");
        const auto id = shownId("Whitfield");
        VIGIL_VERIFY(waitFor(m_room->alerts->withdraw(id, QStringLiteral("wrong study"))));
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QTRY_VERIFY(label("alertStanding")->text().contains(QStringLiteral("Withdrawn")));
        QVERIFY(label("alertPatient")->text().contains(QStringLiteral("Whitfield")));
        start(Qt::Key_Z);
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        QTRY_VERIFY(words(table()->currentIndex().row(), AlertsModel::PatientColumn).contains("Whitfield"));
    }
    /// What somebody else made of it meanwhile is not what is taken back.
    void takingBackNamesTheActAndTakesThatOneBack() {
        raise("urgent");
        const auto id = view().alertId;
        VIGIL_VERIFY(waitFor(m_room->alerts->note(id, QStringLiteral("first"))));
        start(Qt::Key_Z);
        QVERIFY2(spokenOfForm().contains(QStringLiteral("Noted by Sharma, Priya, 24 Nov")),
                 qPrintable(spokenOfForm()));
        VIGIL_VERIFY(waitFor(m_room->alerts->note(id, QStringLiteral("second"))));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_VERIFY(!form()->isVisible());
        const auto facts = waitFor(m_room->alerts->alert(id)).value().facts;
        QCOMPARE(facts.last().logged.event.kind, journal::kind::alertRetracted);
        QCOMPARE(QUuid(facts.last().data.value(QStringLiteral("event")).toString()),
                 facts.at(1).logged.event.eventId);
        QTRY_VERIFY(historyText().contains(QStringLiteral("Taken back by Sharma, Priya: Noted, 24 Nov")));
    }
    void whereNothingCanBeTakenBackNoFormOpensAndItIsSaid() {
        raise("urgent");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Z);
        QTRY_VERIFY(label("alertsProblem")->text().contains(QStringLiteral("nothing of yours")));
        QVERIFY(!form()->isVisible());
        m_room->clock.advance(1min);
        VIGIL_VERIFY(waitFor(m_room->alerts->note(view().alertId, QStringLiteral("too late"))));
        m_room->clock.advance(11min);
        QTest::keyClick(table(), Qt::Key_Z);
        QTRY_VERIFY(label("alertsProblem")->isVisible());
        QVERIFY(!form()->isVisible());
    }
    void everyFormNamesPatientAndFinding() {
        raise("urgent");
        const auto finding = m_room->findingOf(QStringLiteral("urgent")).label;
        for (const auto key : {Qt::Key_A, Qt::Key_T, Qt::Key_D, Qt::Key_E, Qt::Key_X, Qt::Key_R, Qt::Key_M,
                               Qt::Key_W, Qt::Key_N}) {
            start(key);
            QVERIFY(about().contains(QStringLiteral("Whitfield, Harold")) && about().contains(finding));
            QVERIFY(form()->accessibleDescription().contains(about()));
            const auto* save = button("submitFacts");
            QVERIFY2(save->width() >= save->fontMetrics().horizontalAdvance(save->text()),
                     qPrintable(save->text()));
        }
    }
    void theKeysGoOnWhereNothingIsListed() {
        raise("urgent");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_7); // no route
        auto* empty = label("emptyAlerts");
        QTRY_VERIFY(empty->isVisible());
        QCOMPARE(QApplication::focusWidget(), empty);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_A);
        QVERIFY(!form()->isVisible());
        QVERIFY(label("alertsProblem")->text().contains(QStringLiteral("no alert is chosen")));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_1);
        QTRY_VERIFY(table()->isVisible());
        QCOMPARE(QApplication::focusWidget(), table());
        QCOMPARE(table()->currentIndex().row(), 0);
    }
    /// A letter that a field has no use for is no key of the board.
    void whatIsTypedInAFormBeginsNoOtherAct() {
        raise("urgent");
        start(Qt::Key_A);
        const auto act = form()->act();
        for (const QPointer<QWidget> field : form()->findChildren<QWidget*>()) {
            for (const auto* letter : {"d", "w", "c", "z", "1", "5"})
                if (field && field->focusPolicy() != Qt::NoFocus && field->isVisible())
                    QTest::keyClicks(field, QLatin1String(letter));
            QVERIFY(field); // another form would have taken its place
        }
        QCOMPARE(form()->act(), act);
        QVERIFY(button("showOpen")->isChecked());
    }
    void aRefreshTakesTheFocusFromNobody() {
        raise("urgent");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        button("showAll")->setFocus();
        VIGIL_VERIFY(waitFor(m_room->alerts->withdraw(view().alertId, QStringLiteral("wrong study"))));
        QTRY_COMPARE(table()->model()->rowCount(), 0);
        QCOMPARE(QApplication::focusWidget(), button("showAll"));
        start(Qt::Key_N, button("showOpen"));
        button("showAll")->setFocus();
        QTest::mouseClick(button("closeFacts"), Qt::LeftButton);
        QVERIFY(!form()->isVisible());
        QCOMPARE(QApplication::focusWidget(), button("showAll"));
    }
    void anEventResetsNothingAndTellsOfNothingThatStayed() {
        const auto ids = raiseTwo();
        choose("Whitfield");
        table()->setCurrentIndex(table()->currentIndex().siblingAtColumn(AlertsModel::FindingColumn));
        QSignalSpy reset(table()->model(), &QAbstractItemModel::modelReset);
        QSignalSpy changed(table()->model(), &QAbstractItemModel::dataChanged);
        QSignalSpy moved(table()->model(), &QAbstractItemModel::layoutChanged);
        QSignalSpy history(list("alertHistory")->model(), &QAbstractItemModel::rowsRemoved);
        VIGIL_VERIFY(waitFor(m_room->alerts->note(ids.first, QStringLiteral("rang"))));
        QTRY_VERIFY(historyText().contains(QStringLiteral("rang")));
        QSignalSpy refreshed(m_board.get(), &AlertsBoard::refreshed);
        m_board->refresh();
        QTRY_COMPARE(refreshed.count(), 1); // there is an answer all the same
        QCOMPARE(reset.count() + changed.count() + moved.count() + history.count(), 0);
        m_room->raise(ReadingRoom::aStudy(ReadingRoom::amina(), "1.2.826.1009", "CT"),
                      m_room->findingOf(QStringLiteral("critical")).code);
        QTRY_COMPARE(table()->model()->rowCount(), 3);
        QCOMPARE(reset.count() + moved.count(), 0);
        QCOMPARE(table()->currentIndex().column(), int(AlertsModel::FindingColumn));
        QVERIFY(words(table()->currentIndex().row(), AlertsModel::PatientColumn).contains("Whitfield"));
    }
    void whatCannotBeReadIsSaidBesideTheBannerAndNotInItsPlace() {
        m_board->setBanner(QStringLiteral("No department is connected."));
        raise("urgent");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QTest::keyClick(table(), Qt::Key_S);
        QTRY_VERIFY(label("alertsProblem")->text().contains(QStringLiteral("nothing to settle")));
        QCOMPARE(label("alertsBanner")->text(), QStringLiteral("No department is connected."));
        QVERIFY(label("alertsBanner")->isVisible());
        start(Qt::Key_N);
        QVERIFY(!label("alertsProblem")->isVisible());
    }
    void whatTimeChangesIsSeenWithoutAnEvent() {
        raise("urgent");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QTRY_VERIFY(label("alertStanding")->text().contains(QStringLiteral(" in ")));
        QCOMPARE(button("showOverdue")->text(), QStringLiteral("Overdue"));
        m_room->clock.advance(12h);
        m_board->refreshTime();
        QTRY_COMPARE(button("showOverdue")->text(), QStringLiteral("Overdue 1"));
        QVERIFY(label("alertStanding")->text().contains(QStringLiteral("overdue")));
    }
    void whatSurelyFailsCannotBePressedAndSaysWhy() {
        raise("urgent");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        const auto whyNotNow = [this](const char* act) {
            return button(act)->isEnabled() ? QString() : button(act)->toolTip();
        };
        QTRY_VERIFY(button("acknowledgeAlert")->isEnabled());
        QVERIFY(whyNotNow("closeAct").contains(QStringLiteral("nobody has acted")));
        QVERIFY(whyNotNow("handOverCallAct").contains(QStringLiteral("no open call")));
        QVERIFY(whyNotNow("tickOffAct").contains(QStringLiteral("nothing to settle")));
        VIGIL_VERIFY(waitFor(m_room->alerts->acknowledge(
            view().alertId,
            {QStringLiteral("Okafor, Ben"), acceptingRole(), {}, QStringLiteral("telephone")})));
        QTRY_VERIFY(whyNotNow("acknowledgeAlert").contains(QStringLiteral("Okafor, Ben")));
        VIGIL_VERIFY(waitFor(m_room->alerts->withdraw(view().alertId, QStringLiteral("wrong study"))));
        for (const auto* act : {"declineAct", "escalateAct", "actOnAct", "closeAct", "recategoriseAct",
                                "movedAct", "withdrawAct"})
            QTRY_VERIFY2(whyNotNow(act).contains(QStringLiteral("withdrawn")), act);
        QVERIFY(button("recordCallAct")->isEnabled() && button("noteAct")->isEnabled());
    }
    void whatOnlyItsAuthorMayDoSaysSoToOthers() {
        const auto id = raiseAsColleague("critical");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QTRY_VERIFY(button("withdrawAct")
                        ->toolTip()
                        .contains("only its author or the duty radiologist may withdraw"));
        QVERIFY(!button("withdrawAct")->isEnabled());
        QVERIFY(button("recategoriseAct")->toolTip().contains("nothing is more urgent"));
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_W);
        QTRY_VERIFY(label("alertsProblem")->text().contains("only its author"));
        QVERIFY(!form()->isVisible());
        m_room->raise(ReadingRoom::aStudy(ReadingRoom::amina(), "1.2.826.1002", "CT"),
                      m_room->findingOf("urgent").code);
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        choose("Rahman");
        QTRY_VERIFY(historyText().contains("Raised"));
        QVERIFY(button("withdrawAct")->isEnabled());
        choose("Whitfield");
        QTRY_VERIFY(!button("withdrawAct")->isEnabled());
        QVERIFY(!waitFor(m_room->alerts->withdraw(id, "wrong study"))); // what the button says is so
    }
    void whoMayNotLowerIsOfferedWhatIsMoreUrgentAlone() {
        raiseAsColleague("urgent");
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QTRY_VERIFY(!button("withdrawAct")->isEnabled());
        start(Qt::Key_R);
        const auto* category = form()->findChild<QComboBox*>("category");
        QCOMPARE(category->count(), 1);
        QCOMPARE(category->itemText(0), m_room->policy->category("critical")->label);
        QVERIFY(spokenOfForm().contains("may lower it"));
    }
    void aNewCategoryIsChosenFirst() {
        raise("urgent");
        start(Qt::Key_R);
        QCOMPARE(QApplication::focusWidget(), form()->findChild<QWidget*>(QStringLiteral("category")));
        QVERIFY(spokenOfForm().contains(QStringLiteral("Category now: Urgent.")));
    }
    void theHistorySaysWhoEnteredItAndTheStateToWhomItWent() {
        raise("urgent");
        start(Qt::Key_A);
        acknowledgeAs(acceptingRole());
        QTRY_VERIFY(historyText().contains(QStringLiteral("entered by Sharma, Priya")));
        VIGIL_VERIFY(waitFor(m_room->alerts->escalate(view().alertId, QStringLiteral("Stroke consultant"),
                                                      QStringLiteral("no answer"))));
        QTRY_COMPARE(words(0, AlertsModel::StateColumn), QStringLiteral("Escalated to Stroke consultant"));
        QTRY_VERIFY(
            label("alertStanding")->text().contains(QStringLiteral("Escalated to Stroke consultant")));
    }
    void whomToReachIsHeardWithTheNumber() {
        m_room->keepInDirectory("rc,inbox,Medical take,Responsible consultant,0161 496 0001,,\n");
        raise("critical");
        QTRY_VERIFY(reachText().contains(QStringLiteral("0161 496 0001")));
        auto* spoken = QAccessible::queryAccessibleInterface(label("alertReach"));
        QVERIFY(spoken->text(QAccessible::Name).contains(QStringLiteral("0161 496 0001")));
    }

private:
    /// By somebody else, as it comes from the department.
    QString raiseAsColleague(const char* category) {
        auto colleague = m_room->user;
        colleague.id = QStringLiteral("colleague");
        colleague.name = QStringLiteral("Colleague^Carol");
        alert::AlertService theirs(m_room->policy, *m_room->data, m_room->facts, m_room->alertStore,
                                   m_room->clock, m_room->ids, colleague, m_room->events);
        const auto study =
            ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1001"), QStringLiteral("CT"));
        alert::AlertDraft draft;
        draft.patient = study.patient;
        draft.procedures = study.procedures;
        draft.findingCode = m_room->findingOf(QLatin1String(category)).code;
        draft.reportPatient = study.patient.key;
        draft.imagesPatient = study.patient.key;
        const auto raised = waitFor(theirs.raise(draft));
        if (!raised) qFatal("not raised: %s", qPrintable(raised.error().message));
        return *raised;
    }
};

QTEST_MAIN(ChosenAlertTest)
#include "ChosenAlertTest.moc"
