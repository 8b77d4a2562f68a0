// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ReadingFlow.h"

#include "core/base/Async.h"
#include "ui/viewer/ArrivalStrip.h"
#include "ui/viewer/ReadingPlace.h"

#include <QScopeGuard>

#include <algorithm>
#include <chrono>

namespace vigil::ui {

using namespace std::chrono_literals;
using RetrieveState = study::RetrieveQueue::State;
using Priority = study::RetrievePriority;

namespace {

/// A study that is still being scanned grows by the minute.
constexpr auto watchEvery = 2min;

QString waitingWords(const study::RetrieveQueue::Entry& entry, const QString& pause) {
    if (!pause.isEmpty()) return pause;
    return entry.state == RetrieveState::Resting ? QStringLiteral("It is asked for again by itself.")
                                                 : QString();
}

} // namespace

ReadingFlow::ReadingFlow(ReadingPlace& place, study::StudyService& studies, Events& events, QObject* parent)
    : QObject(parent), m_place(place), m_studies(studies) {
    m_changed.setSingleShot(true);
    connect(&m_changed, &QTimer::timeout, this, [this] {
        m_sinceFollowed.start();
        for (const auto& uid : std::exchange(m_changedStudies, {})) {
            if (m_loading.contains(uid))
                m_changedStudies.insert(uid); // what is being read may be older
            else
                loadObjects(uid);
        }
        if (m_study && !m_wasQueued) loadCompleteness();
    });
    connect(&events, &Events::studyChanged, this, [this](const QString& studyUid) {
        if (!m_place.model().find(studyUid)) return;
        m_changedStudies.insert(studyUid);
        follow();
    });
    // A refresh may have named more images of the open study.
    connect(&events, &Events::worklistChanged, this, [this] {
        if (m_study && !m_changed.isActive()) m_changed.start(200ms);
    });
    connect(&events, &Events::retrievesChanged, this, &ReadingFlow::followQueue);
    m_ticker.setInterval(150ms);
    connect(&m_ticker, &QTimer::timeout, this, &ReadingFlow::followQueue);
    m_watch.setInterval(watchEvery);
    connect(&m_watch, &QTimer::timeout, this, &ReadingFlow::askPacs);
    connect(&place, &ReadingPlace::retrieveCancelRequested, this, &ReadingFlow::cancel);
    connect(&place, &ReadingPlace::retrieveAgainRequested, this, [this] {
        if (m_study) retrieve(m_study->studyUid);
    });
    connect(&place, &ReadingPlace::priorRequested, this, &ReadingFlow::retrieve);
}

ReadingFlow::~ReadingFlow() {
    m_stop.request_stop();
}

void ReadingFlow::open(const QString& studyUid) {
    if (m_study && m_study->studyUid == studyUid) return Q_EMIT opened(*m_study);
    const auto reading = ++m_reading;
    whenFinished(m_studies.study(studyUid), this,
                 [this, reading](const Result<std::optional<study::Study>>& found) {
                     if (reading != m_reading) return;
                     if (!found) return Q_EMIT openFailed(found.error());
                     if (!*found)
                         return Q_EMIT openFailed(
                             {Error::Code::NotFound,
                              QStringLiteral("This study is not on the worklist any more. Refresh "
                                             "the worklist and open it again."),
                              {}});
                     begin(**found);
                 });
}

void ReadingFlow::begin(const study::Study& study) {
    leave();
    m_sinceFollowed.invalidate();
    m_study = study;
    m_place.model().open(study);
    keepOpen({});
    // Wanted before anything else asks the PACS: the first image counts.
    retrieve(study.studyUid);
    Q_EMIT opened(study);
    loadObjects(study.studyUid);
    loadPriors();
    askPacs();
    m_watch.start();
    const auto& rules = m_studies.prefetch();
    if (rules.enabled && m_upNext) m_studies.fetchNext(study.studyUid, m_upNext(study.studyUid, rules.next));
}

/// What was open goes on when nothing else wants the line; its priors were wanted for this reading only.
void ReadingFlow::leave() {
    m_stop.request_stop();
    m_stop = {};
    m_asking = false;
    m_watch.stop();
    m_ticker.stop();
    m_wasQueued = m_cancelled = m_hasImages = false;
    m_toList.clear();
    m_listing.clear();
    m_addedWhileOpen = 0;
    const auto queue = m_studies.queue().snapshot();
    for (const auto& uid : std::exchange(m_priors, {}))
        if (const auto* entry = queue.find(uid); entry && !entry->wanted.byHand)
            m_studies.queue().cancel(uid);
    if (m_study) m_studies.queue().setPriority(m_study->studyUid, Priority::Prefetch);
}

void ReadingFlow::askPacs() {
    if (m_asking || !m_study) return;
    m_asking = true;
    const auto reading = m_reading;
    whenFinished(m_studies.learnPriors(m_study->studyUid, m_stop.get_token()), this,
                 [this, reading](const Result<study::StudyService::Refreshed>& learned) {
                     if (reading != m_reading) return;
                     m_asking = false;
                     // A PACS that does not answer has said so in the status bar; what is known stays.
                     if (learned) loadPriors();
                 });
}

void ReadingFlow::learnRequests() {
    const auto reading = m_reading;
    whenFinished(m_studies.study(m_study->studyUid), this,
                 [this, reading](const Result<std::optional<study::Study>>& found) {
                     if (reading != m_reading || !found || !*found) return;
                     if ((*found)->procedures == m_study->procedures) return;
                     m_study = **found;
                     Q_EMIT requestsKnown(*m_study);
                 });
}

void ReadingFlow::close() {
    ++m_reading;
    leave();
    if (!m_study) return;
    m_study.reset();
    m_place.model().close();
    m_studies.setOpen({});
    Q_EMIT closed();
}

/// The first image is shown at once, whatever else is being read. Then objects come in by the hundred: the
/// views follow a few times a second, and the longer a study takes to be listed, the rarer, so that most of
/// the time is the reader's.
void ReadingFlow::follow() {
    const bool wait = std::all_of(m_changedStudies.cbegin(), m_changedStudies.cend(),
                                  [this](const QString& uid) { return m_loading.contains(uid); });
    if (!m_study || wait) return;
    const auto& open = m_study->studyUid;
    const bool first = !m_hasImages && m_changedStudies.contains(open) && !m_loading.contains(open);
    if (first || !m_sinceFollowed.isValid()) return m_changed.start(0ms);
    if (m_changed.isActive()) return;
    const auto since = std::chrono::milliseconds(m_sinceFollowed.elapsed());
    m_changed.start(std::max(std::max<std::chrono::milliseconds>(200ms, 4 * m_loadTook) - since, 0ms));
}

void ReadingFlow::loadObjects(const QString& studyUid) {
    const auto reading = m_reading;
    ++m_loading[studyUid];
    QElapsedTimer took;
    took.start();
    whenFinished(m_studies.objects(studyUid), this,
                 [this, reading, studyUid, took](const Result<QList<study::StoredObject>>& objects) {
                     const auto after = qScopeGuard([this, reading, studyUid, took] {
                         objectsLoaded(studyUid, reading, std::chrono::milliseconds(took.elapsed()));
                     });
                     if (reading != m_reading || !objects) return;
                     const auto* known = m_place.model().find(studyUid);
                     if (!known) return;
                     if (m_study && studyUid == m_study->studyUid)
                         m_hasImages = m_hasImages || !objects->isEmpty();
                     const auto queue = m_studies.queue().snapshot();
                     const auto* entry = queue.find(studyUid);
                     const bool counted = entry && entry->isUnderWay() && entry->progress.expected >= 0;
                     m_place.model().setObjects(
                         studyUid, *objects, counted ? entry->progress.expected : known->study.instanceCount);
                 });
}

void ReadingFlow::objectsLoaded(const QString& studyUid, quint64 reading, std::chrono::milliseconds took) {
    if (--m_loading[studyUid] == 0) m_loading.remove(studyUid);
    if (m_study && studyUid == m_study->studyUid) m_loadTook = took;
    if (reading == m_reading && studyUid == m_listing) {
        m_listing.clear();
        listNextPrior();
    }
    follow();
}

/// One at a time: the open study never waits for more than one of them.
void ReadingFlow::listNextPrior() {
    if (!m_listing.isEmpty() || m_toList.isEmpty()) return;
    m_listing = m_toList.takeFirst();
    loadObjects(m_listing);
}

void ReadingFlow::loadPriors() {
    const auto reading = m_reading;
    whenFinished(m_studies.otherStudies(m_study->studyUid), this,
                 [this, reading](const Result<QList<study::Study>>& others) {
                     if (reading != m_reading || !others) return;
                     keepOpen(*others);
                     m_place.model().setPriors(*others);
                     for (const auto& other : *others)
                         if (other.studyUid != m_listing && !m_toList.contains(other.studyUid))
                             m_toList << other.studyUid;
                     listNextPrior();
                     wantPriors(*others);
                     Q_EMIT otherStudiesKnown(*others);
                 });
}

/// A prior may be on the screen at any moment.
void ReadingFlow::keepOpen(const QList<study::Study>& others) {
    QSet<QString> uids{m_study->studyUid};
    for (const auto& other : others)
        uids.insert(other.studyUid);
    m_studies.setOpen(uids);
}

void ReadingFlow::wantPriors(const QList<study::Study>& others) {
    const auto wanted = study::priorsToPrefetch(*m_study, others, m_studies.prefetch());
    for (const auto& prior : wanted) {
        if (m_priors.contains(prior.studyUid)) continue;
        m_priors.insert(prior.studyUid);
        m_studies.queue().want(prior.studyUid, prior.sourceId, Priority::Prior);
    }
}

void ReadingFlow::retrieve(const QString& studyUid) {
    const auto* known = m_place.model().find(studyUid);
    if (!known) return;
    if (known->isPrior)
        m_priors.insert(studyUid);
    else
        m_cancelled = false;
    m_studies.queue().want(studyUid, known->study.sourceId, Priority::Opened);
    followQueue();
}

void ReadingFlow::followQueue() {
    if (!m_study) return;
    const auto queue = m_studies.queue().snapshot();
    showPriors(queue);
    const auto* entry = queue.find(m_study->studyUid);
    const bool moves = entry && (entry->isUnderWay() || entry->state == RetrieveState::Waiting);
    if (moves && queue.pause.isEmpty()) {
        const auto note =
            m_addedWhileOpen == 0
                ? QString()
                : QStringLiteral("%1 more in the PACS since you opened it.").arg(m_addedWhileOpen);
        m_place.arrivals().showProgress(entry->isUnderWay() ? entry->progress : study::RetrieveProgress{},
                                        note);
    }
    const bool ended = m_wasQueued && !moves;
    const bool troubled = entry && (!moves || !queue.pause.isEmpty());
    m_wasQueued = moves && queue.pause.isEmpty();
    if (m_wasQueued || std::any_of(queue.entries.begin(), queue.entries.end(), [this](const auto& each) {
            return each.isUnderWay() && m_priors.contains(each.wanted.studyUid);
        })) {
        if (!m_ticker.isActive()) m_ticker.start();
    } else {
        m_ticker.stop();
    }
    if (!ended && !troubled) return;
    if (ended) {
        loadObjects(m_study->studyUid);
        learnRequests();
    }
    loadCompleteness();
}

void ReadingFlow::showPriors(const study::RetrieveQueue::Snapshot& queue) {
    int waiting = 0;
    int received = 0;
    int expected = 0;
    for (const auto& uid : std::as_const(m_priors)) {
        const auto* entry = queue.find(uid);
        if (!entry || entry->state == RetrieveState::Held) continue;
        ++waiting;
        received += entry->progress.received;
        expected += std::max(0, entry->progress.expected);
    }
    const auto words = waiting == 1 ? QStringLiteral("1 prior on its way")
                                    : QStringLiteral("%1 priors on their way").arg(waiting);
    m_place.arrivals().setPriors(
        waiting == 0    ? QString()
        : expected == 0 ? words
                        : QStringLiteral("%1, %2 of %3 images").arg(words).arg(received).arg(expected));
}

void ReadingFlow::loadCompleteness() {
    const auto reading = m_reading;
    whenFinished(m_studies.completeness(m_study->studyUid), this,
                 [this, reading](const Result<study::Completeness>& state) {
                     if (reading == m_reading && state) takeCompleteness(*state);
                 });
}

void ReadingFlow::takeCompleteness(const study::Completeness& state) {
    if (m_wasQueued) return; // it is on its way, and the line shows that
    const auto queue = m_studies.queue().snapshot();
    const auto* entry = queue.find(m_study->studyUid);
    if (state.grownBy > 0 && !entry && !m_cancelled) {
        m_addedWhileOpen += state.grownBy;
        return retrieve(m_study->studyUid);
    }
    auto& line = m_place.arrivals();
    if (m_cancelled && !state.isComplete())
        return line.showProblem(QStringLiteral("Cancelled. The images that are here stay here."));
    // What needs a person is said also when everything that was ever named is here: the study may be gone or
    // merged.
    const bool needsAPerson =
        entry && entry->state == RetrieveState::Held && completenessText(state).isEmpty();
    if (entry && state.missing.isEmpty() && (state.problem.isEmpty() || needsAPerson))
        return line.showProblem(queue.pause.isEmpty() ? entry->wanted.problem : queue.pause);
    if (!completenessText(state).isEmpty())
        return line.showCompleteness(state, entry ? waitingWords(*entry, queue.pause) : QString());
    if (m_addedWhileOpen > 0) return line.showAdded(std::exchange(m_addedWhileOpen, 0));
    if (line.isNoticed()) return; // until the reader has seen it
    line.clear();
}

void ReadingFlow::cancel() {
    if (!m_study) return;
    m_cancelled = true;
    m_studies.queue().cancel(m_study->studyUid);
}

std::optional<study::PatientKey> ReadingFlow::patientOf(const QString& studyUid) const {
    const auto* known = m_place.model().find(studyUid);
    if (!known) return {};
    return known->study.patient.key;
}

} // namespace vigil::ui
