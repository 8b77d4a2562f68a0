// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/DataFolder.h"
#include "core/study/WantedStudy.h"

namespace vigil::study {

/// Wanted studies in cache.db. Owned by StudyService; used by the queue's thread.
class KeptStudies final : public WantedStudies {
public:
    explicit KeptStudies(store::DataFolder& data) : m_data(data) {}

    Result<QList<WantedStudy>> load() override;
    void keep(const WantedStudy& wanted) override;
    void forget(const QString& studyUid) override;

private:
    store::DataFolder& m_data;
};

} // namespace vigil::study
