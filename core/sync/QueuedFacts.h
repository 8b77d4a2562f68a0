// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Journal.h"
#include "core/store/OwnFacts.h"

#include <functional>

namespace vigil::sync {

/// What services put in on its way: events into the journal and the department's outbox, messages into
/// theirs. Owned by Application; as thread-safe as the transactions given to it.
class QueuedFacts final : public store::OwnFacts {
public:
    /// Store and journal must outlive it. `wake`: the workers have something to do; called from any thread.
    QueuedFacts(const store::JournalStore& store, const journal::Journal& journal,
                std::function<void()> wake);

    Result<void> append(store::Transaction& records, journal::Event event) override;
    Result<void> enqueue(store::Transaction& records, const OutboxMessage& message) override;
    Result<void> mirror(store::Transaction& cache, const QList<journal::Event>& events) override;
    Result<QList<journal::LoggedEvent>> eventsOf(const store::Database& cache, const QString& aggregateKind,
                                                 const QString& aggregateId) override;
    void wake() override;

    /// 0 for what somebody has to act on or what changes who has to; 1 for everything else a person does.
    [[nodiscard]] static int priorityOf(const QString& eventKind);

private:
    const store::JournalStore& m_store;
    const journal::Journal& m_journal;
    store::OutboxStore m_outbox;
    std::function<void()> m_wake;
};

} // namespace vigil::sync
