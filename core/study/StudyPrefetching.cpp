// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/StudyService.h"

#include "core/base/Async.h"
#include "core/study/EitherStop.h"

namespace vigil::study {

void StudyService::fetchNext(const QString& openUid,
                             const QList<std::pair<QString, QString>>& studyAndSource) {
    m_queue->wantNext(studyAndSource);
    QSet<QString> keep{openUid};
    for (const auto& next : studyAndSource)
        keep.insert(next.first);
    giveUpPriors(keep);
    std::stop_token stop;
    {
        const std::scoped_lock lock(m_nextMutex);
        m_nextStop.request_stop();
        m_nextStop = {};
        stop = m_nextStop.get_token();
    }
    if (!m_prefetch.enabled || m_prefetch.priors <= 0) return;
    static_cast<void>(runOn(m_network, [this, studyAndSource, rules = m_prefetch, stop] {
        const EitherStop either(stop, m_closing.get_token());
        for (const auto& next : studyAndSource)
            wantPriorsOf(next.first, rules, either.token());
        return true;
    }));
}

/// What the reader has opened meanwhile, or what its own study wants, stays.
void StudyService::giveUpPriors(const QSet<QString>& exceptOf) {
    QStringList priors;
    {
        const std::scoped_lock lock(m_nextMutex);
        for (auto it = m_priorsOfNext.begin(); it != m_priorsOfNext.end();) {
            if (exceptOf.contains(it.key())) {
                ++it;
                continue;
            }
            priors << *it;
            it = m_priorsOfNext.erase(it);
        }
    }
    if (priors.isEmpty()) return;
    const auto queue = m_queue->snapshot();
    for (const auto& uid : priors)
        if (const auto* entry = queue.find(uid);
            entry && entry->wanted.priority == RetrievePriority::Prefetch && !entry->wanted.byHand)
            m_queue->cancel(uid);
}

void StudyService::wantPriorsOf(const QString& studyUid, const PrefetchRules& rules,
                                const std::stop_token& stop) {
    const auto current = readNow(
        [&studyUid](const store::Database& cache) { return store::StudyStore::study(cache, studyUid); });
    // Without an identifier the PACS would answer with everybody's studies.
    if (stop.stop_requested() || !current || !*current || (*current)->patient.key.id.isEmpty()) return;
    WorklistQuery query;
    query.patientId = (*current)->patient.key.id;
    // A PACS that does not answer says so elsewhere; what is known here still counts.
    static_cast<void>(refreshNow(query, stop, {}));
    const auto priors = readNow([&](const store::Database& cache) -> Result<QList<Study>> {
        VIGIL_TRY(const auto others, store::StudyStore::ofPatient(cache, (*current)->patient.key));
        auto wanted = priorsToPrefetch(**current, others, rules);
        for (qsizetype i = wanted.size() - 1; i >= 0; --i) {
            VIGIL_TRY(const auto last, store::StudyStore::retrieval(cache, wanted.at(i).studyUid));
            if (last && last->isComplete()) wanted.removeAt(i);
        }
        return wanted;
    });
    if (!priors) return;
    const std::scoped_lock lock(m_nextMutex);
    if (stop.stop_requested()) return; // asked under the lock: nothing is wanted after it was given up
    const auto queue = m_queue->snapshot();
    for (const auto& prior : *priors) {
        if (queue.find(prior.studyUid)) continue;
        m_queue->want(prior.studyUid, prior.sourceId, RetrievePriority::Prefetch);
        m_priorsOfNext[studyUid] << prior.studyUid;
    }
}

} // namespace vigil::study
