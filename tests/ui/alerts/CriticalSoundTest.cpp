// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/CriticalSound.h"
#include "tests/ui/report/ReadingRoom.h"

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(vigil::alert::AlertRow)

class CriticalSoundTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_room = std::make_unique<ReadingRoom>();
        m_sounds = 0;
        m_sound = std::make_unique<CriticalSound>(*m_room->alerts, m_room->clock, m_room->events,
                                                  [this] { ++m_sounds; });
    }
    void cleanup() {
        m_sound.reset();
        m_room.reset();
    }

    void onlyACriticalThatNobodyHasByNameSounds_data() {
        QTest::addColumn<alert::AlertRow>("row");
        QTest::addColumn<bool>("sounds");
        alert::AlertRow row;
        row.view.state = alert::State::Department;
        row.view.owner = {{}, QStringLiteral("Consultant on call")};
        QTest::newRow("waits for a role") << row << true;
        auto other = row;
        other.rank = 1;
        QTest::newRow("urgent, not critical") << other << false;
        other = row;
        other.view.owner.name = QStringLiteral("Sharma^Priya");
        QTest::newRow("its author makes the call") << other << false;
        other.view.state = alert::State::NoRoute;
        QTest::newRow("no route") << other << true;
        other = row;
        other.view.acknowledgedBy = {QStringLiteral("Okafor^Ben"), QStringLiteral("Consultant")};
        QTest::newRow("somebody has taken it") << other << false;
        other = row;
        other.view.communications << report::Communication{};
        QTest::newRow("somebody of the role was told") << other << false;
        other.view.state = alert::State::Escalated;
        QTest::newRow("told, and nobody took it") << other << true;
        other = row;
        other.view.open = false;
        QTest::newRow("closed") << other << false;
        other = row;
        other.view.state = alert::State::Withdrawn;
        QTest::newRow("withdrawn") << other << false;
    }
    void onlyACriticalThatNobodyHasByNameSounds() {
        QFETCH(const alert::AlertRow, row);
        QFETCH(const bool, sounds);
        QCOMPARE(isWithoutOwner(row), sounds);
    }

    void itSoundsOnceAndAgainAfterFiveMinutesUntilSomebodyHasIt() {
        raise("urgent");
        const auto id = raise("critical");
        settle();
        QCOMPARE(m_sounds, 0); // its author is about to telephone
        VIGIL_VERIFY(waitFor(m_room->alerts->escalate(id, {}, QStringLiteral("nobody answers"))));
        QTRY_COMPARE(m_sounds, 1);
        m_room->clock.advance(4min);
        settle();
        QCOMPARE(m_sounds, 1);
        m_room->clock.advance(1min);
        settle();
        QCOMPARE(m_sounds, 2);
        VIGIL_VERIFY(waitFor(m_room->alerts->acknowledge(
            id,
            {QStringLiteral("Okafor^Ben"), QStringLiteral("Consultant"), {}, QStringLiteral("telephone")})));
        m_room->clock.advance(10min);
        settle();
        QCOMPARE(m_sounds, 2);
    }

private:
    QString raise(const char* category) {
        return m_room->raise(ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1001"),
                                                 QStringLiteral("CT chest")),
                             m_room->findingOf(QLatin1String(category)).code);
    }
    /// Lets everything that was asked for be answered: the board answers in the order of the questions.
    void settle() {
        Q_EMIT m_room->events.alertsChanged();
        bool answered = false;
        whenFinished(m_room->alerts->board(), m_sound.get(),
                     [&](const Result<alert::BoardRows>&) { answered = true; });
        QTRY_VERIFY(answered);
        QCoreApplication::processEvents();
    }

    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<CriticalSound> m_sound;
    int m_sounds = 0;
};

QTEST_MAIN(CriticalSoundTest)
#include "CriticalSoundTest.moc"
