// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/PeerProbe.h"
#include "core/study/Peers.h"

#include <functional>
#include <memory>

namespace vigil::test {

/// How a peer answers a FakePeerProbe: a value that a test sets up before the check-up begins.
struct FakePeer {
    std::optional<Error> resolveFault;
    std::optional<Error> connectFault;
    std::optional<Error> echoFault;
    std::optional<Error> searchFault;
    std::optional<study::InstanceKey> sample =
        study::InstanceKey{QStringLiteral("1.2"), QStringLiteral("1.2.3"),
                           QStringLiteral("1.2.840.10008.5.1.4.1.1.2"), QStringLiteral("1.2.3.4")};
    /// What the PACS does when it is asked to send; its answer.
    std::function<Result<study::TransferAnswer>(const study::InstanceKey&)> move;
    std::function<Result<study::TransferAnswer>(const study::InstanceKey&, study::ObjectSink&)> get;
    bool hangsAtEcho = false; ///< until it is stopped
    std::function<void()> onEcho;
};

/// Answers the steps of a check-up from a FakePeer, which outlives it.
class FakePeerProbe final : public study::PeerProbe {
public:
    explicit FakePeerProbe(const FakePeer& peer) : m_peer(peer) {}

    Result<QStringList> resolve(std::stop_token stop) override;
    Result<QString> connect(std::stop_token stop) override;
    Result<void> echo(std::stop_token stop) override;
    Result<std::optional<study::InstanceKey>> sample(QDate from, std::stop_token stop) override;
    Result<study::TransferAnswer> testMove(const study::InstanceKey& instance, std::stop_token stop) override;
    Result<study::TransferAnswer> testGet(const study::InstanceKey& instance, study::ObjectSink& sink,
                                          std::stop_token stop) override;

private:
    const FakePeer& m_peer;
};

} // namespace vigil::test
