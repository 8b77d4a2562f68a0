// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/Journal.h"
#include "core/journal/Seal.h"
#include "core/sync/QueuedFacts.h"
#include "tests/support/Futures.h"
#include "tests/support/SyncClient.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::journal;
using namespace vigil::test;
using namespace std::chrono_literals;
using store::Lane;
using store::Transaction;

class JournalTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    FakeLog m_log;
    FixedClock m_serverClock;
    std::unique_ptr<SyncClient> m_client;

    Event eventOf(const QString& kind, const QString& aggregateId) {
        Event made;
        made.kind = kind;
        made.aggregateKind = kind == kind::reportSigned ? aggregate::study : aggregate::alert;
        made.aggregateId = aggregateId;
        made.author = "kim";
        made.occurredAt = m_client->clock().now();
        made.open = "{}";
        return made;
    }
    Result<Event> append(const Event& made) {
        return m_client->folder().records().runAndWait(
            Lane::Person, [&](Transaction& t) { return m_client->store().appendOwn(t, made, 1); });
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_log = FakeLog{};
        m_client = std::make_unique<SyncClient>(m_folder->path(), "kim", m_log, m_serverClock);
    }
    void cleanup() { m_client.reset(); }

    void anOwnEventIsNumberedAndQueuedInTheSameTransaction() {
        const auto first = append(eventOf(kind::alertRaised, "a"));
        const auto second = append(eventOf(kind::alertViewed, "a"));
        VIGIL_VERIFY(first);
        VIGIL_VERIFY(second);
        QVERIFY(!first->eventId.isNull());
        QVERIFY(!first->device.isEmpty());
        QCOMPARE(second->device, first->device);
        QCOMPARE(first->deviceSeq, 1);
        QCOMPARE(second->deviceSeq, 2);
        QCOMPARE(m_client->outbox().all.waiting, 2);
    }
    void aRollbackLeavesNeitherEventNorMessage() {
        const auto failed =
            m_client->folder().records().runAndWait(Lane::Person, [&](Transaction& t) -> Result<void> {
                VIGIL_CHECK(m_client->store().appendOwn(t, eventOf(kind::alertRaised, "a"), 0));
                return Error{Error::Code::Invalid, "no", {}};
            });
        QVERIFY(!failed);
        QCOMPARE(m_client->outbox().all.waiting, 0);
        VIGIL_VERIFY(m_client->journal().catchUp().result());
        QVERIFY(m_client->mirrored().isEmpty());
    }
    void everyStatementMayFailAndNothingIsHalf() {
        for (int failing = 0;; ++failing) {
            auto left = std::make_shared<int>(failing);
            m_client->folder().records().beforeEachStatement([left]() -> Result<void> {
                if (--*left != -1) return {};
                return Error{Error::Code::DiskFull, "injected", {}};
            });
            const auto done = append(eventOf(kind::alertRaised, "a"));
            m_client->folder().records().beforeEachStatement({});
            if (done) break;
            QCOMPARE(m_client->outbox().all.waiting, 0);
            VIGIL_VERIFY(m_client->journal().catchUp().result());
            QVERIFY(m_client->mirrored().isEmpty());
            QVERIFY(failing < 50);
        }
        QCOMPARE(m_client->outbox().all.waiting, 1);
    }
    void theAuthorOfASignatureIsSealedAndLeavesNoGap() {
        VIGIL_VERIFY(append(eventOf(kind::alertRaised, "a")));
        const auto signedReport = append(eventOf(kind::reportSigned, "1.2"));
        const auto next = append(eventOf(kind::alertViewed, "a"));
        VIGIL_VERIFY(signedReport);
        VIGIL_VERIFY(next);
        QVERIFY(signedReport->author.isEmpty());
        QVERIFY(signedReport->device.isEmpty());
        QCOMPARE(signedReport->deviceSeq, 0);
        QCOMPARE(sealedAuthor(signedReport->sealed).author, "kim");
        QCOMPARE(next->deviceSeq, 2);
    }
    void aMalformedEventIsRefusedWhereItIsMade() {
        auto bad = eventOf(kind::alertViewed, "a");
        bad.open = "no JSON";
        const auto answer = append(bad);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, Error::Code::Invalid);
    }
    void foldOrderIsTheLogsThenOnesOwn() {
        SyncClient lee(m_folder->filePath("lee"), "lee", m_log, m_serverClock);
        m_client->sync();
        lee.act(kind::alertRaised, "a");
        lee.sync();
        m_client->sync();
        const auto own1 = m_client->act(kind::alertViewed, "a");
        const auto own2 = m_client->act(kind::alertAcknowledged, "a");
        const auto others = lee.act(kind::alertActedOn, "a");
        lee.sync();
        m_client->department().setFaults([](const QString& call) {
            return FakeDepartment::Fault{call == "append" ? FakeDepartment::Fault::When::Before
                                                          : FakeDepartment::Fault::When::Never,
                                         {Error::Code::Timeout, {}, {}}};
        });
        m_client->sync();
        QStringList ids;
        for (const auto& logged : m_client->eventsOf("a"))
            ids << toText(logged.event.eventId);
        QCOMPARE(ids.mid(1),
                 QStringList({toText(others.eventId), toText(own1.eventId), toText(own2.eventId)}));
        QCOMPARE(m_client->projected()["a"], ids);
    }
    void theSealedPartOfOwnEventsStaysHere() {
        const auto made = m_client->act(kind::reportSigned, "1.2");
        m_client->sync();
        const auto kept = m_client->folder().cacheReader().runAndWait(
            [&](const store::Database& db) { return m_client->store().event(db, made.eventId); });
        VIGIL_VERIFY(kept);
        QVERIFY((*kept)->isAccepted());
        QCOMPARE((*kept)->event.sealed, made.sealed);
        QCOMPARE((*kept)->event, made);
    }
    void aNewerFoldIsFoldedAnew() {
        m_client->act(kind::alertRaised, "a");
        VIGIL_VERIFY(m_client->folder().cache().runAndWait(
            Lane::Person, [](Transaction& t) { return t.execute("DELETE FROM test_order"); }));
        m_client->close();
        m_client->open();
        QVERIFY(m_client->projected().isEmpty());
        m_client->close();
        m_client->setFoldVersion(2);
        m_client->open();
        QCOMPARE(m_client->projected(), m_client->mirrored());
        QCOMPARE(m_client->projected().size(), 1);
    }
    void whatEndedLeavesTheMirrorAfterItsTime() {
        m_client->act(kind::alertRaised, "open");
        m_client->act(kind::alertRaised, "closed");
        m_client->act(kind::alertClosed, "closed");
        m_client->act(kind::alertRaised, "reopened");
        m_client->act(kind::alertClosed, "reopened");
        m_client->act(kind::alertViewed, "reopened");
        m_client->sync();
        const auto endsWithClosing = [](const QList<LoggedEvent>& events) {
            return events.last().event.kind == kind::alertClosed;
        };
        VIGIL_VERIFY(m_client->journal().dropEnded(m_serverClock.now(), endsWithClosing));
        QCOMPARE(m_client->mirrored().size(), 3);
        VIGIL_VERIFY(m_client->journal().dropEnded(m_serverClock.now() + 1s, endsWithClosing));
        QCOMPARE(m_client->mirrored().keys(), QStringList({"open", "reopened"}));
        QCOMPARE(m_client->projected(), m_client->mirrored());
    }
    void aWorkingSetIsSeenWhenAllOfItIsHere() {
        SyncClient lee(m_folder->filePath("lee"), "lee", m_log, m_serverClock);
        lee.act(kind::alertRaised, "a");
        lee.act(kind::alertRaised, "b");
        lee.sync();
        auto& journal = m_client->journal();
        VIGIL_VERIFY(journal.beginWorkingSet());
        VIGIL_VERIFY(journal.addToWorkingSet({m_log.events.at(0)}));
        QVERIFY(m_client->mirrored().isEmpty());
        // The next try knows nothing of one that ended halfway.
        VIGIL_VERIFY(journal.beginWorkingSet());
        VIGIL_VERIFY(journal.addToWorkingSet({m_log.events.at(1)}));
        QVERIFY(m_client->mirrored().isEmpty());
        VIGIL_VERIFY(
            journal.replaceByWorkingSet(store::departmentDestination, {m_log.logId, m_log.head(), 2, 0}));
        QCOMPARE(m_client->mirrored().keys(), QStringList{"b"});
        QCOMPARE(m_client->projected(), m_client->mirrored());
    }
    void ownEventsAreKeptForNinetyDays() {
        const auto made = m_client->act(kind::alertRaised, "a");
        m_client->sync();
        m_client->act(kind::alertViewed, "a");
        const auto prune = [this](UtcTime before) {
            return m_client->folder()
                .records()
                .runAndWait(Lane::Person,
                            [&](Transaction& t) { return m_client->store().pruneOwn(t, before); })
                .value();
        };
        QCOMPARE(prune(m_client->clock().now()), 0);
        QCOMPARE(prune(m_client->clock().now() + 1s), 1);
    }
    void catchingUpOutlivesNobody() {
        int told = 0;
        store::DataFolder& folder = m_client->folder();
        VIGIL_VERIFY(append(eventOf(kind::alertRaised, "a")));
        QFuture<Result<void>> shown;
        {
            Journal journal(folder, m_client->store(), {},
                            [&told](const QSet<AggregateKey>& changed) { told += int(changed.size()); });
            shown = journal.catchUp();
        }
        QVERIFY(shown.isFinished());
        VIGIL_VERIFY(shown.result());
        QCOMPARE(told, 1);
    }
    void servicesAppendAndShowThroughThePort() {
        int woken = 0;
        sync::QueuedFacts facts(m_client->store(), m_client->journal(), [&woken] { ++woken; });
        auto made = eventOf(kind::alertRaised, "a");
        made.eventId = QUuid::createUuid();
        VIGIL_VERIFY(m_client->folder().records().runAndWait(
            Lane::Person, [&](Transaction& t) { return facts.append(t, made); }));
        VIGIL_VERIFY(m_client->folder().cache().runAndWait(
            Lane::Person, [&](Transaction& t) { return facts.mirror(t, {made}); }));
        facts.wake();
        QCOMPARE(woken, 1);
        QCOMPARE(m_client->projected()["a"], QStringList{toText(made.eventId)});
        QVERIFY(m_client->outbox().all.oldestCritical);
    }
};

QTEST_GUILESS_MAIN(JournalTest)
#include "JournalTest.moc"
