// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/ReportEditor.h"
#include "ui/Theme.h"

#include <QApplication>
#include <QClipboard>
#include <QInputMethodEvent>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace vigil;
using namespace vigil::ui;

namespace {

study::Code heading(const QString& meaning) {
    return {meaning.toLower(), QStringLiteral("LN"), meaning};
}

report::ImageReference anImage(const QString& uid) {
    report::ImageReference image;
    image.instance = {QStringLiteral("1.2"), QStringLiteral("1.2.3"), QStringLiteral("1.2.840"), uid};
    return image;
}

QList<report::Section> aReport() {
    return {{heading(QStringLiteral("History")), {{QStringLiteral("Fall from a ladder."), {}}}},
            {heading(QStringLiteral("Findings")),
             {{QStringLiteral("No fracture."), {anImage(QStringLiteral("7"))}},
              {QStringLiteral("Lungs clear."), {}}}},
            {heading(QStringLiteral("Impression")), {}}};
}

} // namespace

class ReportEditorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_editor = std::make_unique<ReportEditor>();
        m_editor->resize(480, 500);
        m_editor->setSections(aReport());
        m_editor->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_editor.get()));
        m_editor->setFocus();
    }

    void whatWasLoadedComesBackTheSame() { QCOMPARE(m_editor->sections(), aReport()); }

    void typedTextGoesIntoTheSectionOfTheCaret() {
        QSignalSpy edited(m_editor.get(), &ReportEditor::edited);
        QTest::keyClicks(m_editor.get(), QStringLiteral("Dizzy. "));
        QCOMPARE(m_editor->sections().at(0).paragraphs.at(0).text,
                 QStringLiteral("Dizzy. Fall from a ladder."));
        QVERIFY(edited.count() > 0);
    }

    void whoseReportItIsNeverCoversTheLineThatIsWritten_data() {
        QTest::addColumn<QString>("written");
        QTest::newRow("a short line") << QStringLiteral("Dizzy. ");
        QTest::newRow("a line to the end")
            << QStringLiteral("Dizzy since the morning, and fell down twice. ");
    }
    void whoseReportItIsNeverCoversTheLineThatIsWritten() {
        QFETCH(QString, written);
        QTest::keyClicks(m_editor.get(), written);
        m_editor->showIdentity(QStringLiteral("Whitfield, Harold · ") +
                               QStringLiteral("CT chest with contrast + ").repeated(6));
        const auto* box = m_editor->findChild<QLabel*>(QStringLiteral("identityOverCaret"));
        auto line = m_editor->textCursor();
        line.movePosition(QTextCursor::StartOfLine);
        const auto begin = m_editor->cursorRect(line);
        line.movePosition(QTextCursor::EndOfLine);
        QVERIFY(!box->geometry().intersects(begin.united(m_editor->cursorRect(line))));
        QVERIFY(box->text().contains(QStringLiteral("Whitfield, Harold")));
        QVERIFY(m_editor->viewport()->rect().contains(box->geometry()));
    }

    void tabHopsThroughTheSectionsAndEnterMakesAParagraph() {
        QTest::keyClick(m_editor.get(), Qt::Key_Tab);
        QTest::keyClick(m_editor.get(), Qt::Key_Tab);
        QTest::keyClicks(m_editor.get(), QStringLiteral("One"));
        QTest::keyClick(m_editor.get(), Qt::Key_Return);
        QTest::keyClicks(m_editor.get(), QStringLiteral("Two"));
        const auto impression = m_editor->sections().at(2);
        QCOMPARE(impression.paragraphs.size(), 2);
        QCOMPARE(impression.paragraphs.at(1).text, QStringLiteral("Two"));
    }

    void tabHopsToTheNextFieldInBrackets() {
        auto sections = aReport();
        sections[1].paragraphs[0].text = QStringLiteral("Aorta [size] mm.");
        m_editor->setSections(sections);
        QTest::keyClick(m_editor.get(), Qt::Key_Tab);
        QTest::keyClicks(m_editor.get(), QStringLiteral("34"));
        QCOMPARE(m_editor->sections().at(1).paragraphs.at(0).text, QStringLiteral("Aorta 34 mm."));
    }

    void headingsCannotBeDeletedOrOverwritten() {
        auto cursor = m_editor->textCursor();
        QTest::keyClick(m_editor.get(), Qt::Key_Home);
        QTest::keyClick(m_editor.get(), Qt::Key_Backspace);
        cursor.select(QTextCursor::Document);
        m_editor->setTextCursor(cursor);
        QTest::keyClicks(m_editor.get(), QStringLiteral("x"));
        QTest::keyClick(m_editor.get(), Qt::Key_Delete);
        QTest::keyClick(m_editor.get(), Qt::Key_X, Qt::ControlModifier);
        QCOMPARE(m_editor->sections(), aReport());
        cursor.setPosition(0);
        m_editor->setTextCursor(cursor);
        QTest::keyClick(m_editor.get(), Qt::Key_End);
        QTest::keyClick(m_editor.get(), Qt::Key_Delete);
        QCOMPARE(m_editor->sections().size(), 3);
    }

    void selectAllTakesTheSectionOnly() {
        QTest::keyClick(m_editor.get(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(m_editor.get(), QStringLiteral("New"));
        QCOMPARE(m_editor->sections().at(0).paragraphs.at(0).text, QStringLiteral("New"));
        QCOMPARE(m_editor->sections().size(), 3);
    }

    void whatIsNotAdmittedIsNotTypedButHandedOver() {
        QString arrived;
        m_editor->setAdmission([&arrived](const QString& text) {
            arrived += text;
            return false;
        });
        QTest::keyClicks(m_editor.get(), QStringLiteral("late"));
        QTest::keyClick(m_editor.get(), Qt::Key_Return);
        QInputMethodEvent dictated;
        dictated.setCommitString(QStringLiteral("words "));
        QApplication::sendEvent(m_editor.get(), &dictated);
        QApplication::clipboard()->setText(QStringLiteral("pasted"));
        m_editor->paste();
        QTest::keyClick(m_editor.get(), Qt::Key_Delete);
        QCOMPARE(arrived, QStringLiteral("late\nwords pasted"));
        QCOMPARE(m_editor->sections(), aReport());
    }

    void f2AndAClickAreDeliberate() {
        QSignalSpy act(m_editor.get(), &ReportEditor::deliberateAct);
        QTest::keyClicks(m_editor.get(), QStringLiteral("text is not"));
        QCOMPARE(act.count(), 0);
        QTest::keyClick(m_editor.get(), Qt::Key_F2);
        QTest::mouseClick(m_editor->viewport(), Qt::LeftButton);
        QCOMPARE(act.count(), 2);
    }

    void aChipJumpsToItsImage() {
        QSignalSpy activated(m_editor.get(), &ReportEditor::imageActivated);
        const auto found = m_editor->document()->find(QString(QChar::ObjectReplacementCharacter));
        QVERIFY(!found.isNull());
        const QPoint right = m_editor->cursorRect(found).center() - QPoint(12, 0);
        QTest::mouseClick(m_editor->viewport(), Qt::LeftButton, {}, right);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated.first().first().value<report::ImageReference>(), anImage(QStringLiteral("7")));
        QTest::keyClick(m_editor.get(), Qt::Key_F4);
        QCOMPARE(activated.count(), 2);
    }

    void anImageGoesToTheParagraphOfTheCaretOnce() {
        m_editor->insertImage(anImage(QStringLiteral("9")));
        m_editor->insertImage(anImage(QStringLiteral("9")));
        QCOMPARE(m_editor->sections().at(0).paragraphs.at(0).images,
                 QList<report::ImageReference>{anImage(QStringLiteral("9"))});
        QCOMPARE(m_editor->sections().at(0).paragraphs.at(0).text, QStringLiteral("Fall from a ladder."));
    }

    void marksFindTheirWords() {
        m_editor->selectWords({1, 1, 0, 5});
        QCOMPARE(m_editor->textCursor().selectedText(), QStringLiteral("Lungs"));
        m_editor->setMarks({{1, 0, 3, 8}, {-1, -1, 0, 0}});
        QCOMPARE(m_editor->extraSelections().size(), 1);
        QCOMPARE(m_editor->extraSelections().first().cursor.selectedText(), QStringLiteral("fracture"));
    }

    void undoStopsAtWhatWasLoaded() {
        QTest::keyClicks(m_editor.get(), QStringLiteral("x"));
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(m_editor.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_editor->sections(), aReport());
    }

private:
    std::unique_ptr<ReportEditor> m_editor;
};

QTEST_MAIN(ReportEditorTest)
#include "ReportEditorTest.moc"
