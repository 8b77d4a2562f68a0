// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/Journal.h"
#include "core/sync/DepartmentSchema.h"
#include "core/sync/DepartmentSync.h"
#include "core/sync/PostgresDepartment.h"
#include "core/sync/QueuedFacts.h"
#include "core/sync/SyncWorker.h"
#include "tests/support/Futures.h"
#include "tests/support/PostgresServer.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::sync;
using namespace vigil::test;
using namespace std::chrono_literals;
using store::Lane;
using State = DestinationStatus::State;
namespace kind = journal::kind;

namespace {

constexpr auto deadline = 2s;

/// One computer of the department: data folder, journal and the worker's thread.
class Desk {
public:
    Desk(const QString& folder, const QString& user, const QString& url)
        : m_user(user), m_store(m_clock, m_ids), m_folder(std::move(*store::DataFolder::open(folder))),
          m_journal(*m_folder, m_store, {}) {
        m_worker = std::make_unique<SyncWorker>(
            SyncWorker::Options{.name = "department", .poll = 5s}, m_clock,
            [this, url] {
                auto department = std::make_unique<PostgresDepartment>(PostgresDepartment::Options{
                    .url = url, .user = {}, .device = m_user, .deadline = deadline});
                DepartmentSync::Options options;
                options.clientVersion = VIGIL_VERSION;
                return std::make_unique<DepartmentSync>(options, std::move(department), *m_folder, m_store,
                                                        m_journal, m_clock, Backoff(systemRandom()));
            },
            SyncWorker::Count(), SyncWorker::StatusChanged());
    }
    ~Desk() { m_worker.reset(); }

    void act(const QString& what, const QString& alertId) {
        QueuedFacts facts(m_store, m_journal, [this] { m_worker->wake(); });
        journal::Event event;
        event.eventId = m_ids.uuid();
        event.kind = what;
        event.aggregateKind = journal::aggregate::alert;
        event.aggregateId = alertId;
        event.author = m_user;
        event.occurredAt = m_clock.now();
        event.open = "{}";
        VIGIL_VERIFY(m_folder->records().runAndWait(
            Lane::Person, [&](store::Transaction& t) { return facts.append(t, event); }));
        VIGIL_VERIFY(m_journal.catchUp().result());
        facts.wake();
    }
    /// How many events of an alert this computer knows, as "accepted+pending".
    QString knows(const QString& alertId) {
        const auto events = m_folder->cacheReader().runAndWait([&](const store::Database& db) {
            return m_store.eventsOf(db, journal::aggregate::alert, alertId);
        });
        if (!events) return events.error().detail;
        const auto accepted =
            std::count_if(events->begin(), events->end(), [](const auto& each) { return each.isAccepted(); });
        return QStringLiteral("%1+%2").arg(accepted).arg(events->size() - accepted);
    }
    State state() { return m_worker->status().state; }
    void tryNow() { m_worker->tryNow(); }

private:
    SystemClock m_clock;
    RandomIds m_ids;
    QString m_user;
    store::JournalStore m_store;
    std::unique_ptr<store::DataFolder> m_folder;
    journal::Journal m_journal;
    std::unique_ptr<SyncWorker> m_worker;
};

} // namespace

/// Two computers on a real server, in one story: each fact goes on where the one before it ended.
class SyncWorkerPostgresTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<PostgresServer> m_server;
    std::unique_ptr<Desk> m_kim;
    std::unique_ptr<Desk> m_lee;

private Q_SLOTS:
    void initTestCase() {
        m_server = PostgresServer::start();
        if (!m_server) QSKIP("needs PostgreSQL 15");
        QVERIFY(m_server->createDatabase("vigil"));
        DepartmentSchema schema(m_server->superuserUrl(), 30s);
        VIGIL_VERIFY(schema.init({}));
        for (const auto* user : {"kim", "lee"})
            VIGIL_VERIFY(schema.addUser({user, {"reporter"}, "secret"}, {}));
        m_kim = std::make_unique<Desk>(m_folder.filePath("kim"), "kim", m_server->urlFor("kim"));
        m_lee = std::make_unique<Desk>(m_folder.filePath("lee"), "lee", m_server->urlFor("lee"));
        QTRY_VERIFY_WITH_TIMEOUT(m_kim->state() == State::Online && m_lee->state() == State::Online, 20000);
    }
    void cleanupTestCase() {
        m_kim.reset();
        m_lee.reset();
    }

    void oneSeesWhatTheOtherDoesWithinASecond() {
        QElapsedTimer timer;
        timer.start();
        m_kim->act(kind::alertRaised, "a");
        QTRY_COMPARE_WITH_TIMEOUT(m_lee->knows("a"), "1+0", 10000);
        qInfo("seen by the other after %lld ms", timer.elapsed());
        m_lee->act(kind::alertViewed, "a");
        QTRY_COMPARE_WITH_TIMEOUT(m_kim->knows("a"), "2+0", 10000);
    }
    void aSilentServerIsSaidAndNothingIsLost() {
        m_server->suspend();
        QElapsedTimer timer;
        timer.start();
        m_kim->act(kind::alertRaised, "b");
        QCOMPARE(m_kim->knows("b"), "0+1");
        QTRY_VERIFY_WITH_TIMEOUT(m_kim->state() == State::Offline, 15000);
        qInfo("called offline after %lld ms", timer.elapsed());
        m_server->resume();
        QTRY_COMPARE_WITH_TIMEOUT(m_lee->knows("b"), "1+0", 40000);
        QTRY_COMPARE_WITH_TIMEOUT(m_kim->knows("b"), "1+0", 10000);
    }
    void aRestartedServerIsFoundAgain() {
        QVERIFY(m_server->restart());
        m_lee->act(kind::alertAcknowledged, "b");
        QTRY_COMPARE_WITH_TIMEOUT(m_kim->knows("b"), "2+0", 40000);
    }
    void whatAnOlderCopyLacksComesBack() {
        const auto dump = m_folder.filePath("dump");
        QVERIFY(m_server->dump("vigil", dump));
        m_kim->act(kind::alertRaised, "c");
        m_lee->act(kind::alertActedOn, "b");
        QTRY_COMPARE_WITH_TIMEOUT(m_lee->knows("c"), "1+0", 10000);
        QTRY_COMPARE_WITH_TIMEOUT(m_kim->knows("b"), "3+0", 10000);
        QVERIFY(m_server->restore("vigil", dump));
        m_kim->tryNow();
        m_lee->tryNow();
        const auto inLog = [this](const QString& id) {
            return PostgresServer::psql(
                       m_server->superuserUrl(),
                       QStringLiteral("SELECT 'n=' || count(*) FROM vigil.event WHERE aggregate_id='%1'")
                           .arg(id))
                .trimmed();
        };
        QTRY_VERIFY_WITH_TIMEOUT(inLog("c").contains("n=1") && inLog("b").contains("n=3"), 40000);
        QTRY_COMPARE_WITH_TIMEOUT(m_lee->knows("c"), "1+0", 20000);
        QTRY_COMPARE_WITH_TIMEOUT(m_kim->knows("b"), "3+0", 20000);
        QTRY_COMPARE_WITH_TIMEOUT(m_lee->knows("b"), "3+0", 20000);
    }
};

QTEST_GUILESS_MAIN(SyncWorkerPostgresTest)
#include "SyncWorkerPostgresTest.moc"
