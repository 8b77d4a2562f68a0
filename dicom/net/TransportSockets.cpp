// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/TransportSockets.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <future>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace vigil::dicom {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct Address {
    sockaddr_storage storage{};
    socklen_t length = 0;

    [[nodiscard]] const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

Address socketAddress(const QHostAddress& host, quint16 port) {
    Address address;
    if (host.protocol() == QAbstractSocket::IPv6Protocol) {
        auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        const auto bytes = host.toIPv6Address();
        std::memcpy(&v6->sin6_addr, &bytes, sizeof(bytes));
        address.length = sizeof(sockaddr_in6);
    } else {
        auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        v4->sin_addr.s_addr = htonl(host.toIPv4Address());
        address.length = sizeof(sockaddr_in);
    }
    return address;
}

QList<QHostAddress> lookUp(const QString& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    QList<QHostAddress> addresses;
    if (::getaddrinfo(host.toUtf8().constData(), nullptr, &hints, &found) != 0) return addresses;
    for (const auto* entry = found; entry != nullptr; entry = entry->ai_next)
        addresses << QHostAddress(entry->ai_addr);
    ::freeaddrinfo(found);
    return addresses;
}

LinkEnd::Kind kindOf(int systemError) {
    switch (systemError) {
    case ECONNREFUSED:
        return LinkEnd::Kind::Refused;
    case ETIMEDOUT:
        return LinkEnd::Kind::NoAnswer;
    case ENETUNREACH:
    case EHOSTUNREACH:
        return LinkEnd::Kind::NoRoute;
    default:
        return LinkEnd::Kind::Closed;
    }
}

bool pollFor(int descriptor, short events, milliseconds atMost) {
    pollfd entry{descriptor, events, 0};
    return ::poll(&entry, 1, static_cast<int>(atMost.count())) > 0;
}

Socket connectOnce(const QHostAddress& host, quint16 port, Clock::time_point deadline,
                   const std::stop_token& stop, LinkEnd& end) {
    const auto address = socketAddress(host, port);
    Socket socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.isOpen() ||
        (::connect(socket.descriptor(), address.raw(), address.length) != 0 && errno != EINPROGRESS)) {
        end = {kindOf(errno), errno};
        return Socket();
    }
    if (!awaitReady(socket.descriptor(), Direction::Write, deadline, LinkEnd::Kind::NoAnswer, stop, end))
        return Socket();
    int error = 0;
    socklen_t length = sizeof(error);
    ::getsockopt(socket.descriptor(), SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) {
        end = {kindOf(error), error};
        return Socket();
    }
    return socket;
}

} // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
    if (this != &other) {
        if (m_descriptor >= 0) ::close(m_descriptor);
        m_descriptor = other.release();
    }
    return *this;
}

Socket::~Socket() {
    if (m_descriptor >= 0) ::close(m_descriptor);
}

int Socket::release() {
    return std::exchange(m_descriptor, -1);
}

QList<QHostAddress> addressesOf(const QString& host, milliseconds atMost, const std::stop_token& stop) {
    if (const QHostAddress literal(host); !literal.isNull()) return {literal};
    auto answer = std::make_shared<std::promise<QList<QHostAddress>>>();
    auto addresses = answer->get_future();
    try {
        std::thread([answer, host] { answer->set_value(lookUp(host)); }).detach();
    } catch (const std::system_error&) {
        return {}; // no more threads: unknown for now
    }
    const auto deadline = Clock::now() + atMost;
    while (addresses.wait_for(pollSlice) != std::future_status::ready)
        if (stop.stop_requested() || Clock::now() >= deadline) return {};
    return addresses.get();
}

Socket connectTo(const QString& host, quint16 port, milliseconds atMost, const std::stop_token& stop,
                 LinkEnd& end) {
    const auto deadline = Clock::now() + atMost;
    const auto addresses = addressesOf(host, atMost, stop);
    end = {stop.stop_requested() ? LinkEnd::Kind::Cancelled : LinkEnd::Kind::UnknownHost, 0};
    for (const auto& address : addresses) {
        auto socket = connectOnce(address, port, deadline, stop, end);
        if (socket.isOpen()) {
            end = {};
            return socket;
        }
        if (end.kind == LinkEnd::Kind::Cancelled) break;
    }
    return Socket();
}

Socket listenOn(const QHostAddress& host, quint16 port, int& systemError) {
    const auto address = socketAddress(host, port);
    Socket socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int on = 1;
    constexpr int backlog = 64;
    if (!socket.isOpen() ||
        ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        ::bind(socket.descriptor(), address.raw(), address.length) != 0 ||
        ::listen(socket.descriptor(), backlog) != 0) {
        systemError = errno;
        return Socket();
    }
    return socket;
}

quint16 portOf(const Socket& socket) {
    sockaddr_storage storage{};
    socklen_t length = sizeof(storage);
    if (::getsockname(socket.descriptor(), reinterpret_cast<sockaddr*>(&storage), &length) != 0) return 0;
    return ntohs(storage.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&storage)->sin6_port
                                               : reinterpret_cast<sockaddr_in*>(&storage)->sin_port);
}

Socket acceptWithin(const Socket& listener, milliseconds slice, QHostAddress& peer) {
    if (!pollFor(listener.descriptor(), POLLIN, slice)) return Socket();
    sockaddr_storage storage{};
    socklen_t length = sizeof(storage);
    Socket socket(::accept4(listener.descriptor(), reinterpret_cast<sockaddr*>(&storage), &length,
                            SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (socket.isOpen()) peer = QHostAddress(reinterpret_cast<sockaddr*>(&storage));
    return socket;
}

bool moveOnto(Socket socket, int descriptor) {
    return ::dup3(socket.descriptor(), descriptor, O_CLOEXEC) >= 0;
}

void tune(int descriptor) {
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
    ::setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
}

void acknowledgeAtOnce(int descriptor) {
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
}

bool waitReadable(int descriptor, milliseconds atMost) {
    return pollFor(descriptor, POLLIN, atMost);
}

Clock::time_point Patience::deadline() const {
    return std::min(Clock::now() + silence, until);
}

bool awaitReady(int descriptor, Direction direction, Clock::time_point deadline, LinkEnd::Kind whenOver,
                const std::stop_token& stop, LinkEnd& end) {
    const short events = direction == Direction::Read ? POLLIN : POLLOUT;
    for (;;) {
        if (stop.stop_requested()) {
            end = {LinkEnd::Kind::Cancelled, 0};
            return false;
        }
        if (pollFor(descriptor, events, pollSlice)) return true;
        if (Clock::now() >= deadline) {
            end = {whenOver, ETIMEDOUT};
            return false;
        }
    }
}

int firstByte(int descriptor, const Patience& patience, LinkEnd& end) {
    if (!awaitReady(descriptor, Direction::Read, patience.deadline(), LinkEnd::Kind::Silent, patience.stop,
                    end))
        return -1;
    unsigned char byte = 0;
    const auto count = ::recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (count == 1) return byte;
    end = {LinkEnd::Kind::ClosedUnanswered, count == 0 ? 0 : errno};
    return -1;
}

qint64 readSome(int descriptor, void* buffer, std::size_t size, const Patience& patience, LinkEnd& end) {
    const auto deadline = patience.deadline();
    for (;;) {
        if (!awaitReady(descriptor, Direction::Read, deadline, LinkEnd::Kind::Silent, patience.stop, end))
            return -1;
        const auto count = ::recv(descriptor, buffer, size, MSG_DONTWAIT);
        if (count > 0) {
            acknowledgeAtOnce(descriptor);
            return count;
        }
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        end = {LinkEnd::Kind::Closed, count == 0 ? 0 : errno};
        return -1;
    }
}

bool writeAll(int descriptor, const void* buffer, std::size_t size, const Patience& patience, LinkEnd& end) {
    const auto* bytes = static_cast<const char*>(buffer);
    auto deadline = patience.deadline();
    while (size > 0) {
        if (!awaitReady(descriptor, Direction::Write, deadline, LinkEnd::Kind::Silent, patience.stop, end))
            return false;
        const auto count = ::send(descriptor, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count > 0) {
            bytes += count;
            size -= static_cast<std::size_t>(count);
            deadline = patience.deadline();
        } else if (errno != EAGAIN && errno != EINTR) {
            end = {LinkEnd::Kind::Closed, errno};
            return false;
        }
    }
    return true;
}

} // namespace vigil::dicom
