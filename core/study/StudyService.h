// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Events.h"
#include "core/store/DataFolder.h"
#include "core/store/StudyStore.h"
#include "core/study/CacheLimit.h"
#include "core/study/Completeness.h"
#include "core/study/DocumentLearner.h"
#include "core/study/KeptStudies.h"
#include "core/study/ObjectStore.h"
#include "core/study/Peers.h"
#include "core/study/Ports.h"
#include "core/study/Prefetch.h"
#include "core/study/RetrieveQueue.h"
#include "core/study/StudySource.h"
#include "core/study/StudyTurns.h"
#include "core/study/WorklistPolicy.h"

#include <QFuture>
#include <QMultiHash>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace vigil::study {

/// The worklist and the way of a study onto this computer. Reading answers from the local databases only;
/// refresh() and retrieve() move facts from the PACS into them. Owned by Application, called on the UI
/// thread, works on its own network pool. Everything that blocks takes a stop_token and ends within half a
/// second of it.
class StudyService {
public:
    StudyService(store::DataFolder& data, ObjectStore& objects, std::vector<StudySource> sources,
                 WorklistPolicy policy, const Clock& clock, Events& events);
    ~StudyService();

    /// What refresh() came to, for the status line.
    struct Refreshed {
        int studies = 0;
        QStringList unreachable; ///< one plain sentence a PACS that did not answer
    };
    /// Asks every PACS (C-FIND) and stores what it says. An error only when none answered. Which reports the
    /// studies have is learned behind it, in the background; of a question for one patient or study, with it.
    QFuture<Result<Refreshed>> refresh(WorklistQuery query, std::stop_token stop,
                                       std::function<void(int)> progress = {});

    /// Ready when what the refreshes so far left to the background is learned (a command that prints the
    /// list).
    QFuture<bool> documentsLearned() { return m_learner->settled(); }

    /// The worklist in reading order with claims, drafts and alerts.
    QFuture<Result<Worklist>> rows(store::StudyStore::Filter filter = {});
    QFuture<Result<std::optional<Study>>> study(const QString& studyUid);
    /// Asks the PACS for all studies of the patient, so that priors from outside the worklist's days are
    /// known.
    QFuture<Result<Refreshed>> learnPriors(const QString& studyUid, std::stop_token stop);
    /// Other studies of the same patient, newest first.
    QFuture<Result<QList<Study>>> otherStudies(const QString& studyUid);

    /// What is wanted here, by priority; the window's way. Its changes are told by Events.
    [[nodiscard]] RetrieveQueue& queue() { return *m_queue; }
    /// The studies that the reader will open next, in this order: they are wanted, and then those of their
    /// patients' earlier studies that the rules name. What was wanted for others is given up, but for
    /// `openUid`.
    void fetchNext(const QString& openUid, const QList<std::pair<QString, QString>>& studyAndSource);
    void setPrefetch(const PrefetchRules& rules) { m_prefetch = rules; }
    [[nodiscard]] const PrefetchRules& prefetch() const { return m_prefetch; }
    /// From now on images make room for others beyond this; 0: no limit.
    void setCacheLimit(qint64 bytes);
    /// What the window shows, all of it: never removed to make room.
    void setOpen(const QSet<QString>& studyUids) { m_limit->setOpen(studyUids); }
    /// Why the limit of the image cache cannot be kept, in plain words; empty when it is kept.
    [[nodiscard]] QString roomTrouble() const { return m_limit->trouble(); }
    /// How much of a study is here, from the local databases.
    QFuture<Result<Completeness>> completeness(const QString& studyUid);

    /// Brings a study here now, past the queue (a command). A study that is here completely is left alone
    /// after one question to the PACS; one that is being fetched already is waited for.
    QFuture<Result<RetrieveOutcome>> retrieve(const QString& studyUid, std::stop_token stop,
                                              std::function<void(RetrieveProgress)> progress = {});
    /// The objects that are here, in the order of series and slices.
    QFuture<Result<QList<StoredObject>>> objects(const QString& studyUid);
    /// What the last retrieve of a study came to, nothing when there was none.
    QFuture<Result<std::optional<store::StudyStore::Retrieval>>> retrieval(const QString& studyUid);
    [[nodiscard]] QString absolutePath(const StoredObject& object) const {
        return m_objects.absolutePath(object);
    }

    /// The full set of instances of a study as the PACS names it, for the evidence of a report; from this
    /// computer's index when the PACS cannot be asked and the last retrieve was complete.
    QFuture<Result<QList<InstanceKey>>> evidence(const QString& studyUid, std::stop_token stop);

    /// C-ECHO to each PACS: name and result.
    QFuture<QList<std::pair<QString, Result<void>>>> echo(std::stop_token stop);

    [[nodiscard]] QStringList sourceIds() const;
    void setUser(const QString& userId) { m_userId = userId; }

private:
    [[nodiscard]] StudySource* sourceOf(const QString& sourceId);
    Result<Refreshed> refreshNow(const WorklistQuery& query, const std::stop_token& stop,
                                 const std::function<void(int)>& progress);
    Result<int> refreshFrom(StudySource& source, const WorklistQuery& query, std::stop_token stop,
                            const std::function<void(int)>& progress);
    /// Answers whether anything was new.
    Result<bool> store(const QList<Study>& studies);
    Result<RetrieveOutcome> retrieveNow(const QString& studyUid,
                                        const std::function<void(RetrieveProgress)>& progress,
                                        std::stop_token stop);
    Result<QList<InstanceKey>> evidenceNow(const QString& studyUid, std::stop_token stop);
    Result<Beforehand> beforehand(const Study& study);
    Result<void> record(const Study& study, const Result<RetrieveOutcome>& outcome);
    void wantPriorsOf(const QString& studyUid, const PrefetchRules& rules, const std::stop_token& stop);
    void giveUpPriors(const QSet<QString>& exceptOf);
    Result<void> markVanished(const QString& sourceId, const QDate& from, UtcTime namedSince);
    /// Reports that this computer made and the PACS has confirmed: Study UID → SOP Instance UID.
    Result<QMultiHash<QString, QString>> ownDocuments();
    static Error unknownStudy();
    /// For pool threads only: waits for a read of the cache.
    template <class Read>
    auto readNow(Read read) {
        return m_data.cacheReader().runAndWait(std::move(read));
    }

    store::DataFolder& m_data;
    ObjectStore& m_objects;
    std::vector<StudySource> m_sources;
    WorklistPolicy m_policy;
    const Clock& m_clock;
    Events& m_events;
    QString m_userId;
    std::stop_source m_closing;
    QThreadPool m_network;
    PrefetchRules m_prefetch;
    StudyTurns m_turns;
    KeptStudies m_kept;
    std::unique_ptr<RetrieveQueue> m_queue;
    std::unique_ptr<CacheLimit> m_limit;
    std::unique_ptr<DocumentLearner> m_learner;
    std::mutex m_nextMutex;
    std::stop_source m_nextStop;
    QHash<QString, QStringList> m_priorsOfNext; ///< wanted because their study is next
    QThreadPool m_local;                        ///< joins of local reads: never behind a slow PACS
};

} // namespace vigil::study
