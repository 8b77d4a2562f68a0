// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/report/ReadingRoom.h"
#include "ui/report/ReportAlerts.h"
#include "ui/report/ReportEditor.h"
#include "ui/report/ReportPanel.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDateTimeEdit>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>

#include <algorithm>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;
using namespace std::chrono_literals;

/// Somebody was telephoned first: entered in the alert's form, by keys alone.
class ToldFormTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_room = std::make_unique<ReadingRoom>();
        m_panel =
            std::make_unique<ReportPanel>(*m_room->reports, *m_room->alerts, m_room->clock, m_room->events);
        m_panel->resize(560, 900);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
        m_room->keepInCache({chest(), head()});
        open(chest());
    }
    void cleanup() {
        m_panel.reset();
        m_room.reset();
    }

    void aCriticalThatWasToldIsRaisedWithItsCallAndAsksForNoOther() {
        QSignalSpy closed(m_panel->findChild<ReportAlerts*>(), &ReportAlerts::formClosed);
        beginWith("critical");
        QVERIFY(!find<QLineEdit>("toldName")->isVisible());
        press(Qt::Key_T, Qt::AltModifier);
        QCOMPARE(QApplication::focusWidget(), find<QLineEdit>("toldName"));
        tell("Consultant");
        QVERIFY(
            find<QLabel>("limits")->text().contains("acknowledged within")); // the clock runs all the same
        press(Qt::Key_F9);
        QTRY_COMPARE(closed.count(), 1);
        QVERIFY(!find<QWidget>("factsForm")->isVisible());
        const auto row = raised();
        QCOMPARE(row.view.callTask, alert::CallTask::Done);
        QVERIFY(row.view.open);
        QVERIFY(row.view.acknowledgedBy.isEmpty());
        const auto said = row.view.communications.value(0);
        QCOMPARE(said.name, "Okafor, Ben");
        QCOMPARE(said.role, "Consultant");
        QCOMPARE(said.method, "telephone");
        QVERIFY(said.readBack);
        QCOMPARE(said.at, m_room->clock.now());
        QTRY_VERIFY(!find<QLabel>("criticalBanner")->text().contains("no call recorded"));
    }
    void itSaysBeforeRaisingThatNobodyWillBeAsked() {
        beginWith("significant");
        press(Qt::Key_T, Qt::AltModifier);
        auto* limits = find<QLabel>("limits");
        QVERIFY(!limits->text().contains("Documented only"));
        tell("Consultant");
        QVERIFY2(limits->text().contains("Documented only: nobody will be asked to act"),
                 qPrintable(limits->text()));
        QCOMPARE(limits->property("announced"), limits->property("text"));
        QVERIFY(!find<QLabel>("recipients")->isVisible());
        press(Qt::Key_Space); // not read back after all
        QVERIFY(!limits->text().contains("Documented only"));
        QVERIFY(find<QLabel>("recipients")->isVisible());
        press(Qt::Key_Space);
        press(Qt::Key_F9);
        QTRY_VERIFY(!find<QWidget>("alertForm")->isVisible());
        QCOMPARE(raised().view.state, alert::State::DocumentedOnly);
    }
    void whoMayOnlyPassItOnLeavesSomebodyToBeAsked() {
        beginWith("significant");
        press(Qt::Key_T, Qt::AltModifier);
        tell("Ward clerk");
        QVERIFY(!find<QLabel>("limits")->text().contains("Documented only"));
        press(Qt::Key_F9);
        QTRY_VERIFY(!find<QWidget>("alertForm")->isVisible());
        QVERIFY(raised().view.open);
    }
    void whoWasToldIsAskedForBeforeItIsRaised() {
        beginWith("urgent");
        press(Qt::Key_T, Qt::AltModifier);
        press(Qt::Key_F9);
        QVERIFY(find<QLabel>("alertProblem")->text().contains("name and role"));
        QCOMPARE(QApplication::focusWidget(), find<QLineEdit>("toldName"));
        type("Okafor, Ben");
        press(Qt::Key_F9);
        QCOMPARE(QApplication::focusWidget(), find<QComboBox>("toldRole"));
        press(Qt::Key_T, Qt::AltModifier); // nobody was
        press(Qt::Key_F9);
        QTRY_VERIFY(!find<QWidget>("alertForm")->isVisible());
        QVERIFY(raised().view.communications.isEmpty());
    }
    void aTimeThatCannotBeIsRefusedInWords() {
        beginWith("urgent");
        press(Qt::Key_T, Qt::AltModifier);
        tell("Consultant");
        find<QDateTimeEdit>("toldAt")->setFocus(Qt::ShortcutFocusReason);
        press(Qt::Key_Up); // tomorrow
        press(Qt::Key_F9);
        QTRY_VERIFY(find<QLabel>("alertProblem")->text().contains("has not come yet"));
        QVERIFY(find<QWidget>("alertForm")->isVisible());
        press(Qt::Key_Down);
        press(Qt::Key_F9);
        QTRY_VERIFY(!find<QWidget>("alertForm")->isVisible());
        QCOMPARE(raised().view.communications.size(), 1);
    }
    void escapeClosesFromEachOfTheFields() {
        for (const auto* name : {"toldName", "toldRole", "toldAt", "toldMethod", "toldReadBack"}) {
            beginWith("urgent");
            press(Qt::Key_T, Qt::AltModifier);
            QVERIFY2(!find<QCheckBox>("toldReadBack")->isChecked(), name); // nothing of the one before
            tell("Consultant");
            find<QWidget>(name)->setFocus(Qt::TabFocusReason);
            press(Qt::Key_Escape);
            QVERIFY2(!find<QWidget>("alertForm")->isVisible(), name);
        }
    }
    void whoWasToldIsStillThereWhenTheReaderComesBack() {
        beginWith("urgent");
        press(Qt::Key_T, Qt::AltModifier);
        tell("Consultant");
        const auto at = find<QDateTimeEdit>("toldAt")->dateTime();
        m_room->clock.advance(20min);
        open(head());
        press(Qt::Key_F9);
        QVERIFY(!find<QCheckBox>("alreadyTold")->isChecked());
        QVERIFY(find<QLineEdit>("toldName")->text().isEmpty());
        open(chest());
        QTRY_VERIFY(find<QLineEdit>("toldName")->isVisible());
        QCOMPARE(find<QLineEdit>("toldName")->text(), "Okafor, Ben");
        QCOMPARE(find<QComboBox>("toldRole")->currentText(), "Consultant");
        QCOMPARE(find<QDateTimeEdit>("toldAt")->dateTime(), at); // then, and not now
        QVERIFY(find<QCheckBox>("toldReadBack")->isChecked());
    }
    /// Of whoever may accept it: a restricted finding has a team of its own.
    void theRolesAreThoseThatMayAccept() {
        beginWith("urgent");
        auto* role = find<QComboBox>("toldRole");
        QVERIFY(role->findText("General practitioner") >= 0);
        QVERIFY(role->findText("Ward clerk") < 0);
        for (const auto& rule : m_room->policy->findings())
            if (rule.restricted) find<QComboBox>("finding")->setEditText(rule.label);
        QVERIFY(role->findText("General practitioner") < 0);
        QVERIFY(role->findText("Safeguarding lead") >= 0);
    }
    /// The images beside it stay as wide as they were.
    void theFormGetsNoWiderAndNothingOfItIsCutOff() {
        beginWith("urgent");
        const auto* form = find<QWidget>("alertForm");
        const int width = form->minimumSizeHint().width();
        m_panel->resize(m_panel->minimumSizeHint().width(), 900);
        QTRY_COMPARE(m_panel->width(), m_panel->minimumSizeHint().width());
        press(Qt::Key_T, Qt::AltModifier);
        const auto areWhole = [this] {
            const QList<const char*> names{"toldName", "toldRole", "toldAt", "toldMethod", "toldReadBack"};
            return std::all_of(names.begin(), names.end(), [this](const char* name) {
                const auto* shown = find<QWidget>(name);
                return shown->isVisible() && shown->visibleRegion().boundingRect() == shown->rect();
            });
        };
        QTRY_VERIFY(areWhole());
        QCOMPARE(form->minimumSizeHint().width(), width);
    }
    /// A dictated space sets nothing.
    void theTickTakesNoFocus() {
        beginWith("urgent");
        QCOMPARE(find<QCheckBox>("alreadyTold")->focusPolicy(), Qt::NoFocus);
    }

private:
    static study::Study chest() {
        return ReadingRoom::aStudy(ReadingRoom::harold(), "1.2.826.1001", "CT chest");
    }
    static study::Study head() {
        return ReadingRoom::aStudy(ReadingRoom::amina(), "1.2.826.1002", "CT head");
    }
    void open(const study::Study& study) {
        m_panel->openStudy(study.patient, {study});
        QTRY_VERIFY(m_panel->isOpen());
        auto* editor = m_panel->findChild<ReportEditor*>();
        QTRY_VERIFY(!editor->sections().isEmpty());
        editor->setFocus();
    }
    static void press(Qt::Key key, Qt::KeyboardModifiers with = Qt::NoModifier) {
        QVERIFY(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), key, with);
    }
    static void type(const QString& words) { QTest::keyClicks(QApplication::focusWidget(), words); }
    void beginWith(const QString& category) {
        press(Qt::Key_F9);
        QTRY_VERIFY(find<QWidget>("alertForm")->isVisible());
        auto* finding = find<QComboBox>("finding");
        QCOMPARE(QApplication::focusWidget(), finding);
        type(m_room->findingOf(category).label);
        if (auto* popup = finding->completer()->popup(); popup->isVisible()) {
            QTest::keyClick(popup, Qt::Key_Down);
            QTest::keyClick(popup, Qt::Key_Return);
        }
        QCOMPARE(find<QComboBox>("category")->currentData().toString(), category);
    }
    /// From the name on; the focus ends in "read back".
    void tell(const QString& role) {
        QCOMPARE(QApplication::focusWidget(), find<QLineEdit>("toldName"));
        find<QLineEdit>("toldName")->clear();
        type("Okafor, Ben");
        press(Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), find<QComboBox>("toldRole"));
        type(role);
        for (int i = 0; i < 10 && QApplication::focusWidget() != find<QCheckBox>("toldReadBack"); ++i)
            press(Qt::Key_Tab);
        press(Qt::Key_Space);
        QVERIFY(find<QCheckBox>("toldReadBack")->isChecked());
        QCOMPARE(find<QComboBox>("toldRole")->currentText(), role);
    }
    /// The only alert there is.
    alert::AlertRow raised() const {
        alert::BoardFilter filter;
        filter.which = alert::BoardFilter::Which::All;
        const auto rows = waitFor(m_room->alerts->board(filter)).value();
        return rows.size() == 1 ? *rows.first() : alert::AlertRow();
    }
    template <class T>
    T* find(const char* name) const {
        return m_panel->findChild<T*>(QLatin1String(name));
    }

    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<ReportPanel> m_panel;
};

QTEST_MAIN(ToldFormTest)
#include "ToldFormTest.moc"
