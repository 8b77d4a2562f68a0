// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/DirectoryStore.h"

namespace vigil::store {

Result<directory::Directory> DirectoryStore::load(const Database& cache) const {
    VIGIL_TRY(const auto events, m_journal.eventsOfKind(cache, journal::aggregate::directory));
    return directory::directoryOf(events);
}

} // namespace vigil::store
