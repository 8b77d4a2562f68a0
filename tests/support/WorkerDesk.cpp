// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/WorkerDesk.h"

#include "core/alert/Alert.h"
#include "core/sync/DepartmentSync.h"
#include "core/sync/PostgresDepartment.h"
#include "core/sync/QueuedFacts.h"

namespace vigil::test {

using store::Lane;
using namespace std::chrono_literals;

WorkerDesk::WorkerDesk(const QString& folder, const QString& user, const QString& url,
                       std::chrono::milliseconds poll)
    : m_user(user), m_store(m_clock, m_ids) {
    auto opened = store::DataFolder::open(folder);
    if (!opened) qFatal("%s", qPrintable(opened.error().message + opened.error().detail));
    m_folder = std::move(*opened);
    m_journal = std::make_unique<journal::Journal>(*m_folder, m_store, QList<journal::Projection*>{});
    m_worker = std::make_unique<sync::SyncWorker>(
        sync::SyncWorker::Options{.name = QStringLiteral("department"), .poll = poll}, m_clock,
        [this, url] {
            sync::PostgresDepartment::Options server;
            server.url = url;
            server.device = m_user;
            server.deadline = 2s;
            sync::DepartmentSync::Options options;
            options.clientVersion = QStringLiteral(VIGIL_VERSION);
            options.isOver = alert::isOver;
            return std::make_unique<sync::DepartmentSync>(
                options, std::make_unique<sync::PostgresDepartment>(std::move(server)), *m_folder, m_store,
                *m_journal, m_clock, sync::Backoff(sync::systemRandom()));
        },
        sync::SyncWorker::Count(), sync::SyncWorker::StatusChanged());
}

WorkerDesk::~WorkerDesk() {
    m_worker.reset();
}

QString WorkerDesk::act(const QString& what, const QString& alertId, const QByteArray& open) {
    sync::QueuedFacts facts(m_store, *m_journal, [this] { m_worker->wake(); });
    journal::Event event;
    event.eventId = m_ids.uuid();
    event.kind = what;
    event.aggregateKind = journal::aggregate::alert;
    event.aggregateId = alertId;
    event.author = m_user;
    event.occurredAt = m_clock.now();
    event.open = open;
    const auto kept = m_folder->records().runAndWait(
        Lane::Person, [&](store::Transaction& records) { return facts.append(records, event); });
    if (!kept) qFatal("%s", qPrintable(kept.error().message + kept.error().detail));
    static_cast<void>(m_journal->catchUp().result());
    facts.wake();
    return toText(event.eventId);
}

QString WorkerDesk::knows(const QString& alertId) {
    const auto events = m_folder->cacheReader().runAndWait([&](const store::Database& cache) {
        return m_store.eventsOf(cache, journal::aggregate::alert, alertId);
    });
    if (!events) return events.error().detail;
    const auto accepted =
        std::count_if(events->begin(), events->end(), [](const auto& each) { return each.isAccepted(); });
    return QStringLiteral("%1+%2").arg(accepted).arg(events->size() - accepted);
}

QMap<QString, QStringList> WorkerDesk::mirrored() {
    QMap<QString, QStringList> orders;
    const auto events = m_folder->cacheReader().runAndWait(
        [&](const store::Database& cache) { return m_store.eventsOfKind(cache, journal::aggregate::alert); });
    if (!events) return orders;
    for (const auto& logged : *events)
        orders[logged.event.aggregateId] << toText(logged.event.eventId);
    return orders;
}

int WorkerDesk::undelivered() {
    const auto summary = m_folder->recordsReader().runAndWait(
        [](const store::Database& records) { return store::OutboxStore().summary(records); });
    return summary ? summary->all.waiting + summary->all.parked : -1;
}

} // namespace vigil::test
