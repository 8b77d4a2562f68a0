// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/SyncClient.h"

#include "core/alert/Alert.h"
#include "core/sync/QueuedFacts.h"

#include <QFile>

namespace vigil::test {

using store::Database;
using store::Lane;
using store::Transaction;

namespace {

const QString makeTable =
    QStringLiteral("CREATE TABLE IF NOT EXISTS test_order(aggregate_id TEXT PRIMARY KEY, ids TEXT)");

QStringList idsOf(const QList<journal::LoggedEvent>& events) {
    QStringList ids;
    for (const auto& logged : events)
        ids << toText(logged.event.eventId);
    return ids;
}

} // namespace

Result<void> OrderProjection::eventsChanged(Transaction& cache, const QSet<journal::AggregateKey>& changed) {
    VIGIL_CHECK(cache.execute(makeTable));
    for (const auto& key : changed) {
        VIGIL_TRY(const auto events, m_store.eventsOf(cache.database(), key.kind, key.id));
        VIGIL_CHECK(cache.execute(QStringLiteral("DELETE FROM test_order WHERE aggregate_id=?"), {key.id}));
        if (!events.isEmpty())
            VIGIL_CHECK(cache.execute(QStringLiteral("INSERT INTO test_order VALUES(?,?)"),
                                      {key.id, idsOf(events).join(QLatin1Char(' '))}));
    }
    return {};
}

SyncClient::SyncClient(QString folder, QString user, FakeLog& log, const Clock& serverClock, double random)
    : m_path(std::move(folder)), m_user(std::move(user)), m_log(log), m_serverClock(serverClock),
      m_random(random), m_store(m_clock, m_ids) {
    open();
}

SyncClient::~SyncClient() {
    close();
}

void SyncClient::open() {
    auto folder = store::DataFolder::open(m_path);
    if (!folder) qFatal("%s", qPrintable(folder.error().message + folder.error().detail));
    m_folder = std::move(*folder);
    m_projection = std::make_unique<OrderProjection>(m_store, m_foldVersion);
    m_journal = std::make_unique<journal::Journal>(*m_folder, m_store,
                                                   QList<journal::Projection*>{m_projection.get()});
    if (auto opened = m_journal->open(); !opened) qFatal("%s", qPrintable(opened.error().detail));
    auto department = std::make_unique<FakeDepartment>(m_log, m_serverClock);
    m_department = department.get();
    sync::DepartmentSync::Options options;
    options.presenceChanged = [this] { ++m_presenceChanges; };
    options.isOver = alert::isOver;
    options.headOfTheDay = [this](const QUuid&, const journal::Position& head) { m_heads << head.seq; };
    options.clientVersion = QStringLiteral("0.1.0");
    options.role = QStringLiteral("Consultant radiologist");
    options.pull = 20;
    m_engine =
        std::make_unique<sync::DepartmentSync>(options, std::move(department), *m_folder, m_store, *m_journal,
                                               m_clock, sync::Backoff([this] { return m_random; }));
}

void SyncClient::close() {
    m_engine.reset();
    m_department = nullptr;
    m_journal.reset();
    m_folder.reset();
}

void SyncClient::loseCache() {
    close();
    for (const auto* name : {"/cache.db", "/cache.db-wal", "/cache.db-shm"})
        QFile::remove(m_path + QLatin1String(name));
    open();
}

journal::Event SyncClient::act(const QString& kind, const QString& aggregateId, const QByteArray& open) {
    journal::Event event;
    event.kind = kind;
    event.aggregateKind = kind.section(QLatin1Char('.'), 0, 0) == QLatin1String("report")
                              ? journal::aggregate::study
                              : journal::aggregate::alert;
    event.aggregateId = aggregateId;
    event.author = m_user;
    event.occurredAt = m_clock.now();
    event.clientVersion = QStringLiteral("0.1.0");
    event.open = open;
    const auto stored = m_folder->records().runAndWait(Lane::Person, [&](Transaction& records) {
        return m_store.appendOwn(records, event, sync::QueuedFacts::priorityOf(kind));
    });
    if (!stored) return {};
    if (auto shown = m_journal->catchUpAndWait(); !shown) qWarning("%s", qPrintable(shown.error().detail));
    return *stored;
}

sync::Round SyncClient::sync() {
    return m_engine->syncOnce(std::stop_token{});
}

sync::Round SyncClient::syncOn(sync::News news) {
    m_department->announce(news);
    m_engine->wait(std::chrono::milliseconds(0), std::stop_token{});
    return m_engine->syncOnce(std::stop_token{});
}

void SyncClient::retryNow() {
    // Fails where a test made the disk fail.
    static_cast<void>(m_folder->records().runAndWait(Lane::Person, [](Transaction& records) {
        return store::OutboxStore().requeueNow(records, store::departmentDestination);
    }));
}

void SyncClient::letAllPass() {
    const auto done = m_folder->records().runAndWait(Lane::Person, [](Transaction& records) -> Result<void> {
        const store::OutboxStore outbox;
        VIGIL_TRY(const auto parked, outbox.parked(records.database()));
        for (const auto& each : parked)
            VIGIL_CHECK(outbox.letPass(records, each.message.destination, each.message.messageId));
        return {};
    });
    if (!done) qWarning("%s", qPrintable(done.error().detail));
}

SyncClient::Orders SyncClient::mirrored() {
    return m_folder->cacheReader()
        .runAndWait([this](const Database& cache) -> Result<Orders> {
            Orders orders;
            VIGIL_TRY(const auto keys, m_store.aggregates(cache));
            for (const auto& key : keys) {
                VIGIL_TRY(const auto events, m_store.eventsOf(cache, key.kind, key.id));
                orders[key.id] = idsOf(events);
            }
            return orders;
        })
        .value_or(Orders());
}

SyncClient::Orders SyncClient::projected() {
    return m_folder->cacheReader()
        .runAndWait([](const Database& cache) -> Result<Orders> {
            Orders orders;
            VIGIL_CHECK(cache.rows(
                QStringLiteral("SELECT aggregate_id, ids FROM test_order"), {},
                [&](const store::Row& row) { orders[row.text(0)] = row.text(1).split(QLatin1Char(' ')); }));
            return orders;
        })
        .value_or(Orders());
}

QList<journal::LoggedEvent> SyncClient::eventsOf(const QString& aggregateId) {
    return m_folder->cacheReader()
        .runAndWait([&](const Database& cache) {
            return m_store.eventsOf(cache, journal::aggregate::alert, aggregateId);
        })
        .value_or(QList<journal::LoggedEvent>());
}

QMap<QString, QList<journal::LoggedEvent>> SyncClient::alertEvents() {
    QMap<QString, QList<journal::LoggedEvent>> byAlert;
    const auto events = m_folder->cacheReader().runAndWait(
        [this](const Database& cache) { return m_store.eventsOfKind(cache, journal::aggregate::alert); });
    if (!events) return byAlert;
    for (const auto& logged : *events)
        byAlert[logged.event.aggregateId] << logged;
    return byAlert;
}

store::OutboxSummary SyncClient::outbox() {
    return m_folder->recordsReader()
        .runAndWait([](const Database& records) { return store::OutboxStore().summary(records); })
        .value_or(store::OutboxSummary());
}

QString SyncClient::outboxState(const journal::Event& event) {
    return m_folder->recordsReader()
        .runAndWait([&](const Database& records) {
            return store::OutboxStore().state(records, store::departmentDestination, toText(event.eventId));
        })
        .value_or(QString());
}

} // namespace vigil::test
