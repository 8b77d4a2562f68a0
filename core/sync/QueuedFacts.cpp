// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/QueuedFacts.h"

namespace vigil::sync {

QueuedFacts::QueuedFacts(const store::JournalStore& store, const journal::Journal& journal,
                         std::function<void()> wake)
    : m_store(store), m_journal(journal), m_wake(std::move(wake)) {}

int QueuedFacts::priorityOf(const QString& eventKind) {
    namespace kind = journal::kind;
    static const QSet<QString> critical{kind::alertRaised,         kind::alertDeclined,
                                        kind::alertEscalated,      kind::alertRecategorised,
                                        kind::alertCallHandedOver, kind::alertRerouted};
    return critical.contains(eventKind) ? 0 : 1;
}

Result<void> QueuedFacts::append(store::Transaction& records, journal::Event event) {
    const int priority = priorityOf(event.kind);
    VIGIL_CHECK(m_store.appendOwn(records, std::move(event), priority));
    return {};
}

Result<void> QueuedFacts::enqueue(store::Transaction& records, const OutboxMessage& message) {
    return m_outbox.add(records, message);
}

Result<void> QueuedFacts::mirror(store::Transaction& cache, const QList<journal::Event>& events) {
    QList<QUuid> ids;
    for (const auto& event : events)
        ids << event.eventId;
    return m_journal.show(cache, ids);
}

Result<QList<journal::LoggedEvent>> QueuedFacts::eventsOf(const store::Database& cache,
                                                          const QString& aggregateKind,
                                                          const QString& aggregateId) {
    return m_store.eventsOf(cache, aggregateKind, aggregateId);
}

void QueuedFacts::wake() {
    if (m_wake) m_wake();
}

} // namespace vigil::sync
