// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/RequestGuard.h"

#include <QSslSocket>
#include <QTimer>

#include <algorithm>

namespace vigil::page {

namespace {

/// Headers by which bodies of unknown length or other protocols begin.
bool changesFraming(const QByteArray& name) {
    return name == "transfer-encoding" || name == "upgrade" || name == "expect" || name == "trailer";
}

bool isNumber(const QByteArray& text) {
    constexpr qsizetype longest = 9;
    return !text.isEmpty() && text.size() <= longest &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

Framing framingOf(const QByteArray& received, const RequestGuard::Limits& limits) {
    using Verdict = Framing::Verdict;
    const auto end = received.indexOf("\r\n\r\n");
    if (end < 0) return {received.size() > limits.headBytes ? Verdict::TooLarge : Verdict::Incomplete, 0};
    if (end > limits.headBytes) return {Verdict::TooLarge, 0};
    qsizetype body = -1;
    const auto lines = received.left(end).split('\n');
    if (!lines.first().endsWith(" HTTP/1.1\r") && !lines.first().endsWith(" HTTP/1.1") &&
        !lines.first().endsWith(" HTTP/1.0\r"))
        return {Verdict::Odd, 0};
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const auto& line = lines.at(i);
        const auto colon = line.indexOf(':');
        // A space before the colon or a folded line is read differently by different servers.
        if (colon <= 0 || line.at(0) == ' ' || line.at(0) == '\t' || line.at(colon - 1) == ' ')
            return {Verdict::Odd, 0};
        const auto name = line.left(colon).toLower();
        if (changesFraming(name)) return {Verdict::Odd, 0};
        if (name != "content-length") continue;
        const auto value = line.mid(colon + 1).trimmed();
        if (body >= 0 || !isNumber(value)) return {Verdict::Odd, 0};
        body = value.toInt();
    }
    if (body > limits.bodyBytes) return {Verdict::TooLarge, 0};
    constexpr qsizetype separator = 4;
    const auto bytes = end + separator + std::max<qsizetype>(body, 0);
    if (received.size() > bytes) return {Verdict::Odd, 0};
    return {received.size() == bytes ? Verdict::Complete : Verdict::Incomplete, bytes};
}

RequestGuard::RequestGuard(QSslConfiguration tls, const PageSettings& settings, Limits limits)
    : m_tls(std::move(tls)), m_settings(settings), m_limits(limits) {}

bool RequestGuard::takes(const QHostAddress& peer) {
    if (m_connections >= m_limits.connections) return false;
    // Behind the trusted proxy there are many.
    return m_settings.isTrusted(peer) || m_perAddress.value(peer) < m_limits.connectionsPerAddress;
}

void RequestGuard::incomingConnection(qintptr descriptor) {
    auto* socket = new QSslSocket(this);
    if (!socket->setSocketDescriptor(descriptor) || !takes(socket->peerAddress())) {
        socket->abort();
        delete socket;
        return;
    }
    const auto peer = socket->peerAddress();
    ++m_connections;
    ++m_perAddress[peer];
    connect(socket, &QObject::destroyed, this, [this, peer] {
        --m_connections;
        if (--m_perAddress[peer] <= 0) m_perAddress.remove(peer);
    });
    socket->setReadBufferSize(m_limits.headBytes + m_limits.bodyBytes + 1024);
    socket->setSslConfiguration(m_tls);
    connect(socket, &QAbstractSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QIODevice::readyRead, this, [this, socket] { look(socket); });
    // However slowly it comes: a connection is over in time.
    auto* whole = new QTimer(socket);
    whole->setSingleShot(true);
    connect(whole, &QTimer::timeout, socket, [socket] { socket->abort(); });
    whole->start(m_limits.whole);
    auto* request = new QTimer(socket);
    request->setObjectName(QStringLiteral("request"));
    request->setSingleShot(true);
    connect(request, &QTimer::timeout, socket, [socket] { socket->abort(); });
    request->start(m_limits.request);
    socket->startServerEncryption();
}

void RequestGuard::look(QSslSocket* socket) {
    const auto received = socket->peek(m_limits.headBytes + m_limits.bodyBytes + 1024);
    const auto framing = framingOf(received, m_limits);
    if (framing.verdict == Framing::Verdict::Incomplete) return;
    // From here on this socket is looked at by nobody, or by QHttpServer alone.
    disconnect(socket, &QIODevice::readyRead, this, nullptr);
    delete socket->findChild<QTimer*>(QStringLiteral("request"));
    if (framing.verdict == Framing::Verdict::TooLarge)
        return refuse(socket, QByteArrayLiteral("413 Payload Too Large"));
    if (framing.verdict == Framing::Verdict::Odd) return refuse(socket, QByteArrayLiteral("400 Bad Request"));
    disconnect(socket, &QAbstractSocket::disconnected, socket, nullptr); // it deletes it when it may
    addPendingConnection(socket);
    Q_EMIT socket->readyRead();
}

void RequestGuard::refuse(QSslSocket* socket, const QByteArray& status) {
    socket->readAll();
    socket->write("HTTP/1.1 " + status +
                  "\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n");
    socket->disconnectFromHost();
}

} // namespace vigil::page
