// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/FakePeerProbe.h"

#include <condition_variable>
#include <mutex>

namespace vigil::test {

Result<QStringList> FakePeerProbe::resolve(std::stop_token) {
    if (m_peer.resolveFault) return *m_peer.resolveFault;
    return QStringList{QStringLiteral("10.0.0.7")};
}

Result<QString> FakePeerProbe::connect(std::stop_token) {
    if (m_peer.connectFault) return *m_peer.connectFault;
    return QStringLiteral("10.0.0.12");
}

Result<void> FakePeerProbe::echo(std::stop_token stop) {
    if (m_peer.onEcho) m_peer.onEcho();
    if (m_peer.hangsAtEcho) {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any().wait(lock, stop, [] { return false; });
        return Error{Error::Code::Cancelled, QStringLiteral("Stopped."), {}};
    }
    if (m_peer.echoFault) return *m_peer.echoFault;
    return {};
}

Result<std::optional<study::InstanceKey>> FakePeerProbe::sample(QDate, std::stop_token) {
    if (m_peer.searchFault) return *m_peer.searchFault;
    return m_peer.sample;
}

Result<study::TransferAnswer> FakePeerProbe::testMove(const study::InstanceKey& instance, std::stop_token) {
    if (m_peer.move) return m_peer.move(instance);
    return study::TransferAnswer{0xA801, 0, 0};
}

Result<study::TransferAnswer> FakePeerProbe::testGet(const study::InstanceKey& instance,
                                                     study::ObjectSink& sink, std::stop_token) {
    if (m_peer.get) return m_peer.get(instance, sink);
    return study::TransferAnswer{0xA900, 0, 1};
}

} // namespace vigil::test
