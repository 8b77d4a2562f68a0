// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/report/ReadingRoom.h"
#include "ui/report/AlertForm.h"
#include "ui/report/ReportPanel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTest>

#include <condition_variable>
#include <mutex>

using namespace vigil;
using namespace vigil::ui;
using namespace vigil::test;

/// The alert form while the department is asked for what ended long ago.
class EarlierAlertsFormTest : public QObject {
    Q_OBJECT
private:
    /// A department that answers when it is told to.
    struct Department {
        std::mutex mutex;
        std::condition_variable_any changed;
        std::optional<Result<alert::AlertsInLog>> answer;
        int asked = 0;
        int cancelled = 0;

        void answers(Result<alert::AlertsInLog> with) {
            const std::lock_guard lock(mutex);
            answer = std::move(with);
            changed.notify_all();
        }
        template <class T>
        T read(T Department::*what) {
            const std::lock_guard lock(mutex);
            return this->*what;
        }
    };
    Department m_department;
    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<ReportPanel> m_panel;

    static study::Study chest() {
        return ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1001"),
                                   QStringLiteral("CT chest"));
    }
    void beginAlert() {
        m_panel->openStudy(chest().patient, {chest()});
        QTRY_VERIFY(m_panel->isOpen());
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        QVERIFY(form()->isVisible());
    }
    [[nodiscard]] AlertForm* form() const { return m_panel->findChild<AlertForm*>(); }
    [[nodiscard]] QString note() const {
        const auto* label = form()->findChild<QLabel*>(QStringLiteral("earlierNote"));
        return label ? label->text() : QString();
    }
    [[nodiscard]] QString earlier() const {
        QStringList lines;
        for (const auto* label : form()->findChild<QWidget*>("earlierAlerts")->findChildren<QLabel*>())
            lines << label->text();
        return lines.join(u'\n');
    }
    /// An alert of long ago, as the log would give it out.
    alert::AlertsInLog ofLongAgo() {
        ReadingRoom elsewhere;
        const auto study = ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.77"),
                                               QStringLiteral("CT abdomen"));
        const auto id = elsewhere.raise(study, elsewhere.findingOf(QStringLiteral("cancer")).code);
        alert::AlertsInLog log;
        const auto alert = waitFor(elsewhere.alerts->alert(id));
        for (const auto& fact : alert->facts) {
            log.events << fact.logged;
            log.events.last().receipt.seq = log.events.size();
            log.events.last().receipt.logId = QUuid::createUuid();
        }
        return log;
    }

private Q_SLOTS:
    void init() {
        m_department.answer.reset();
        m_department.asked = m_department.cancelled = 0;
        m_room = std::make_unique<ReadingRoom>();
        m_room->alerts->setAskLog(
            [this](const study::PatientKey&, std::stop_token stop) -> Result<alert::AlertsInLog> {
                std::unique_lock lock(m_department.mutex);
                ++m_department.asked;
                if (m_department.changed.wait(lock, stop, [&] { return m_department.answer.has_value(); }))
                    return *m_department.answer;
                ++m_department.cancelled;
                return Error{Error::Code::Cancelled, {}, {}};
            });
        m_panel =
            std::make_unique<ReportPanel>(*m_room->reports, *m_room->alerts, m_room->clock, m_room->events);
        m_panel->resize(520, 900);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    }
    void cleanup() {
        m_panel.reset();
        m_room.reset();
    }
    void whatIsHereIsShownAtOnceAndTheRestWhenItComes() {
        const auto before = ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1003"),
                                                QStringLiteral("CT abdomen"));
        m_room->raise(before, m_room->findingOf(QStringLiteral("urgent")).code);
        beginAlert();
        QTRY_COMPARE(note(), QStringLiteral("Asking the department for older ones …"));
        const auto urgent = m_room->findingOf(QStringLiteral("urgent")).label;
        const auto cancer = m_room->findingOf(QStringLiteral("cancer")).label;
        QVERIFY(earlier().contains(urgent));
        QVERIFY(!earlier().contains(cancer));
        auto log = ofLongAgo();
        log.more = 3;
        m_department.answers(log);
        QTRY_VERIFY(earlier().contains(cancer));
        QVERIFY(earlier().contains(urgent));
        QVERIFY(note().contains(QStringLiteral("2 more"))); // one of the three is here
        // Nobody acts on either: a new alert has to find somebody.
        QVERIFY(!form()->findChild<QPushButton*>(QStringLiteral("joinAlert")));
    }
    void thatThereAreNoneIsSaidAsWell() {
        m_department.answers(alert::AlertsInLog{});
        beginAlert();
        QTRY_COMPARE(note(), QStringLiteral("The department has no earlier alerts about this patient."));
    }
    void aDepartmentThatCannotBeReachedIsSaidInWords() {
        m_department.answers(Error{Error::Code::Unreachable, QStringLiteral("away"), QStringLiteral("host")});
        beginAlert();
        QTRY_COMPARE(note(),
                     QStringLiteral("Only those of the last 30 days: the department cannot be reached."));
        QVERIFY(form()->isVisible()); // and the alert can be raised
    }
    void nobodyWaitsForItToRaise() {
        beginAlert();
        QTRY_COMPARE(m_department.read(&Department::asked), 1);
        form()
            ->findChild<QComboBox*>(QStringLiteral("finding"))
            ->setEditText(m_room->findingOf(QStringLiteral("critical")).label);
        QTest::keyClick(m_panel.get(), Qt::Key_F9);
        QTRY_VERIFY(!form()->isVisible());
        QCOMPARE(waitFor(m_room->alerts->board())->size(), 1);
        QTRY_COMPARE(m_department.read(&Department::cancelled), 1);
    }
    void aFormThatClosesAsksNoMore() {
        beginAlert();
        QTRY_COMPARE(m_department.read(&Department::asked), 1);
        QTest::mouseClick(form()->findChild<QPushButton*>(QStringLiteral("cancelAlert")), Qt::LeftButton);
        QTRY_COMPARE(m_department.read(&Department::cancelled), 1);
        // Neither does one whose report is left.
        beginAlert();
        QTRY_COMPARE(m_department.read(&Department::asked), 2);
        m_panel->openStudy(ReadingRoom::amina(),
                           {ReadingRoom::aStudy(ReadingRoom::amina(), QStringLiteral("1.2.826.1002"),
                                                QStringLiteral("CT head"))});
        QTRY_COMPARE(m_department.read(&Department::cancelled), 2);
    }
};

QTEST_MAIN(EarlierAlertsFormTest)
#include "EarlierAlertsFormTest.moc"
