// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/worklist/WorklistPage.h"
#include "tests/fakes/FixedClock.h"
#include "tests/fakes/SampleWorklist.h"
#include "ui/Theme.h"
#include "ui/worklist/WorklistModel.h"

#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>

using namespace vigil;
using namespace vigil::ui;

class WorklistPageTest : public QObject {
    Q_OBJECT

    test::FixedClock m_clock;
    std::unique_ptr<WorklistPage> m_page;

    QTableView& table() { return *m_page->findChild<QTableView*>(QStringLiteral("worklist")); }
    QLineEdit& search() { return *m_page->findChild<QLineEdit*>(QStringLiteral("searchWorklist")); }
    QListView& lists() { return *m_page->findChild<QListView*>(QStringLiteral("savedLists")); }
    QComboBox& modality() { return *m_page->findChild<QComboBox*>(QStringLiteral("worklistModality")); }
    QLabel& emptyText() { return *m_page->findChild<QLabel*>(QStringLiteral("emptyWorklist")); }
    QDateTime now() const { return toDateTime(m_clock.now()); }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }

    void init() {
        m_page = std::make_unique<WorklistPage>(m_clock);
        m_page->resize(1400, 800);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }

    void controlsHaveTheirNames() {
        QCOMPARE(table().accessibleName(), QStringLiteral("Worklist"));
        QCOMPARE(search().accessibleName(), QStringLiteral("Search worklist"));
        for (auto* button : m_page->findChildren<QPushButton*>())
            QVERIFY(!button->accessibleName().isEmpty());
    }

    void enterOpensTheCurrentStudyAndArrowsMove() {
        m_page->setRows(test::sampleWorklist(30, now()));
        m_page->focusTable();
        QSignalSpy opened(m_page.get(), &WorklistPage::openRequested);
        QTest::keyClick(&table(), Qt::Key_Down);
        const auto second = m_page->model().shownRow(1).study.studyUid;
        QTest::keyClick(&table(), Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.at(0).at(0).toString(), second);
    }

    void spacePreviewsWithoutOpening() {
        m_page->setRows(test::sampleWorklist(30, now()));
        m_page->focusTable();
        QSignalSpy opened(m_page.get(), &WorklistPage::openRequested);
        auto* preview = m_page->findChild<QWidget*>(QStringLiteral("preview"));
        QTest::keyClick(&table(), Qt::Key_Space);
        QVERIFY(preview->isVisible());
        QTest::keyClick(&table(), Qt::Key_Escape);
        QVERIFY(!preview->isVisible());
        QCOMPARE(opened.count(), 0);
    }

    void lettersSearchAtOnceAndDownReturnsToTheTable() {
        m_page->setRows(test::sampleWorklist(60, now()));
        m_page->activateWindow();
        m_page->focusTable();
        QSignalSpy asked(m_page.get(), &WorklistPage::searchRequested);
        QTest::keyClicks(&table(), QStringLiteral("o"));
        QTest::keyClicks(&search(), QStringLiteral("kafor"));
        QCOMPARE(search().text(), QStringLiteral("okafor"));
        for (int i = 0; i < m_page->model().rowCount(); ++i)
            QVERIFY(m_page->model().shownRow(i).study.patient.name.startsWith(QStringLiteral("Okafor")));
        QTRY_COMPARE(asked.count(), 1);
        QCOMPARE(asked.at(0).at(0).toString(), QStringLiteral("okafor"));
        QTest::keyClick(&search(), Qt::Key_Escape);
        QVERIFY(search().text().isEmpty());
    }

    void aRefreshKeepsTheReadersPlace() {
        auto rows = test::sampleWorklist(200, now());
        m_page->setRows(rows);
        table().selectRow(80);
        table().scrollTo(table().currentIndex(), QAbstractItemView::PositionAtCenter);
        const auto uid = m_page->currentStudyUid();
        const int y = table().visualRect(table().currentIndex()).top();
        auto arrived = test::sampleWorklist(203, now()).mid(200);
        for (auto& row : arrived) {
            row.study.urgency = study::Urgency::Emergency;
            row.status = study::ReadingStatus::Unread;
            row.criticalAlerts = row.openAlerts = 1;
        }
        m_page->setRows(rows + arrived);
        QCOMPARE(m_page->currentStudyUid(), uid);
        QCOMPARE(table().visualRect(table().currentIndex()).top(), y);
    }

    void statusAndAlertsStayInSightInANarrowWindow() {
        m_page->setRows(test::sampleWorklist(30, now()));
        m_page->resize(1190, 700); // beside the rail of a window of 1280
        const auto right = [this](int column) {
            return table().columnViewportPosition(column) + table().columnWidth(column);
        };
        QTRY_VERIFY(right(WorklistModel::AlertsColumn) <= table().viewport()->width());
        QVERIFY(table().isColumnHidden(WorklistModel::PriorsColumn));
        for (const auto column : {WorklistModel::UrgencyColumn, WorklistModel::PatientColumn,
                                  WorklistModel::StatusColumn, WorklistModel::AlertsColumn})
            QVERIFY(!table().isColumnHidden(column));
        m_page->resize(1830, 700);
        for (int column = 0; column < WorklistModel::ColumnCount; ++column)
            QTRY_VERIFY(!table().isColumnHidden(column));
    }

    void listsNarrowTheTableAndCount() {
        m_page->setRows(test::sampleWorklist(140, now()));
        QTest::keyClick(&lists(), Qt::Key_End);
        QCOMPARE(m_page->model().rowCount(), 140);
        QVERIFY(
            lists().currentIndex().data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("140")));
    }

    void whatIsNotShownIsSaid() {
        auto* count = m_page->findChild<QLabel*>(QStringLiteral("worklistCount"));
        m_page->setRows(test::sampleWorklist(30, now()), 1200);
        QVERIFY2(count->text().contains(QStringLiteral("1,200 older reported ones not shown")),
                 qPrintable(count->text()));
        search().setText(QStringLiteral("nobody of this name"));
        QVERIFY(emptyText().text().contains(QStringLiteral("but for 1,200 older reported ones")));
        m_page->setRows(test::sampleWorklist(30, now()));
        QVERIFY(!count->text().contains(QStringLiteral("not shown")));
    }

    /// Rows of these modalities, all of them waiting for a report.
    QList<study::WorklistRow> rowsOf(const QList<QStringList>& modalities) const {
        auto rows = test::sampleWorklist(static_cast<int>(modalities.size()), now());
        for (int i = 0; i < rows.size(); ++i) {
            rows[i].study.modalities = modalities.at(i);
            rows[i].status = study::ReadingStatus::Unread;
            rows[i].study.urgency = study::Urgency::Routine;
            rows[i].study.patient.name = i % 2 == 0 ? "Example^Ellen" : "Sample^Samir";
        }
        return rows;
    }

    void oneModalityIsChosenByKeyAndFiltersAtOnce() {
        m_page->setRows(rowsOf({{"CT"}, {"MR"}, {"CR"}, {"DX"}, {"CT", "SR"}, {}, {"OPT"}}));
        auto* count = m_page->findChild<QLabel*>(QStringLiteral("worklistCount"));
        QCOMPARE(m_page->model().rowCount(), 7);
        QSignalSpy chosen(m_page.get(), &WorklistPage::modalitiesChosen);
        m_page->activateWindow();
        m_page->focusTable();
        QTest::keyClick(m_page.get(), Qt::Key_M, Qt::AltModifier);
        QVERIFY(modality().hasFocus());
        QTest::keyClick(&modality(), Qt::Key_Down);
        QCOMPARE(m_page->modalities(), QStringList{"CT"});
        QCOMPARE(chosen.count(), 1);
        // One whose modality the PACS did not say may be a CT.
        QCOMPARE(m_page->model().rowCount(), 3);
        QVERIFY2(count->text().contains("4 of other modalities"), qPrintable(count->text()));
        // Plain film is one choice, whichever detector made it.
        m_page->chooseModalities({"CR", "DX"});
        QCOMPARE(m_page->model().rowCount(), 3);
        // What no standard choice names is offered when the list holds it, and what is no examination is not.
        QVERIFY(modality().findText("OPT") >= 0);
        QVERIFY(modality().findText("SR") < 0);
        QTest::keyClick(&modality(), Qt::Key_Home);
        QVERIFY(m_page->modalities().isEmpty());
        QCOMPARE(m_page->model().rowCount(), 7);
    }

    void theListsCountWhatIsChosenAndASearchSaysWhatItLeavesOut() {
        m_page->setRows(rowsOf({{"CT"}, {"MR"}, {"CT"}, {"MR"}}));
        m_page->chooseModalities({"MR"});
        QVERIFY(lists().currentIndex().data(Qt::AccessibleTextRole).toString().contains("2"));
        search().setText("Example"); // both are CT
        QCOMPARE(m_page->model().rowCount(), 0);
        QVERIFY2(emptyText().text().contains("2 studies are of other modalities"),
                 qPrintable(emptyText().text()));
        m_page->chooseModalities({});
        QCOMPARE(m_page->model().rowCount(), 2);
    }

    void aNewEmergencyOfAnotherModalityIsSaidAndShown() {
        auto rows = rowsOf({{"CT"}, {"MR"}});
        m_page->setRows(rows.mid(0, 1));
        m_page->chooseModalities({"CT"});
        rows[1].study.urgency = study::Urgency::Emergency;
        m_page->setRows(rows);
        auto* button = m_page->findChild<QPushButton*>(QStringLiteral("newEmergencies"));
        QVERIFY(button->isVisible());
        button->click();
        QCOMPARE(m_page->currentStudyUid(), rows.at(1).study.studyUid);
        QVERIFY(m_page->modalities().isEmpty());
    }

    void theWheelChangesNoModality() {
        m_page->setRows(rowsOf({{"CT"}, {"MR"}}));
        QWheelEvent wheel({5, 5}, modality().mapToGlobal(QPoint(5, 5)), {}, {0, -120}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&modality(), &wheel);
        QVERIFY(m_page->modalities().isEmpty());
    }

    void anEmptyPlaceSaysWhatWouldBeThere() {
        QVERIFY(emptyText().isVisible());
        QVERIFY(emptyText().text().contains(QStringLiteral("F5")));
        m_page->setSetUpHint(QStringLiteral("No PACS is configured yet."));
        QCOMPARE(emptyText().text(), QStringLiteral("No PACS is configured yet."));
        m_page->setRows(test::sampleWorklist(10, now()));
        QVERIFY(!emptyText().isVisible());
        search().setText(QStringLiteral("zzz"));
        QVERIFY(emptyText().text().contains(QStringLiteral("zzz")));
    }

    void refreshShowsProgressAndCancels() {
        QSignalSpy asked(m_page.get(), &WorklistPage::refreshRequested);
        QSignalSpy cancelled(m_page.get(), &WorklistPage::cancelRequested);
        auto* refresh = m_page->findChild<QPushButton*>(QStringLiteral("refreshWorklist"));
        auto* cancel = m_page->findChild<QPushButton*>(QStringLiteral("cancelRefresh"));
        refresh->click();
        QCOMPARE(asked.count(), 1);
        m_page->showRefreshing(12);
        QVERIFY(cancel->isVisible());
        QVERIFY(!refresh->isEnabled());
        cancel->click();
        QCOMPARE(cancelled.count(), 1);
        QTest::keyClick(m_page->findChild<QTableView*>(), Qt::Key_Escape);
        QCOMPARE(cancelled.count(), 2);
        m_page->showRefreshFailed({Error::Code::Cancelled, {}, {}});
        QVERIFY(!cancel->isVisible());
        QVERIFY(refresh->isEnabled());
    }
    void aLongRefusalDoesNotPushTheWindowOffTheScreen() {
        m_page->showRefreshed({});
        const auto before = m_page->minimumSizeHint().width();
        m_page->showRefreshFailed(
            {Error::Code::Timeout,
             QStringLiteral("PACS \"main\" is there but has not answered for 60 seconds. It "
                            "may be overloaded or hanging; try again, or ask its administrator."),
             {}});
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        QVERIFY(m_page->minimumSizeHint().width() < before + 150);
    }

    void tenThousandRowsNeedNoWidgetEach() {
        const auto widgets = m_page->findChildren<QWidget*>().size();
        const auto rows = test::sampleWorklist(10000, now());
        m_page->setRows(rows);
        QCOMPARE(m_page->findChildren<QWidget*>().size(), widgets);
        QElapsedTimer timer;
        timer.start();
        table().verticalScrollBar()->setValue(table().verticalScrollBar()->maximum() / 2);
        table().viewport()->repaint();
        QVERIFY2(timer.elapsed() < 200, qPrintable(QStringLiteral("%1 ms").arg(timer.elapsed())));
    }
};

QTEST_MAIN(WorklistPageTest)
#include "WorklistPageTest.moc"
