// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/report/ReadingRoom.h"
#include "ui/alerts/FactsForm.h"
#include "ui/report/ReportAlerts.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;

/// What was begun about an alert outlives Vigil: the disk has it soon after each key, and the next start
/// takes it up.
class KeptAlertsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_chest = ReadingRoom::aStudy(ReadingRoom::harold(), "1.2.826.1001", "CT chest");
        m_head = ReadingRoom::aStudy(ReadingRoom::amina(), "1.2.826.3003", "CT head");
        start();
        m_room->keepInCache({m_chest, m_head});
    }
    void cleanup() {
        stop();
        m_folder.reset();
    }

    void theFormIsAsItStood() {
        m_alerts->setImage(ReadingRoom::anImage(m_chest.studyUid, "42"), "Se 3 · Im 42",
                           ReadingRoom::harold().key);
        open(m_chest);
        begin("critical");
        const auto before = fillIn();
        QTRY_VERIFY_WITH_TIMEOUT(isKept(before), 2000); // by itself, while the form is open
        restart();
        QTRY_COMPARE(m_alerts->begun().size(), 1);
        const auto kept = m_alerts->begun().first();
        QCOMPARE(begunText(kept),
                 QStringLiteral("Alert for %1, Whitfield, Harold not raised: raise it or discard it.")
                     .arg(finding("critical").label));
        QCOMPARE(kept.studyUid, m_chest.studyUid);
        QCOMPARE(kept.where, BegunAlert::Where::ReportLeft);
        open(m_chest);
        QVERIFY(m_alerts->isFormOpen());
        QCOMPARE(form()->entry(), before);
        m_alerts->flag();
        QVERIFY(board().isEmpty()); // looked at before it is raised
        m_alerts->flag();
        QTRY_COMPARE(board().size(), 1);
        QTRY_VERIFY(m_alerts->begun().isEmpty());
        restart();
        QVERIFY(m_alerts->begun().isEmpty());
    }
    void itComesBackIntoAReportThatIsOpenAlready() {
        open(m_chest);
        begin("urgent");
        line("site")->setText("calf");
        stop();
        start(Open::Chest);
        QTRY_VERIFY(m_alerts->isFormOpen());
        QCOMPARE(line("site")->text(), QStringLiteral("calf"));
        QCOMPARE(m_alerts->begun().first().where, BegunAlert::Where::OpenReport);
    }
    /// Also of a report that is not open, and what was refused with why.
    void severalAreKeptWithTheirProblems() {
        open(m_chest);
        m_alerts->setImage(std::nullopt, {}, ReadingRoom::amina().key);
        begin("urgent");
        m_alerts->flag();
        QTRY_VERIFY(!m_alerts->begun().value(0).problem.isEmpty()); // images of another patient
        open(m_head);
        m_room->clock.advance(std::chrono::seconds(1));
        begin("cancer");
        restart();
        QTRY_COMPARE(m_alerts->begun().size(), 2);
        QVERIFY(m_alerts->begun().first().problem.contains("images are of another patient"));
        m_alerts->discardBegun(m_alerts->begun().first().id);
        restart();
        QTRY_COMPARE(m_alerts->begun().size(), 1);
        QVERIFY(m_alerts->begun().first().subject.contains("Rahman, Amina"));
    }
    /// The line across the window is read by everybody who passes.
    void aRestrictedFindingIsNotNamedAcrossTheWindow() {
        const auto* abuse = m_room->policy->finding(QStringLiteral("suspected-abuse"));
        QVERIFY(abuse);
        open(m_chest);
        m_alerts->flag();
        combo("finding")->setEditText(abuse->label);
        const auto words = QStringLiteral("Restricted finding, Whitfield, Harold");
        QCOMPARE(m_alerts->begun().first().subject, words);
        restart();
        QTRY_COMPARE(m_alerts->begun().size(), 1);
        QCOMPARE(m_alerts->begun().first().subject, words);
    }
    void whatIsCancelledIsNotThereAnyMore() {
        open(m_chest);
        begin("urgent");
        QTRY_COMPARE(kept().alerts.size(), 1);
        QTest::keyClick(form(), Qt::Key_Escape);
        QTRY_VERIFY(kept().alerts.isEmpty());
    }
    void aCorrectionIsStillOne() {
        const auto wrong = m_room->raise(m_chest, finding("critical").code);
        open(m_chest);
        QTRY_VERIFY(buttonOf(wrong, "correctAlertButton"));
        m_alerts->startCorrection();
        QTRY_VERIFY(m_alerts->isFormOpen());
        combo("finding")->setEditText(finding("urgent").label);
        restart();
        QTRY_COMPARE(m_alerts->begun().size(), 1);
        open(m_chest);
        QVERIFY(form()->entry().correctionOf.contains(finding("critical").label));
        m_alerts->flag();
        m_alerts->flag();
        QTRY_COMPARE(board().first()->findingCode, finding("urgent").code);
        QCOMPARE(board().size(), 1); // the wrong one is not open any more
    }
    void anotherUserOfThisComputerDoesNotSeeIt() {
        open(m_chest);
        begin("urgent");
        m_userId = QStringLiteral("colleague");
        restart();
        m_userId = QStringLiteral("psharma");
        QVERIFY(m_alerts->begun().isEmpty());
        open(m_chest);
        QVERIFY(!m_alerts->isFormOpen());
        restart();
        QTRY_COMPARE(m_alerts->begun().size(), 1);
    }
    void aHalfFilledCallIsAsItStood() {
        const auto told = m_room->raise(m_chest, finding("critical").code);
        open(m_chest);
        QTRY_VERIFY(buttonOf(told, "recordCallButton"));
        m_alerts->startAct(AlertAct::RecordCall);
        facts()->setValue("name", "Okafor, Ben");
        facts()->setValue("note", "rang twice");
        QTRY_VERIFY_WITH_TIMEOUT(kept().acts.value(0).facts.value("note") == "rang twice", 2000);
        restart();
        open(m_chest);
        QTRY_VERIFY(facts()->isVisible());
        QCOMPARE(facts()->act(), wordsOf(AlertAct::RecordCall).id);
        QCOMPARE(facts()->value("name"), QStringLiteral("Okafor, Ben"));
        QCOMPARE(facts()->value("note"), QStringLiteral("rang twice"));
        facts()->dismiss();
        QTRY_VERIFY(kept().acts.isEmpty());
    }
    void aCallThatWasRefusedIsKeptWithoutAnotherKey() {
        const auto told = m_room->raise(m_chest, finding("critical").code);
        open(m_chest);
        QTRY_VERIFY(buttonOf(told, "recordCallButton"));
        m_alerts->startAct(AlertAct::RecordCall);
        facts()->setValue("name", {});
        facts()->setValue("note", "rang twice");
        facts()->findChild<QPushButton*>("submitFacts")->click(); // refused: who was told?
        QTRY_VERIFY(facts()->findChild<QLabel*>("formProblem")->isVisible());
        QTRY_COMPARE(kept().acts.value(0).facts.value("note"), QStringLiteral("rang twice"));
    }
    void aCallTaskThatNobodyTypedIntoIsNotKept() {
        const auto told = m_room->raise(m_chest, finding("critical").code);
        open(m_chest);
        QTRY_VERIFY(buttonOf(told, "recordCallButton"));
        m_alerts->startAct(AlertAct::HandOverCall);
        m_alerts->keepNow();
        QVERIFY(kept().acts.isEmpty());
        facts()->setValue("name", "Patel, Asha");
        m_alerts->keepNow();
        QTRY_COMPARE(kept().acts.size(), 1);
    }
    /// A disk that takes nothing is said once, and what was typed goes there when it does again.
    void aDiskThatTakesNothingIsSaidOnce() {
        open(m_chest);
        QSignalSpy failed(m_alerts, &ReportAlerts::failed);
        m_room->data->records().beforeEachStatement([]() -> Result<void> {
            return Error{Error::Code::DiskFull, QStringLiteral("The disk is full."), {}};
        });
        begin("urgent");
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed.first().first().toString().contains("The disk is full."));
        line("site")->setText("calf");
        m_alerts->keepNow();
        m_room->data->records().beforeEachStatement({});
        QTRY_VERIFY_WITH_TIMEOUT(kept().alerts.value(0).fields.value("site") == "calf", 10000);
        QCOMPARE(failed.count(), 1);
    }

private:
    enum class Open { Nothing, Chest };
    void start(Open first = Open::Nothing) {
        m_room = std::make_unique<ReadingRoom>(m_folder->path(), m_userId);
        m_window = std::make_unique<QWidget>();
        auto* column = new QVBoxLayout(m_window.get());
        const auto content = first == Open::Chest ? draftOf(m_chest) : report::ReportContent();
        m_alerts = new ReportAlerts(*m_room->alerts, m_room->clock, m_room->events);
        if (first == Open::Chest) m_alerts->setReport(content);
        QSignalSpy asked(m_alerts->findChild<BegunKeeper*>(), &BegunKeeper::loaded);
        column->addWidget(m_alerts);
        for (auto* each : m_alerts->forms())
            column->addWidget(each);
        m_window->resize(520, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTRY_COMPARE(asked.count(), 1); // what was kept before is here
    }
    void stop() {
        if (m_window) m_window->close();
        m_window.reset();
        m_room.reset();
    }
    void restart() {
        stop();
        start();
    }
    [[nodiscard]] alert::KeptWork kept() const {
        auto& begun = m_room->alerts->begunWork();
        static_cast<void>(waitFor(begun.discardAct({}, {}))); // after all that was asked for before
        return waitFor(begun.all()).value();
    }
    [[nodiscard]] bool isKept(const AlertEntry& entry) const {
        const auto alerts = kept().alerts;
        return alerts.size() == 1 && entryFromObject(alerts.first().fields) == entry;
    }
    [[nodiscard]] const alert::FindingRule& finding(const char* category) const {
        return m_room->findingOf(QLatin1String(category));
    }
    report::ReportContent draftOf(const study::Study& study) const {
        return waitFor(m_room->reports->openDraft(study.patient, {study})).value().content;
    }
    void open(const study::Study& study) {
        const auto content = draftOf(study);
        m_alerts->clear();
        m_alerts->setReport(content);
    }
    void begin(const char* category) {
        m_alerts->flag();
        QVERIFY(m_alerts->isFormOpen());
        combo("finding")->setEditText(finding(category).label);
    }
    /// Every field that the form has; answers what stands in it then.
    AlertEntry fillIn() const {
        combo("category")->setCurrentIndex(combo("category")->findData("urgent"));
        line("loweringReason")->setText("known since last week");
        m_window->findChild<QRadioButton*>("suspected")->setChecked(true);
        line("site")->setText("calf");
        combo("side")->setCurrentIndex(1);
        m_window->findChild<QPlainTextEdit*>("alertText")->setPlainText("Long thrombus.\nTo the knee.");
        line("ownerName")->setText("Hart, Jo");
        combo("ownerRole")->setEditText("Ward sister");
        combo("backUpRole")->setEditText("Site manager");
        line("recommendedAction")->setText("anticoagulate");
        m_window->findChild<QDateEdit*>("dueDate")->setDate(QDate(2026, 12, 1));
        m_window->findChild<QCheckBox*>("alreadyTold")->setChecked(true);
        line("toldName")->setText("Fox, Robin");
        combo("toldRole")->setEditText("Consultant");
        combo("toldMethod")->setEditText("in person");
        m_window->findChild<QCheckBox*>("toldReadBack")->setChecked(true);
        return form()->entry();
    }
    QPushButton* buttonOf(const QString& alertId, const char* name) const {
        for (auto* row : m_window->findChildren<QWidget*>("alertRow"))
            if (row->isVisible() && row->property("alertId").toString() == alertId)
                return row->findChild<QPushButton*>(QLatin1String(name));
        return nullptr;
    }
    alert::BoardRows board() const { return waitFor(m_room->alerts->board()).value(); }
    AlertForm* form() const { return m_window->findChild<AlertForm*>("alertForm"); }
    FactsForm* facts() const { return m_window->findChild<FactsForm*>("factsForm"); }
    QComboBox* combo(const char* name) const { return m_window->findChild<QComboBox*>(QLatin1String(name)); }
    QLineEdit* line(const char* name) const { return m_window->findChild<QLineEdit*>(QLatin1String(name)); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_userId = QStringLiteral("psharma");
    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<QWidget> m_window;
    ReportAlerts* m_alerts = nullptr;
    study::Study m_chest;
    study::Study m_head;
};

QTEST_MAIN(KeptAlertsTest)
#include "KeptAlertsTest.moc"
