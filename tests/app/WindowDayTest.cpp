// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Window.h"
#include "tests/app/Hospital.h"
#include "tests/app/Keys.h"
#include "tests/support/Futures.h"
#include "ui/Theme.h"
#include "ui/report/ReportEditor.h"
#include "ui/worklist/WorklistModel.h"
#include "ui/worklist/WorklistPage.h"

#include <QApplication>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace vigil;
using vigil::app::Application;
using vigil::test::Hospital;
using vigil::test::waitFor;

/// A reader at the real window on real servers: reports of several requests, and the days when PACS or
/// department hang. What is claimed is read back from outside: documents from Orthanc, events by psql.
class WindowDayTest : public QObject {
    Q_OBJECT
private:
    Hospital m_hospital;
    std::unique_ptr<Application> m_reader;
    std::unique_ptr<app::Window> m_window;
    QString m_threeRequests;
    QStringList m_radiographs;

    static constexpr int patience = test::hospitalPatience;

    template <class T>
    T* find(const char* name) {
        return m_window->report().findChild<T*>(QLatin1String(name));
    }
    bool isShown(const char* name) {
        auto* widget = find<QWidget>(name);
        return widget && widget->isVisible();
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&m_window->report(), static_cast<Qt::Key>(key), modifiers);
    }
    void picture(const char* name) {
        test::Keys(m_window->mainWindow()).picture(qEnvironmentVariable("VIGIL_SCREENSHOTS"), name);
    }
    qsizetype requestsInTheReport() {
        return m_window->report().findChildren<QPushButton*>(QStringLiteral("removeProcedure")).size();
    }
    /// The report of this study, not the one before: its images may be here before it is opened.
    void openReport(const QString& studyUid) {
        QSignalSpy opened(&m_window->mainWindow(), &ui::MainWindow::studyOpened);
        m_window->mainWindow().openStudy(studyUid);
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->report().isOpen(), patience);
    }
    void open(const QString& studyUid) {
        openReport(studyUid);
        QTRY_COMPARE_WITH_TIMEOUT(imagesHere(studyUid), true, patience);
    }
    const ui::SystemStatus& status() { return m_window->mainWindow().status().status(); }
    bool imagesHere(const QString& studyUid) {
        const auto retrieval = waitFor(m_reader->studies().retrieval(studyUid));
        return retrieval && *retrieval && (*retrieval)->missing.isEmpty() && (*retrieval)->expected > 0;
    }
    void writeAndSign() {
        press(Qt::Key_F2);
        auto* editor = m_window->report().findChild<ui::ReportEditor*>();
        QVERIFY(editor);
        for (qsizetype i = 0; i < editor->sections().size(); ++i) {
            QTest::keyClicks(editor, QStringLiteral("No abnormality. "));
            QTest::keyClick(editor, Qt::Key_F6);
        }
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(isShown("signSheet"), patience);
        if (isShown("dismissRemarks")) find<QPushButton>("dismissRemarks")->click();
        picture("window-day-sign.png");
        const auto before = signedCount();
        find<QLineEdit>("pin")->setText(QStringLiteral("271828"));
        QTRY_VERIFY(find<QPushButton>("signReport")->isEnabled());
        find<QPushButton>("signReport")->click();
        QTRY_VERIFY_WITH_TIMEOUT(signedCount() > before, patience);
    }
    qsizetype signedCount() {
        return waitFor(m_reader->reports().signedDocuments()).value_or(QList<store::SignedDocument>{}).size();
    }
    /// Accession numbers of Referenced Request Sequence (PS3.3 C.17.2) of the study's report in Orthanc.
    QStringList requestsAnsweredInThePacs(const QString& studyUid) {
        QStringList accessions;
        const QJsonObject query{{"Level", "Instance"},
                                {"Expand", false},
                                {"Query", QJsonObject{{"StudyInstanceUID", studyUid}, {"Modality", "SR"}}}};
        const auto found =
            m_hospital.orthanc.request("POST", QStringLiteral("/tools/find"), QJsonDocument(query).toJson());
        for (const auto& id : found.array()) {
            const auto tags = m_hospital.orthanc.request(
                "GET", QStringLiteral("/instances/%1/simplified-tags").arg(id.toString()));
            for (const auto& request :
                 tags.object().value(QLatin1String("ReferencedRequestSequence")).toArray())
                accessions << request.toObject().value(QLatin1String("AccessionNumber")).toString();
        }
        accessions.sort();
        return accessions;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!m_hospital.open()) QSKIP("needs Orthanc and PostgreSQL");
        const auto today = QDate::currentDate().toString(QStringLiteral("yyyyMMdd"));
        auto objects = test::storedStudy(1, 4, QStringLiteral("9990000018"), QStringLiteral("Example^Ellen"));
        m_threeRequests = objects.first().studyUid;
        for (auto& object : objects)
            object.onDate(today)
                .forRequest(QStringLiteral("ACC1"), QStringLiteral("RP1"), QStringLiteral("CT chest"))
                .forRequest(QStringLiteral("ACC2"), QStringLiteral("RP2"), QStringLiteral("CT abdomen"))
                .forRequest(QStringLiteral("ACC3"), QStringLiteral("RP3"), QStringLiteral("CT pelvis"));
        QVERIFY(m_hospital.orthanc.upload(objects));
        for (const auto* accession : {"XR1", "XR2"}) {
            auto radiograph =
                test::storedStudy(1, 1, QStringLiteral("9990000026"), QStringLiteral("Sample^Samir"));
            radiograph.first().onDate(today).withAccession(QLatin1String(accession));
            m_radiographs << radiograph.first().studyUid;
            QVERIFY(m_hospital.orthanc.upload(radiograph));
        }
        VIGIL_VERIFY(m_hospital.addUsers({QStringLiteral("okafor")}));
        m_reader = m_hospital.desk(QStringLiteral("okafor"), QStringLiteral("Okafor^Ruth"),
                                   QStringLiteral("VG-WINDOW"), Hospital::Listener::Own);
        QVERIFY(m_reader);
        VIGIL_VERIFY(
            waitFor(m_reader->reports().setPin(report::Pin(QStringLiteral("271828")), std::nullopt)));
        ui::applyTheme(*qApp, ui::Scheme::Dark);
        m_window = std::make_unique<app::Window>(*m_reader);
        m_window->mainWindow().resize(1600, 1000);
        m_window->show();
        QTRY_COMPARE_WITH_TIMEOUT(waitFor(m_reader->studies().rows())->rows.size(), 3, patience);
    }
    void cleanupTestCase() {
        m_window.reset();
        m_reader.reset();
    }

    void oneReportAnswersTheThreeRequestsOfAStudy() {
        open(m_threeRequests);
        QTRY_COMPARE_WITH_TIMEOUT(requestsInTheReport(), 3, patience);
        picture("window-day-three.png");
        writeAndSign();
        QTRY_COMPARE_WITH_TIMEOUT(requestsAnsweredInThePacs(m_threeRequests),
                                  QStringList({"ACC1", "ACC2", "ACC3"}), patience);
    }
    void twoRadiographsAreReportedInOneReport() {
        open(m_radiographs.first());
        QTRY_VERIFY_WITH_TIMEOUT(isShown("addProcedure"), patience);
        auto* menu = m_window->report().findChild<QMenu*>();
        QVERIFY(menu);
        QCOMPARE(menu->actions().size(), 1);
        menu->actions().first()->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(requestsInTheReport(), 2, patience);
        // Whichever of the two is opened again: it is this report.
        openReport(m_radiographs.last());
        QTRY_COMPARE_WITH_TIMEOUT(requestsInTheReport(), 2, patience);
        QTRY_COMPARE_WITH_TIMEOUT(imagesHere(m_radiographs.last()), true, patience);
        picture("window-day-two.png");
        writeAndSign();
        for (const auto& uid : m_radiographs)
            QTRY_COMPARE_WITH_TIMEOUT(requestsAnsweredInThePacs(uid), QStringList({"XR1", "XR2"}), patience);
        for (const auto& uid : m_radiographs)
            QTRY_COMPARE_WITH_TIMEOUT(
                m_hospital.psql(QStringLiteral("SELECT count(*) FROM vigil.event WHERE kind='report.signed' "
                                               "AND aggregate_id='%1'")
                                    .arg(uid)),
                QStringLiteral("1"), patience);
    }
    void aHungPacsIsToldAndTheListStaysAndComesBack() {
        const auto rows = m_window->mainWindow().worklist().model().total();
        m_hospital.orthanc.suspend();
        m_window->mainWindow().refreshWorklist();
        QTRY_VERIFY_WITH_TIMEOUT(!status().pacsReached, patience);
        QVERIFY(!status().pacsMessage.isEmpty());
        QCOMPARE(m_window->mainWindow().worklist().model().total(), rows);
        picture("window-day-hung-pacs.png");
        m_hospital.orthanc.resume();
        m_window->mainWindow().refreshWorklist();
        QTRY_VERIFY_WITH_TIMEOUT(status().pacsReached, patience);
    }
    void anAlertRaisedWhileTheDepartmentHangsGetsThereWhenItGoesOn() {
        openReport(m_radiographs.first());
        QTRY_VERIFY_WITH_TIMEOUT(
            find<QLabel>("reportMessage")->text().contains(QStringLiteral("signed report already")),
            patience);
        m_hospital.postgres().suspend();
        press(Qt::Key_F9);
        QTRY_VERIFY_WITH_TIMEOUT(isShown("alertForm"), patience);
        find<QComboBox>("finding")->setEditText(m_reader->policy().findings().first().label);
        find<QLineEdit>("site")->setText(QStringLiteral("chest"));
        if (auto* side = find<QComboBox>("side"); side->count() > 1) side->setCurrentIndex(1);
        press(Qt::Key_F9);
        QTRY_COMPARE_WITH_TIMEOUT(waitFor(m_reader->alerts().board())->size(), 1, patience);
        const auto row = waitFor(m_reader->alerts().board())->first();
        QCOMPARE(row->view.state, alert::State::ThisComputerOnly);
        QTRY_VERIFY_WITH_TIMEOUT(isShown("criticalBanner"), patience);
        // The status bar knows it at once, not only when the call to the hung server has run out of time.
        const auto departmentWaits = [this] {
            const auto& all = status().destinations;
            return std::any_of(all.begin(), all.end(), [](const sync::DestinationStatus& destination) {
                return destination.waiting > 0 && destination.oldestCritical.has_value();
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(departmentWaits(), 2000);
        picture("window-day-hung-department.png");
        // Another study is on the screen, and still the window does not close over the alert that nobody has.
        m_window->mainWindow().openStudy(m_threeRequests);
        QTRY_VERIFY_WITH_TIMEOUT(!isShown("criticalBanner"), patience);
        QVERIFY(!m_window->mainWindow().close());
        auto* goingHome = m_window->mainWindow().findChild<QWidget*>("beforeIGoHome");
        QTRY_VERIFY_WITH_TIMEOUT(goingHome->isVisible(), patience);
        QVERIFY(goingHome->findChild<QWidget*>("whyClose"));
        QStringList said;
        for (const auto* label : goingHome->findChildren<QLabel*>())
            said << label->text();
        QVERIFY2(said.join(u'\n').contains(row->findingLabel), qPrintable(said.join(u'\n')));
        picture("window-day-going-home.png");
        m_hospital.postgres().resume();
        QTRY_COMPARE_WITH_TIMEOUT(
            m_hospital.psql(QStringLiteral("SELECT count(*) FROM vigil.event WHERE kind='alert.raised' AND "
                                           "aggregate_id='%1'")
                                .arg(row->view.alertId)),
            QStringLiteral("1"), 2 * patience);
        QTRY_VERIFY_WITH_TIMEOUT(waitFor(m_reader->alerts().board())->first()->view.state !=
                                     alert::State::ThisComputerOnly,
                                 patience);
    }
};

QTEST_MAIN(WindowDayTest)
#include "WindowDayTest.moc"
