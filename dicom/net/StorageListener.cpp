// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/StorageListener.h"

#include "core/base/Log.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace vigil::dicom {

namespace {

/// Beyond so many times the associations that are taken (a port scan, a storm) connections are closed
/// unanswered; up to there they are told to come back later.
constexpr std::size_t answeredAnyway = 2;

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
    : m_local(std::move(local)), m_callers(peers),
      m_limit(m_local.limits), m_house{m_local, nullptr, m_callers,
                                       m_limit, sink,    calls ? *calls : m_ownCalls} {}

StorageListener::~StorageListener() {
    stop();
}

Result<void> StorageListener::start() {
    if (m_acceptor.joinable()) return {};
    m_house.tls.reset();
    if (m_local.tls == study::PacsPeer::Tls::On) {
        VIGIL_TRY(m_house.tls, TlsContext::load(m_local.tlsFiles, TlsContext::Role::Listener));
    }
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
        if (!isCrowded(address))
            begin(std::move(socket), address);
        else
            spdlog::warn("a connection from {} was closed: too many at once", address.toString());
    }
}

std::size_t StorageListener::countFrom(const QHostAddress& address) const {
    return static_cast<std::size_t>(
        std::count_if(m_workers.cbegin(), m_workers.cend(),
                      [&](const Worker& worker) { return worker.address == address; }));
}

bool StorageListener::isCrowded(const QHostAddress& address) const {
    const auto& limits = m_local.limits;
    return m_workers.size() >= answeredAnyway * static_cast<std::size_t>(limits.associations) ||
           countFrom(address) >= answeredAnyway * static_cast<std::size_t>(limits.associationsPerAddress);
}

void StorageListener::begin(Socket socket, const QHostAddress& address) {
    auto& worker = m_workers.emplace_back();
    worker.address = address;
    try {
        worker.thread = std::thread([this, &worker, address, taken = std::move(socket)]() mutable {
            ListenerSession(m_house, m_stop.get_token()).run(std::move(taken), address);
            worker.done = true;
        });
    } catch (const std::system_error& error) {
        // The system has no more threads: the caller may come back, the others go on.
        spdlog::warn("a connection from {} was closed: {}", address.toString(), error.what());
        m_workers.pop_back();
    }
}

void StorageListener::reap() {
    m_workers.remove_if([](Worker& worker) {
        if (!worker.done) return false;
        worker.thread.join();
        return true;
    });
}

} // namespace vigil::dicom
