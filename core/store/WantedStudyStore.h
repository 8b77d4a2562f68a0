// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/Transaction.h"
#include "core/study/WantedStudy.h"

namespace vigil::store {

/// The SQL of what is wanted here, in cache.db. Stateless.
class WantedStudyStore {
public:
    static Result<void> put(Transaction& cache, const study::WantedStudy& wanted);
    static Result<void> remove(Transaction& cache, const QString& studyUid);
    static Result<QList<study::WantedStudy>> all(const Database& cache);
};

} // namespace vigil::store
