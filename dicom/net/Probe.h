// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/PeerProbe.h"
#include "core/study/Peers.h"
#include "dicom/net/TransportSockets.h"

namespace vigil::dicom {

/// Tries the steps of reaching a peer; each call has its own connection. Owned by one check-up; one thread.
class Probe final : public study::PeerProbe {
public:
    Probe(study::PacsPeer peer, study::LocalNode local);

    Result<QStringList> resolve(std::stop_token stop) override;
    Result<QString> connect(std::stop_token stop) override;
    Result<void> echo(std::stop_token stop) override;
    Result<std::optional<study::InstanceKey>> sample(QDate from, std::stop_token stop) override;
    Result<study::TransferAnswer> testMove(const study::InstanceKey& instance, std::stop_token stop) override;
    Result<study::TransferAnswer> testGet(const study::InstanceKey& instance, study::ObjectSink& sink,
                                          std::stop_token stop) override;

private:
    [[nodiscard]] Error errorOf(LinkEnd::Kind kind) const;

    study::PacsPeer m_peer;
    study::LocalNode m_local;
};

} // namespace vigil::dicom
