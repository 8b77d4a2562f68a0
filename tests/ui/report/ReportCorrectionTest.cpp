// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/report/ReadingRoom.h"
#include "ui/report/ReportAlerts.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;
using namespace std::chrono_literals;

/// An alert that says something wrong is put right by one that takes its place.
class ReportCorrectionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_room = std::make_unique<ReadingRoom>();
        m_study = ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1001"),
                                      QStringLiteral("CT chest"));
        m_study.referringPhysician = QStringLiteral("Okafor^Ben");
        m_room->keepInCache({m_study});
        m_alerts = std::make_unique<ReportAlerts>(*m_room->alerts, m_room->clock, m_room->events);
        const auto draft = waitFor(m_room->reports->openDraft(m_study.patient, {m_study}));
        VIGIL_VERIFY(draft);
        m_alerts->resize(520, 900);
        m_alerts->show();
        QVERIFY(QTest::qWaitForWindowActive(m_alerts.get()));
        m_alerts->setReport(draft->content);
    }
    void cleanup() {
        m_alerts.reset();
        m_room.reset();
    }

    void aWrongSideIsPutRightAndNobodyHasTwoToActOn() {
        begin("urgent");
        line("site")->setText(QStringLiteral("calf"));
        combo("side")->setCurrentIndex(1);
        line("recommendedAction")->setText(QStringLiteral("anticoagulate"));
        const auto first = raise();
        correct(first);
        QVERIFY(label("correction")->text().contains(finding("urgent").label));
        QCOMPARE(combo("finding")->currentText(), finding("urgent").label);
        QCOMPARE(line("site")->text(), QStringLiteral("calf"));
        QCOMPARE(combo("side")->currentIndex(), 1);
        QCOMPARE(line("recommendedAction")->text(), QStringLiteral("anticoagulate"));
        combo("side")->setCurrentIndex(2);
        const auto second = raise();
        const auto row = board().first();
        QCOMPARE(board().size(), 1); // nobody had heard of the first
        QCOMPARE(row->view.alertId, second);
        QCOMPARE(row->laterality, alert::Laterality::Right);
        QCOMPARE(row->site, QStringLiteral("calf"));
        const auto story = waitFor(m_room->alerts->alert(first)).value();
        QCOMPARE(stateAt(story, m_room->clock.now()).state, alert::State::Superseded);
        begin("cancer"); // a further one is a further one
        QVERIFY(!label("correction")->isVisible());
        raise();
        QCOMPARE(board().size(), 2);
    }
    void whatIsNoLongerAlertedIsMissedAgain() {
        begin("urgent");
        const auto first = raise();
        QTRY_VERIFY(m_alerts->alertedFindings().contains(finding("urgent").code));
        correct(first);
        combo("finding")->setEditText(finding("cancer").label);
        raise();
        QTRY_VERIFY(m_alerts->alertedFindings().contains(finding("cancer").code));
        QVERIFY(!m_alerts->alertedFindings().contains(finding("urgent").code));
    }
    /// Whom it asks is found anew: by where the patient is now, and not by who was found before.
    void itGoesToWhereThePatientHasMovedTo() {
        begin("urgent");
        const auto first = raise();
        VIGIL_VERIFY(waitFor(m_room->alerts->reroute(first, QStringLiteral("emergency"))));
        correct(first);
        const auto there =
            m_room->policy->categoryAt(QStringLiteral("urgent"), QStringLiteral("emergency")).value();
        QTRY_COMPARE(combo("ownerRole")->currentText(), there.ownerRole);
        QCOMPARE(combo("backUpRole")->currentText(), there.backUpRole);
        raise();
        QCOMPARE(board().first()->view.owner.role, there.ownerRole);
    }
    void whoWasFoundBeforeIsNotAskedAsIfTheReaderHadNamedThem() {
        m_room->keepInDirectory("sr,person,Patel^Asha,Specialty registrar on call,0161 496 0002,,\n"
                                "rc,person,Hart^Jo,Responsible consultant,0161 496 0001,,\n");
        begin("urgent");
        line("ownerName")->clear(); // the role alone is asked
        const auto first = raise();
        QCOMPARE(board().first()->raisedFor.name, QStringLiteral("Hart^Jo")); // the only one of the role
        correct(first);
        QTRY_COMPARE(line("ownerName")->text(), QStringLiteral("Okafor, Ben")); // as in a fresh form
    }
    void whoWasToldIsCalledAboutBothInOneConversation() {
        begin("critical");
        const auto first = raise();
        alert::CallRecord call;
        call.told = {QStringLiteral("Hart^Jo"), QStringLiteral("Responsible consultant")};
        call.readBack = true;
        VIGIL_VERIFY(waitFor(m_room->alerts->recordCall(first, call)));
        QTRY_VERIFY(!buttonOf(first, "recordCallButton"));
        m_alerts->findChild<QWidget*>(QStringLiteral("factsForm"))->hide();
        correct(first);
        const auto second = raise();
        QTRY_VERIFY(m_alerts->findChild<QCheckBox*>(QStringLiteral("also.") + first));
        QTRY_COMPARE(board().size(), 2); // the first stays until who was told knows
        for (const auto& each : {first, second})
            QTRY_VERIFY(buttonOf(each, "recordCallButton"));
    }
    void anImageThatWasNotLinkedStaysUnlinked() {
        m_alerts->setImage(ReadingRoom::anImage(m_study.studyUid, QStringLiteral("42")),
                           QStringLiteral("Im 42"), m_study.patient.key);
        begin("urgent");
        auto* link = m_alerts->findChild<QCheckBox*>(QStringLiteral("linkImage"));
        QVERIFY(link->isChecked());
        link->setChecked(false);
        const auto without = raise();
        correct(without);
        QVERIFY(!link->isChecked());
        link->setChecked(true);
        const auto with = raise();
        m_alerts->setImage(ReadingRoom::anImage(m_study.studyUid, QStringLiteral("43")),
                           QStringLiteral("Im 43"), m_study.patient.key);
        correct(with);
        QVERIFY(link->isChecked());
        raise();
        const auto alert = waitFor(m_room->alerts->alert(board().first()->view.alertId)).value();
        QCOMPARE(raisedDraft(alert)->images.size(), 1);
        QCOMPARE(raisedDraft(alert)->images.first().instance,
                 ReadingRoom::anImage(m_study.studyUid, QStringLiteral("42")).instance);
    }
    /// What was written for the team of a restricted finding does not go to everybody.
    void theTextOfARestrictedFindingIsNotHandedOn() {
        begin("urgent");
        for (const auto& rule : m_room->policy->findings())
            if (rule.restricted) combo("finding")->setEditText(rule.label);
        auto* text = m_alerts->findChild<QPlainTextEdit*>(QStringLiteral("alertText"));
        text->setPlainText(QStringLiteral("Metaphyseal fractures of different ages."));
        line("recommendedAction")->setText(QStringLiteral("skeletal survey"));
        const auto first = raise();
        correct(first);
        QCOMPARE(line("recommendedAction")->text(), QStringLiteral("skeletal survey"));
        QVERIFY(text->toPlainText().contains(QStringLiteral("Metaphyseal")));
        combo("finding")->setEditText(finding("urgent").label);
        QCOMPARE(text->toPlainText(), finding("urgent").text);
        QCOMPARE(line("recommendedAction")->text(), QString());
    }
    /// Rows are made anew with every event: the finger stays on its own.
    void theFocusStaysOnTheRowWhereItIs() {
        begin("urgent");
        const auto first = raise();
        begin("cancer");
        const auto second = raise();
        for (const auto& each : {first, second}) {
            QTRY_VERIFY(buttonOf(each, "correctAlertButton"));
            const QPointer<QPushButton> before = buttonOf(each, "correctAlertButton");
            before->setFocus();
            Q_EMIT m_room->events.alertsChanged();
            QTRY_VERIFY(!before); // made anew
            QTRY_VERIFY(buttonOf(each, "correctAlertButton"));
            QCOMPARE(QApplication::focusWidget(), buttonOf(each, "correctAlertButton"));
        }
    }
    void anotherFormIsFinishedFirst() {
        begin("urgent");
        const auto first = raise();
        QTRY_VERIFY(buttonOf(first, "correctAlertButton"));
        begin("cancer");
        QTest::mouseClick(buttonOf(first, "correctAlertButton"), Qt::LeftButton);
        QTRY_VERIFY(label("alertProblem")->isVisible());
        QCOMPARE(combo("finding")->currentText(), finding("cancer").label);
        raise();
        QCOMPARE(board().size(), 2);
    }
    /// After signing the study opens with a fresh draft: the author still puts the alert right, and the draft
    /// can still be discarded.
    void onesOwnOfAnotherReportIsCorrectedWithoutTyingThisDraft() {
        const auto first = m_room->raise(m_study, finding("urgent").code); // of no report
        correct(first);
        line("site")->setText(QStringLiteral("calf"));
        const auto second = raise();
        QCOMPARE(board().size(), 1);
        QCOMPARE(board().first()->view.alertId, second);
        QCOMPARE(board().first()->reportId, QString());
        const auto draft = waitFor(m_room->reports->openDraft(m_study.patient, {m_study})).value();
        VIGIL_VERIFY(waitFor(m_room->reports->discardDraft(draft.content.reportId, draft.revision)));
    }
    void whoMayWithdrawCorrectsThatOfAColleague() {
        alert::AlertService others(m_room->policy, *m_room->data, m_room->facts, m_room->alertStore,
                                   m_room->clock, m_room->ids, colleague("Consultant radiologist"),
                                   m_room->events);
        const auto theirs = raiseBy(others, {m_study});
        QTRY_VERIFY(rowOf(theirs));
        VIGIL_VERIFY(waitFor(m_room->alerts->alert(theirs))); // what the row is asked for was read before
        QTRY_VERIFY(rowOf(theirs) && !buttonOf(theirs, "correctAlertButton"));

        alert::AlertService onDuty(m_room->policy, *m_room->data, m_room->facts, m_room->alertStore,
                                   m_room->clock, m_room->ids, colleague("Duty radiologist", "duty"),
                                   m_room->events);
        const auto draft = waitFor(m_room->reports->openDraft(m_study.patient, {m_study})).value();
        m_alerts = std::make_unique<ReportAlerts>(onDuty, m_room->clock, m_room->events);
        m_alerts->show();
        m_alerts->setReport(draft.content);
        correct(theirs);
        const auto replaced = raise();
        QVERIFY(!replaced.isEmpty());
        QCOMPARE(stateAt(waitFor(m_room->alerts->alert(theirs)).value(), m_room->clock.now()).state,
                 alert::State::Superseded);
        m_alerts.reset(); // before its service
    }
    void oneThatSpeaksOfAnotherExaminationAsWellIsNotCorrectedHere() {
        auto other = m_study;
        other.studyUid = QStringLiteral("1.2.826.1099");
        for (auto& procedure : other.procedures)
            procedure.studyUid = other.studyUid;
        const auto both = raiseBy(*m_room->alerts, {m_study, other});
        QTRY_VERIFY(rowOf(both));
        VIGIL_VERIFY(waitFor(m_room->alerts->alert(both)));
        QVERIFY(!buttonOf(both, "correctAlertButton"));
    }
    /// What went wrong stays to be read: the red line, which is made anew all the time, has its own.
    void whatKeepsFromCorrectingIsSaidInALineOfItsOwn() {
        m_alerts->startCorrection();
        QVERIFY(label("alertsProblem")->isVisible());
        const auto said = label("alertsProblem")->text();
        m_room->raise(m_study, finding("critical").code);
        QTRY_VERIFY(label("criticalBanner")->isVisible());
        QVERIFY(!label("criticalBanner")->text().contains(said));
        QCOMPARE(label("alertsProblem")->text(), said);
        QTRY_VERIFY(m_alerts->findChild<QPushButton*>(QStringLiteral("correctAlertButton")));
        m_alerts->startCorrection();
        QTRY_VERIFY(m_alerts->isFormOpen());
        QVERIFY(!label("alertsProblem")->isVisible());
    }

private:
    [[nodiscard]] const alert::FindingRule& finding(const char* category) const {
        return m_room->findingOf(QLatin1String(category));
    }
    void begin(const char* category) {
        m_alerts->flag();
        QVERIFY(m_alerts->isFormOpen());
        combo("finding")->setEditText(finding(category).label);
    }
    /// F9; answers the alert.
    QString raise() {
        const auto before = ids();
        m_alerts->flag();
        if (!QTest::qWaitFor([&] { return !m_alerts->isFormOpen(); })) qWarning("the form stays open");
        for (const auto& id : ids())
            if (!before.contains(id)) return id;
        return {};
    }
    QStringList ids() const {
        alert::BoardFilter all;
        all.which = alert::BoardFilter::Which::All;
        QStringList found;
        for (const auto& row : waitFor(m_room->alerts->board(all)).value())
            found << row->view.alertId;
        return found;
    }
    void correct(const QString& alertId) {
        QTRY_VERIFY(buttonOf(alertId, "correctAlertButton"));
        QTest::mouseClick(buttonOf(alertId, "correctAlertButton"), Qt::LeftButton);
        QTRY_VERIFY(m_alerts->isFormOpen());
    }
    static report::User colleague(const char* role, const char* id = "colleague") {
        return {QLatin1String(id), QStringLiteral("Carter^Ann"), QStringLiteral("RXX"), QLatin1String(role),
                QStringLiteral("GMC 7000002")};
    }
    QString raiseBy(alert::AlertService& service, const QList<study::Study>& studies) const {
        alert::AlertDraft draft;
        draft.patient = m_study.patient;
        for (const auto& study : studies)
            draft.procedures += study.procedures;
        draft.findingCode = finding("urgent").code;
        draft.reportPatient = draft.imagesPatient = m_study.patient.key;
        return waitFor(service.raise(draft)).value();
    }
    QWidget* rowOf(const QString& alertId) const {
        for (auto* row : m_alerts->findChildren<QWidget*>(QStringLiteral("alertRow")))
            if (row->isVisible() && row->property("alertId").toString() == alertId) return row;
        return nullptr;
    }
    QPushButton* buttonOf(const QString& alertId, const char* name) const {
        for (auto* row : m_alerts->findChildren<QWidget*>(QStringLiteral("alertRow")))
            if (row->isVisible() && row->property("alertId").toString() == alertId)
                return row->findChild<QPushButton*>(QLatin1String(name));
        return nullptr;
    }
    alert::BoardRows board() const { return waitFor(m_room->alerts->board()).value(); }
    QLabel* label(const char* name) const { return m_alerts->findChild<QLabel*>(QLatin1String(name)); }
    QComboBox* combo(const char* name) const { return m_alerts->findChild<QComboBox*>(QLatin1String(name)); }
    QLineEdit* line(const char* name) const { return m_alerts->findChild<QLineEdit*>(QLatin1String(name)); }

    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<ReportAlerts> m_alerts;
    study::Study m_study;
};

QTEST_MAIN(ReportCorrectionTest)
#include "ReportCorrectionTest.moc"
