// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/FactsForm.h"
#include "ui/Theme.h"

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace vigil::ui;
using Kind = FactField::Kind;
using Need = FactField::Need;

class FactsFormTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QWidget> m_page;
    FactsForm* m_form = nullptr;

    void ask(const QList<FactField>& fields) {
        m_form->ask("call", "Record a call", "Who was told, and when.", "Save the call", fields);
    }
    /// Of every kind one.
    static QList<FactField> everyKind() {
        return {{"name", "Name", Kind::Line, Need::Required, {}, {}, "as on the rota"},
                {"outcome",
                 "Outcome",
                 Kind::Choice,
                 Need::Required,
                 {"spoken to", "voicemail", "call back at"},
                 "spoken to",
                 {}},
                {"role", "Role", Kind::OpenChoice, Need::Optional, {"Consultant", "Registrar"}, {}, {}},
                {"at",
                 "When",
                 Kind::Time,
                 Need::Required,
                 {},
                 "2026-11-24T09:00:00",
                 {},
                 "outcome",
                 {"call back at"}},
                {"due", "Due by", Kind::Date, Need::Required, {}, "2026-12-01", {}},
                {"readBack", "Read back", Kind::YesNo, Need::Optional, {}, {}, {}},
                {"note", "Note", Kind::Text, Need::Optional, {}, {}, {}}};
    }
    QWidget* field(const char* key) const { return m_form->findChild<QWidget*>(QLatin1String(key)); }
    QPushButton* button(const char* name) const {
        return m_form->findChild<QPushButton*>(QLatin1String(name));
    }
    QLabel* problem() const { return m_form->findChild<QLabel*>("formProblem"); }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }
    void init() {
        m_page = std::make_unique<QWidget>();
        m_form = new FactsForm(m_page.get());
        m_form->resize(500, 600);
        m_page->resize(500, 600);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }

    void whatIsEnteredComesBackByKey() {
        QSignalSpy done(m_form, &FactsForm::submitted);
        ask(everyKind());
        QCOMPARE(m_form->act(), "call");
        m_form->setValue("name", "  Okafor, Ben ");
        m_form->setValue("role", "Ward clerk"); // own words
        m_form->setValue("readBack", "yes");
        m_form->setValue("note", "rang twice\nthen answered");
        button("submitFacts")->click();
        QCOMPARE(done.count(), 1);
        QCOMPARE(done.first().first().toString(), "call");
        const auto facts = done.first().at(1).value<QHash<QString, QString>>();
        QCOMPARE(facts.value("name"), "Okafor, Ben");
        QCOMPARE(facts.value("outcome"), "spoken to");
        QCOMPARE(facts.value("role"), "Ward clerk");
        QCOMPARE(facts.value("due"), "2026-12-01");
        QCOMPARE(facts.value("readBack"), "yes");
        QCOMPARE(facts.value("note"), "rang twice\nthen answered");
        QVERIFY(!facts.contains("at")); // not asked for this outcome
    }
    void whatAnotherAnswerAsksForIsShownThenOnly() {
        ask(everyKind());
        QVERIFY(!field("at")->isVisible());
        m_form->setValue("outcome", "call back at");
        QVERIFY(field("at")->isVisible());
        QSignalSpy done(m_form, &FactsForm::submitted);
        m_form->setValue("name", "Okafor, Ben");
        button("submitFacts")->click();
        const auto facts = done.first().at(1).value<QHash<QString, QString>>();
        QCOMPARE(facts.value("at"), "2026-11-24T09:00:00");
    }
    void theFirstEmptyFieldHasTheFocusAndWhatIsMissingIsNamed() {
        QSignalSpy done(m_form, &FactsForm::submitted);
        ask(everyKind());
        QCOMPARE(QApplication::focusWidget(), field("name"));
        field("note")->setFocus();
        button("submitFacts")->click();
        QCOMPARE(done.count(), 0);
        QVERIFY(problem()->isVisible());
        QCOMPARE(problem()->text(), "Still needed: name.");
        QCOMPARE(QApplication::focusWidget(), field("name"));
    }
    void enterGoesOnAndOnlyControlEnterSubmits() {
        QSignalSpy done(m_form, &FactsForm::submitted);
        ask(everyKind());
        QTest::keyClicks(field("name"), "Okafor");
        QTest::keyClick(field("name"), Qt::Key_Return);
        QCOMPARE(done.count(), 0); // a dictated "new line" is Enter
        QCOMPARE(QApplication::focusWidget(), field("outcome"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(done.count(), 1);
    }
    void enterNeverReachesAButtonAndStaysInTheLastField() {
        QSignalSpy done(m_form, &FactsForm::submitted);
        QSignalSpy dismissed(m_form, &FactsForm::dismissed);
        ask({{"name", "Name", Kind::Line, Need::Optional, {}, {}, {}},
             {"role", "Role", Kind::OpenChoice, Need::Optional, {"Consultant"}, {}, {}}});
        for (int line = 0; line < 6; ++line) { // a dictated paragraph
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        }
        QCOMPARE(QApplication::focusWidget(), field("role"));
        QCOMPARE(done.count(), 0);
        QCOMPARE(dismissed.count(), 0);
    }
    void aFormWithoutFieldsIsSavedByControlEnterOnly() {
        QSignalSpy done(m_form, &FactsForm::submitted);
        ask({});
        QVERIFY(m_form->hasFocus()); // and no button
        for (const auto key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space, Qt::Key_A})
            QTest::keyClick(QApplication::focusWidget(), key);
        QCOMPARE(done.count(), 0);
        QVERIFY(m_form->isVisible());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(done.count(), 1);
    }
    /// They are walked to with Tab, and say their own key; a screen reader's press presses them.
    void buttonsAreNotPressedByWhatCanBeDictated() {
        QSignalSpy done(m_form, &FactsForm::submitted);
        QSignalSpy dismissed(m_form, &FactsForm::dismissed);
        ask({{"note", "Note", Kind::Line, Need::Optional, {}, "x", {}}});
        for (const auto* name : {"submitFacts", "closeFacts"}) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QCOMPARE(QApplication::focusWidget(), button(name));
            QTest::keyClick(button(name), Qt::Key_Space);
            QTest::keyClick(button(name), Qt::Key_Return);
            QVERIFY(problem()->isVisible()); // which key it is
        }
        QCOMPARE(done.count() + dismissed.count(), 0);
        QVERIFY(button("submitFacts")->text().contains("Ctrl+Enter"));
        QVERIFY(button("closeFacts")->text().contains("Esc"));
        auto* spoken = QAccessible::queryAccessibleInterface(button("submitFacts"));
        spoken->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QTRY_COMPARE(done.count(), 1);
    }
    void whatIsSubmittedIsSubmittedOnceUntilItIsAnswered() {
        QSignalSpy done(m_form, &FactsForm::submitted);
        const QList<FactField> fields{{"note", "Note", Kind::Line, Need::Required, {}, "x", {}}};
        ask(fields);
        const auto save = [this] { QTest::keyClick(field("note"), Qt::Key_Return, Qt::ControlModifier); };
        save();
        save();
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QCOMPARE(done.count(), 1);
        QVERIFY(m_form->isSaving());
        QTest::keyClick(field("note"), Qt::Key_Escape); // would look as if it were called off
        QVERIFY(m_form->isVisible());
        m_form->showRemark("Meanwhile: acknowledged.");
        save();
        QCOMPARE(done.count(), 1);
        m_form->showProblem("The department does not answer.");
        save();
        QCOMPARE(done.count(), 2);
        m_form->dismiss();
        ask(fields);
        save();
        QCOMPARE(done.count(), 3);
    }
    void aKeyHeldDownSubmitsNothing() {
        QSignalSpy done(m_form, &FactsForm::submitted);
        ask({{"note", "Note", Kind::Line, Need::Required, {}, "x", {}}});
        QKeyEvent again(QEvent::KeyPress, Qt::Key_Return, Qt::ControlModifier, {}, true);
        QCoreApplication::sendEvent(field("note"), &again);
        QCOMPARE(done.count(), 0);
    }
    void whoseActItIsStandsInTheFormAndIsSpoken() {
        ask({});
        m_form->setAbout("Whitfield, Harold: pulmonary embolism");
        auto* about = m_form->findChild<QLabel*>("formAbout");
        QVERIFY(about->isVisible());
        QCOMPARE(about->text(), "Whitfield, Harold: pulmonary embolism");
        QVERIFY(m_form->accessibleDescription().contains("Whitfield, Harold: pulmonary embolism"));
        QVERIFY(m_form->accessibleDescription().contains("Who was told, and when."));
        QCOMPARE(m_form->accessibleName(), "Record a call");
        ask({});
        QVERIFY(!about->isVisible());
        QVERIFY(!m_form->accessibleDescription().contains("Whitfield"));
    }
    void whatIsClosedAlreadyIsNotClosedAgainAndAFocusElsewhereIsSaid() {
        QSignalSpy dismissed(m_form, &FactsForm::dismissed);
        m_form->dismiss();
        QCOMPARE(dismissed.count(), 0);
        QLineEdit elsewhere(m_page.get());
        elsewhere.show();
        ask(everyKind());
        elsewhere.setFocus();
        m_form->dismiss();
        ask(everyKind());
        m_form->dismiss();
        QCOMPARE(dismissed.count(), 2);
        QCOMPARE(dismissed.first().first().toBool(), false);
        QCOMPARE(dismissed.last().first().toBool(), true);
    }
    /// A label that has a name of its own would hide the numbers from those who listen.
    void theWordsToReadOutAreSpoken() {
        ask({});
        m_form->setSheet("First: Medical take, tel. 0161 496 0001");
        auto* spoken = QAccessible::queryAccessibleInterface(m_form->findChild<QLabel*>("callSheet"));
        QVERIFY(spoken->text(QAccessible::Name).contains("0161 496 0001"));
    }
    void enterInALongTextIsANewLine() {
        QSignalSpy done(m_form, &FactsForm::submitted);
        ask(everyKind());
        auto* note = m_form->findChild<QPlainTextEdit*>("note");
        note->setFocus();
        QTest::keyClicks(note, "a");
        QTest::keyClick(note, Qt::Key_Return);
        QTest::keyClicks(note, "b");
        QCOMPARE(note->toPlainText(), "a\nb");
        QCOMPARE(done.count(), 0);
    }
    void escapeClosesFromEveryFieldAndForgetsTheAct() {
        QSignalSpy dismissed(m_form, &FactsForm::dismissed);
        for (const auto* key : {"name", "outcome", "role", "due", "readBack", "note"}) {
            ask(everyKind());
            QTest::keyClick(field(key), Qt::Key_Escape);
            QVERIFY2(!m_form->isVisible(), key);
            QVERIFY(m_form->act().isEmpty());
        }
        QCOMPARE(dismissed.count(), 6);
    }
    void theNextFormKnowsNothingOfTheOneBefore() {
        ask(everyKind());
        m_form->setSheet("Read out: large pneumothorax");
        m_form->showProblem("The department does not answer.");
        m_form->ask("note", "Note", {}, "Save the note",
                    {{"note", "Note", Kind::Line, Need::Required, {}, {}, {}}});
        QVERIFY(!problem()->isVisible());
        QVERIFY(!m_form->findChild<QLabel*>("callSheet")->isVisible());
        QCOMPARE(m_form->value("name"), "");
        QCOMPARE(button("submitFacts")->accessibleName(), "Save the note");
    }
    void everyFieldIsNamedForThoseWhoListen() {
        ask(everyKind());
        for (const auto& each : everyKind()) {
            QCOMPARE(field(each.key.toLatin1())->accessibleName(), each.label);
            QCOMPARE(field(each.key.toLatin1())->accessibleDescription(), each.hint);
        }
    }
};

QTEST_MAIN(FactsFormTest)
#include "FactsFormTest.moc"
