// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/WantedStudyStore.h"

#include <algorithm>

namespace vigil::store {

using study::RetrievePriority;
using study::WantedStudy;

Result<void> WantedStudyStore::put(Transaction& cache, const WantedStudy& wanted) {
    VIGIL_CHECK(cache.execute(
        QStringLiteral("INSERT OR REPLACE INTO wanted_study(study_uid, source_id, priority, position, "
                       "attempts, not_before, problem, held, by_hand) VALUES(?,?,?,?,?,?,?,?,?)"),
        {wanted.studyUid, notNull(wanted.sourceId), static_cast<int>(wanted.priority), wanted.position,
         wanted.attempts, toIso(wanted.notBefore), notNull(wanted.problem), wanted.held, wanted.byHand}));
    return {};
}

Result<void> WantedStudyStore::remove(Transaction& cache, const QString& studyUid) {
    VIGIL_CHECK(cache.execute(QStringLiteral("DELETE FROM wanted_study WHERE study_uid=?"), {studyUid}));
    return {};
}

Result<QList<WantedStudy>> WantedStudyStore::all(const Database& cache) {
    return cache.list(
        QStringLiteral("SELECT study_uid, source_id, priority, position, attempts, not_before, problem, "
                       "held, by_hand FROM wanted_study ORDER BY priority, position"),
        {}, [](const Row& row) {
            const int priority = std::clamp(row.integer(2), 0, static_cast<int>(RetrievePriority::Prefetch));
            return WantedStudy{row.text(0),   row.text(1),         static_cast<RetrievePriority>(priority),
                               row.number(3), row.integer(4),      row.time(5),
                               row.text(6),   row.integer(7) != 0, row.integer(8) != 0};
        });
}

} // namespace vigil::store
