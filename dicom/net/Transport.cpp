// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Transport.h"

#include <dcmtk/dcmnet/dcmtrans.h>

#include <utility>

namespace vigil::dicom {

/// DCMTK's view of one socket.
class Transport::Link final : public DcmTCPConnection {
public:
    Link(Transport& transport, DcmNativeSocketType descriptor)
        : DcmTCPConnection(descriptor), m_transport(transport) {
        tune(descriptor);
        transport.m_descriptor = descriptor;
    }
    ~Link() override { m_transport.m_descriptor = -1; }

    ssize_t read(void* buffer, size_t size) override {
        if (std::chrono::steady_clock::now() >= m_transport.m_patience.until) {
            m_transport.m_end = {LinkEnd::Kind::Silent, 0};
            return -1;
        }
        return readSome(getSocket(), buffer, size, m_transport.m_patience.silence,
                        m_transport.m_patience.stop, m_transport.m_end);
    }
    ssize_t write(void* buffer, size_t size) override {
        const bool written = writeAll(getSocket(), buffer, size, m_transport.m_patience.silence,
                                      m_transport.m_patience.stop, m_transport.m_end);
        return written ? static_cast<ssize_t>(size) : -1;
    }
    /// DCMTK counts whole seconds from the start of a PDU and would cut off a slow peer in the middle of one;
    /// waiting is read()'s job.
    OFBool networkDataAvailable(int) override {
        if (!std::exchange(m_transport.m_lookOnce, false)) return OFTrue;
        return waitReadable(getSocket(), std::chrono::milliseconds(0));
    }

private:
    Transport& m_transport;
};

LinkEnd Transport::connect(const QString& host, quint16 port, std::chrono::milliseconds atMost) {
    m_prepared = connectTo(host, port, atMost, m_patience.stop, m_end);
    if (!m_prepared.isOpen()) return m_end;
    int error = 0;
    m_door = listenOn(QHostAddress(QHostAddress::LocalHost), 0, error);
    if (!m_door.isOpen()) m_end = {LinkEnd::Kind::NoRoute, error};
    return m_end;
}

std::string Transport::address() const {
    return "127.0.0.1:" + std::to_string(portOf(m_door));
}

OFCondition Transport::receive(Socket accepted, T_ASC_Network** network, T_ASC_Association** association) {
    // DCMTK takes an accepted socket from a variable of the whole process. It is guarded from setting until
    // createConnection() has taken it, which happens before anything is read: a silent peer does not hold up
    // the others.
    static std::mutex handing;
    m_handing = std::unique_lock(handing);
    m_accepted = std::move(accepted);
    const auto none = dcmExternalSocketHandle.get();
    dcmExternalSocketHandle.set(m_accepted.descriptor());
    constexpr int seconds = 30;
    auto condition = ASC_initializeNetwork(NET_ACCEPTOR, 0, seconds, network);
    if (condition.good()) condition = ASC_setTransportLayer(*network, this, 0);
    if (condition.good()) condition = ASC_receiveAssociation(*network, association, maximumPdu);
    if (m_handing.owns_lock()) {
        dcmExternalSocketHandle.set(none);
        m_handing.unlock();
    }
    return condition;
}

bool Transport::waitForMessage() const {
    return m_descriptor < 0 || waitReadable(m_descriptor, pollSlice);
}

DcmTransportConnection* Transport::createConnection(DcmNativeSocketType openSocket, OFBool useSecureLayer) {
    if (useSecureLayer) return nullptr;
    if (m_handing.owns_lock()) {
        dcmExternalSocketHandle.set(-1);
        m_handing.unlock();
        m_accepted.release();
    } else {
        m_door = Socket();
        if (!moveOnto(std::move(m_prepared), openSocket)) return nullptr;
    }
    return new Link(*this, openSocket);
}

} // namespace vigil::dicom
