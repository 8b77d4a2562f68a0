// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/report/ReadingRoom.h"
#include "ui/alerts/FactsForm.h"
#include "ui/report/ReportAlerts.h"

#include <QAccessible>
#include <QApplication>
#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;

/// What was begun about an alert is there until it is raised, recorded or discarded.
class BegunAlertsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_room = std::make_unique<ReadingRoom>();
        m_chest = ReadingRoom::aStudy(ReadingRoom::harold(), "1.2.826.1001", "CT chest");
        m_head = ReadingRoom::aStudy(ReadingRoom::amina(), "1.2.826.3003", "CT head");
        m_room->keepInCache({m_chest, m_head});
        m_window = std::make_unique<QWidget>();
        auto* column = new QVBoxLayout(m_window.get());
        m_images = new QLineEdit;
        m_alerts = new ReportAlerts(*m_room->alerts, m_room->clock, m_room->events);
        column->addWidget(m_images);
        column->addWidget(m_alerts);
        for (auto* form : m_alerts->forms())
            column->addWidget(form);
        m_window->resize(520, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        open(m_chest);
    }
    void cleanup() {
        m_window.reset();
        m_room.reset();
    }

    void whatWasBegunComesBackWithItsReport() {
        begin("urgent");
        line("site")->setText("calf");
        combo("side")->setCurrentIndex(1);
        m_window->findChild<QPlainTextEdit*>("alertText")->setPlainText("Long thrombus.");
        line("ownerName")->setText("Hart, Jo");
        open(m_head);
        QVERIFY(!m_alerts->isFormOpen());
        QCOMPARE(m_alerts->begun().size(), 1);
        const auto left = m_alerts->begun().first();
        QCOMPARE(begunText(left),
                 QStringLiteral("Alert for %1, Whitfield, Harold not raised: raise it or discard it.")
                     .arg(finding("urgent").label));
        QCOMPARE(left.studyUid, m_chest.studyUid);
        QCOMPARE(left.where, BegunAlert::Where::ReportLeft);
        begin("cancer"); // another one here does not overwrite it
        QCOMPARE(line("site")->text(), QString());
        open(m_chest);
        QVERIFY(m_alerts->isFormOpen());
        QCOMPARE(combo("finding")->currentText(), finding("urgent").label);
        QCOMPARE(combo("category")->currentData().toString(), QStringLiteral("urgent"));
        QCOMPARE(line("site")->text(), QStringLiteral("calf"));
        QCOMPARE(combo("side")->currentIndex(), 1);
        QCOMPARE(m_window->findChild<QPlainTextEdit*>("alertText")->toPlainText(),
                 QStringLiteral("Long thrombus."));
        QCOMPARE(line("ownerName")->text(), QStringLiteral("Hart, Jo"));
        QCOMPARE(m_alerts->begun().size(), 2);
    }
    /// The key that raises goes into a form first that nobody called up just now.
    void oneThatCameBackIsLookedAtBeforeItIsRaised() {
        begin("urgent");
        open(m_head);
        open(m_chest);
        QVERIFY(m_alerts->isFormOpen());
        QVERIFY(!isInForm()); // images keep the keys
        m_alerts->flag();
        QVERIFY(isInForm());
        QVERIFY(board().isEmpty());
        m_alerts->flag();
        QTRY_COMPARE(board().size(), 1);
        QCOMPARE(board().first()->patient, m_chest.patient);
        QTRY_VERIFY(m_alerts->begun().isEmpty());
    }
    void aRefusalAfterTheReaderHasGoneOnIsSaidAndLosesNothing() {
        m_alerts->setImage(std::nullopt, {}, ReadingRoom::amina().key);
        begin("urgent");
        raiseAndLeave(); // refused: images of another patient
        QCOMPARE(m_alerts->begun().size(), 1);
        QVERIFY(m_alerts->begun().first().problem.contains("images are of another patient"));
        QVERIFY(!label("alertProblem")->isVisible());
        m_alerts->setImage(std::nullopt, {}, ReadingRoom::harold().key);
        open(m_chest);
        QVERIFY(label("alertProblem")->isVisible());
        QVERIFY(label("alertProblem")->text().contains("images are of another patient"));
        m_alerts->flag();
        m_alerts->flag();
        QTRY_COMPARE(board().size(), 1);
    }
    void oneThatIsRaisedWhileTheReaderGoesOnIsNoLongerBegun() {
        begin("urgent");
        raiseAndLeave();
        QCOMPARE(board().size(), 1);
        QVERIFY(m_alerts->begun().isEmpty());
        open(m_chest);
        QVERIFY(!m_alerts->isFormOpen());
    }
    /// Nobody can close or discard what is on its way: refused, it is there with its reason.
    void aRefusalAfterEscLosesNothing() {
        m_alerts->setImage(std::nullopt, {}, ReadingRoom::amina().key);
        begin("urgent");
        const auto id = m_alerts->begun().first().id;
        auto* cancel = m_window->findChild<QPushButton*>("cancelAlert");
        m_alerts->flag(); // refused: images of another patient
        QVERIFY(!cancel->isEnabled());
        QTest::keyClick(m_window->findChild<QWidget*>("alertForm"), Qt::Key_Escape);
        m_alerts->discardBegun(id);
        QVERIFY(m_alerts->hasBegun());
        QTRY_COMPARE(m_alerts->begun().size(), 1);
        QVERIFY(m_alerts->isFormOpen());
        QVERIFY(label("alertProblem")->text().contains("images are of another patient"));
        QVERIFY(cancel->isEnabled());
        QTest::keyClick(m_window->findChild<QWidget*>("alertForm"), Qt::Key_Escape);
        QVERIFY(!m_alerts->hasBegun());
    }
    void whatIsDiscardedIsGone() {
        begin("urgent");
        open(m_head);
        m_alerts->discardBegun(m_alerts->begun().first().id);
        QVERIFY(m_alerts->begun().isEmpty());
        open(m_chest);
        QVERIFY(!m_alerts->isFormOpen());
    }
    void aCallOnAnotherRowComesBetween() {
        const auto told = m_room->raise(m_chest, finding("critical").code);
        open(m_chest);
        begin("urgent");
        line("site")->setText("calf");
        QTRY_VERIFY(buttonOf(told, "recordCallButton"));
        buttonOf(told, "recordCallButton")->click();
        QVERIFY(facts()->isVisible());
        QVERIFY(!m_alerts->isFormOpen());
        QVERIFY(m_alerts->hasBegun());
        facts()->dismiss();
        QVERIFY(m_alerts->isFormOpen());
        QVERIFY(isInForm());
        QCOMPARE(line("site")->text(), QStringLiteral("calf"));
    }
    void whatWasTypedOfACallIsThereAlsoWhenItWasHandedOverMeanwhile() {
        const auto told = m_room->raise(m_chest, finding("critical").code);
        open(m_chest);
        QTRY_VERIFY(buttonOf(told, "recordCallButton"));
        m_alerts->startAct(AlertAct::RecordCall);
        facts()->setValue("name", "Okafor, Ben");
        begin("urgent");
        VIGIL_VERIFY(waitFor(m_room->alerts->handOverCall(told, {"Kim", "Coordinator"})));
        m_alerts->refresh();
        QTRY_VERIFY(std::any_of(m_alerts->rows().begin(), m_alerts->rows().end(), [](const auto& row) {
            return row->view.callTask == alert::CallTask::HandedOver;
        }));
        QTest::keyClick(m_window->findChild<QWidget*>("alertForm"), Qt::Key_Escape);
        QVERIFY(facts()->isVisible());
        QCOMPARE(facts()->value("name"), QStringLiteral("Okafor, Ben"));
    }
    void anAlertComesBetweenACall() {
        const auto told = m_room->raise(m_chest, finding("critical").code);
        open(m_chest);
        QTRY_VERIFY(buttonOf(told, "recordCallButton"));
        m_alerts->startAct(AlertAct::RecordCall);
        QVERIFY(facts()->isVisible());
        facts()->setValue("name", "Okafor, Ben");
        facts()->setValue("note", "rang twice");
        begin("urgent");
        QVERIFY(!facts()->isVisible());
        QTest::keyClick(m_window->findChild<QWidget*>("alertForm"), Qt::Key_Escape);
        QVERIFY(facts()->isVisible());
        QCOMPARE(facts()->value("name"), QStringLiteral("Okafor, Ben"));
        QCOMPARE(facts()->value("note"), QStringLiteral("rang twice"));
        open(m_head); // and with its report
        QVERIFY(!facts()->isVisible());
        open(m_chest);
        QTRY_VERIFY(facts()->isVisible());
        QCOMPARE(facts()->value("note"), QStringLiteral("rang twice"));
        QVERIFY(m_alerts->begun().isEmpty());
    }
    /// The time that the form wrote by itself is that of its coming back.
    void aCallThatComesBackIsOfNow() {
        const auto told = m_room->raise(m_chest, finding("critical").code);
        open(m_chest);
        QTRY_VERIFY(buttonOf(told, "recordCallButton"));
        m_alerts->startAct(AlertAct::RecordCall);
        const auto before = facts()->value("at");
        facts()->setValue("note", "rang twice");
        begin("urgent");
        m_room->clock.advance(std::chrono::minutes(20));
        QTest::keyClick(m_window->findChild<QWidget*>("alertForm"), Qt::Key_Escape);
        QVERIFY(facts()->isVisible());
        QCOMPARE(facts()->value("note"), QStringLiteral("rang twice"));
        QVERIFY(facts()->value("at") != before);
    }
    /// Whoever goes back to the call by its button finds what was typed.
    void theCallThatWaitsIsTheOneThatTheButtonOpens() {
        const auto told = m_room->raise(m_chest, finding("critical").code);
        open(m_chest);
        QTRY_VERIFY(buttonOf(told, "recordCallButton"));
        m_alerts->startAct(AlertAct::RecordCall);
        facts()->setValue("note", "rang twice");
        begin("urgent");
        m_alerts->startAct(AlertAct::RecordCall);
        QVERIFY(facts()->isVisible());
        QCOMPARE(facts()->value("note"), QStringLiteral("rang twice"));
        facts()->dismiss();
        QVERIFY(m_alerts->isFormOpen()); // and the alert after it
        QTest::keyClick(m_window->findChild<QWidget*>("alertForm"), Qt::Key_Escape);
        QVERIFY(!m_alerts->isEntering());
    }
    void theCallTaskOfOneRaisedWhileTheReaderGoesOnOpensWithItsReport() {
        begin("critical");
        raiseAndLeave();
        QCOMPARE(board().size(), 1);
        QVERIFY(!facts()->isVisible());
        open(m_chest);
        QTRY_VERIFY(facts()->isVisible());
        QCOMPARE(facts()->act(), wordsOf(AlertAct::RecordCall).id);
        QVERIFY(m_images->hasFocus());
    }
    void anActWithoutAnAlertIsSaid() {
        m_alerts->startAct(AlertAct::HandOverCall);
        QVERIFY(label("alertsProblem")->isVisible());
        QCOMPARE(announced("alertsProblem"), label("alertsProblem")->text());
        m_alerts->startCorrection();
        QVERIFY(label("alertsProblem")->text().contains("correct"));
    }
    void amongSeveralTheReaderChooses() {
        const auto first = m_room->raise(m_chest, finding("critical").code);
        const auto second = m_room->raise(m_chest, finding("critical").code);
        open(m_chest);
        QTRY_VERIFY(buttonOf(first, "recordCallButton") && buttonOf(second, "recordCallButton"));
        m_alerts->startAct(AlertAct::RecordCall);
        QVERIFY(!facts()->isVisible());
        const auto* focused = QApplication::focusWidget();
        QVERIFY(focused);
        QCOMPARE(focused->objectName(), QStringLiteral("recordCallButton"));
    }
    /// Screen readers are told the words, not the name of the line that they stand in.
    void whatIsUntoldIsAnnouncedInItsOwnWords() {
        m_room->raise(m_chest, finding("critical").code);
        open(m_chest);
        QTRY_VERIFY(announced("criticalBanner").contains(finding("critical").label));
        auto* heard = QAccessible::queryAccessibleInterface(label("criticalBanner"));
        QVERIFY(heard);
        QCOMPARE(heard->text(QAccessible::Name), label("criticalBanner")->text());
        label("criticalBanner")->setProperty("announced", {});
        const auto* row = m_window->findChild<QWidget*>("alertRow");
        Q_EMIT m_room->events.alertsChanged();
        QTRY_VERIFY(m_window->findChild<QWidget*>("alertRow") != row); // made anew
        QCOMPARE(announced("criticalBanner"), QString());              // and nothing new
        m_alerts->flag();
        m_alerts->flag();
        QCOMPARE(announced("alertProblem"), label("alertProblem")->text());
    }

private:
    [[nodiscard]] const alert::FindingRule& finding(const char* category) const {
        return m_room->findingOf(QLatin1String(category));
    }
    report::ReportContent draftOf(const study::Study& study) const {
        return waitFor(m_room->reports->openDraft(study.patient, {study})).value().content;
    }
    void open(const study::Study& study) { show(draftOf(study)); }
    void show(const report::ReportContent& content) {
        m_alerts->clear();
        m_images->setFocus(); // where it is when a study opens
        m_alerts->setReport(content);
    }
    /// The reader is at the next study before the answer is there.
    void raiseAndLeave() {
        const auto next = draftOf(m_head);
        m_alerts->flag();
        show(next);
        QVERIFY(m_alerts->begun().isEmpty()); // nothing is said of one that is being raised
        QSignalSpy answered(m_alerts, &ReportAlerts::begunChanged);
        QTRY_VERIFY(!answered.isEmpty());
    }
    void begin(const char* category) {
        m_alerts->flag();
        QVERIFY(m_alerts->isFormOpen());
        combo("finding")->setEditText(finding(category).label);
    }
    QString announced(const char* name) const { return label(name)->property("announced").toString(); }
    bool isInForm() const {
        const auto* focused = QApplication::focusWidget();
        return focused && m_window->findChild<QWidget*>("alertForm")->isAncestorOf(focused);
    }
    QPushButton* buttonOf(const QString& alertId, const char* name) const {
        for (auto* row : m_window->findChildren<QWidget*>("alertRow"))
            if (row->isVisible() && row->property("alertId").toString() == alertId)
                return row->findChild<QPushButton*>(QLatin1String(name));
        return nullptr;
    }
    alert::BoardRows board() const { return waitFor(m_room->alerts->board()).value(); }
    FactsForm* facts() const { return m_window->findChild<FactsForm*>("factsForm"); }
    QLabel* label(const char* name) const { return m_window->findChild<QLabel*>(QLatin1String(name)); }
    QComboBox* combo(const char* name) const { return m_window->findChild<QComboBox*>(QLatin1String(name)); }
    QLineEdit* line(const char* name) const { return m_window->findChild<QLineEdit*>(QLatin1String(name)); }

    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<QWidget> m_window;
    QLineEdit* m_images = nullptr; ///< stands for them
    ReportAlerts* m_alerts = nullptr;
    study::Study m_chest;
    study::Study m_head;
};

QTEST_MAIN(BegunAlertsTest)
#include "BegunAlertsTest.moc"
