// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/KeptStudies.h"

#include "core/store/WantedStudyStore.h"

namespace vigil::study {

Result<QList<WantedStudy>> KeptStudies::load() {
    return m_data.cacheReader().runAndWait(
        [](const store::Database& cache) { return store::WantedStudyStore::all(cache); });
}

// One lane for both: the writer keeps their order, nobody waits for it, and what was taken is written before
// the data folder closes.
void KeptStudies::keep(const WantedStudy& wanted) {
    static_cast<void>(
        m_data.cache().run(store::Lane::Bulk, [wanted](store::Transaction& cache) -> Result<int> {
            VIGIL_CHECK(store::WantedStudyStore::put(cache, wanted));
            return 0;
        }));
}

void KeptStudies::forget(const QString& studyUid) {
    static_cast<void>(
        m_data.cache().run(store::Lane::Bulk, [studyUid](store::Transaction& cache) -> Result<int> {
            VIGIL_CHECK(store::WantedStudyStore::remove(cache, studyUid));
            return 0;
        }));
}

} // namespace vigil::study
