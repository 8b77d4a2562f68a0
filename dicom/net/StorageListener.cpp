// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/StorageListener.h"

#include "core/base/Log.h"
#include "dicom/net/ListenerSession.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace vigil::dicom {

namespace {

constexpr std::size_t associationsAtOnce = 16;
/// Beyond this many connections (a port scan, a storm) nothing is answered any more.
constexpr std::size_t connectionsAtOnce = 32;

Error cannotListen(const study::LocalNode& local, int systemError) {
    const auto detail = QString::fromLocal8Bit(std::strerror(systemError));
    if (systemError == EADDRINUSE)
        return {
            Error::Code::Busy,
            QStringLiteral(
                "Port %1 is in use by another program, perhaps another Vigil: studies cannot be received by "
                "C-MOVE. Set another port in [local] of vigil.ini and have it entered in the PACS.")
                .arg(local.port),
            detail};
    return {Error::Code::Unreachable,
            QStringLiteral("Vigil cannot listen at %1:%2. Check [local] of vigil.ini.")
                .arg(local.bindAddress)
                .arg(local.port),
            detail};
}

} // namespace

StorageListener::StorageListener(study::LocalNode local, const QList<study::PacsPeer>& peers,
                                 study::ObjectSink& sink, study::CallLog* calls)
    : m_local(std::move(local)), m_callers(peers), m_sink(sink), m_calls(calls ? *calls : m_ownCalls) {}

StorageListener::~StorageListener() {
    stop();
}

Result<void> StorageListener::start() {
    if (m_acceptor.joinable()) return {};
    int systemError = EINVAL;
    if (const QHostAddress address(m_local.bindAddress); !address.isNull())
        m_socket = listenOn(address, m_local.port, systemError);
    if (!m_socket.isOpen()) return cannotListen(m_local, systemError);
    m_port = portOf(m_socket);
    m_stop = std::stop_source();
    m_acceptor = std::thread([this] { acceptLoop(); });
    return {};
}

void StorageListener::stop() {
    if (!m_acceptor.joinable()) return;
    m_stop.request_stop();
    m_acceptor.join();
    for (auto& worker : m_workers)
        worker.thread.join();
    m_workers.clear();
    m_socket = Socket();
    m_port = 0;
}

void StorageListener::acceptLoop() {
    while (!m_stop.stop_requested()) {
        QHostAddress address;
        auto socket = acceptWithin(m_socket, pollSlice, address);
        reap();
        if (!socket.isOpen()) continue;
        if (m_workers.size() < connectionsAtOnce)
            begin(std::move(socket), address);
        else
            spdlog::warn("a connection from {} was closed: too many at once", address.toString());
    }
}

void StorageListener::begin(Socket socket, const QHostAddress& address) {
    const auto room =
        m_workers.size() < associationsAtOnce ? ListenerSession::Room::Free : ListenerSession::Room::Full;
    auto& worker = m_workers.emplace_back();
    worker.thread = std::thread([this, &worker, address, room, taken = std::move(socket)]() mutable {
        ListenerSession(m_local, m_callers, m_sink, m_calls, m_stop.get_token())
            .run(std::move(taken), address, room);
        worker.done = true;
    });
}

void StorageListener::reap() {
    m_workers.remove_if([](Worker& worker) {
        if (!worker.done) return false;
        worker.thread.join();
        return true;
    });
}

} // namespace vigil::dicom
