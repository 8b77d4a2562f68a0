// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Transport.h"

#include <dcmtk/dcmnet/cond.h>
#include <dcmtk/dcmnet/dcmtrans.h>

#include <array>
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
        return m_transport.readNext(getSocket(), buffer, size);
    }
    ssize_t write(void* buffer, size_t size) override {
        const auto& patience = m_transport.m_patience;
        auto& end = m_transport.m_end;
        const bool written = m_transport.m_stream ? m_transport.m_stream->write(buffer, size, patience, end)
                                                  : writeAll(getSocket(), buffer, size, patience, end);
        return written ? static_cast<ssize_t>(size) : -1;
    }
    /// DCMTK counts whole seconds from the start of a PDU and would cut off a slow peer in the middle of one;
    /// waiting is read()'s job.
    OFBool networkDataAvailable(int) override {
        if (!std::exchange(m_transport.m_lookOnce, false)) return OFTrue;
        return m_transport.m_stream ? m_transport.m_stream->hasData()
                                    : waitReadable(getSocket(), std::chrono::milliseconds(0));
    }
    void close() override {
        if (m_transport.m_stream) m_transport.m_stream->sayGoodbye();
        m_transport.m_stream.reset();
        DcmTCPConnection::close();
    }

private:
    Transport& m_transport;
};

qint64 Transport::readNext(int descriptor, void* buffer, std::size_t size) {
    if (std::chrono::steady_clock::now() >= m_patience.until || m_guard.age() > m_patience.perPdu) {
        m_end = {LinkEnd::Kind::Silent, 0};
        return -1;
    }
    const auto count = m_stream ? m_stream->read(buffer, size, m_patience, m_end)
                                : readSome(descriptor, buffer, size, m_patience, m_end);
    if (count < 0) {
        if (m_end.kind == LinkEnd::Kind::Closed && !m_heard)
            m_end.kind = m_stream ? LinkEnd::Kind::TlsClosed : LinkEnd::Kind::ClosedUnanswered;
        else if (m_end.kind == LinkEnd::Kind::TlsClosed && m_heard)
            m_end.kind = LinkEnd::Kind::Closed;
        return -1;
    }
    m_heard = true;
    m_allowed -= count;
    const auto verdict = m_guard.pass(buffer, static_cast<std::size_t>(count));
    if (verdict == PduGuard::Verdict::Fine && m_allowed >= 0) return count;
    m_end = {verdict == PduGuard::Verdict::Tls ? LinkEnd::Kind::TlsWanted : LinkEnd::Kind::TooMuch, 0};
    return -1;
}

bool Transport::secure(int descriptor, const QString& host, const Patience& patience) {
    m_stream = std::make_unique<TlsStream>(m_tls, descriptor, host);
    m_end = m_stream->handshake(patience);
    if (m_end.kind != LinkEnd::Kind::None) m_stream.reset();
    return m_stream != nullptr;
}

bool Transport::secureAccepted() {
    constexpr int tlsHandshake = 0x16;
    constexpr int associateRequest = 0x01;
    const int descriptor = m_accepted.descriptor();
    const int first = firstByte(descriptor, m_patience, m_end);
    if (first < 0) return false;
    if (first == tlsHandshake) return secure(descriptor, {}, m_patience);
    // Told in its own language, so that its user reads "rejected" and not "connection reset": A-ASSOCIATE-RJ,
    // permanent, by the service provider (ACSE), protocol version not supported (PS3.8 9.3.4).
    static constexpr std::array<char, 10> rejection{3, 0, 0, 0, 0, 4, 0, 1, 2, 2};
    LinkEnd ignored;
    if (first == associateRequest)
        (void)writeAll(descriptor, rejection.data(), rejection.size(), m_patience, ignored);
    m_end = {LinkEnd::Kind::TlsPlain, 0};
    return false;
}

LinkEnd Transport::connect(const QString& host, quint16 port, std::chrono::milliseconds atMost) {
    m_prepared = connectTo(host, port, atMost, m_patience.stop, m_end);
    if (!m_prepared.isOpen()) return m_end;
    tune(m_prepared.descriptor());
    if (m_tls && !secure(m_prepared.descriptor(), host,
                         {m_patience.stop, atMost, std::chrono::steady_clock::now() + atMost}))
        return m_end;
    int error = 0;
    m_door = listenOn(QHostAddress(QHostAddress::LocalHost), 0, error);
    if (!m_door.isOpen()) m_end = {LinkEnd::Kind::NoRoute, error};
    return m_end;
}

std::string Transport::address() const {
    return "127.0.0.1:" + std::to_string(portOf(m_door));
}

OFCondition Transport::receive(Socket accepted, long pduBytes, T_ASC_Network** network,
                               T_ASC_Association** association) {
    m_accepted = std::move(accepted);
    if (m_tls && !secureAccepted()) return DUL_NETWORKCLOSED;
    // DCMTK takes an accepted socket from a variable of the whole process. It is guarded from setting until
    // createConnection() has taken it, which happens before anything is read: a silent peer does not hold up
    // the others.
    static std::mutex handing;
    m_handing = std::unique_lock(handing);
    const auto none = dcmExternalSocketHandle.get();
    dcmExternalSocketHandle.set(m_accepted.descriptor());
    constexpr int seconds = 30;
    auto condition = ASC_initializeNetwork(NET_ACCEPTOR, 0, seconds, network);
    if (condition.good()) condition = ASC_setTransportLayer(*network, this, 0);
    if (condition.good()) condition = ASC_receiveAssociation(*network, association, pduBytes);
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
        if (m_stream) m_stream->moveTo(openSocket);
    }
    return new Link(*this, openSocket);
}

} // namespace vigil::dicom
