// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/CallLog.h"
#include "core/study/Ports.h"
#include "dicom/net/Callers.h"
#include "dicom/net/ListenerSession.h"
#include "dicom/net/TransportSockets.h"

#include <atomic>
#include <list>
#include <memory>
#include <thread>

namespace vigil::dicom {

/// The storage SCP: one thread that accepts, one worker for each association, no more than LocalNode::limits
/// say. With tls=on all of it is TLS: plain callers are turned away. start() and stop() belong to
/// one thread; stop() returns within a second, with all workers ended. The sink and the log of calls
/// outlive it.
class StorageListener final : public study::StorageListener {
public:
    StorageListener(study::LocalNode local, const QList<study::PacsPeer>& peers, study::ObjectSink& sink,
                    study::CallLog* calls = nullptr);
    ~StorageListener() override;

    Result<void> start() override;
    void stop() override;
    [[nodiscard]] quint16 port() const override { return m_port; }

private:
    struct Worker {
        QHostAddress address;
        std::atomic<bool> done{false};
        std::thread thread;
    };
    void acceptLoop();
    [[nodiscard]] std::size_t countFrom(const QHostAddress& address) const;
    [[nodiscard]] bool isCrowded(const QHostAddress& address) const;
    void begin(Socket socket, const QHostAddress& address);
    void reap();

    study::LocalNode m_local;
    Callers m_callers;
    study::CallLog m_ownCalls; ///< when nobody wants to know
    AssociationLimit m_limit;
    ListenerSession::House m_house;
    std::stop_source m_stop;
    Socket m_socket;
    std::atomic<quint16> m_port{0};
    std::thread m_acceptor;
    std::list<Worker> m_workers;
};

} // namespace vigil::dicom
