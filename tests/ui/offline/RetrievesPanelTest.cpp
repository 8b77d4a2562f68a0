// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/offline/RetrievesPanel.h"
#include "ui/Theme.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace vigil;
using namespace vigil::ui;
using Queue = study::RetrieveQueue;

class RetrievesPanelTest : public QObject {
    Q_OBJECT
    std::unique_ptr<RetrievesPanel> m_panel;
    const QHash<QString, QString> m_names{{"1.1", "Okafor, Ngozi, CT chest"},
                                          {"1.2", "Patel, Rekha, MR spine"}};

    static Queue::Entry entry(const QString& uid, study::RetrievePriority priority, Queue::State state,
                              study::RetrieveProgress progress = {}, const QString& problem = {}) {
        Queue::Entry made;
        made.wanted.studyUid = uid;
        made.wanted.priority = priority;
        made.wanted.problem = problem;
        made.state = state;
        made.progress = progress;
        return made;
    }
    void show(const QList<Queue::Entry>& entries, const QString& pause = {}) {
        m_panel->setQueue({entries, pause}, m_names);
    }
    QPushButton* cancelOf(const QString& uid) const {
        return m_panel->findChild<QPushButton*>(QStringLiteral("cancel_") + uid);
    }
    /// Whether the button with this accessible name can be pressed.
    QPushButton* named(const QString& name) const {
        for (auto* button : m_panel->findChildren<QPushButton*>())
            if (button->accessibleName() == name) return button;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }
    void init() {
        m_panel = std::make_unique<RetrievesPanel>();
        m_panel->resize(1200, 300);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    }

    void nothingOnItsWaySaysWhatWouldBeThere() {
        QVERIFY(m_panel->lines().isEmpty());
        QVERIFY(!named("Cancel all retrieves")->isVisible());
        QVERIFY(!named("Try all retrieves now")->isVisible());
        bool said = false;
        for (const auto* label : m_panel->findChildren<QLabel*>())
            said = said || label->text().contains("Nothing is on its way");
        QVERIFY(said);
    }
    void eachLineSaysWhoseWhyAndHowFar_data() {
        using Priority = study::RetrievePriority;
        QTest::addColumn<int>("priority");
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("received");
        QTest::addColumn<int>("expected");
        QTest::addColumn<QString>("line");
        const auto add = [](const char* name, Priority priority, Queue::State state, int received,
                            int expected, const char* line) {
            QTest::newRow(name) << int(priority) << int(state) << received << expected << QString(line);
        };
        add("asking", Priority::Opened, Queue::State::Running, 0, -1,
            "Okafor, Ngozi, CT chest, opened: asking the PACS");
        add("coming", Priority::Opened, Queue::State::Running, 12, 340,
            "Okafor, Ngozi, CT chest, opened: 12 of 340 images here");
        add("next", Priority::Next, Queue::State::Waiting, 0, -1,
            "Okafor, Ngozi, CT chest, next to read: waiting");
        add("prior", Priority::Prior, Queue::State::Stopping, 1, 2,
            "Okafor, Ngozi, CT chest, prior: stopping");
        add("in advance", Priority::Prefetch, Queue::State::Resting, 0, -1,
            "Okafor, Ngozi, CT chest, in advance: tried again soon");
        add("held", Priority::Opened, Queue::State::Held, 0, -1, "Okafor, Ngozi, CT chest, opened: stopped");
    }
    void eachLineSaysWhoseWhyAndHowFar() {
        QFETCH(const int, priority);
        QFETCH(const int, state);
        QFETCH(const int, received);
        QFETCH(const int, expected);
        QFETCH(const QString, line);
        show({entry("1.1", static_cast<study::RetrievePriority>(priority), static_cast<Queue::State>(state),
                    {received, 0, expected})});
        QCOMPARE(m_panel->lines(), QStringList{line});
    }
    void aProblemIsSaidWhereItStoppedAndNotWhileItRuns() {
        using Priority = study::RetrievePriority;
        show({entry("1.1", Priority::Opened, Queue::State::Held, {}, "The PACS refused the association.")});
        QVERIFY(m_panel->lines().first().endsWith("stopped. The PACS refused the association."));
        QVERIFY(named("Try all retrieves now")->isVisible());
        show({entry("1.1", Priority::Opened, Queue::State::Running, {1, 0, 2},
                    "The PACS refused the association.")});
        QVERIFY(!m_panel->lines().first().contains("refused"));
        QVERIFY(!named("Try all retrieves now")->isVisible());
        show({}, "The disk is full: fetching is paused.");
        QVERIFY(named("Try all retrieves now")->isVisible());
    }
    void everyLineAndAllOfThemAreCancelledByName() {
        using Priority = study::RetrievePriority;
        show({entry("1.1", Priority::Opened, Queue::State::Running),
              entry("1.2", Priority::Next, Queue::State::Waiting)});
        QSignalSpy one(m_panel.get(), &RetrievesPanel::cancelRequested);
        QSignalSpy all(m_panel.get(), &RetrievesPanel::cancelAllRequested);
        QSignalSpy again(m_panel.get(), &RetrievesPanel::tryNowRequested);
        QCOMPARE(cancelOf("1.2")->accessibleName(), "Cancel Patel, Rekha, MR spine");
        cancelOf("1.2")->click();
        QCOMPARE(one.first().first().toString(), "1.2");
        named("Cancel all retrieves")->click();
        QCOMPARE(all.count(), 1);
        named("Try all retrieves now")->click();
        QCOMPARE(again.count(), 1);
    }
    void progressMovesNothingUnderTheHand() {
        using Priority = study::RetrievePriority;
        show({entry("1.1", Priority::Opened, Queue::State::Running, {1, 0, 9}),
              entry("1.2", Priority::Next, Queue::State::Waiting)});
        auto* cancel = cancelOf("1.2");
        cancel->setFocus();
        show({entry("1.1", Priority::Opened, Queue::State::Running, {5, 0, 9}),
              entry("1.2", Priority::Next, Queue::State::Waiting)});
        QCOMPARE(cancelOf("1.2"), cancel); // the same button, not one made anew
        QVERIFY(cancel->hasFocus());
        QVERIFY(m_panel->lines().first().contains("5 of 9"));
    }
    void theKeyStaysOnItsLineWhenTheOrderChangesAndOnThePanelWhenTheLineGoes() {
        using Priority = study::RetrievePriority;
        const auto first = entry("1.1", Priority::Opened, Queue::State::Running);
        const auto second = entry("1.2", Priority::Next, Queue::State::Waiting);
        show({first, second});
        cancelOf("1.2")->setFocus();
        show({second, first});
        QVERIFY(cancelOf("1.2")->hasFocus());
        show({first});
        QVERIFY(m_panel->hasFocus());
    }
    void escapeCloses() {
        QSignalSpy closed(m_panel.get(), &RetrievesPanel::closed);
        QTest::keyClick(m_panel.get(), Qt::Key_Escape);
        QCOMPARE(closed.count(), 1);
    }
};

QTEST_MAIN(RetrievesPanelTest)
#include "RetrievesPanelTest.moc"
