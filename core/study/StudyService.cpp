// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/StudyService.h"

#include "core/base/Async.h"
#include "core/base/Log.h"
#include "core/store/ObjectIndexStore.h"
#include "core/study/EitherStop.h"

#include <algorithm>

namespace vigil::study {

namespace {

/// Few rows a transaction: a person's write never waits behind more than a slice of 20 ms.
constexpr qsizetype sliceSize = 20;
constexpr int networkThreads = 4;

RetrieveSchedule::Rules rulesFor(const std::vector<StudySource>& sources) {
    RetrieveSchedule::Rules rules;
    for (const auto& source : sources)
        if (source.peer.retrieves > 0) rules.limits[source.peer.name] = source.peer.retrieves;
    return rules;
}

} // namespace

StudyService::StudyService(store::DataFolder& data, ObjectStore& objects, std::vector<StudySource> sources,
                           WorklistPolicy policy, const Clock& clock, Events& events)
    : m_data(data), m_objects(objects), m_sources(std::move(sources)), m_policy(std::move(policy)),
      m_clock(clock), m_events(events), m_kept(data) {
    m_network.setMaxThreadCount(networkThreads);
    m_queue = std::make_unique<RetrieveQueue>(
        rulesFor(m_sources), sync::Backoff(sync::systemRandom()), m_clock, m_kept,
        [this](const QString& studyUid, const std::function<void(RetrieveProgress)>& step,
               std::stop_token stop) { return retrieveNow(studyUid, step, std::move(stop)); },
        [this] { Q_EMIT m_events.retrievesChanged(); });
    m_limit = std::make_unique<CacheLimit>(
        m_data, m_turns,
        [this](const QString& studyUid) {
            return m_objects.isWanted(studyUid) || m_queue->snapshot().find(studyUid) != nullptr;
        },
        m_clock, m_events);
    const auto isBusy = [this](const QString& sourceId) {
        const auto entries = m_queue->snapshot().entries;
        return std::any_of(entries.begin(), entries.end(), [&sourceId](const RetrieveQueue::Entry& entry) {
            return entry.isUnderWay() && entry.wanted.sourceId == sourceId;
        });
    };
    m_learner = std::make_unique<DocumentLearner>(DocumentLearner::Parts{
        m_data, m_objects, m_turns, m_clock, isBusy, [this] { Q_EMIT m_events.worklistChanged(); }});
}

Error StudyService::unknownStudy() {
    return {Error::Code::NotFound,
            QStringLiteral(
                "This study is not on the worklist any more. Refresh the worklist and look for it again."),
            {}};
}

StudyService::~StudyService() {
    m_closing.request_stop();
    m_network.waitForDone();
    m_learner.reset(); // asks the queue
    m_limit->stop();   // and so does this
    m_queue.reset();   // its threads work with everything below
    m_local.waitForDone();
}

void StudyService::setCacheLimit(qint64 bytes) {
    m_limit->start({bytes, sourceIds()});
}

StudySource* StudyService::sourceOf(const QString& sourceId) {
    for (auto& source : m_sources)
        if (source.peer.name == sourceId) return &source;
    return nullptr;
}

QStringList StudyService::sourceIds() const {
    QStringList names;
    for (const auto& source : m_sources)
        names << source.peer.name;
    return names;
}

QFuture<Result<StudyService::Refreshed>> StudyService::refresh(WorklistQuery query, std::stop_token stop,
                                                               std::function<void(int)> progress) {
    return runOn(m_network, [this, query = std::move(query), stop, progress = std::move(progress)]() {
        const EitherStop either(stop, m_closing.get_token());
        return refreshNow(query, either.token(), progress);
    });
}

QFuture<Result<StudyService::Refreshed>> StudyService::learnPriors(const QString& studyUid,
                                                                   std::stop_token stop) {
    return runOn(m_network, [this, studyUid, stop]() -> Result<Refreshed> {
        const EitherStop either(stop, m_closing.get_token());
        VIGIL_TRY(const auto study, readNow([&studyUid](const store::Database& cache) {
                      return store::StudyStore::study(cache, studyUid);
                  }));
        if (!study) return unknownStudy();
        // Without an identifier the PACS would answer with everybody's studies.
        if (study->patient.key.id.isEmpty()) return Refreshed{};
        WorklistQuery query;
        query.patientId = study->patient.key.id;
        return refreshNow(query, either.token(), {});
    });
}

Result<StudyService::Refreshed> StudyService::refreshNow(const WorklistQuery& query,
                                                         const std::stop_token& stop,
                                                         const std::function<void(int)>& progress) {
    Refreshed refreshed;
    std::optional<Error> lastError;
    for (auto& source : m_sources) {
        const auto found = refreshFrom(source, query, stop, progress);
        if (found)
            refreshed.studies += *found;
        else if (found.error().code == Error::Code::Cancelled)
            return found.error();
        else {
            refreshed.unreachable << found.error().message;
            lastError = found.error();
        }
    }
    if (lastError && refreshed.unreachable.size() == static_cast<qsizetype>(m_sources.size()))
        return *lastError;
    return refreshed;
}

Result<int> StudyService::refreshFrom(StudySource& source, const WorklistQuery& query, std::stop_token stop,
                                      const std::function<void(int)>& progress) {
    QList<Study> slice;
    QList<Study> withDocuments;
    int count = 0;
    const auto began = m_clock.now();
    Result<void> stored;
    const auto flush = [&] {
        const auto written = store(slice);
        if (!written) stored = written.error();
        slice.clear();
        if (written && *written) Q_EMIT m_events.worklistChanged();
    };
    const auto asked = source.worklist->find(
        query,
        [&](Study study) {
            study.sourceId = source.peer.name;
            study.urgency = m_policy.urgencyOf(study);
            if (study.modalities.contains(QLatin1String("SR"))) withDocuments << study;
            slice << std::move(study);
            ++count;
            if (progress) progress(count);
            if (slice.size() >= sliceSize) flush();
        },
        stop);
    flush();
    if (!asked) return asked.error();
    if (!stored) return stored.error();
    // What was not named is gone only when the question was for everything.
    WorklistQuery everything;
    everything.from = query.from;
    if (query.from.isValid() && query == everything)
        VIGIL_CHECK(markVanished(source.peer.name, query.from, began));
    if (query.patientId.isEmpty() && query.studyUid.isEmpty())
        m_learner->learnLater(source, withDocuments);
    else
        m_learner->learn(source, withDocuments, stop);
    return count;
}

Result<bool> StudyService::store(const QList<Study>& studies) {
    if (studies.isEmpty()) return false;
    return m_data.cache().runAndWait(
        store::Lane::Bulk, [this, &studies](store::Transaction& cache) -> Result<bool> {
            bool news = false;
            for (const auto& study : studies) {
                VIGIL_TRY(const auto isNew,
                          store::StudyStore::upsert(cache, study, m_policy.dueAt(study, study.urgency),
                                                    m_clock.now()));
                news = news || isNew;
            }
            return news;
        });
}

Result<void> StudyService::markVanished(const QString& sourceId, const QDate& from, UtcTime namedSince) {
    const auto gone =
        m_data.cache().runAndWait(store::Lane::Bulk, [&](store::Transaction& cache) -> Result<QStringList> {
            return store::StudyStore::markVanished(cache, sourceId, from, namedSince);
        });
    if (!gone) return gone.error();
    for (const auto& uid : *gone)
        Q_EMIT m_events.studyChanged(uid);
    if (!gone->isEmpty()) Q_EMIT m_events.worklistChanged();
    return {};
}

QFuture<Result<std::optional<Study>>> StudyService::study(const QString& studyUid) {
    return m_data.cacheReader().run([studyUid](const store::Database& cache) -> Result<std::optional<Study>> {
        VIGIL_TRY(auto study, store::StudyStore::study(cache, studyUid));
        VIGIL_TRY(const auto requests, store::ObjectIndexStore::requestsOf(cache, studyUid));
        if (study) enterRequests(*study, requests);
        return study;
    });
}

QFuture<Result<QList<Study>>> StudyService::otherStudies(const QString& studyUid) {
    return m_data.cacheReader().run([studyUid](const store::Database& cache) -> Result<QList<Study>> {
        VIGIL_TRY(const auto current, store::StudyStore::study(cache, studyUid));
        if (!current) return unknownStudy();
        VIGIL_TRY(auto others, store::StudyStore::ofPatient(cache, current->patient.key));
        others.removeIf([&studyUid](const Study& study) { return study.studyUid == studyUid; });
        return others;
    });
}

QFuture<QList<std::pair<QString, Result<void>>>> StudyService::echo(std::stop_token stop) {
    return runOn(m_network, [this, stop]() {
        const EitherStop either(stop, m_closing.get_token());
        QList<std::pair<QString, Result<void>>> results;
        for (auto& source : m_sources)
            results.append({source.peer.name, source.worklist->echo(either.token())});
        return results;
    });
}

} // namespace vigil::study
