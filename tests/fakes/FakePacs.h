// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Ports.h"

#include <QHash>

#include <atomic>
#include <functional>
#include <mutex>

namespace vigil::test {

/// A PACS that answers from memory and fails on request: both ports of one. Thread-safe as far as the service
/// needs it: filled or changed while nobody asks, then asked from any thread.
class FakePacs {
public:
    QList<study::Study> studies;
    QHash<QString, QList<study::InstanceKey>> instancesOf;
    QHash<QString, QList<study::ObjectHeader>> documentsOf;
    std::optional<Error> fault;      ///< answered instead of anything
    QHash<QString, QString> damaged; ///< instances that come damaged, and why
    int loseLast = 0;                ///< so many instances of a retrieve never arrive
    std::atomic<int> retrieves{0};
    int uncertain = 0;                ///< so many more it counts than it names and sends
    std::function<void()> beforeFind; ///< called before a C-FIND is answered, on the asking thread
    study::WorklistQuery lastQuery;   ///< as it was asked; looked at while nobody asks
    std::atomic<bool> asking{false};  ///< a C-FIND is being answered
    std::atomic<int> documentQuestions{0};
    std::function<void(const std::stop_token&)>
        documentsAsked; ///< before each is answered, on the asking thread
    QList<study::InstanceKey> lastAlready;
    int lastSettledCount = -1;
    std::function<void()> delivered;             ///< called after each instance that is durable
    std::mutex mutex;                            ///< guards lastAlready: a queue retrieves on several threads
    QHash<QString, study::ObjectHeader> headers; ///< of delivered instances; made up when missing

    class Worklist;
    class Retriever;
    std::unique_ptr<study::WorklistSource> worklistSource();
    std::unique_ptr<study::StudyRetriever> retriever(study::ObjectSink& sink);
};

} // namespace vigil::test
