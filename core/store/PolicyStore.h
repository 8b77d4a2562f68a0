// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/PolicyLog.h"
#include "core/store/JournalStore.h"

namespace vigil::store {

/// The SQL of published policies: read from the mirror (cache.db), where their events always are. Has no
/// state of its own; usable on any thread.
class PolicyStore {
public:
    explicit PolicyStore(const JournalStore& journal) : m_journal(journal) {}

    [[nodiscard]] Result<QList<journal::LoggedEvent>> events(const Database& cache) const;
    [[nodiscard]] Result<alert::PolicyLog> log(const Database& cache) const;

private:
    const JournalStore& m_journal;
};

} // namespace vigil::store
