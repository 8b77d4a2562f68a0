// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/offline/RetrievesPanel.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace vigil;
using namespace vigil::ui;
using study::RetrievePriority;
using Queue = study::RetrieveQueue;
using Place = Queue::Place;

/// Putting a study first, up or down in the list by itself, filled with values.
class RetrievesMoveTest : public QObject {
    Q_OBJECT
    std::unique_ptr<RetrievesPanel> m_panel;
    QList<std::pair<QString, Place>> m_moves;

    static Queue::Entry entry(const QString& uid, RetrievePriority priority) {
        Queue::Entry result;
        result.wanted.studyUid = uid;
        result.wanted.priority = priority;
        return result;
    }
    void show(const QList<Queue::Entry>& entries) { m_panel->setQueue({entries, {}}, {}); }
    void showFour() {
        show({entry("open", RetrievePriority::Opened), entry("a", RetrievePriority::Next),
              entry("b", RetrievePriority::Next), entry("c", RetrievePriority::Prefetch)});
    }
    [[nodiscard]] QPushButton* button(const QString& name) const {
        return m_panel->findChild<QPushButton*>(name);
    }

private Q_SLOTS:
    void init() {
        m_moves.clear();
        m_panel = std::make_unique<RetrievesPanel>();
        connect(m_panel.get(), &RetrievesPanel::moveRequested, this, [this](const QString& uid, Place place) {
            m_moves.append({uid, place});
        });
        m_panel->show();
        m_panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    }
    void eachLineIsPutFirstUpOrDownByItsButtons() {
        showFour();
        button("first_c")->click();
        button("up_b")->click();
        button("down_a")->click();
        const QList<std::pair<QString, Place>> expected{
            {"c", Place::First}, {"b", Place::Up}, {"a", Place::Down}};
        QCOMPARE(m_moves, expected);
        QCOMPARE(button("first_c")->accessibleName(), "Fetch c first");
        QCOMPARE(button("up_b")->accessibleName(), "Move b up");
        QCOMPARE(button("down_a")->accessibleName(), "Move a down");
    }
    void nothingPassesWhatIsOpenAndNothingLeavesTheLine() {
        showFour();
        for (const auto* dead : {"first_open", "up_open", "down_open", "first_a", "up_a", "down_c"})
            QVERIFY2(!button(dead)->isEnabled(), dead);
        button("cancel_a")->setFocus();
        QTest::keyClick(button("cancel_a"), Qt::Key_Up, Qt::ControlModifier);
        QTest::keyClick(button("cancel_a"), Qt::Key_Home, Qt::ControlModifier);
        QVERIFY(m_moves.isEmpty());
    }
    void keysMoveTheLineThatHasTheFocus() {
        showFour();
        button("cancel_b")->setFocus();
        for (const auto key : {Qt::Key_Home, Qt::Key_Up, Qt::Key_Down})
            QTest::keyClick(button("cancel_b"), key, Qt::ControlModifier);
        const QList<std::pair<QString, Place>> expected{
            {"b", Place::First}, {"b", Place::Up}, {"b", Place::Down}};
        QCOMPARE(m_moves, expected);
    }
    void aKeyMovesOneLineOnceAlsoWhenTheListFollowsAtOnce() {
        showFour();
        connect(m_panel.get(), &RetrievesPanel::moveRequested, this, [this] {
            show({entry("open", RetrievePriority::Opened), entry("b", RetrievePriority::Next),
                  entry("a", RetrievePriority::Next), entry("c", RetrievePriority::Prefetch)});
        });
        button("cancel_a")->setFocus();
        QTest::keyClick(button("cancel_a"), Qt::Key_Down, Qt::ControlModifier);
        QCOMPARE(m_moves.size(), 1);
    }
    void theFocusGoesWithItsLine() {
        showFour();
        button("up_b")->setFocus();
        show({entry("open", RetrievePriority::Opened), entry("b", RetrievePriority::Next),
              entry("a", RetrievePriority::Next), entry("c", RetrievePriority::Prefetch)});
        // At the top of the line there is no "up" any more.
        QVERIFY(button("cancel_b")->hasFocus());
        button("down_b")->setFocus();
        show({entry("open", RetrievePriority::Opened), entry("a", RetrievePriority::Next),
              entry("b", RetrievePriority::Next), entry("c", RetrievePriority::Prefetch)});
        QVERIFY(button("down_b")->hasFocus());
        show({entry("open", RetrievePriority::Opened)});
        QVERIFY(m_panel->hasFocus());
    }
};

QTEST_MAIN(RetrievesMoveTest)
#include "RetrievesMoveTest.moc"
