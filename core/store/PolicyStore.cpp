// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/PolicyStore.h"

namespace vigil::store {

Result<QList<journal::LoggedEvent>> PolicyStore::events(const Database& cache) const {
    return m_journal.eventsOf(cache, journal::aggregate::policy, alert::alertPolicyAggregate);
}

Result<alert::PolicyLog> PolicyStore::log(const Database& cache) const {
    VIGIL_TRY(const auto all, events(cache));
    return alert::policyLogOf(all);
}

} // namespace vigil::store
