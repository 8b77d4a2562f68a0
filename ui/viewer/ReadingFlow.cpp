// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ReadingFlow.h"

#include "core/base/Async.h"
#include "ui/viewer/ReadingPlace.h"

#include <QScopeGuard>

#include <algorithm>
#include <chrono>

namespace vigil::ui {

using namespace std::chrono_literals;

ReadingFlow::ReadingFlow(ReadingPlace& place, study::StudyService& studies, Events& events, QObject* parent)
    : QObject(parent), m_place(place), m_studies(studies) {
    m_changed.setSingleShot(true);
    connect(&m_changed, &QTimer::timeout, this, [this] {
        m_sinceFollowed.start();
        for (const auto& uid : std::exchange(m_changedStudies, {}))
            loadObjects(uid);
    });
    connect(&events, &Events::studyChanged, this, [this](const QString& studyUid) {
        if (!m_place.model().find(studyUid)) return;
        m_changedStudies.insert(studyUid);
        follow();
    });
    m_ticker.setInterval(150ms);
    connect(&m_ticker, &QTimer::timeout, this, &ReadingFlow::showProgress);
    connect(&place, &ReadingPlace::retrieveCancelRequested, this, &ReadingFlow::cancel);
    connect(&place, &ReadingPlace::retrieveAgainRequested, this, [this] {
        if (!m_lastRetrieved.isEmpty()) retrieve(m_lastRetrieved);
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
    stopRetrieves();
    m_sinceFollowed.invalidate();
    m_study = study;
    m_place.model().open(study);
    Q_EMIT opened(study);
    loadObjects(study.studyUid);
    loadPriors();
    learnPriors();
    retrieve(study.studyUid);
}

void ReadingFlow::learnPriors() {
    const auto reading = m_reading;
    whenFinished(m_studies.learnPriors(m_study->studyUid, {}), this,
                 [this, reading](const Result<study::StudyService::Refreshed>& learned) {
                     // A PACS that does not answer has said so in the status bar; what is known stays.
                     if (reading == m_reading && learned) loadPriors();
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
    stopRetrieves();
    if (!m_study) return;
    m_study.reset();
    m_place.model().close();
    Q_EMIT closed();
}

/// The first image is shown at once. Then objects come in by the hundred: the views follow a few times a
/// second, and the longer a study takes to be listed, the rarer, so that most of the time is the reader's.
void ReadingFlow::follow() {
    if (m_changedStudies.isEmpty() || m_loading > 0 || m_changed.isActive()) return;
    if (!m_sinceFollowed.isValid()) return m_changed.start(0ms);
    const auto since = std::chrono::milliseconds(m_sinceFollowed.elapsed());
    m_changed.start(std::max(std::max<std::chrono::milliseconds>(200ms, 4 * m_loadTook) - since, 0ms));
}

void ReadingFlow::loadObjects(const QString& studyUid) {
    const auto reading = m_reading;
    ++m_loading;
    QElapsedTimer took;
    took.start();
    whenFinished(m_studies.objects(studyUid), this,
                 [this, reading, studyUid, took](const Result<QList<study::StoredObject>>& objects) {
                     const auto after = qScopeGuard([this, took] {
                         --m_loading;
                         m_loadTook = std::chrono::milliseconds(took.elapsed());
                         follow();
                     });
                     if (reading != m_reading || !objects) return;
                     const auto* known = m_place.model().find(studyUid);
                     if (!known) return;
                     const bool running = m_retrieving == studyUid && m_progress;
                     const int expected = running ? m_progress->expected.load() : known->study.instanceCount;
                     m_place.model().setObjects(studyUid, *objects, expected);
                 });
}

void ReadingFlow::loadPriors() {
    const auto reading = m_reading;
    whenFinished(m_studies.otherStudies(m_study->studyUid), this,
                 [this, reading](const Result<QList<study::Study>>& others) {
                     if (reading != m_reading || !others) return;
                     m_place.model().setPriors(*others);
                     for (const auto& other : *others)
                         loadObjects(other.studyUid);
                     Q_EMIT otherStudiesKnown(*others);
                 });
}

void ReadingFlow::retrieve(const QString& studyUid) {
    if (m_retrieving == studyUid || m_waiting.contains(studyUid)) return;
    if (!m_retrieving.isEmpty()) {
        // The study that is read comes first; asking for a prior never cuts it off.
        m_waiting << studyUid;
        return;
    }
    m_stop = {};
    m_retrieving = m_lastRetrieved = studyUid;
    const auto* known = m_place.model().find(studyUid);
    m_place.setProgressSubject(known && known->isPrior ? QStringLiteral("Prior: ") : QString());
    m_progress = std::make_shared<Progress>();
    m_ticker.start();
    const auto reading = m_reading;
    auto future = m_studies.retrieve(studyUid, m_stop.get_token(),
                                     [progress = m_progress](const study::RetrieveProgress& now) {
                                         progress->received = now.received;
                                         progress->failed = now.failed;
                                         progress->expected = now.expected;
                                     });
    whenFinished(future, this, [this, reading, studyUid](const Result<study::RetrieveOutcome>& outcome) {
        if (reading == m_reading) takeOutcome(studyUid, outcome);
    });
}

void ReadingFlow::showProgress() {
    m_place.showProgress(
        {m_progress->received.load(), m_progress->failed.load(), m_progress->expected.load()});
}

void ReadingFlow::takeOutcome(const QString& studyUid, const Result<study::RetrieveOutcome>& outcome) {
    if (m_retrieving == studyUid) {
        m_retrieving.clear();
        m_ticker.stop();
        if (outcome)
            m_place.showArrived(*outcome);
        else
            m_place.showRetrieveFailed(outcome.error());
    }
    loadObjects(studyUid);
    if (m_study && m_study->studyUid == studyUid) learnRequests();
    if (m_retrieving.isEmpty() && !m_waiting.isEmpty()) retrieve(m_waiting.takeFirst());
}

void ReadingFlow::cancel() {
    m_waiting.clear();
    m_stop.request_stop();
}

void ReadingFlow::stopRetrieves() {
    cancel();
    m_retrieving.clear();
    m_ticker.stop();
}

std::optional<study::PatientKey> ReadingFlow::patientOf(const QString& studyUid) const {
    const auto* known = m_place.model().find(studyUid);
    if (!known) return {};
    return known->study.patient.key;
}

} // namespace vigil::ui
