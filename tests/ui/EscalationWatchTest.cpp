// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/EscalationWatch.h"

#include "core/base/Async.h"
#include "core/base/Events.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

using namespace vigil;
using namespace vigil::ui;
using namespace std::chrono_literals;
using State = dispatch::EscalationStatus::State;

class EscalationWatchTest : public QObject {
    Q_OBJECT
    Events m_events;
    State m_state = State::Running;

    EscalationWatch::Ask ask() {
        return [this] {
            return readyFuture<Result<dispatch::EscalationStatus>>(dispatch::EscalationStatus{m_state, {}});
        };
    }
    static State last(const QSignalSpy& said) {
        return said.last().first().value<dispatch::EscalationStatus>().state;
    }

private Q_SLOTS:
    void init() { m_state = State::Running; }
    /// Nobody is told of a heartbeat that ends: without looking by itself the window would stay calm.
    void aDispatcherThatFallsSilentIsNoticedWithoutAnyNews() {
        EscalationWatch watch(ask(), m_events, nullptr, 50ms);
        QSignalSpy said(&watch, &EscalationWatch::changed);
        QTRY_COMPARE(said.count(), 1);
        QCOMPARE(last(said), State::Running);
        m_state = State::NotRunning;
        QTRY_COMPARE(said.count(), 2);
        QCOMPARE(last(said), State::NotRunning);
    }
    void newsAreLookedAtAtOnceAndWhatIsUnchangedIsNotSaid() {
        EscalationWatch watch(ask(), m_events, nullptr, 1h);
        QSignalSpy said(&watch, &EscalationWatch::changed);
        QTRY_COMPARE(said.count(), 1);
        Q_EMIT m_events.presenceChanged();
        QCoreApplication::processEvents();
        QCoreApplication::processEvents(); // the answer, and what follows from it
        QCOMPARE(said.count(), 1);
        m_state = State::NotRunning;
        Q_EMIT m_events.presenceChanged();
        QTRY_COMPARE(said.count(), 2);
    }
    void itLooksOftenEnoughForTheTwoMinutes() {
        QVERIFY(EscalationWatch::looksEvery + dispatch::beatLasts <= 2min);
    }
};

QTEST_GUILESS_MAIN(EscalationWatchTest)
#include "EscalationWatchTest.moc"
