// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/OutboxSync.h"
#include "tests/fakes/FakeDestination.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::sync;
using namespace vigil::test;
using namespace std::chrono_literals;
using State = Round::State;

/// An archive that comes and goes.
class OutboxSyncTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_path;
    std::unique_ptr<store::DataFolder> m_folder;
    std::unique_ptr<OutboxSync> m_engine;
    FakeDestination* m_archive = nullptr;
    FixedClock m_clock;

    static Delivery away(const OutboxMessage&) {
        return RetryLater{RetryLater::Cause::Unreachable, QStringLiteral("The archive does not answer.")};
    }
    static Delivery undecided(const OutboxMessage&) {
        return RetryLater{RetryLater::Cause::Unconfirmed, QStringLiteral("Not confirmed yet.")};
    }
    void add(const QString& id) {
        OutboxMessage message;
        message.messageId = id;
        message.destination = "archive";
        message.kind = "sr";
        message.aggregateId = id;
        message.createdAt = m_clock.now();
        message.priority = 1;
        VIGIL_VERIFY(m_folder->records().runAndWait(store::Lane::Person, [&](store::Transaction& records) {
            return store::OutboxStore().add(records, message);
        }));
    }
    void start() {
        auto archive = std::make_unique<FakeDestination>();
        m_archive = archive.get();
        m_engine = std::make_unique<OutboxSync>(OutboxPump::Options{"archive", 1}, std::move(archive),
                                                *m_folder, m_clock, Backoff([] { return 0.5; }));
    }
    Round sync() { return m_engine->syncOnce({}); }

private Q_SLOTS:
    void init() {
        m_path = std::make_unique<QTemporaryDir>();
        auto opened = store::DataFolder::open(m_path->path());
        VIGIL_VERIFY(opened);
        m_folder = std::move(*opened);
        start();
    }
    void cleanup() {
        m_engine.reset();
        m_folder.reset();
    }

    void nobodySaysHowAnArchiveIsThatWasNotAsked() { QCOMPARE(sync().state, State::Unknown); }
    void aDeadArchiveStaysOfflineUntilItAnswers() {
        add("a");
        m_archive->setAnswer(away);
        QCOMPARE(sync().state, State::Offline);
        m_archive->takeDeliveries();
        const auto waiting = sync(); // nothing is due yet
        QCOMPARE(m_archive->takeDeliveries(), QStringList());
        QCOMPARE(waiting.state, State::Offline);
        QCOMPARE(waiting.message, "The archive does not answer.");
        m_archive->setAnswer({});
        m_clock.advance(10s);
        const auto back = sync();
        QCOMPARE(back.state, State::Online);
        QCOMPARE(back.message, "");
        QCOMPARE(sync().state, State::Online);
    }
    void whatWaitedForTheArchiveIsDueWhenItAnswers() {
        m_archive->setAnswer(away);
        add("a");
        sync();
        for (int i = 0; i < 6; ++i) {
            m_clock.advance(5min);
            sync();
        }
        add("b"); // due at once, and the first that finds the archive back
        m_archive->setAnswer({});
        m_archive->takeDeliveries();
        sync();
        QCOMPARE(m_archive->takeDeliveries(), QStringList({"b", "a"}));
    }
    void whatTheArchiveHasNotConfirmedKeepsItsTime() {
        add("a");
        m_archive->setAnswer(undecided);
        QCOMPARE(sync().state, State::Online);
        sync();
        add("b");
        m_archive->setAnswer({});
        m_archive->takeDeliveries();
        sync();
        QCOMPARE(m_archive->takeDeliveries(), QStringList({"b"}));
    }
};

QTEST_GUILESS_MAIN(OutboxSyncTest)
#include "OutboxSyncTest.moc"
