// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/StudyService.h"

#include "core/base/Async.h"
#include "core/base/Log.h"
#include "core/store/AlertStore.h"
#include "core/store/ObjectIndexStore.h"
#include "core/store/PresenceStore.h"
#include "core/store/ReportStore.h"

#include <QSet>

namespace vigil::study {

namespace {

/// Few rows a transaction: a person's write never waits behind more than a slice of 20 ms.
constexpr qsizetype sliceSize = 20;
constexpr int networkThreads = 4;

Error unknownStudy() {
    return {Error::Code::NotFound,
            QStringLiteral(
                "This study is not on the worklist any more. Refresh the worklist and look for it again."),
            {}};
}

/// Calls `cancel` when either token asks for it.
class EitherStop {
public:
    EitherStop(std::stop_token first, std::stop_token second)
        : m_first(std::move(first), Request{m_both}), m_second(std::move(second), Request{m_both}) {}
    [[nodiscard]] std::stop_token token() const { return m_both.get_token(); }

private:
    struct Request {
        std::stop_source& source;
        void operator()() const { source.request_stop(); }
    };
    std::stop_source m_both;
    std::stop_callback<Request> m_first;
    std::stop_callback<Request> m_second;
};

/// Adds what other aggregates know to the rows: who has a study open, drafts of this computer, open alerts.
void decorate(QList<WorklistRow>& rows, const QList<sync::Presence>& claims,
              const QList<store::DraftRow>& drafts, const QHash<QString, alert::AlertCount>& alerts,
              const QString& userId) {
    QSet<QString> drafted;
    for (const auto& draft : drafts)
        for (const auto& uid : draft.studyUids)
            drafted.insert(uid);
    QHash<QString, QString> holders;
    for (const auto& claim : claims)
        holders.insert(claim.key, claim.holder);
    for (auto& row : rows) {
        const auto& uid = row.study.studyUid;
        const auto count = alerts.value(uid);
        row.openAlerts = count.open;
        row.criticalAlerts = count.critical;
        row.claimedBy = holders.value(uid);
        row.claimedByMe = !row.claimedBy.isEmpty() && row.claimedBy == userId;
        const bool unread =
            row.status == ReadingStatus::Unread || row.status == ReadingStatus::OutsideUnverified;
        if (unread && drafted.contains(uid))
            row.status = ReadingStatus::Draft;
        else if (unread && !row.claimedBy.isEmpty())
            row.status = ReadingStatus::Claimed;
    }
}

/// Studies that stay on the worklist however old they are: somebody has them open, a draft or an alert waits.
QStringList unfinished(const QList<sync::Presence>& claims, const QList<store::DraftRow>& drafts,
                       const QHash<QString, alert::AlertCount>& alerts) {
    QStringList uids;
    for (const auto& claim : claims)
        uids << claim.key;
    for (const auto& draft : drafts)
        uids << draft.studyUids;
    for (auto it = alerts.cbegin(); it != alerts.cend(); ++it)
        if (it->open > 0) uids << it.key();
    return uids;
}

} // namespace

StudyService::StudyService(store::DataFolder& data, ObjectStore& objects, std::vector<StudySource> sources,
                           WorklistPolicy policy, const Clock& clock, Events& events)
    : m_data(data), m_objects(objects), m_sources(std::move(sources)), m_policy(std::move(policy)),
      m_clock(clock), m_events(events) {
    m_network.setMaxThreadCount(networkThreads);
}

StudyService::~StudyService() {
    m_closing.request_stop();
    m_network.waitForDone();
    m_local.waitForDone();
}

/// For pool threads only: waits for a read of the cache.
template <class Read>
auto StudyService::readNow(Read read) {
    auto future = m_data.cacheReader().run(std::move(read));
    future.waitForFinished();
    return future.result();
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
    Result<void> stored;
    const auto flush = [&] {
        if (auto result = store(slice); !result) stored = result;
        slice.clear();
        Q_EMIT m_events.worklistChanged();
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
    learnDocuments(source, withDocuments, stop);
    return count;
}

Result<void> StudyService::store(const QList<Study>& studies) {
    if (studies.isEmpty()) return {};
    auto written =
        m_data.cache().run(store::Lane::Bulk, [this, studies](store::Transaction& cache) -> Result<int> {
            for (const auto& study : studies)
                VIGIL_CHECK(store::StudyStore::upsert(cache, study, m_policy.dueAt(study, study.urgency),
                                                      m_clock.now()));
            return static_cast<int>(studies.size());
        });
    written.waitForFinished();
    if (!written.result()) return written.result().error();
    return {};
}

void StudyService::learnDocuments(StudySource& source, const QList<Study>& studies,
                                  const std::stop_token& stop) {
    for (const auto& study : studies) {
        if (stop.stop_requested()) return;
        const auto documents = source.worklist->documents(study.studyUid, stop);
        if (!documents) continue; // the next refresh asks again; until then the study stays to be read
        const auto here = m_objects.durableInstances(study.studyUid);
        QSet<QString> unknown;
        for (const auto& document : *documents)
            if (isReportClass(document.key.sopClassUid) && document.documentTitle.isEmpty() &&
                !here.contains(document.key.sopInstanceUid))
                unknown.insert(document.key.sopInstanceUid);
        // Few PACS return title and flags at IMAGE level: then the document itself says whether it is the
        // report. Everything else of the study is declared as being here, so that only the documents travel.
        if (!unknown.isEmpty()) {
            auto already = source.worklist->instances(study.studyUid, stop).value_or(QList<InstanceKey>{});
            already.removeIf(
                [&unknown](const InstanceKey& key) { return unknown.contains(key.sopInstanceUid); });
            const ObjectStore::Wanted wanted(m_objects, study.studyUid);
            static_cast<void>(source.retriever->retrieve(
                study.studyUid, already, [](RetrieveProgress) {}, stop));
        }
        auto written = m_data.cache().run(store::Lane::Bulk,
                                          [&source, studyUid = study.studyUid,
                                           documents = *documents](store::Transaction& cache) -> Result<int> {
                                              VIGIL_CHECK(store::StudyStore::setOutsideDocuments(
                                                  cache, source.peer.name, studyUid, documents));
                                              return 0;
                                          });
        written.waitForFinished();
    }
    if (!studies.isEmpty()) Q_EMIT m_events.worklistChanged();
}

QFuture<Result<QList<WorklistRow>>> StudyService::rows(store::StudyStore::Filter filter) {
    return runOn(m_local, [this, filter = std::move(filter)]() mutable -> Result<QList<WorklistRow>> {
        auto reading = m_data.recordsReader().run(
            [](const store::Database& records) { return store::ReportStore::drafts(records); });
        reading.waitForFinished();
        const auto drafts = reading.result();
        if (!drafts) return drafts.error();
        return readNow([&, now = m_clock.now()](const store::Database& cache) -> Result<QList<WorklistRow>> {
            VIGIL_TRY(const auto claims, store::PresenceStore().current(cache, QStringLiteral("claim"), now));
            VIGIL_TRY(const auto alerts, store::AlertStore::counts(cache));
            filter.alwaysIn = unfinished(claims, *drafts, alerts);
            VIGIL_TRY(auto rows, store::StudyStore::rows(cache, filter));
            decorate(rows, claims, *drafts, alerts, m_userId);
            return rows;
        });
    });
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
    VIGIL_TRY(const auto here, readNow([&studyUid](const store::Database& cache) {
                  return store::ObjectIndexStore::ofStudy(cache, studyUid);
              }));
    QList<InstanceKey> already;
    for (const auto& object : here)
        already << object.header.key;

    const ObjectStore::Wanted wanted(m_objects, studyUid);
    auto outcome = source->retriever->retrieve(studyUid, already, progress, stop);
    store::StudyStore::Retrieval retrieval;
    if (outcome) {
        retrieval.expected = outcome->expected;
        retrieval.missing = outcome->missing;
    } else {
        // What was known before stays true: how many there should be.
        retrieval.expected = std::max(study->instanceCount, static_cast<int>(already.size()));
        retrieval.message = outcome.error().message;
    }
    auto written = m_data.cache().run(
        store::Lane::Bulk, [&, now = m_clock.now()](store::Transaction& cache) -> Result<int> {
            VIGIL_CHECK(store::StudyStore::setRetrieval(cache, studyUid, source->peer.name, retrieval, now));
            return 0;
        });
    written.waitForFinished();
    if (!written.result()) return written.result().error();
    Q_EMIT m_events.studyChanged(studyUid);
    return outcome;
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
    if (!retrieval || !retrieval->missing.isEmpty() || retrieval->expected <= 0)
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
