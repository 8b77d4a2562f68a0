// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"
#include "dicom/net/Transfer.h"

#include <memory>
#include <vector>

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
    };
    Attempt attempt(Transfer::Method method, Arrivals& arrivals, const std::stop_token& stop);
    using Transfers = std::vector<std::unique_ptr<Transfer>>;
    Result<Transfers> open(Transfer::Method method, Arrivals& arrivals, const std::stop_token& stop);
    Result<void> request(const Transfers& transfers, Arrivals& arrivals, const std::stop_token& stop);
    static std::vector<Result<void>> together(const Transfers& transfers,
                                              const QList<study::InstanceKey>& missing);
    std::optional<Error> ownTrouble(const Transfers& transfers);
    [[nodiscard]] int associationsFor(qsizetype instances) const;
    Attempt fetch(Arrivals& arrivals, Transfer::Method& method, const std::stop_token& stop);
    Result<void> judge(const Attempt& attempt, const Arrivals& arrivals, const std::stop_token& stop);

    study::PacsPeer m_peer;
    study::LocalNode m_local;
    study::ObjectSink& m_sink;
};

} // namespace vigil::dicom
