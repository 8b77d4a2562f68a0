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

    Result<study::RetrieveOutcome> retrieve(const QString& studyUid, const QList<study::InstanceKey>& already,
                                            const std::function<void(study::RetrieveProgress)>& progress,
                                            std::stop_token stop) override;

private:
    /// How a transfer by one method ended; `error` when not as wished.
    struct Attempt {
        std::optional<Error> error;
        int failed = 0;
        std::optional<Error> trouble = {}; ///< what went wrong on this side
    };
    Attempt attempt(Transfer::Method method, Arrivals& arrivals, const std::stop_token& stop);
    Result<void> request(Transfer& transfer, Transfer::Method method, int associations, Attempt& attempt,
                         Arrivals& arrivals, const std::stop_token& stop);
    Result<void> requestTogether(Transfer& first, Transfer::Method method, int associations, Attempt& attempt,
                                 Arrivals& arrivals, const std::stop_token& stop);
    std::optional<Error> roomTrouble();
    [[nodiscard]] int associationsFor(qsizetype instances, std::chrono::steady_clock::duration opening) const;
    Attempt fetch(Arrivals& arrivals, Transfer::Method& method, const std::stop_token& stop);
    [[nodiscard]] QHash<QString, QString> damagedOf(const Arrivals& arrivals) const;
    Result<void> judge(const Attempt& attempt, const Arrivals& arrivals, const std::stop_token& stop);

    study::PacsPeer m_peer;
    study::LocalNode m_local;
    study::ObjectSink& m_sink;
};

} // namespace vigil::dicom
