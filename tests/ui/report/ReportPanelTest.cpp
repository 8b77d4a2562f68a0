// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/ReportPanel.h"
#include "tests/ui/report/ReadingRoom.h"
#include "ui/report/RemarksWatch.h"
#include "ui/report/ReportEditor.h"
#include "ui/report/SignSheet.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScopeGuard>
#include <QSemaphore>
#include <QSignalSpy>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;
using namespace std::chrono_literals;

class ReportPanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_room = std::make_unique<ReadingRoom>();
        m_panel =
            std::make_unique<ReportPanel>(*m_room->reports, *m_room->alerts, m_room->clock, m_room->events);
        m_panel->setSignContextSource([this](const QStringList&) {
            return readyFuture(Result<report::SignContext>(m_room->contextOf({m_open})));
        });
        m_panel->resize(520, 900);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    }
    void cleanup() {
        m_panel.reset();
        m_room.reset();
    }

    void everythingTypedIsSavedAtThePause() {
        open(chest());
        write(QStringLiteral("Clear lungs."));
        QTRY_VERIFY(label("saved")->text().startsWith(QStringLiteral("Saved ")));
        QVERIFY(label("saved")->text().contains(QStringLiteral("on this computer")));
        QVERIFY(textOf(chest()).contains(QStringLiteral("Clear lungs.")));
    }

    void leavingAStudyInTheMiddleOfAWordLosesNothing() {
        open(chest());
        write(QStringLiteral("Half a wo"));
        m_panel->openStudy(head().patient, {head()});
        QTRY_VERIFY(textOf(chest()).contains(QStringLiteral("Half a wo")));
    }

    void textBeforeADeliberateActIsHeldAndNeitherTypedNorDropped() {
        open(chest());
        write(QStringLiteral("Clear lungs."));
        open(head());
        QTest::keyClicks(editor(), QStringLiteral("No pleural fluid"));
        QTest::keyClick(editor(), Qt::Key_Return);
        QVERIFY(!allText(editor()->sections()).contains(QStringLiteral("pleural")));
        QVERIFY(widget("lateText")->isVisible());
        QVERIFY(label("heldText")->text().contains(QStringLiteral("No pleural fluid")));
        QTest::keyClick(m_panel.get(), Qt::Key_Return);
        QTest::keyClick(m_panel.get(), Qt::Key_Space);
        QVERIFY(widget("lateText")->isVisible());
        QTest::mouseClick(button("putIntoPrevious"), Qt::LeftButton);
        QTRY_VERIFY(textOf(chest()).contains(QStringLiteral("No pleural fluid")));
        QVERIFY(!widget("lateText")->isVisible());
    }

    void lateTextCanBePutHereOrDiscarded() {
        open(chest());
        QTest::keyClicks(editor(), QStringLiteral("one"));
        QTest::mouseClick(button("putHere"), Qt::LeftButton);
        QVERIFY(allText(editor()->sections()).contains(QStringLiteral("one")));
        QTest::keyClicks(editor(), QStringLiteral(" two"));
        QVERIFY(allText(editor()->sections()).contains(QStringLiteral("one two")));
        open(head());
        QTest::keyClicks(editor(), QStringLiteral("gone"));
        QTest::mouseClick(button("discardLateText"), Qt::LeftButton);
        QVERIFY(!widget("lateText")->isVisible());
        QVERIFY(!allText(editor()->sections()).contains(QStringLiteral("gone")));
    }

    void requestsNamedByTheImagesAreAnsweredAsWell() {
        open(chest());
        write(QStringLiteral("Clear lungs."));
        auto study = chest();
        study::enterRequests(study, {study::RequestedProcedure{{},
                                                               {},
                                                               QStringLiteral("EXTRA1"),
                                                               {},
                                                               {},
                                                               QStringLiteral("R9"),
                                                               QStringLiteral("CT abdomen"),
                                                               {}}});
        m_panel->coverRequests(study);
        QTRY_COMPARE(m_panel->findChildren<QPushButton*>(QStringLiteral("removeProcedure")).size(), 2);
        QVERIFY(allText(editor()->sections()).contains(QStringLiteral("Clear lungs.")));
    }

    void idleForTwoMinutesShowsWhoseReportItIs() {
        open(chest());
        write(QStringLiteral("Clear."));
        QVERIFY(!editor()->showsIdentity());
        m_room->clock.advance(2min);
        QTRY_VERIFY(editor()->showsIdentity());
        QVERIFY(label("identityOverCaret")->text().contains(QStringLiteral("Whitfield, Harold")));
        QTest::keyClicks(editor(), QStringLiteral("x"));
        QVERIFY(!editor()->showsIdentity());
    }

    void imagesOfAnotherPatientStopTheWriting() {
        open(chest());
        write(QStringLiteral("Mine."));
        QSignalSpy mismatch(m_panel.get(), &ReportPanel::mismatchChanged);
        m_panel->setCurrentImage(std::nullopt, head().patient.key);
        QCOMPARE(mismatch.count(), 1);
        write(QStringLiteral("Not his."));
        QVERIFY(!allText(editor()->sections()).contains(QStringLiteral("Not his.")));
        QVERIFY(widget("lateText")->isVisible());
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        QVERIFY(!widget("alertForm")->isVisible());
        m_panel->setCurrentImage(std::nullopt, chest().patient.key);
        QVERIFY(!m_panel->isMismatched());
    }

    void f9TwiceRaisesAndEnterDoesNot() {
        open(chest());
        raiseCritical();
        QTRY_COMPARE(board().size(), 1);
        QCOMPARE(board().first()->view.category, QStringLiteral("critical"));
        QTRY_VERIFY(!m_panel->pendingCriticals().isEmpty());
        QVERIFY(label("criticalBanner")->isVisible());
        QTRY_VERIFY(widget("factsForm")->isVisible());
    }

    void aCriticalStaysRedUntilItsCallIsRecordedAndTheDepartmentHasIt() {
        open(chest());
        raiseCritical();
        QTRY_VERIFY(widget("factsForm")->isVisible());
        auto* form = widget("factsForm");
        form->findChild<QLineEdit*>(QStringLiteral("name"))->setText(QStringLiteral("Okafor, Ben"));
        form->findChild<QComboBox*>(QStringLiteral("role"))
            ->setEditText(QStringLiteral("Emergency department doctor"));
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_VERIFY(!form->isVisible());
        QTRY_VERIFY(!label("criticalBanner")->text().contains(QStringLiteral("no call recorded")));
        QVERIFY(label("criticalBanner")->text().contains(QStringLiteral("on this computer only")));
    }

    /// The editor takes Tab: each act has a key of its own.
    void theActsOnAnAlertHaveKeysInTheEditor() {
        open(chest());
        raiseCritical();
        QTRY_VERIFY(widget("factsForm")->isVisible());
        QTest::keyClick(widget("factsForm")->findChild<QWidget*>(QStringLiteral("name")), Qt::Key_Escape);
        editor()->setFocus();
        QTest::keyClick(editor(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(widget("factsForm")->isVisible());
        QVERIFY(widget("factsForm")->findChild<QWidget*>(QStringLiteral("outcome")));
        QTest::keyClick(widget("factsForm")->findChild<QWidget*>(QStringLiteral("name")), Qt::Key_Escape);
        editor()->setFocus();
        QTest::keyClick(editor(), Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(widget("factsForm")->isVisible());
        QCOMPARE(
            widget("factsForm")->findChild<QPushButton*>(QStringLiteral("submitFacts"))->accessibleName(),
            QStringLiteral("Save hand-over"));
        QTest::keyClick(widget("factsForm")->findChild<QWidget*>(QStringLiteral("name")), Qt::Key_Escape);
        QTRY_VERIFY(button("correctAlertButton"));
        editor()->setFocus();
        QTest::keyClick(editor(), Qt::Key_F9, Qt::ControlModifier);
        QTRY_VERIFY(widget("alertForm")->isVisible());
        QVERIFY(label("correction")->isVisible());
    }
    void nothingIsSignedWhileAnAlertIsBegunBehindACall() {
        open(chest());
        fillEverySection();
        m_room->raise(chest(), m_room->findingOf(QStringLiteral("critical")).code);
        QTRY_VERIFY(button("recordCallButton"));
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        QTest::keyClick(m_panel.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!widget("alertForm")->isVisible());
        m_panel->startSigning();
        QVERIFY(label("reportMessage")->text().contains(QStringLiteral("An alert is being entered")));
    }

    void anEarlierAlertOfThePatientIsShownAndJoinedWhereSomebodyActs() {
        auto before = chest();
        before.studyUid = QStringLiteral("2.25.4711");
        before.procedures.first().studyUid = before.studyUid;
        const auto acting = m_room->raise(before, m_room->findingOf(QStringLiteral("critical")).code);
        m_room->raise(before, m_room->findingOf(QStringLiteral("urgent")).code);
        VIGIL_VERIFY(waitFor(m_room->alerts->acknowledge(acting, {QStringLiteral("Okafor^Ben"),
                                                                  QStringLiteral("Responsible consultant"),
                                                                  {},
                                                                  QStringLiteral("telephone")})));
        open(chest());
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        auto* earlier = widget("earlierAlerts");
        QTRY_VERIFY(earlier->isVisible());
        QCOMPARE(earlier->findChildren<QLabel*>().size(), 3); // and what they are
        QCOMPARE(earlier->findChildren<QPushButton*>().size(), 1);
        QTest::keyClick(m_panel.get(), Qt::Key_J, Qt::AltModifier);
        QTRY_VERIFY(!widget("alertForm")->isVisible());
        QCOMPARE(board().size(), 2);     // none more
        QTRY_VERIFY(widget("alertRow")); // it stands at this study as well
        QVERIFY(widget("alertRow")
                    ->accessibleName()
                    .contains(m_room->findingOf(QStringLiteral("critical")).label));
    }

    /// Where the patient is decides what applies, and the form says so before anything is raised.
    void theFormShowsTheLimitsAndTheOwnerOfThePatientsPlace() {
        auto study = chest();
        study.patientLocation = QStringLiteral("ED Resus 3");
        study.referringPhysician = QStringLiteral("Okafor^Ben");
        m_room->keepInCache({study});
        m_room->keepInDirectory(
            "ok,person,Okafor^Ben,Emergency department doctor,0161 496 0001,,pa 2026-11-01..2026-12-31\n"
            "pa,person,Patel^Asha,Emergency department doctor,0161 496 0002,,\n"
            "ec,inbox,ED consultant,Emergency department consultant,0161 496 0003,,\n");
        open(study);
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        combo("finding")->setEditText(m_room->findingOf(QStringLiteral("urgent")).label);
        QTRY_VERIFY(label("limits")->text().contains(QStringLiteral("acknowledged within 1 h")));
        QVERIFY(label("limits")->text().contains(QStringLiteral("Emergency department")));
        QTRY_COMPARE(combo("ownerRole")->currentText(), QStringLiteral("Emergency department doctor"));
        QCOMPARE(m_panel->findChild<QLineEdit*>(QStringLiteral("ownerName"))->text(),
                 QStringLiteral("Okafor, Ben"));
        QTRY_VERIFY(label("recipients")->text().contains(QStringLiteral("Patel, Asha")));
        const auto said = label("recipients")->text();
        for (const auto* words :
             {"instead of Okafor, Ben, on leave", "0161 496 0002", "Back-up", "0161 496 0003"})
            QVERIFY2(said.contains(QLatin1String(words)), qPrintable(said));
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        QTRY_COMPARE(board().size(), 1);
        QCOMPARE(board().first()->raisedFor.name, QStringLiteral("Patel^Asha"));
    }

    void nobodyToReachIsSaidInTheFormAndKeepsNothingFromBeingRaised() {
        m_room->keepInDirectory("cl,inbox,Clinic,Clinical nurse specialist,0161 496 0009,,\n");
        open(chest());
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        combo("finding")->setEditText(m_room->findingOf(QStringLiteral("critical")).label);
        QTRY_VERIFY(label("recipients")->text().contains(QStringLiteral("No route")));
        QCOMPARE(label("recipients")->property("tone").toString(), QStringLiteral("critical"));
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        QTRY_COMPARE(board().size(), 1);
    }

    /// Suspected abuse goes to its own team: whoever asked for the examination is not proposed.
    void aFindingWithItsOwnRoutePassesTheReferrerBy() {
        auto study = chest();
        study.referringPhysician = QStringLiteral("Okafor^Ben");
        m_room->keepInCache({study});
        open(study);
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        combo("finding")->setEditText(m_room->findingOf(QStringLiteral("critical")).label);
        auto* name = m_panel->findChild<QLineEdit*>(QStringLiteral("ownerName"));
        QTRY_COMPARE(name->text(), QStringLiteral("Okafor, Ben"));
        for (const auto& rule : m_room->policy->findings())
            if (rule.restricted) combo("finding")->setEditText(rule.label);
        QCOMPARE(name->text(), QString());
        name->setText(QStringLiteral("Somebody, Else"));
        combo("finding")->setEditText(m_room->findingOf(QStringLiteral("urgent")).label);
        QCOMPARE(name->text(), QStringLiteral("Somebody, Else")); // what was typed stays
    }

    void loweringNeedsAReason() {
        open(chest());
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        combo("finding")->setEditText(m_room->findingOf(QStringLiteral("critical")).label);
        QCOMPARE(combo("category")->currentData().toString(), QStringLiteral("critical"));
        combo("category")->setCurrentIndex(combo("category")->findData(QStringLiteral("urgent")));
        auto* reason = m_panel->findChild<QLineEdit*>(QStringLiteral("loweringReason"));
        QVERIFY(reason->isVisible());
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        QVERIFY(label("alertProblem")->text().contains(QStringLiteral("reason")));
        QCOMPARE(board().size(), 0);
        reason->setText(QStringLiteral("known since Monday, team present"));
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        QTRY_COMPARE(board().size(), 1);
    }

    void anEmptyImpressionIsNotSigned() {
        open(chest());
        write(QStringLiteral("Clear lungs."));
        QTest::keyClick(m_panel.get(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(widget("signSheet")->isVisible());
        QVERIFY(label("signProblems")->isVisible());
        QVERIFY(!button("signReport")->isEnabled());
        QTest::keyClick(button("backToText"), Qt::Key_Escape);
        QVERIFY(editor()->isVisible());
        QVERIFY(allText(editor()->sections()).contains(QStringLiteral("Clear lungs.")));
    }

    void aWrongPinSignsNothingAndTheRightOneDoes() {
        VIGIL_VERIFY(waitFor(m_room->reports->setPin(report::Pin(QStringLiteral("4711")), std::nullopt)));
        open(chest());
        fillEverySection();
        QSignalSpy done(m_panel.get(), &ReportPanel::reportSigned);
        QTest::keyClick(m_panel.get(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(widget("signSheet")->isVisible());
        auto* pin = m_panel->findChild<QLineEdit*>(QStringLiteral("pin"));
        QTest::keyClicks(pin, QStringLiteral("0000"));
        QTest::keyClick(pin, Qt::Key_Return);
        QTRY_VERIFY(label("signMessage")->isVisible() && button("signReport")->isEnabled());
        QCOMPARE(done.count(), 0);
        pin->setText(QStringLiteral("4711"));
        QTest::keyClick(pin, Qt::Key_Return);
        QTRY_COMPARE(done.count(), 1);
        QVERIFY(label("signMessage")->text().startsWith(QStringLiteral("Signed.")));
        QVERIFY(label("signMessage")->text().contains(QStringLiteral("waiting to be delivered")));
    }

    void whoOpensTheNextStudyWhileItSignsKeepsItsDraft_data() {
        QTest::addColumn<QString>("typedPin");
        QTest::newRow("signed") << QStringLiteral("4711");
        QTest::newRow("refused") << QStringLiteral("0000");
    }
    void whoOpensTheNextStudyWhileItSignsKeepsItsDraft() {
        QFETCH(const QString, typedPin);
        const bool right = typedPin == QStringLiteral("4711");
        VIGIL_VERIFY(waitFor(m_room->reports->setPin(report::Pin(QStringLiteral("4711")), std::nullopt)));
        open(chest());
        fillEverySection();
        QSignalSpy done(m_panel.get(), &ReportPanel::reportSigned);
        QSemaphore gate;
        const auto release =
            qScopeGuard([&] { gate.release(); }); // whatever fails, the signing thread goes on
        m_room->codec.beforeEncoding = [&gate] { gate.acquire(); };
        QTest::keyClick(m_panel.get(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(widget("signSheet")->isVisible());
        auto* pin = m_panel->findChild<QLineEdit*>(QStringLiteral("pin"));
        QTest::keyClicks(pin, typedPin);
        QTest::keyClick(pin, Qt::Key_Return);
        QVERIFY(m_panel->findChild<SignSheet*>()->isWorking());
        m_panel->openStudy(head().patient, {head()});
        if (right) QTRY_VERIFY(m_panel->isOpen());
        gate.release();
        if (right)
            QTRY_COMPARE(done.count(), 1);
        else
            QTRY_VERIFY(label("reportMessage")->text().contains(QStringLiteral("was not signed")));
        QTRY_VERIFY(m_panel->isOpen());
        QVERIFY(!m_panel->findChild<SignSheet*>()->isWorking());
        write(QStringLiteral("No haemorrhage."));
        QTRY_VERIFY(textOf(head()).contains(QStringLiteral("No haemorrhage.")));
    }

    void lateTextForASignedReportIsKept() {
        VIGIL_VERIFY(waitFor(m_room->reports->setPin(report::Pin(QStringLiteral("4711")), std::nullopt)));
        open(chest());
        fillEverySection();
        QTest::keyClick(m_panel.get(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(widget("signSheet")->isVisible());
        auto* pin = m_panel->findChild<QLineEdit*>(QStringLiteral("pin"));
        QTest::keyClicks(pin, QStringLiteral("4711"));
        QTest::keyClick(pin, Qt::Key_Return);
        QTRY_VERIFY(label("signMessage")->text().startsWith(QStringLiteral("Signed.")));
        open(head());
        QTest::keyClicks(editor(), QStringLiteral("and a rib fracture"));
        QTest::mouseClick(button("putIntoPrevious"), Qt::LeftButton);
        QTRY_VERIFY(label("reportMessage")->isVisible());
        QTRY_VERIFY(widget("lateText")->isVisible());
        QVERIFY(label("heldText")->text().contains(QStringLiteral("rib fracture")));
    }

    void aDismissedRemarkStaysAwayWhileOneTypesElsewhere() {
        open(chest());
        // What the request says asserts nothing: the sentence has to stand in the findings.
        QTest::keyClick(m_panel.get(), Qt::Key_F2);
        for (const auto& section : editor()->sections()) {
            if (section.heading.value == QStringLiteral("59776-5")) break;
            QTest::keyClick(editor(), Qt::Key_F6);
        }
        QTest::keyClicks(editor(), QStringLiteral("Large pneumothorax."));
        auto* list = m_panel->findChild<QListWidget*>(QStringLiteral("remarkList"));
        QTRY_VERIFY(list->count() > 0);
        const int before = list->count();
        QTest::keyClick(editor(), Qt::Key_F7);
        QTest::keyClick(editor(), Qt::Key_F8);
        QCOMPARE(list->count(), before - 1);
        QSignalSpy checked(m_panel->findChild<RemarksWatch*>(), &RemarksWatch::changed);
        QTest::keyClick(editor(), Qt::Key_F6);
        QTest::keyClicks(editor(), QStringLiteral("Nothing else."));
        QTRY_VERIFY(!checked.isEmpty());
        QCOMPARE(list->count(), before - 1);
    }

    /// Of a window of 1080 and of one of 800 points less what stands around the panel.
    void theKeysOfAFormAreNeverCutOff_data() {
        QTest::addColumn<int>("height");
        QTest::newRow("1080") << 900;
        QTest::newRow("800") << 620;
    }
    void theKeysOfAFormAreNeverCutOff() {
        QFETCH(const int, height);
        m_panel->resize(560, height);
        const auto other = ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1003"),
                                               QStringLiteral("CT abdomen"));
        m_room->raise(other, m_room->findingOf(QStringLiteral("cancer")).code);
        open(chest());
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        combo("finding")->setEditText(m_room->findingOf(QStringLiteral("critical")).label);
        QTRY_VERIFY(widget("earlierAlerts")->isVisible());
        const auto isWhole = [this](const char* name) {
            QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
            const auto* shown = widget(name);
            return shown->isVisible() && shown->visibleRegion().boundingRect() == shown->rect();
        };
        QTRY_VERIFY(isWhole("raiseAlert"));
        QVERIFY(isWhole("cancelAlert"));
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        QTRY_VERIFY(!widget("alertForm")->isVisible());
        QTRY_VERIFY(widget("factsForm")->isVisible()); // the call task
        QTRY_VERIFY(isWhole("submitFacts"));
        QVERIFY(isWhole("closeFacts"));
    }

private:
    study::Study chest() const {
        return ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1001"),
                                   QStringLiteral("CT chest"));
    }
    study::Study head() const {
        return ReadingRoom::aStudy(ReadingRoom::amina(), QStringLiteral("1.2.826.1002"),
                                   QStringLiteral("CT head"));
    }
    void open(const study::Study& study) {
        m_open = study;
        m_panel->openStudy(study.patient, {study});
        QTRY_COMPARE(m_panel->isOpen(), true);
        QTRY_VERIFY(!editor()->sections().isEmpty());
        editor()->setFocus();
    }
    void write(const QString& text) {
        QTest::keyClick(m_panel.get(), Qt::Key_F2);
        QTest::keyClicks(editor(), text);
    }
    void fillEverySection() {
        QTest::keyClick(m_panel.get(), Qt::Key_F2);
        for (qsizetype i = 0; i < editor()->sections().size(); ++i) {
            QTest::keyClicks(editor(), QStringLiteral("No abnormality. "));
            QTest::keyClick(editor(), Qt::Key_F6);
        }
    }
    void raiseCritical() {
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        QVERIFY(widget("alertForm")->isVisible());
        combo("finding")->setEditText(m_room->findingOf(QStringLiteral("critical")).label);
        for (auto* child : widget("alertForm")->findChildren<QWidget*>())
            if (child->isVisible() && child->focusPolicy() != Qt::NoFocus)
                QTest::keyClick(child, Qt::Key_Return);
        QVERIFY(widget("alertForm")->isVisible());
        QCOMPARE(board().size(), 0);
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        QTRY_VERIFY(!widget("alertForm")->isVisible());
    }
    alert::BoardRows board() const { return waitFor(m_room->alerts->board()).value(); }
    /// What the stored draft of a study says.
    QString textOf(const study::Study& study) const {
        const auto draft = waitFor(m_room->reports->openDraft(study.patient, {study}));
        return draft ? allText(draft->content.sections) : QString();
    }
    static QString allText(const QList<report::Section>& sections) {
        QString text;
        for (const auto& section : sections)
            for (const auto& paragraph : section.paragraphs)
                text += paragraph.text + u'\n';
        return text;
    }
    ReportEditor* editor() const { return m_panel->findChild<ReportEditor*>(); }
    QWidget* widget(const char* name) const { return m_panel->findChild<QWidget*>(QLatin1String(name)); }
    QLabel* label(const char* name) const { return m_panel->findChild<QLabel*>(QLatin1String(name)); }
    QPushButton* button(const char* name) const {
        return m_panel->findChild<QPushButton*>(QLatin1String(name));
    }
    QComboBox* combo(const char* name) const { return m_panel->findChild<QComboBox*>(QLatin1String(name)); }

    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<ReportPanel> m_panel;
    study::Study m_open;
};

QTEST_MAIN(ReportPanelTest)
#include "ReportPanelTest.moc"
