// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/ReportedStudies.h"

#include "core/store/StudyStore.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace vigil::study {

Result<void> ReportedStudies::eventsChanged(store::Transaction& cache,
                                            const QSet<journal::AggregateKey>& changed) {
    for (const auto& key : changed) {
        if (key.kind != journal::aggregate::study) continue;
        VIGIL_TRY(const auto events, m_journal.eventsOf(cache.database(), key.kind, key.id));
        VIGIL_CHECK(store::StudyStore::clearReport(cache, key.id));
        for (const auto& logged : events) {
            if (logged.event.kind != journal::kind::reportSigned) continue;
            const auto open = QJsonDocument::fromJson(logged.event.open).object();
            VIGIL_CHECK(store::StudyStore::setReport(
                cache, key.id, open.value(QLatin1String("report")).toString(),
                open.value(QLatin1String("state")).toString(), logged.event.occurredAt));
        }
    }
    return {};
}

} // namespace vigil::study
