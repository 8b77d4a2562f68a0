// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/net/PeerCertificate.h"
#include "dicom/net/TlsContext.h"
#include "dicom/net/TransportSockets.h"

namespace vigil::dicom {

/// TLS on one socket that does not block: the handshake and each call wait in slices like those of plain
/// sockets, and are cancelled and limited like them. Does not own the descriptor; one thread.
class TlsStream {
public:
    /// `host` is the name or address that the peer's certificate must be for; empty on the listener's side.
    TlsStream(std::shared_ptr<const TlsContext> context, int descriptor, const QString& host);

    /// Kind::None when both sides have proved who they are, as far as this side can know: with TLS 1.3 a
    /// caller learns at its first read() that its certificate was not accepted.
    [[nodiscard]] LinkEnd handshake(const Patience& patience);
    /// Goes on with another descriptor of the same connection.
    void moveTo(int descriptor);

    [[nodiscard]] qint64 read(void* buffer, std::size_t size, const Patience& patience, LinkEnd& end);
    [[nodiscard]] bool write(const void* buffer, std::size_t size, const Patience& patience, LinkEnd& end);
    /// Whether read() would return at once: not every byte on the socket is one for us. Does not wait.
    [[nodiscard]] bool hasData();
    /// What the peer has shown in the handshake.
    [[nodiscard]] PeerCertificate peerCertificate() const;
    /// Tells the peer that this is the end (close_notify), without waiting.
    void sayGoodbye();

private:
    /// After a call that gave `result`: true to try again, false with `end` set.
    [[nodiscard]] bool goOn(int result, std::chrono::steady_clock::time_point deadline,
                            const Patience& patience, LinkEnd& end);
    [[nodiscard]] LinkEnd endOf(int error) const;
    [[nodiscard]] LinkEnd lastWords(const LinkEnd& otherwise);

    std::shared_ptr<const TlsContext> m_context;
    TlsContext::Session m_session;
    int m_descriptor;
    bool m_canVerify = true;
    bool m_failed = false;
};

} // namespace vigil::dicom
