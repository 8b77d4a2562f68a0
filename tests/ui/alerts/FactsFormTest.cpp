// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/FactsForm.h"
#include "ui/Theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
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
