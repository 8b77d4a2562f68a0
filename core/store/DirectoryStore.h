// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/directory/Directory.h"
#include "core/store/JournalStore.h"

namespace vigil::store {

/// The SQL of the directory: read from the mirror (cache.db), where its events always are. Has no state of
/// its own; usable on any thread.
class DirectoryStore {
public:
    explicit DirectoryStore(const JournalStore& journal) : m_journal(journal) {}

    [[nodiscard]] Result<directory::Directory> load(const Database& cache) const;

private:
    const JournalStore& m_journal;
};

} // namespace vigil::store
