// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/net/PduGuard.h"
#include "dicom/net/TransportSockets.h"
#include "dicom/net/TransportTls.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>
#include <dcmtk/dcmnet/dcmlayer.h>

#include <limits>
#include <memory>
#include <mutex>
#include <string>

namespace vigil::dicom {

/// The sockets below one DICOM association, plain or with TLS: DCMTK reads and writes through it, so that a
/// stop request or a silent peer ends any call of DCMTK within a slice. Owned by the association, outlives
/// DCMTK's part of it; one thread.
class Transport final : public DcmTransportLayer {
public:
    explicit Transport(Patience patience) : m_patience(std::move(patience)) {}

    /// Before connect() or receive(): nothing is said without TLS, and nothing plain is taken.
    void useTls(std::shared_ptr<const TlsContext> context) { m_tls = std::move(context); }

    /// Connects to a peer; DCMTK must then be told to connect to address() and gets this connection.
    LinkEnd connect(const QString& host, quint16 port, std::chrono::milliseconds atMost);
    [[nodiscard]] std::string address() const;

    /// Reads the association request that comes over an accepted socket.
    OFCondition receive(Socket accepted, long pduBytes, T_ASC_Network** network,
                        T_ASC_Association** association);

    void setPatience(Patience patience) { m_patience = std::move(patience); }
    [[nodiscard]] const Patience& patience() const { return m_patience; }
    /// Why the connection ended; Kind::None while it stands.
    [[nodiscard]] const LinkEnd& end() const { return m_end; }
    /// Of the peer; none over plain sockets.
    [[nodiscard]] PeerCertificate peerCertificate() const {
        return m_stream ? m_stream->peerCertificate() : PeerCertificate();
    }
    /// What the peer may send until this is called again; more ends the connection.
    void allow(qint64 bytes) { m_allowed = bytes; }
    /// At the boundary between two messages: lets DCMTK look for data once without waiting.
    void lookOnce() { m_lookOnce = true; }
    /// Waits one slice for the beginning of the next message.
    [[nodiscard]] bool waitForMessage() const;

    DcmTransportConnection* createConnection(DcmNativeSocketType openSocket, OFBool useSecureLayer) override;

private:
    class Link;
    bool secure(int descriptor, const QString& host, const Patience& patience);
    bool secureAccepted();
    qint64 readNext(int descriptor, void* buffer, std::size_t size);

    Patience m_patience;
    LinkEnd m_end;
    std::shared_ptr<const TlsContext> m_tls;
    std::unique_ptr<TlsStream> m_stream;
    PduGuard m_guard;
    qint64 m_allowed = std::numeric_limits<qint64>::max();
    bool m_heard = false;
    int m_descriptor = -1;
    bool m_lookOnce = false;
    Socket m_prepared;
    Socket m_door;
    Socket m_accepted;
    std::unique_lock<std::mutex> m_handing;
};

} // namespace vigil::dicom
