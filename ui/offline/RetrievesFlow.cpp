// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/offline/RetrievesFlow.h"

#include "core/base/Async.h"
#include "ui/offline/RetrievesPanel.h"

#include <algorithm>
#include <chrono>

namespace vigil::ui {

using namespace std::chrono_literals;

using RetrieveState = study::RetrieveQueue::State;

QHash<QString, QString> wordsOf(const study::RetrieveQueue::Snapshot& queue) {
    QHash<QString, QString> words;
    for (const auto& entry : queue.entries)
        words.insert(entry.wanted.studyUid, entry.isUnderWay() ? QStringLiteral("arriving")
                                            : entry.state == RetrieveState::Held
                                                ? QStringLiteral("did not come")
                                                : QStringLiteral("queued"));
    return words;
}

void enter(SystemStatus& status, const study::RetrieveQueue::Snapshot& queue) {
    status.arriving = status.queued = status.stopped = 0;
    for (const auto& entry : queue.entries)
        ++(entry.isUnderWay()                   ? status.arriving
           : entry.state == RetrieveState::Held ? status.stopped
                                                : status.queued);
    status.retrievePause = queue.pause;
}

RetrievesFlow::RetrievesFlow(RetrievesPanel& panel, study::StudyService& studies, Events& events,
                             QObject* parent)
    : QObject(parent), m_panel(panel), m_studies(studies) {
    m_ticker.setInterval(250ms);
    connect(&m_ticker, &QTimer::timeout, this, &RetrievesFlow::look);
    connect(&events, &Events::retrievesChanged, this, &RetrievesFlow::look);
    connect(&panel, &RetrievesPanel::cancelRequested, this,
            [this](const QString& studyUid) { m_studies.queue().cancel(studyUid); });
    connect(&panel, &RetrievesPanel::cancelAllRequested, this, [this] {
        const auto queue = m_studies.queue().snapshot();
        for (const auto& entry : queue.entries)
            m_studies.queue().cancel(entry.wanted.studyUid);
    });
    connect(&panel, &RetrievesPanel::moveRequested, this,
            [this](const QString& studyUid, study::RetrieveQueue::Place place) {
                m_studies.queue().move(studyUid, place);
                look(); // at once, not when the queue's thread has been round
            });
    connect(&panel, &RetrievesPanel::tryNowRequested, this, [this] { m_studies.queue().tryNow(); });
}

void RetrievesFlow::look() {
    const auto queue = m_studies.queue().snapshot();
    const bool runs = std::any_of(queue.entries.begin(), queue.entries.end(),
                                  [](const auto& entry) { return entry.isUnderWay(); });
    if (runs && !m_ticker.isActive()) m_ticker.start();
    if (!runs) m_ticker.stop();
    QHash<QString, QString> names;
    for (const auto& entry : queue.entries) {
        const auto& uid = entry.wanted.studyUid;
        if (m_names.contains(uid))
            names.insert(uid, m_names.value(uid));
        else
            learnName(uid);
    }
    m_names.removeIf([&queue](const auto& known) { return !queue.find(known.key()); });
    names.removeIf([](const auto& known) { return known.value().isEmpty(); });
    if (m_panel.isVisible()) m_panel.setQueue(queue, names);
    Q_EMIT changed(queue);
}

void RetrievesFlow::learnName(const QString& studyUid) {
    m_names.insert(studyUid, {});
    whenFinished(m_studies.study(studyUid), this,
                 [this, studyUid](const Result<std::optional<study::Study>>& found) {
                     if (!found || !*found) return;
                     const auto& study = **found;
                     QStringList parts{study::displayName(study.patient.name), study.description,
                                       study.studyTime.date().toString(QStringLiteral("d MMM yyyy"))};
                     parts.removeAll(QString());
                     m_names.insert(studyUid, parts.join(QStringLiteral(", ")));
                     look();
                 });
}

} // namespace vigil::ui
