// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/net/TransportSockets.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>
#include <dcmtk/dcmnet/dcmlayer.h>

#include <chrono>
#include <mutex>
#include <stop_token>
#include <string>

namespace vigil::dicom {

/// How long to wait for the peer, and who may end the waiting.
struct Patience {
    std::stop_token stop;
    std::chrono::milliseconds silence{60000};
    /// The end of all waiting, whatever the peer sends: for farewells.
    std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
};

inline constexpr long maximumPdu = ASC_MAXIMUMPDUSIZE; // 128 KiB

/// The sockets below one DICOM association: DCMTK reads and writes through it, so that a stop request or a
/// silent peer ends any call of DCMTK within a slice. Owned by the association, outlives DCMTK's part of it;
/// one thread. Plain TCP; a TLS layer is to be created in createConnection() as well.
class Transport final : public DcmTransportLayer {
public:
    explicit Transport(Patience patience) : m_patience(std::move(patience)) {}

    /// Connects to a peer; DCMTK must then be told to connect to address() and gets this connection.
    LinkEnd connect(const QString& host, quint16 port, std::chrono::milliseconds atMost);
    [[nodiscard]] std::string address() const;

    /// Reads the association request that comes over an accepted socket.
    OFCondition receive(Socket accepted, T_ASC_Network** network, T_ASC_Association** association);

    void setPatience(Patience patience) { m_patience = std::move(patience); }
    [[nodiscard]] const Patience& patience() const { return m_patience; }
    /// Why the connection ended; Kind::None while it stands.
    [[nodiscard]] LinkEnd end() const { return m_end; }
    /// At the boundary between two messages: lets DCMTK look for data once without waiting.
    void lookOnce() { m_lookOnce = true; }
    /// Waits one slice for the beginning of the next message.
    [[nodiscard]] bool waitForMessage() const;

    DcmTransportConnection* createConnection(DcmNativeSocketType openSocket, OFBool useSecureLayer) override;

private:
    class Link;

    Patience m_patience;
    LinkEnd m_end;
    int m_descriptor = -1;
    bool m_lookOnce = false;
    Socket m_prepared;
    Socket m_door;
    Socket m_accepted;
    std::unique_lock<std::mutex> m_handing;
};

} // namespace vigil::dicom
