// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/DocumentLearner.h"

#include "core/base/Async.h"
#include "core/base/Log.h"
#include "core/store/StudyStore.h"

#include <algorithm>
#include <chrono>

namespace vigil::study {

namespace {

using namespace std::chrono_literals;

/// A PACS that counts its instances shows by that what is new; a document that took another's place shows a
/// day later.
constexpr auto ageOfCounted = 24h;
constexpr auto ageOfUncounted = 15min;
/// So many in a row, and the PACS is left alone until the next refresh.
constexpr int faultsARound = 3;
constexpr int tellEvery = 20;

/// What the PACS says of a study that changes when a document comes.
QString stateOf(const Study& study) {
    return QStringLiteral("%1/%2/%3")
        .arg(study.seriesCount)
        .arg(study.instanceCount)
        .arg(study.sopClasses.join(QLatin1Char(' ')));
}

} // namespace

DocumentLearner::DocumentLearner(Parts parts) : m_parts(std::move(parts)) {
    m_pool.setMaxThreadCount(1);
}

DocumentLearner::~DocumentLearner() {
    m_closing.request_stop();
    m_pool.waitForDone();
}

void DocumentLearner::learn(StudySource& source, const QList<Study>& studies, const std::stop_token& stop) {
    askForAll(source, unasked(source.peer.name, studies), stop);
}

void DocumentLearner::learnLater(StudySource& source, const QList<Study>& studies) {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_underWay.contains(source.peer.name)) return;
        m_underWay.insert(source.peer.name);
    }
    m_pool.start([this, &source, studies] {
        askForAll(source, unasked(source.peer.name, studies).mid(0, studiesARound), m_closing.get_token());
        const std::scoped_lock lock(m_mutex);
        m_underWay.remove(source.peer.name);
    });
}

QFuture<bool> DocumentLearner::settled() {
    return runOn(m_pool, [] { return true; }); // behind the rounds: there is one thread
}

QList<Study> DocumentLearner::unasked(const QString& sourceId, const QList<Study>& studies) const {
    const auto asked = m_parts.data.cacheReader().runAndWait(
        [&](const store::Database& cache) { return store::StudyStore::documentsAsked(cache, sourceId); });
    if (!asked) {
        spdlog::warn("documents: {}", asked.error().message);
        return {};
    }
    auto wanted = studies;
    wanted.removeIf([&, now = m_parts.clock.now()](const Study& study) {
        if (!study.modalities.contains(QLatin1String("SR"))) return true;
        const auto before = asked->constFind(study.studyUid);
        if (before == asked->constEnd() || before->as != stateOf(study)) return false;
        const auto age = now - before->at;
        return age >= 0s &&
               age < (study.instanceCount >= 0 ? ageOfCounted : UtcTime::duration(ageOfUncounted));
    });
    std::stable_sort(wanted.begin(), wanted.end(),
                     [](const Study& a, const Study& b) { return a.studyTime > b.studyTime; });
    return wanted;
}

void DocumentLearner::askForAll(StudySource& source, const QList<Study>& studies,
                                const std::stop_token& stop) {
    int faults = 0;
    int news = 0;
    for (const auto& study : studies) {
        if (stop.stop_requested() || faults >= faultsARound) break;
        if (const auto asked = askFor(source, study, stop); !asked) {
            ++faults; // the next refresh asks again; until then the study stays to be read
            continue;
        }
        faults = 0;
        if (++news % tellEvery == 0) m_parts.learned();
    }
    if (news % tellEvery != 0) m_parts.learned();
}

bool DocumentLearner::isKnown(const Study& study, const QList<ObjectHeader>& documents) const {
    const auto here = m_parts.objects.durableInstances(study.studyUid);
    return std::all_of(documents.begin(), documents.end(), [&here](const ObjectHeader& document) {
        return !isReportClass(document.key.sopClassUid) || !document.documentTitle.isEmpty() ||
               here.contains(document.key.sopInstanceUid);
    });
}

Result<void> DocumentLearner::askFor(StudySource& source, const Study& study, const std::stop_token& stop) {
    VIGIL_TRY(const auto documents, source.worklist->documents(study.studyUid, stop));
    // Few PACS return title and flags at IMAGE level: then the document itself says whether it is the report.
    // Everything else of the study is declared as being here, so that only the documents travel. A study that
    // is being fetched brings its documents by itself, and where the queue fetches there is no room beside
    // it.
    if (!isKnown(study, documents) && !m_parts.turns.isBusy(study.studyUid) &&
        !m_parts.isBusy(source.peer.name)) {
        auto already = source.worklist->instances(study.studyUid, stop).value_or(QList<InstanceKey>{});
        already.removeIf([&documents](const InstanceKey& key) {
            return std::any_of(documents.begin(), documents.end(), [&key](const ObjectHeader& document) {
                return document.key == key && isReportClass(key.sopClassUid) &&
                       document.documentTitle.isEmpty();
            });
        });
        const StudyTurns::Turn turn(m_parts.turns, study.studyUid, stop);
        const ObjectStore::Wanted wanted(m_parts.objects, study.studyUid);
        if (turn)
            static_cast<void>(source.retriever->retrieve(
                study.studyUid, already, [](RetrieveProgress) {}, stop));
    }
    const bool known = isKnown(study, documents);
    const auto written =
        m_parts.data.cache().runAndWait(store::Lane::Bulk, [&](store::Transaction& cache) -> Result<int> {
            VIGIL_CHECK(
                store::StudyStore::setOutsideDocuments(cache, source.peer.name, study.studyUid, documents));
            // What could not be fetched is tried again with the next refresh.
            if (known)
                VIGIL_CHECK(store::StudyStore::setDocumentsAsked(cache, source.peer.name, study.studyUid,
                                                                 {stateOf(study), m_parts.clock.now()}));
            return 0;
        });
    if (!written) return written.error();
    return {};
}

} // namespace vigil::study
