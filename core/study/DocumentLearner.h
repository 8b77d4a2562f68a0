// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/study/ObjectStore.h"
#include "core/study/StudySource.h"
#include "core/study/StudyTurns.h"

#include <QHash>
#include <QSet>
#include <QThreadPool>

#include <functional>
#include <mutex>

namespace vigil::study {

/// Finds out which reports the studies of the list have in their PACS, so that "reported or not" is known
/// without retrieving them. Asks only for studies that hold documents and are new or have changed since; one
/// after another, on one thread of its own, the newest first and a limited number a round, so that a week of
/// CTs with dose reports holds nothing up: what is left comes with the next refresh. Until then a study stays
/// to be read. Thread-safe. Owned by StudyService.
class DocumentLearner {
public:
    struct Parts {
        store::DataFolder& data;
        ObjectStore& objects;
        StudyTurns& turns;
        const Clock& clock;
        /// Whether the queue fetches something from this PACS: then no document is fetched beside it.
        std::function<bool(const QString& sourceId)> isBusy;
        std::function<void()> learned; ///< called on the learner's thread when rows may read otherwise
    };
    static constexpr int studiesARound = 200;

    explicit DocumentLearner(Parts parts);
    /// Ends what runs within half a second.
    ~DocumentLearner();
    DocumentLearner(const DocumentLearner&) = delete;
    DocumentLearner& operator=(const DocumentLearner&) = delete;

    /// Asks now, on the caller's thread: for a few studies whose state the caller needs.
    void learn(StudySource& source, const QList<Study>& studies, const std::stop_token& stop);
    /// Asks in the background. A round that runs for this PACS already goes on; the next refresh asks again.
    void learnLater(StudySource& source, const QList<Study>& studies);
    /// Ready when all rounds that were asked for so far are over.
    QFuture<bool> settled();

private:
    [[nodiscard]] QList<Study> unasked(const QString& sourceId, const QList<Study>& studies) const;
    void askForAll(StudySource& source, const QList<Study>& studies, const std::stop_token& stop);
    Result<void> askFor(StudySource& source, const Study& study, const std::stop_token& stop);
    [[nodiscard]] bool isKnown(const Study& study, const QList<ObjectHeader>& documents) const;

    Parts m_parts;
    std::stop_source m_closing;
    std::mutex m_mutex;
    QSet<QString> m_underWay; ///< names of the PACS with a round in the background
    QThreadPool m_pool;
};

} // namespace vigil::study
