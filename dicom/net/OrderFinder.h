// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/OrderSource.h"
#include "core/study/Peers.h"

namespace vigil::dicom {

/// Asks one modality worklist by C-FIND. Each call has its own association; nothing is kept between calls, so
/// it may be used from several pool threads.
class OrderFinder final : public study::OrderSource {
public:
    OrderFinder(study::PacsPeer peer, study::LocalNode local);

    Result<void> find(const study::OrderQuery& query, const std::function<Next(study::Order)>& found,
                      std::stop_token stop) override;

private:
    study::PacsPeer m_peer;
    study::LocalNode m_local;
};

} // namespace vigil::dicom
