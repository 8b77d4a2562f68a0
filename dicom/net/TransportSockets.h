// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QList>
#include <QString>

#include <chrono>
#include <optional>
#include <stop_token>

/// The socket calls of dicom/net: everything here is close-on-exec, never raises SIGPIPE, and waits in slices
/// so that a stop request is seen within `pollSlice`.
namespace vigil::dicom {

inline constexpr std::chrono::milliseconds pollSlice{50};

/// Why a connection could not be made, or ended.
struct LinkEnd {
    enum class Kind {
        None,
        Cancelled,
        Silent,
        Closed,
        ClosedUnanswered, ///< closed before the peer had said anything
        Refused,
        NoAnswer,
        NoRoute,
        UnknownHost,
        TooMuch,      ///< a PDU or message beyond what we take
        TlsWanted,    ///< we are plain, the peer speaks TLS
        TlsPlain,     ///< we speak TLS, the peer is plain
        TlsSilent,    ///< the handshake did not end in time
        TlsClosed,    ///< closed in the handshake or before the first answer
        TlsWrongHost, ///< the peer's certificate is for another name
        TlsExpired,   ///< the peer's certificate, as all that follow down to TlsNoCertificate
        TlsNotYetValid,
        TlsUnknownIssuer,
        TlsSelfSigned,
        TlsUnfit,
        TlsNoCertificate,
        TlsOwnRefused, ///< the peer does not accept our certificate, or misses one
        TlsNoCommon,   ///< no common version or cipher
        TlsFailed
    };
    Kind kind = Kind::None;
    int systemError = 0;
    QString detail{};
};

/// How long to wait for the peer, and who may end the waiting.
struct Patience {
    std::stop_token stop{};
    std::chrono::milliseconds silence{60000};
    /// The end of all waiting, whatever the peer sends: for requests and farewells.
    std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
    /// The longest that one PDU may take: a byte a second is not silence, but nobody needs that long.
    std::chrono::milliseconds perPdu = std::chrono::hours(24);

    /// When the patience ends if nothing comes from now on.
    [[nodiscard]] std::chrono::steady_clock::time_point deadline() const;
};

/// Owns one descriptor.
class Socket {
public:
    explicit Socket(int descriptor = -1) : m_descriptor(descriptor) {}
    Socket(Socket&& other) noexcept : m_descriptor(other.release()) {}
    Socket& operator=(Socket&& other) noexcept;
    ~Socket();
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    [[nodiscard]] int descriptor() const { return m_descriptor; }
    int release();

private:
    int m_descriptor;
};

/// All addresses of a host. The look-up itself cannot be interrupted, so it runs in a thread of its own that
/// is left behind when `stop` comes or the time is over. Empty when unknown.
[[nodiscard]] QList<QHostAddress> addressesOf(const QString& host, std::chrono::milliseconds atMost,
                                              const std::stop_token& stop);

/// Connects to the first address that answers. When the result is closed, `end` says why.
[[nodiscard]] Socket connectTo(const QString& host, quint16 port, std::chrono::milliseconds atMost,
                               const std::stop_token& stop, LinkEnd& end);

/// A listening socket; closed when it could not be bound, `systemError` says why. Port 0 takes any free one.
[[nodiscard]] Socket listenOn(const QHostAddress& address, quint16 port, int& systemError);
[[nodiscard]] quint16 portOf(const Socket& socket);
/// The next connection, or a closed socket when none came within one slice.
[[nodiscard]] Socket acceptWithin(const Socket& listener, std::chrono::milliseconds slice,
                                  QHostAddress& peer);
/// Makes `descriptor` a second name of the connection of `socket`, which is closed then.
[[nodiscard]] bool moveOnto(Socket socket, int descriptor);

/// No Nagle delay, keep-alive.
void tune(int descriptor);
/// Sends acknowledgements at once: to be asked for again after each read, see README, "Decisions".
void acknowledgeAtOnce(int descriptor);
/// Waits until bytes (or the end) can be read, at most `atMost`.
[[nodiscard]] bool waitReadable(int descriptor, std::chrono::milliseconds atMost);
enum class Direction { Read, Write };
/// Waits in slices until the descriptor is ready; false with `end` set to Cancelled or `whenOver`.
[[nodiscard]] bool awaitReady(int descriptor, Direction direction,
                              std::chrono::steady_clock::time_point deadline, LinkEnd::Kind whenOver,
                              const std::stop_token& stop, LinkEnd& end);
/// The first byte that comes, which stays to be read; -1 with `end` set.
[[nodiscard]] int firstByte(int descriptor, const Patience& patience, LinkEnd& end);
/// Reads what is there; -1 with `end` set.
[[nodiscard]] qint64 readSome(int descriptor, void* buffer, std::size_t size, const Patience& patience,
                              LinkEnd& end);
/// Writes all of it; silence counts from the last byte that the peer took.
[[nodiscard]] bool writeAll(int descriptor, const void* buffer, std::size_t size, const Patience& patience,
                            LinkEnd& end);

} // namespace vigil::dicom
