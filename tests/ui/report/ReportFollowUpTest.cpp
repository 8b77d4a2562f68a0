// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/ReportFollowUp.h"
#include "tests/ui/report/ReadingRoom.h"
#include "ui/alerts/FactsForm.h"
#include "ui/report/ReportPanel.h"

#include <QLabel>
#include <QPushButton>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;

class ReportFollowUpTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_room = std::make_unique<ReadingRoom>();
        m_panel =
            std::make_unique<ReportPanel>(*m_room->reports, *m_room->alerts, m_room->clock, m_room->events);
        m_panel->setFollowUps(*m_room->followUps, m_room->events);
        m_panel->resize(700, 900);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    }
    void cleanup() {
        m_panel.reset();
        m_room.reset();
    }

    void theFormIsPresetFromTheStudyAndRecordsAtOnce() {
        open(chest());
        QTest::keyClick(m_panel.get(), Qt::Key_F9, Qt::ShiftModifier);
        QVERIFY(form()->isVisible());
        QCOMPARE(form()->value("modality"), "CT");
        QCOMPARE(form()->value("bodyPart"), "chest");
        QCOMPARE(form()->value("ownerName"), "Clarke, Amir");
        form()->setValue("reason", "8 mm nodule: growth?");
        form()->setValue("when", "in 3 months");
        submit();
        QTRY_VERIFY(!form()->isVisible());
        QTRY_COMPARE(rows().size(), 1);
        const auto row = rows().first();
        QCOMPARE(row.draft.owner.name, "Clarke^Amir");
        QCOMPARE(row.draft.patient, chest().patient);
        QVERIFY(!row.draft.reportId.isEmpty());
        auto* known = m_panel->findChild<QLabel*>("knownFollowUps");
        QTRY_VERIFY(known->isVisible());
        QVERIFY(known->text().contains("CT chest by 24 Feb 2027"));
    }
    void whatIsMissingIsSaidAndNothingIsWritten() {
        open(chest());
        QTest::mouseClick(m_panel->findChild<QPushButton*>("recommendFollowUp"), Qt::LeftButton);
        submit();
        QVERIFY(form()->findChild<QLabel*>("formProblem")->text().contains("question"));
        form()->setValue("reason", "nodule");
        form()->setValue("when", "on another day");
        form()->setValue("due", "2026-11-01");
        submit();
        QTRY_VERIFY(form()->findChild<QLabel*>("formProblem")->text().contains("has passed"));
        QVERIFY(rows().isEmpty());
    }
    void nobodyIsBookedForADayThatNobodyChose() {
        open(chest());
        m_panel->recommendFollowUp();
        form()->setValue("reason", "nodule");
        submit();
        QVERIFY(form()->findChild<QLabel*>("formProblem")->text().contains("due"));
        form()->setValue("when", "on another day");
        submit();
        QVERIFY(form()->findChild<QLabel*>("formProblem")->text().contains("Choose the day"));
        QVERIFY(rows().isEmpty());
        form()->setValue("due", "2027-01-15");
        submit();
        QTRY_COMPARE(rows().size(), 1);
        QCOMPARE(rows().first().draft.dueDate, QDate(2027, 1, 15));
    }
    void anotherReportClosesTheFormThatWasBegunInThisOne() {
        open(chest());
        m_panel->recommendFollowUp();
        QVERIFY(form()->isVisible());
        open(ReadingRoom::aStudy(ReadingRoom::amina(), "1.2.826.3003", "CT head"));
        QVERIFY(!form()->isVisible());
        QVERIFY(!m_panel->findChild<QLabel*>("knownFollowUps")->isVisible());
    }
    void nothingIsSignedWhileOneIsBeingEntered() {
        open(chest());
        m_panel->recommendFollowUp();
        m_panel->startSigning();
        QVERIFY(
            m_panel->findChild<QLabel*>("reportMessage")->text().contains("A follow-up is being entered"));
    }
    void aMismatchOfImagesAndReportStopsIt() {
        open(chest());
        m_panel->setCurrentImage(ReadingRoom::anImage("9.9", "42"), ReadingRoom::amina().key);
        m_panel->recommendFollowUp();
        QVERIFY(!form()->isVisible());
    }

private:
    static study::Study chest() {
        auto study = ReadingRoom::aStudy(ReadingRoom::harold(), "1.2.826.1001", "CT chest");
        study.referringPhysician = "Clarke^Amir";
        return study;
    }
    void open(const study::Study& study) {
        m_panel->openStudy(study.patient, {study});
        QTRY_VERIFY(m_panel->isOpen());
    }
    QList<followup::FollowUpRow> rows() const { return waitFor(m_room->followUps->rows()).value(); }
    FactsForm* form() const { return m_panel->findChild<FactsForm*>("followUpForm"); }
    /// By its key: the eyes stay on the image.
    void submit() {
        QTest::keyClick(form()->findChild<QWidget*>("reason"), Qt::Key_Return, Qt::ControlModifier);
    }

    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<ReportPanel> m_panel;
};

QTEST_MAIN(ReportFollowUpTest)
#include "ReportFollowUpTest.moc"
