// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/StudyService.h"

#include "core/base/Async.h"
#include "core/base/Log.h"
#include "core/store/ObjectIndexStore.h"
#include "core/study/EitherStop.h"

#include <algorithm>

namespace vigil::study {

QFuture<Result<QList<StoredObject>>> StudyService::objects(const QString& studyUid) {
    return m_data.cacheReader().run([studyUid](const store::Database& cache) {
        return store::ObjectIndexStore::ofStudy(cache, studyUid);
    });
}

QFuture<Result<std::optional<store::StudyStore::Retrieval>>>
StudyService::retrieval(const QString& studyUid) {
    return m_data.cacheReader().run(
        [studyUid](const store::Database& cache) { return store::StudyStore::retrieval(cache, studyUid); });
}

QFuture<Result<RetrieveOutcome>> StudyService::retrieve(const QString& studyUid, std::stop_token stop,
                                                        std::function<void(RetrieveProgress)> progress) {
    return runOn(m_network, [this, studyUid, stop, progress = std::move(progress)]() {
        const EitherStop either(stop, m_closing.get_token());
        return retrieveNow(
            studyUid, progress ? progress : [](RetrieveProgress) {}, either.token());
    });
}

Result<RetrieveOutcome> StudyService::retrieveNow(const QString& studyUid,
                                                  const std::function<void(RetrieveProgress)>& progress,
                                                  std::stop_token stop) {
    const StudyTurns::Turn turn(m_turns, studyUid, stop);
    if (!turn) return Error{Error::Code::Cancelled, QStringLiteral("Stopped."), {}};
    VIGIL_TRY(const auto study, readNow([&studyUid](const store::Database& cache) {
                  return store::StudyStore::study(cache, studyUid);
              }));
    if (!study) return unknownStudy();
    auto* source = sourceOf(study->sourceId);
    if (!source)
        return Error{Error::Code::NotFound,
                     QStringLiteral("The PACS \"%1\" that named this study is not configured any more.")
                         .arg(study->sourceId),
                     {}};
    VIGIL_TRY(const auto before, beforehand(*study));
    ObjectStore::Wanted wanted(m_objects, studyUid);
    auto outcome = source->retriever->retrieve(
        studyUid, before,
        [this, &progress](const RetrieveProgress& step) {
            m_limit->look();
            progress(step);
        },
        stop);
    if (!outcome && outcome.error().code == Error::Code::Cancelled) wanted.abandon();
    m_limit->look();
    VIGIL_CHECK(record(*study, outcome));
    Q_EMIT m_events.studyChanged(studyUid);
    return outcome;
}

Result<Beforehand> StudyService::beforehand(const Study& study) {
    return readNow([&study](const store::Database& cache) -> Result<Beforehand> {
        VIGIL_TRY(const auto objects, store::ObjectIndexStore::ofStudy(cache, study.studyUid));
        VIGIL_TRY(const auto last, store::StudyStore::retrieval(cache, study.studyUid));
        Beforehand before;
        for (const auto& object : objects)
            before.here << object.header.key;
        before.counted = study.instanceCount;
        const bool gotAll =
            last && last->listKnown && last->missing.isEmpty() && before.here.size() >= last->expected;
        if (gotAll) before.settledCount = last->counted;
        return before;
    });
}

/// Keeps what a retrieve came to. One that broke off leaves what was known: how many there should be, and
/// which of them are missing.
Result<void> StudyService::record(const Study& study, const Result<RetrieveOutcome>& outcome) {
    VIGIL_TRY(const auto before, readNow([&study](const store::Database& cache) {
                  return store::StudyStore::retrieval(cache, study.studyUid);
              }));
    auto retrieval = before.value_or(store::StudyStore::Retrieval{});
    if (outcome) {
        const auto missing = static_cast<int>(outcome->missing.size());
        const bool settled = before && before->listKnown && before->counted == outcome->counted &&
                             before->expected == outcome->expected && outcome->bytes == 0;
        retrieval = {outcome->expected - outcome->shortBy,
                     outcome->missing,
                     outcome->problem,
                     true,
                     outcome->failed,
                     study.instanceCount,
                     outcome->damaged};
        // What came short is to be fetched again, whatever is counted.
        if (outcome->shortBy == 0) retrieval.counted = outcome->counted;
        retrieval.onlyCounted = outcome->onlyCounted;
        // When nothing was fetched because it had been looked at before, that answer stands.
        retrieval.unproved = settled ? before->unproved : outcome->uncertain + outcome->shortBy;
        const auto contradiction =
            outcome->problem.isEmpty() ? contradictionOf(outcome->failed, missing) : QString();
        if (!contradiction.isEmpty()) spdlog::warn("retrieve from {}: {}", study.sourceId, contradiction);
    } else {
        const auto here = m_objects.durableInstances(study.studyUid);
        retrieval.message = outcome.error().message;
        retrieval.missing.removeIf(
            [&here](const InstanceKey& key) { return here.contains(key.sopInstanceUid); });
        retrieval.damaged.removeIf([&here](const auto& instance) { return here.contains(instance.key()); });
        if (!retrieval.listKnown)
            retrieval.expected = std::max(study.instanceCount, static_cast<int>(here.size()));
    }
    const auto written =
        m_data.cache().runAndWait(store::Lane::Bulk, [&](store::Transaction& cache) -> Result<int> {
            VIGIL_CHECK(store::StudyStore::setRetrieval(cache, study.studyUid, study.sourceId, retrieval,
                                                        m_clock.now()));
            return 0;
        });
    if (!written) return written.error();
    return {};
}

QFuture<Result<Completeness>> StudyService::completeness(const QString& studyUid) {
    return runOn(m_local, [this, studyUid]() -> Result<Completeness> {
        VIGIL_TRY(const auto own, ownDocuments());
        return readNow([&](const store::Database& cache) -> Result<Completeness> {
            VIGIL_TRY(const auto study, store::StudyStore::study(cache, studyUid));
            if (!study) return unknownStudy();
            VIGIL_TRY(const auto last, store::StudyStore::retrieval(cache, studyUid));
            VIGIL_TRY(const auto objects, store::ObjectIndexStore::ofStudy(cache, studyUid));
            auto result = completenessOf(*study, last, objects, own.values(studyUid));
            VIGIL_TRY(result.vanished, store::StudyStore::isVanished(cache, studyUid));
            return result;
        });
    });
}

QFuture<Result<QList<InstanceKey>>> StudyService::evidence(const QString& studyUid, std::stop_token stop) {
    return runOn(m_network, [this, studyUid, stop]() {
        const EitherStop either(stop, m_closing.get_token());
        return evidenceNow(studyUid, either.token());
    });
}

Result<QList<InstanceKey>> StudyService::evidenceNow(const QString& studyUid, std::stop_token stop) {
    VIGIL_TRY(const auto study, readNow([&studyUid](const store::Database& cache) {
                  return store::StudyStore::study(cache, studyUid);
              }));
    if (!study) return unknownStudy();
    if (auto* source = sourceOf(study->sourceId)) {
        auto named = source->worklist->instances(studyUid, stop);
        if (named && !named->isEmpty()) return named;
        if (!named && named.error().code == Error::Code::Cancelled) return named;
    }
    // Offline: what is here is the full set when the last retrieve said that nothing was missing.
    VIGIL_TRY(const auto retrieval, readNow([&studyUid](const store::Database& cache) {
                  return store::StudyStore::retrieval(cache, studyUid);
              }));
    if (!retrieval || !retrieval->isComplete())
        return Error{Error::Code::Unreachable,
                     QStringLiteral(
                         "The PACS cannot be asked which images the study has, and not all of them are here. "
                         "Sign when the PACS answers again; the draft is kept."),
                     {}};
    VIGIL_TRY(const auto here, readNow([&studyUid](const store::Database& cache) {
                  return store::ObjectIndexStore::ofStudy(cache, studyUid);
              }));
    QList<InstanceKey> keys;
    for (const auto& object : here)
        keys << object.header.key;
    return keys;
}

} // namespace vigil::study
