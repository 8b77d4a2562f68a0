// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/alerts/BoardDesk.h"

#include <QApplication>
#include <QTemporaryDir>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;

/// A call that is being written down on the board outlives Vigil.
class KeptCallsTest : public QObject, private BoardDesk {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        open(m_folder->path());
    }
    void cleanup() {
        close();
        m_folder.reset();
    }

    void aHalfFilledCallIsAsItStood() {
        raiseTwo();
        choose("Whitfield");
        start(Qt::Key_T);
        form()->setValue("name", "Okafor, Ben");
        form()->setValue("note", "rang twice");
        QTRY_VERIFY_WITH_TIMEOUT(kept().value(0).facts.value("note") == "rang twice", 2000);
        restart();
        QTRY_VERIFY(form()->isVisible());
        QVERIFY(about().contains("Whitfield"));
        QCOMPARE(form()->act(), wordsOf(AlertAct::RecordCall).id);
        QCOMPARE(form()->value("name"), "Okafor, Ben");
        QCOMPARE(form()->value("note"), "rang twice");
        QVERIFY(!form()->isAncestorOf(QApplication::focusWidget())); // keys of the board stay its keys
        QTest::keyClick(form(), Qt::Key_Escape);
        QTRY_VERIFY(kept().isEmpty());
    }
    void whatWasRecordedIsNotThereAnyMore() {
        raise("critical");
        start(Qt::Key_H);
        form()->setValue("name", "Patel, Asha");
        QTRY_COMPARE(kept().size(), 1);
        form()->setValue("role", "Coordinator");
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(view().callTask, alert::CallTask::HandedOver);
        QVERIFY(kept().isEmpty());
        restart();
        QVERIFY(!form()->isVisible());
    }
    void anotherActAndAFormThatNobodyTypedIntoAreNotKept() {
        raise("critical");
        start(Qt::Key_M);
        start(Qt::Key_N);
        form()->setValue("note", "asked the ward");
        start(Qt::Key_T);
        m_board->hide();
        QVERIFY(kept().isEmpty());
    }
    void whatWasRefusedIsKeptWithoutAnotherKey() {
        raise("critical");
        start(Qt::Key_T);
        form()->setValue("name", {});
        form()->setValue("note", "rang twice");
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton); // refused: who was told?
        QTRY_VERIFY(label("formProblem")->isVisible());
        QTRY_COMPARE(kept().value(0).facts.value("note"), "rang twice");
    }
    /// Of the time when it is gone on with, unless somebody typed another.
    void aCallThatGivesWayToAnotherActIsUnderItsKey() {
        raise("critical");
        start(Qt::Key_T);
        const auto before = form()->value("at");
        form()->setValue("note", "rang twice");
        start(Qt::Key_N);
        QTRY_COMPARE(form()->act(), wordsOf(AlertAct::Note).id);
        form()->setValue("note", "asked the ward");
        QTest::mouseClick(button("submitFacts"), Qt::LeftButton);
        QTRY_VERIFY(!form()->isVisible());
        QTRY_COMPARE(kept().size(), 1);
        m_room->clock.advance(std::chrono::minutes(20));
        start(Qt::Key_T);
        QTRY_COMPARE(form()->value("note"), "rang twice");
        QVERIFY(form()->value("at") != before);
    }
    /// Only its reader moves the board on; of several forms the others are under their key.
    void oneIsGoneToAndTheOtherIsUnderItsKey() {
        const auto ids = raiseTwo();
        for (const auto& id : {ids.first, ids.second}) {
            m_room->clock.advance(std::chrono::seconds(1));
            VIGIL_VERIFY(waitFor(m_room->alerts->begunWork().keep(
                alert::KeptAct{id, "board.recordCall", {{"note", "about " + id}}, {{"note", ""}}})));
        }
        restart();
        QTRY_VERIFY(form()->isVisible());
        QCOMPARE(form()->value("note"), "about " + ids.second);
        QTest::keyClick(form(), Qt::Key_Escape);
        QVERIFY(!form()->isVisible());
        QTRY_COMPARE(kept().size(), 1);
        m_board->refresh();
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        choose("Whitfield");
        QVERIFY(!form()->isVisible());
        start(Qt::Key_T);
        QCOMPARE(form()->value("note"), "about " + ids.first);
    }
    void whatWasBegunBesideAReportIsLeftAlone() {
        const auto ids = raiseTwo();
        const alert::KeptAct beside{ids.first, "recordCall", {{"note", "rang"}}, {{"note", ""}}};
        VIGIL_VERIFY(waitFor(m_room->alerts->begunWork().keep(beside)));
        restart();
        start(Qt::Key_T);
        form()->setValue("note", "another");
        QTRY_COMPARE(kept().size(), 2);
        QTest::keyClick(form(), Qt::Key_Escape);
        QTRY_COMPARE(kept(), QList{beside});
    }

private:
    void restart() {
        m_board->close();
        close();
        open(m_folder->path());
        QTRY_VERIFY(table()->model()->rowCount() > 0);
    }
    [[nodiscard]] QList<alert::KeptAct> kept() const {
        auto& begun = m_room->alerts->begunWork();
        static_cast<void>(waitFor(begun.discardAct({}, {}))); // after all that was asked for before
        return waitFor(begun.all()).value().acts;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_MAIN(KeptCallsTest)
#include "KeptCallsTest.moc"
