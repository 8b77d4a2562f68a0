// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/SignSheet.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace vigil::ui;

class SignSheetTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_sheet = std::make_unique<SignSheet>();
        m_sheet->resize(480, 700);
        m_sheet->show();
        QVERIFY(QTest::qWaitForWindowActive(m_sheet.get()));
    }

    void enterInThePinFieldSigns() {
        QSignalSpy sign(m_sheet.get(), &SignSheet::signRequested);
        m_sheet->present(aSummary(), SignSheet::Pin::Known);
        QTest::keyClicks(pin(), QStringLiteral("4711"));
        QTest::keyClick(pin(), Qt::Key_Return);
        QCOMPARE(sign.count(), 1);
        QCOMPARE(sign.first().first().toString(), QStringLiteral("4711"));
    }

    void aProblemLeavesNothingToPress() {
        auto summary = aSummary();
        summary.problems << QStringLiteral("The impression is empty.");
        QSignalSpy sign(m_sheet.get(), &SignSheet::signRequested);
        m_sheet->present(summary, SignSheet::Pin::Known);
        QVERIFY(!button("signReport")->isEnabled());
        QVERIFY(m_sheet->findChild<QLabel*>(QStringLiteral("signProblems"))
                    ->text()
                    .contains(QStringLiteral("impression is empty")));
        QTest::keyClick(pin(), Qt::Key_Return);
        QCOMPARE(sign.count(), 0);
    }

    void escapeGoesBackAndForgetsThePin() {
        QSignalSpy dismissed(m_sheet.get(), &SignSheet::dismissed);
        m_sheet->present(aSummary(), SignSheet::Pin::Known);
        QTest::keyClicks(pin(), QStringLiteral("4711"));
        QTest::keyClick(pin(), Qt::Key_Escape);
        QCOMPARE(dismissed.count(), 1);
        QVERIFY(pin()->text().isEmpty());
    }

    void aFirstPinIsEnteredTwice() {
        QSignalSpy chosen(m_sheet.get(), &SignSheet::pinChosen);
        m_sheet->present(aSummary(), SignSheet::Pin::ToBeChosen);
        auto* again = m_sheet->findChild<QLineEdit*>(QStringLiteral("pinAgain"));
        QTest::keyClicks(pin(), QStringLiteral("4711"));
        QTest::keyClick(pin(), Qt::Key_Return);
        QTest::keyClicks(again, QStringLiteral("4712"));
        QTest::keyClick(again, Qt::Key_Return);
        QCOMPARE(chosen.count(), 0);
        QVERIFY(message().contains(QStringLiteral("differ")));
        again->setText(QStringLiteral("4711"));
        QTest::keyClick(again, Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
    }

    void nothingCanBePressedWhileItSigns() {
        QSignalSpy sign(m_sheet.get(), &SignSheet::signRequested);
        QSignalSpy dismissed(m_sheet.get(), &SignSheet::dismissed);
        m_sheet->present(aSummary(), SignSheet::Pin::Known);
        pin()->setText(QStringLiteral("4711"));
        m_sheet->showWorking(QStringLiteral("Writing the documents"));
        button("signReport")->click();
        QTest::keyClick(m_sheet.get(), Qt::Key_Escape);
        QCOMPARE(sign.count() + dismissed.count(), 0);
        m_sheet->showProblem(QStringLiteral("The PIN is not right."));
        QVERIFY(button("signReport")->isEnabled());
    }

    void openRemarksStandBeforeThePinUntilTheyWereSeen() {
        auto summary = aSummary();
        summary.remarks << QStringLiteral("Findings say left, the impression says right.");
        QSignalSpy sign(m_sheet.get(), &SignSheet::signRequested);
        QSignalSpy seen(m_sheet.get(), &SignSheet::remarksDismissed);
        m_sheet->present(summary, SignSheet::Pin::Known);
        QVERIFY(button("dismissRemarks")->hasFocus());
        QVERIFY(!button("signReport")->isEnabled());
        pin()->setText(QStringLiteral("4711"));
        QTest::keyClick(pin(), Qt::Key_Return);
        QCOMPARE(sign.count(), 0);
        QVERIFY(message().contains(QStringLiteral("open remarks")));
        QTest::keyClick(pin(), Qt::Key_F8);
        QTest::keyClick(pin(), Qt::Key_F8); // once is enough
        QCOMPARE(seen.count(), 1);
        QVERIFY(button("signReport")->isEnabled());
        QTest::keyClick(pin(), Qt::Key_Return);
        QCOMPARE(sign.count(), 1);
    }

    void aPinIsNeitherShownNorTooShort() {
        QSignalSpy chosen(m_sheet.get(), &SignSheet::pinChosen);
        m_sheet->present(aSummary(), SignSheet::Pin::ToBeChosen);
        QCOMPARE(pin()->echoMode(), QLineEdit::Password);
        auto* again = m_sheet->findChild<QLineEdit*>(QStringLiteral("pinAgain"));
        for (auto* line : {pin(), again})
            line->setText(QStringLiteral("12"));
        QTest::keyClick(again, Qt::Key_Return);
        QCOMPARE(chosen.count(), 0);
        QVERIFY(message().contains(QStringLiteral("at least")));
        m_sheet->present(aSummary(), SignSheet::Pin::Known);
        QVERIFY(pin()->text().isEmpty()); // what was typed for another report is gone
        QVERIFY(!again->isVisible());
        QTest::keyClick(pin(), Qt::Key_Return);
        QVERIFY(message().contains(QStringLiteral("Enter your PIN")));
    }

    void theSheetSaysWhatGoesOut() {
        auto summary = aSummary();
        summary.procedures << QStringLiteral("CT abdomen (ACC-2)");
        summary.images = 1;
        summary.signer = QStringLiteral("Sharma, Priya");
        summary.alerts << QStringLiteral("Critical: tension pneumothorax, this computer only");
        m_sheet->present(summary, SignSheet::Pin::Known);
        QCoreApplication::processEvents(); // new lines are shown with the next layout
        QStringList said;
        for (const auto* label : m_sheet->findChildren<QLabel*>())
            if (label->isVisible()) said << label->text();
        const auto all = said.join(u'\n');
        for (const auto* words : {"Whitfield, Harold", "Answers 2 requests", "CT abdomen (ACC-2)",
                                  "3 sections, 1 image", "Critical: tension pneumothorax", "Sharma, Priya"})
            QVERIFY2(all.contains(QLatin1String(words)), words);
    }

    void afterSigningTheNextStudyIsOneKeyAway() {
        QSignalSpy finished(m_sheet.get(), &SignSheet::finished);
        m_sheet->present(aSummary(), SignSheet::Pin::Known);
        m_sheet->showDone(QStringLiteral("Signed. 2 messages waiting to be delivered"));
        QTest::keyClick(button("backToText"), Qt::Key_Return);
        QCOMPARE(finished.count(), 1);
    }

private:
    static SignSummary aSummary() {
        SignSummary summary;
        summary.patient = QStringLiteral("Whitfield, Harold · 73 y M · 440012");
        summary.procedures << QStringLiteral("CT chest (ACC-1)");
        summary.title = QStringLiteral("Diagnostic imaging report");
        summary.sections = 3;
        return summary;
    }
    [[nodiscard]] QLineEdit* pin() const { return m_sheet->findChild<QLineEdit*>(QStringLiteral("pin")); }
    [[nodiscard]] QPushButton* button(const char* name) const {
        return m_sheet->findChild<QPushButton*>(QString::fromLatin1(name));
    }
    [[nodiscard]] QString message() const {
        return m_sheet->findChild<QLabel*>(QStringLiteral("signMessage"))->text();
    }

    std::unique_ptr<SignSheet> m_sheet;
};

QTEST_MAIN(SignSheetTest)
#include "SignSheetTest.moc"
