// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/followup/SafetyNetPage.h"
#include "tests/support/EventBuilder.h"
#include "tests/support/ReportBuilder.h"
#include "tests/ui/report/ReadingRoom.h"
#include "ui/alerts/AlertsPlace.h"
#include "ui/alerts/FactsForm.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableWidget>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;

class SafetyNetPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_room = std::make_unique<ReadingRoom>();
        m_page = std::make_unique<SafetyNetPage>(*m_room->safetyNet, m_room->events);
        m_page->resize(1300, 700);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    void cleanup() {
        m_page.reset();
        m_room.reset();
    }

    void nothingSaysWhatWouldBeThere() {
        QTRY_VERIFY(m_page->findChild<QLabel*>("emptySafetyNet")->isVisible());
    }
    void aRowIsResolvedWithAKeyAndAReason() {
        late();
        QTRY_COMPARE(table()->rowCount(), 1);
        QCOMPARE(table()->item(0, 0)->text(), "Study without report");
        QCOMPARE(table()->item(0, 5)->text(), "Fail-safe officer");
        const auto row = waitFor(m_room->safetyNet->rows(m_room->safetyNet->usual()))->rows.first();
        QCOMPARE(row.nextAt,
                 alert::dueAt(row.since, {1, alert::Limit::Unit::WorkingDays}, starterPolicy()->calendar()));
        QCOMPARE(table()->item(0, 6)->text().startsWith("overdue: "), row.overdue);
        QVERIFY(table()->item(0, 6)->text().contains(" 20")); // a day
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_R);
        auto* form = m_page->findChild<FactsForm*>();
        QVERIFY(form->isVisible());
        auto* submit = m_page->findChild<QPushButton*>("submitFacts");
        QTest::mouseClick(submit, Qt::LeftButton);
        QVERIFY(m_page->findChild<QLabel*>("formProblem")->isVisible()); // a reason is needed
        form->setValue("reason", "needs no report");
        QTest::mouseClick(submit, Qt::LeftButton);
        QTRY_COMPARE(table()->rowCount(), 0);
    }
    void aStudyWithTwoFinalReportsIsFoundAmongOthersAndSettledWithItsOwnReasons() {
        late();
        for (const auto* report : {"one", "two"})
            signedElsewhere(report);
        const auto rows = waitFor(m_room->safetyNet->rows(m_room->safetyNet->usual()));
        VIGIL_VERIFY(rows);
        QCOMPARE(rows->rows.first().list, safetynet::NetList::Twice);
        m_page->showRow(rows->rows.last().rowId);
        QTRY_COMPARE(table()->currentRow(), 1);
        m_page->showRow(rows->rows.first().rowId);
        QTRY_COMPARE(table()->currentRow(), 0);
        QCOMPARE(table()->item(0, 0)->text(), "Study reported twice");
        QCOMPARE(table()->item(0, 5)->text(), "Both readers, fail-safe officer");
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_R);
        auto* form = m_page->findChild<FactsForm*>();
        auto* reason = form->findChild<QComboBox*>();
        QVERIFY(reason && reason->findText("agreed with the other reader") >= 0);
        form->setValue("reason", "agreed with the other reader");
        QTest::mouseClick(m_page->findChild<QPushButton*>("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(table()->rowCount(), 1);
        QCOMPARE(table()->item(0, 0)->text(), "Study without report");
    }
    void enterShowsTheStudyAndTheNumberIsTold() {
        QSignalSpy counted(m_page.get(), &SafetyNetPage::countChanged);
        late();
        QTRY_COMPARE(table()->rowCount(), 1);
        QCOMPARE(counted.last().first().toInt(), 1);
        QSignalSpy asked(m_page.get(), &SafetyNetPage::studyRequested);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Return);
        QCOMPARE(asked.first().first().toString(), "1.2.826.1001");
    }
    /// The next key would be about somebody else: nobody is moved but by themselves.
    void whoResolvedARowIsNotMovedToAnotherPatient() {
        lateTwo();
        choose("Whitfield");
        QTest::keyClick(table(), Qt::Key_R);
        QVERIFY(about().contains("Whitfield, Harold · 440012: CT chest"));
        form()->setValue("reason", "needs no report");
        QTest::mouseClick(m_page->findChild<QPushButton*>("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(table()->rowCount(), 1);
        QVERIFY(!table()->currentIndex().isValid());
        QCOMPARE(QApplication::focusWidget(), table());
        QVERIFY(!table()->currentIndex().isValid());
        QTest::keyClick(table(), Qt::Key_R);
        QVERIFY(!form()->isVisible());
        QTest::keyClick(table(), Qt::Key_Down);
        QTest::keyClick(table(), Qt::Key_R);
        QVERIFY(about().contains("Rahman"));
    }
    void anOpenFormKeepsItsRowAndAnotherRowClosesIt() {
        lateTwo();
        choose("Whitfield");
        const int row = table()->currentRow();
        QTest::keyClick(table(), Qt::Key_R);
        form()->setValue("reason", "already known");
        const auto rows = waitFor(m_room->safetyNet->rows(m_room->safetyNet->usual()))->rows;
        VIGIL_VERIFY(waitFor(m_room->safetyNet->resolve(rows.at(row).rowId, "needs no report")));
        auto* problem = m_page->findChild<QLabel*>("formProblem");
        QTRY_VERIFY(problem->isVisible() && problem->text().startsWith("Meanwhile"));
        QCOMPARE(table()->rowCount(), 2);
        QCOMPARE(table()->currentRow(), row);
        QCOMPARE(form()->value("reason"), "already known");
        choose("Rahman");
        QVERIFY(!form()->isVisible());
        QTRY_COMPARE(table()->rowCount(), 1);
        QVERIFY(table()->item(0, 2)->text().contains("Rahman"));
    }
    void theKeysGoOnWhereNothingIsListedAndNobodyLosesTheFocus() {
        late();
        QTRY_COMPARE(table()->rowCount(), 1);
        table()->setFocus();
        const auto rows = waitFor(m_room->safetyNet->rows(m_room->safetyNet->usual()))->rows;
        VIGIL_VERIFY(waitFor(m_room->safetyNet->resolve(rows.first().rowId, "needs no report")));
        auto* empty = m_page->findChild<QLabel*>("emptySafetyNet");
        QTRY_VERIFY(empty->isVisible());
        QCOMPARE(QApplication::focusWidget(), empty);
        auto* older = m_page->findChild<QPushButton*>("wholeTime");
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_O);
        QVERIFY(older->isChecked());
        older->setFocus();
        m_room->keepInCache({ReadingRoom::aStudy(ReadingRoom::amina(), "1.2.826.1002", "CT head")},
                            QDateTime(QDate(2026, 11, 24), QTime(1, 0), Qt::UTC));
        m_page->refresh();
        QTRY_COMPARE(table()->rowCount(), 1);
        QCOMPARE(QApplication::focusWidget(), older);
    }
    void aTabSaysItsNumberToScreenReaders() {
        AlertsPlace place;
        auto* page = new QWidget;
        place.addPage(new QWidget, "&Alerts");
        place.addPage(page, "Safety &net");
        place.setCount(page, 3);
        QCOMPARE(place.tabText(1), "Safety &net 3");
        QCOMPARE(place.tabBar()->accessibleTabName(1), "Safety net, 3");
        place.setCount(page, 0);
        QCOMPARE(place.tabText(1), "Safety &net");
        place.setCurrentWidget(page);
        QCOMPARE(place.focusProxy(), page);
    }

private:
    /// The department's log says that somebody signed this report.
    void signedElsewhere(const QByteArray& report) {
        journal::LoggedEvent logged;
        logged.event = aSignature("1.2.826.1002")
                           .at(m_room->clock.now())
                           .withOpen("{\"report\":\"" + report + "\",\"state\":\"final\"}");
        logged.receipt.logId = m_logId;
        logged.receipt.seq = ++m_seq;
        logged.receipt.receivedAt = m_room->clock.now();
        VIGIL_VERIFY(m_room->journal.take({logged}, store::departmentDestination, std::nullopt));
    }
    void late() {
        m_room->keepInCache({ReadingRoom::aStudy(ReadingRoom::harold(), "1.2.826.1001", "CT chest")},
                            QDateTime(QDate(2026, 11, 24), QTime(1, 0), Qt::UTC));
        m_page->refresh();
    }
    void lateTwo() {
        m_room->keepInCache({ReadingRoom::aStudy(ReadingRoom::harold(), "1.2.826.1001", "CT chest"),
                             ReadingRoom::aStudy(ReadingRoom::amina(), "1.2.826.1002", "CT head")},
                            QDateTime(QDate(2026, 11, 24), QTime(1, 0), Qt::UTC));
        m_page->refresh();
        QTRY_COMPARE(table()->rowCount(), 2);
    }
    void choose(const char* name) {
        for (int row = 0; row < table()->rowCount(); ++row)
            if (table()->item(row, 2)->text().contains(QLatin1String(name))) table()->selectRow(row);
        table()->setFocus();
    }
    FactsForm* form() const { return m_page->findChild<FactsForm*>(); }
    QString about() const { return m_page->findChild<QLabel*>("formAbout")->text(); }
    QTableWidget* table() const { return m_page->findChild<QTableWidget*>("safetyNet"); }

    const QUuid m_logId = QUuid::createUuid();
    qint64 m_seq = 0;
    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<SafetyNetPage> m_page;
};

QTEST_MAIN(SafetyNetPageTest)
#include "SafetyNetPageTest.moc"
