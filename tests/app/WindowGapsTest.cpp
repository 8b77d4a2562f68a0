// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Window.h"
#include "tests/app/Hospital.h"
#include "tests/app/LoopGaps.h"
#include "tests/support/Futures.h"
#include "tests/support/ReportBuilder.h"
#include "ui/Theme.h"
#include "ui/report/ReportEditor.h"
#include "ui/viewer/ReadingPlace.h"
#include "ui/worklist/WorklistModel.h"
#include "ui/worklist/WorklistPage.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFutureWatcher>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace vigil;
using vigil::app::Application;
using vigil::test::Hospital;
using vigil::test::waitFor;
using namespace std::chrono_literals;

/// The window stays under the reader's hand (design: nothing over 100 ms on the UI thread): a study of
/// several hundred slices comes, is opened, scrolled and reported, and the board fills, on real servers.
/// Prints what it measured.
class WindowGapsTest : public QObject {
    Q_OBJECT
private:
    static constexpr int patience = test::hospitalPatience;
    static constexpr int slices = 300;
    static constexpr int alerts = 60;
    static constexpr double bound = 100; ///< ms beyond what the machine withheld

    Hospital m_hospital;
    std::unique_ptr<Application> m_reader;
    std::unique_ptr<app::Window> m_window;
    QString m_studyUid;
    std::unique_ptr<test::LoopGaps> m_gaps;

    ui::MainWindow& window() { return m_window->mainWindow(); }
    /// Each key is a turn of the event loop, as under a person's finger.
    void press(QWidget& widget, int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&widget, static_cast<Qt::Key>(key), modifiers);
        QCoreApplication::processEvents();
    }
    /// Asked without holding up the loop that is measured.
    template <class T>
    Result<T> ask(QFuture<Result<T>> future) {
        QFutureWatcher<Result<T>> watcher;
        QEventLoop loop;
        connect(&watcher, &QFutureWatcher<Result<T>>::finished, &loop, &QEventLoop::quit);
        watcher.setFuture(future);
        if (!watcher.isFinished()) loop.exec();
        return future.result();
    }
    int imagesHere() {
        const auto state = ask(m_reader->studies().completeness(m_studyUid));
        return state ? state->here : 0;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!m_hospital.open()) QSKIP("needs Orthanc and PostgreSQL");
        const auto today = QDate::currentDate().toString(QStringLiteral("yyyyMMdd"));
        auto objects =
            test::storedStudy(1, slices, QStringLiteral("9990000018"), QStringLiteral("Example^Ellen"));
        m_studyUid = objects.first().studyUid;
        for (auto& object : objects) {
            object.onDate(today).described(QStringLiteral("CT chest"));
            object.rows = object.columns = 512;
        }
        QVERIFY(m_hospital.orthanc.upload(objects));
        VIGIL_VERIFY(m_hospital.addUsers({QStringLiteral("okafor")}));
        m_reader = m_hospital.desk(QStringLiteral("okafor"), QStringLiteral("Okafor^Ruth"),
                                   QStringLiteral("VG-GAPS"), Hospital::Listener::Own);
        QVERIFY(m_reader);
        VIGIL_VERIFY(
            waitFor(m_reader->reports().setPin(report::Pin(QStringLiteral("271828")), std::nullopt)));
        ui::applyTheme(*qApp, ui::Scheme::Dark);
        m_gaps = std::make_unique<test::LoopGaps>();
        m_window = std::make_unique<app::Window>(*m_reader);
        window().resize(1920, 1080);
        window().show();
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
    }
    void cleanupTestCase() {
        if (m_gaps) {
            m_gaps->pause();
            m_gaps->print();
        }
        m_window.reset();
        m_reader.reset();
    }

    void aStudyComesWhileItIsLookedAt() {
        m_gaps->begin("the worklist is asked for");
        m_window->show();
        QTRY_COMPARE_WITH_TIMEOUT(window().worklist().model().total(), 1, patience);
        m_gaps->begin("a study is opened and comes");
        window().openStudy(m_studyUid);
        auto& view = *window().reading().grid().visibleViews().first();
        QTRY_VERIFY_WITH_TIMEOUT(view.shownFrame(), patience);
        int presses = 0;
        for (QElapsedTimer since; imagesHere() < slices;) {
            if (!since.isValid()) since.start();
            QVERIFY2(since.elapsed() < patience, "the study does not come");
            press(view, ++presses % 20 < 10 ? Qt::Key_Down : Qt::Key_Up);
        }
        QVERIFY(presses > 0);
    }
    void allOfItIsScrolledThrough() {
        auto& view = *window().reading().grid().visibleViews().first();
        m_gaps->begin("all slices are scrolled through");
        for (int i = 0; i < slices; ++i)
            press(view, Qt::Key_Down);
        m_gaps->begin("scrolled back, zoomed, windowed, laid out");
        for (int i = 0; i < slices; ++i)
            press(view, Qt::Key_Up);
        for (const auto key :
             {Qt::Key_Plus, Qt::Key_Plus, Qt::Key_1, Qt::Key_2, Qt::Key_I, Qt::Key_R, Qt::Key_F})
            press(view, key);
        for (const auto key : {Qt::Key_4, Qt::Key_1})
            press(view, key, Qt::AltModifier);
    }
    void theReportIsWrittenAndSigned() {
        auto& report = m_window->report();
        QTRY_VERIFY_WITH_TIMEOUT(report.isOpen(), patience);
        m_gaps->begin("the report is written");
        press(report, Qt::Key_F2);
        auto* editor = report.findChild<ui::ReportEditor*>();
        for (qsizetype i = 0; i < editor->sections().size(); ++i) {
            for (const char letter : QByteArray("No focal lesion, no effusion, no pneumothorax. ")) {
                QTest::keyClick(editor, letter);
                QCoreApplication::processEvents();
            }
            press(*editor, Qt::Key_F6);
        }
        m_gaps->begin("the report is signed");
        press(report, Qt::Key_Return, Qt::ControlModifier);
        const auto* sheet = report.findChild<QWidget*>(QStringLiteral("signSheet"));
        QTRY_VERIFY_WITH_TIMEOUT(sheet->isVisible(), patience);
        if (auto* dismiss = report.findChild<QPushButton*>(QStringLiteral("dismissRemarks"));
            dismiss->isVisible())
            dismiss->click();
        QSignalSpy done(&report, &ui::ReportPanel::reportSigned);
        report.findChild<QLineEdit*>(QStringLiteral("pin"))->setText(QStringLiteral("271828"));
        auto* sign = report.findChild<QPushButton*>(QStringLiteral("signReport"));
        QTRY_VERIFY(sign->isEnabled());
        sign->click();
        QTRY_COMPARE_WITH_TIMEOUT(done.count(), 1, patience);
    }
    void theBoardFills() {
        window().goTo(ui::Place::Alerts);
        auto* table = m_window->alertsBoard().findChild<QTableView*>(QStringLiteral("alertsBoard"));
        m_gaps->begin("the board fills");
        for (int i = 0; i < alerts; ++i)
            VIGIL_VERIFY(ask(m_reader->alerts().raise(test::anAlertDraft().build())));
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), alerts, patience);
        m_gaps->begin("the board is walked and its views chosen");
        table->setFocus();
        for (int i = 0; i < alerts; ++i)
            press(*table, Qt::Key_Down);
        for (const auto key : {Qt::Key_2, Qt::Key_3, Qt::Key_5, Qt::Key_9, Qt::Key_1})
            press(*table, key);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), alerts, patience);
        m_gaps->begin("from place to place");
        for (const auto place : {ui::Place::Worklist, ui::Place::Reading, ui::Place::Alerts, ui::Place::Setup,
                                 ui::Place::Worklist}) {
            window().goTo(place);
            QCoreApplication::processEvents();
        }
    }
    void nothingHeldUpTheWindow() {
        m_gaps->pause();
        QVERIFY(m_gaps->steps().size() >= 7);
        for (const auto& step : m_gaps->steps()) {
            QVERIFY2(step.ticks > 1, step.name);
            QVERIFY2(step.worst < bound,
                     qPrintable(
                         QStringLiteral("%1: away for %2 ms").arg(QLatin1String(step.name)).arg(step.worst)));
        }
    }
};

QTEST_MAIN(WindowGapsTest)
#include "WindowGapsTest.moc"
