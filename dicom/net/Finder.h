// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"
#include "core/study/Ports.h"

namespace vigil::dicom {

/// Asks one PACS by C-FIND, study root. Each call has its own association; nothing is kept between calls, so
/// it may be used from several pool threads.
class Finder final : public study::WorklistSource {
public:
    Finder(study::PacsPeer peer, study::LocalNode local);

    Result<void> find(const study::WorklistQuery& query, const std::function<void(study::Study)>& found,
                      std::stop_token stop) override;
    Result<QList<study::InstanceKey>> instances(const QString& studyUid, std::stop_token stop) override;
    Result<QList<study::ObjectHeader>> documents(const QString& studyUid, std::stop_token stop) override;
    Result<void> echo(std::stop_token stop) override;

private:
    study::PacsPeer m_peer;
    study::LocalNode m_local;
};

} // namespace vigil::dicom
