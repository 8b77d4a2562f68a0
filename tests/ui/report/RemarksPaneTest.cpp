// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/RemarksPane.h"
#include "tests/ui/CutLine.h"
#include "ui/Theme.h"

#include <QApplication>
#include <QListWidget>
#include <QSignalSpy>
#include <QTest>

using namespace vigil;
using namespace vigil::ui;

class RemarksPaneTest : public QObject {
    Q_OBJECT
    std::unique_ptr<RemarksPane> m_pane;

    static RemarkLine remark(const char* text) { return {QString::fromLatin1(text), {}}; }
    QListWidget* list() const { return m_pane->findChild<QListWidget*>("remarkList"); }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }
    void init() {
        m_pane = std::make_unique<RemarksPane>();
        m_pane->show();
    }

    void withoutRemarksThePaneIsNotThere() {
        m_pane->setRemarks({remark("left or right?")});
        QVERIFY(m_pane->isVisible());
        m_pane->setRemarks({});
        QVERIFY(!m_pane->isVisible());
        QSignalSpy chosen(m_pane.get(), &RemarksPane::chosen);
        QSignalSpy dismissed(m_pane.get(), &RemarksPane::dismissRequested);
        m_pane->goToNext();
        m_pane->dismissCurrent();
        QCOMPARE(chosen.count() + dismissed.count(), 0);
    }
    void aLongRemarkIsSeenToItsLastWord() {
        QList<RemarkLine> remarks;
        QString words("The impression");
        for (int length = 0; length < 16; ++length) {
            words += QStringLiteral(" says %1").arg(length);
            remarks << RemarkLine{words, {}};
        }
        m_pane->setRemarks(remarks);
        for (const int width : {300, 420, 555}) {
            m_pane->resize(width, 400);
            QTRY_VERIFY2(test::cutLine(*list()).isEmpty(), qPrintable(test::cutLine(*list())));
        }
    }
    void nextGoesRoundAndShowsTheWords() {
        m_pane->setRemarks({remark("a"), remark("b")});
        QSignalSpy chosen(m_pane.get(), &RemarksPane::chosen);
        for (int i = 0; i < 3; ++i)
            m_pane->goToNext();
        QCOMPARE(chosen.count(), 3);
        QCOMPARE(chosen.at(0).first().toInt(), 0);
        QCOMPARE(chosen.at(1).first().toInt(), 1);
        QCOMPARE(chosen.at(2).first().toInt(), 0);
    }
    void nothingIsDismissedUnseen() {
        m_pane->setRemarks({remark("a"), remark("b")});
        QSignalSpy dismissed(m_pane.get(), &RemarksPane::dismissRequested);
        m_pane->dismissCurrent(); // shows the first
        QCOMPARE(dismissed.count(), 0);
        m_pane->dismissCurrent();
        QCOMPARE(dismissed.count(), 1);
        // Its neighbour moves up into the row: it was never shown.
        m_pane->setRemarks({remark("b")});
        QCOMPARE(m_pane->current(), -1);
        m_pane->dismissCurrent();
        QCOMPARE(dismissed.count(), 1);
        m_pane->dismissCurrent();
        QCOMPARE(dismissed.count(), 2);
    }
    void whatWasShownStaysCurrentWhenOthersComeBeforeIt() {
        m_pane->setRemarks({remark("b")});
        m_pane->goToNext();
        m_pane->setRemarks({remark("a"), remark("b"), remark("c")});
        QCOMPARE(m_pane->current(), 1);
    }
    void foldedAwayItSaysHowManyAndDismissesNothingUnseen() {
        m_pane->setRemarks({remark("a"), remark("b")});
        m_pane->goToNext();
        m_pane->setCompact(true);
        QVERIFY(m_pane->isVisible() && !list()->isVisible());
        QSignalSpy dismissed(m_pane.get(), &RemarksPane::dismissRequested);
        m_pane->dismissCurrent();
        QCOMPARE(dismissed.count(), 0);
        QVERIFY(list()->isVisible());
    }
    void itTakesNoFocusByItself() {
        QWidget page;
        RemarksPane pane(&page);
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        auto* before = QApplication::focusWidget();
        pane.setRemarks({remark("a")});
        pane.goToNext();
        QCOMPARE(QApplication::focusWidget(), before);
        QCOMPARE(list()->accessibleName(), "Remarks");
    }
};

QTEST_MAIN(RemarksPaneTest)
#include "RemarksPaneTest.moc"
