// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"
#include "dicom/net/Transfer.h"

#include <chrono>
#include <optional>

namespace vigil::dicom {

/// Brings studies of one PACS here and counts them by what the sink made durable. Nothing is kept between
/// calls, so it may be used from several pool threads; the sink outlives it.
class Retriever final : public study::StudyRetriever {
public:
    Retriever(study::PacsPeer peer, study::LocalNode local, study::ObjectSink& sink);

    Result<study::RetrieveOutcome> retrieve(const QString& studyUid, const study::Beforehand& before,
                                            const std::function<void(study::RetrieveProgress)>& progress,
                                            std::stop_token stop) override;

private:
    /// How a transfer by one method ended; `error` when not as wished.
    struct Attempt {
        std::optional<Error> error;
        int failed = 0;
        std::optional<Error> trouble = {}; ///< what went wrong on this side
    };
    /// What is to be fetched.
    struct Goal {
        Arrivals arrivals;
        QStringList series;
    };
    Attempt attempt(Transfer::Method method, Goal& goal, const std::stop_token& stop);
    Result<void> request(Transfer& transfer, Transfer::Method method, int associations, Attempt& attempt,
                         Goal& goal, const std::stop_token& stop);
    Result<void> requestWhole(Transfer& transfer, Goal& goal, const std::stop_token& stop);
    Result<void> requestTogether(Transfer& first, Transfer::Method method, int associations, Attempt& attempt,
                                 Arrivals& arrivals, const std::stop_token& stop);
    std::optional<Error> ownTrouble(const QString& studyUid);
    [[nodiscard]] Error sentElsewhere() const;
    [[nodiscard]] int associationsFor(qsizetype instances, std::chrono::steady_clock::duration opening) const;
    Attempt fetch(Goal& goal, Transfer::Method& method, const std::stop_token& stop);
    [[nodiscard]] QHash<QString, QString> damagedOf(const Arrivals& arrivals) const;
    void describe(const Attempt& attempt, const Arrivals& arrivals, study::RetrieveOutcome& outcome) const;
    Result<void> judge(const Attempt& attempt, const Arrivals& arrivals, const std::stop_token& stop);

    study::PacsPeer m_peer;
    study::LocalNode m_local;
    study::ObjectSink& m_sink;
};

} // namespace vigil::dicom
