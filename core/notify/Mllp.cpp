// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/Mllp.h"

#include "core/notify/Curl.h"

#include <algorithm>
#include <array>

namespace vigil::notify {

namespace {

// HL7 v2.5.1 appendix C, minimal lower layer protocol.
constexpr char startOfBlock = 0x0b;
constexpr char endOfBlock = 0x1c;
constexpr char carriageReturn = 0x0d;
constexpr qsizetype longestAnswer = 1024 * 1024;
constexpr qsizetype controlIdField = 9; ///< of MSH, counted after the separator

Error cancelled() {
    return {Error::Code::Cancelled, QStringLiteral("Stopped."), {}};
}

QString controlIdIn(const QByteArray& message) {
    const auto header = message.left(message.indexOf(carriageReturn));
    if (header.size() < 4) return {};
    return QString::fromUtf8(header.split(header.at(3)).value(controlIdField));
}

} // namespace

Mllp::Mllp(Hl7Peer peer) : m_peer(std::move(peer)) {}
Mllp::~Mllp() = default;

void Mllp::drop() {
    m_line.reset();
    m_received.clear();
}

Error Mllp::broken(const QString& what) const {
    return {Error::Code::Unreachable, QStringLiteral("%1 %2").arg(m_peer.name, what), {}};
}

/// Something to read while nothing is expected: mostly the end of the connection.
bool Mllp::isGone() {
    m_waker.clear();
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(m_line->handle(), CURLINFO_ACTIVESOCKET, &socket);
    while (platform::waitFor(socket, platform::Direction::Read, m_waker, std::chrono::milliseconds(0)) ==
           platform::Ready::Socket) {
        const auto got = receive();
        if (!got) return true;
        if (!*got) break;
    }
    return false;
}

Result<void> Mllp::connect(std::stop_token stop) {
    if (m_line && !isGone()) return {};
    drop();
    m_line = std::make_unique<Curl>();
    const bool tls = m_peer.tls == Hl7Peer::Tls::On;
    const auto host =
        m_peer.host.contains(QLatin1Char(':')) ? QStringLiteral("[%1]").arg(m_peer.host) : m_peer.host;
    // The scheme only says whether the line is encrypted: CONNECT_ONLY leaves the rest to us.
    m_line->set(CURLOPT_URL, QStringLiteral("%1://%2:%3")
                                 .arg(tls ? QStringLiteral("https") : QStringLiteral("http"), host)
                                 .arg(m_peer.port));
    m_line->set(CURLOPT_CONNECT_ONLY, 1L);
    m_line->set(CURLOPT_CONNECTTIMEOUT_MS, m_peer.connectTimeout);
    if (!m_peer.caCertificates.isEmpty()) m_line->set(CURLOPT_CAINFO, m_peer.caCertificates);
    m_line->set(CURLOPT_SSL_ENABLE_ALPN, 0L);
    switch (m_line->perform(stop, m_peer.connectTimeout)) {
    case CURLE_OK:
        return {};
    case CURLE_ABORTED_BY_CALLBACK:
        return cancelled();
    case CURLE_OPERATION_TIMEDOUT:
        return Error{Error::Code::Timeout, QStringLiteral("%1 does not answer.").arg(m_peer.name), {}};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        return broken(QStringLiteral("cannot be trusted: its certificate was not accepted."));
    default:
        return broken(QStringLiteral("cannot be reached."));
    }
}

Result<void> Mllp::await(platform::Direction direction, Until until, const std::stop_token& stop) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(m_line->handle(), CURLINFO_ACTIVESOCKET, &socket);
    const auto ready =
        platform::waitFor(socket, direction, m_waker, std::max(left, std::chrono::milliseconds(0)));
    if (stop.stop_requested()) return cancelled();
    if (ready == platform::Ready::Woken) m_waker.clear();
    if (ready == platform::Ready::TimedOut)
        return Error{Error::Code::Timeout, QStringLiteral("%1 does not answer.").arg(m_peer.name), {}};
    return {};
}

Result<void> Mllp::send(const QByteArray& frame, std::stop_token stop) {
    const auto until = std::chrono::steady_clock::now() + m_peer.answerTimeout;
    m_received.clear();
    std::size_t done = 0;
    while (done < static_cast<std::size_t>(frame.size())) {
        std::size_t now = 0;
        const auto result = curl_easy_send(m_line->handle(), frame.constData() + done,
                                           static_cast<std::size_t>(frame.size()) - done, &now);
        if (result != CURLE_OK && result != CURLE_AGAIN)
            return broken(QStringLiteral("ended the connection while it was sent to."));
        done += now;
        if (result == CURLE_AGAIN) VIGIL_CHECK(await(platform::Direction::Write, until, stop));
    }
    return {};
}

Result<bool> Mllp::receive() {
    std::array<char, 4096> piece{};
    std::size_t got = 0;
    const auto result = curl_easy_recv(m_line->handle(), piece.data(), piece.size(), &got);
    if (result == CURLE_AGAIN) return false;
    if (result != CURLE_OK || got == 0)
        return broken(QStringLiteral("ended the connection without an answer."));
    m_received.append(piece.data(), static_cast<qsizetype>(got));
    return true;
}

std::optional<QByteArray> Mllp::takeFrame() {
    const auto start = m_received.indexOf(startOfBlock);
    if (start < 0) {
        m_received.clear();
        return std::nullopt;
    }
    const auto end = m_received.indexOf(QByteArray{&endOfBlock, 1} + carriageReturn, start);
    if (end < 0) return std::nullopt;
    const auto frame = m_received.mid(start + 1, end - start - 1);
    m_received.remove(0, end + 2);
    return frame;
}

Result<Hl7Ack> Mllp::awaitAck(const QString& controlId, std::stop_token stop) {
    const auto until = std::chrono::steady_clock::now() + m_peer.answerTimeout;
    for (;;) {
        VIGIL_TRY(const bool more, receive());
        while (const auto frame = takeFrame()) {
            const auto ack = readAck(*frame);
            // An answer to something else (an earlier message, sent twice) tells nothing about this one.
            if (ack && ack->controlId == controlId) return *ack;
            // One message is outstanding: whoever could not read its id refuses this one.
            if (ack && ack->controlId.isEmpty() && ack->answer != Hl7Ack::Answer::Accepted) return *ack;
        }
        if (m_received.size() > longestAnswer)
            return Error{
                Error::Code::Corrupt,
                QStringLiteral("%1 answers with something that is no acknowledgment.").arg(m_peer.name),
                {}};
        // Somebody who sends and never ends has no more time than somebody silent.
        if (std::chrono::steady_clock::now() > until)
            return Error{Error::Code::Timeout, QStringLiteral("%1 does not answer.").arg(m_peer.name), {}};
        if (!more) VIGIL_CHECK(await(platform::Direction::Read, until, stop));
    }
}

Result<Hl7Ack> Mllp::exchange(const QByteArray& message, const QString& controlId, std::stop_token stop) {
    const std::stop_callback onStop(stop, [this] { m_waker.wake(); });
    const auto answer = [&]() -> Result<Hl7Ack> {
        VIGIL_CHECK(connect(stop));
        VIGIL_CHECK(send(startOfBlock + message + endOfBlock + carriageReturn, stop));
        return awaitAck(controlId, stop);
    }();
    if (!answer) drop();
    return answer;
}

QList<sync::Delivery> Hl7Destination::deliver(const QList<sync::OutboxMessage>& messages,
                                              std::stop_token stop) {
    QList<sync::Delivery> deliveries;
    for (const auto& message : messages) {
        const auto answer = m_line.exchange(message.payload, controlIdIn(message.payload), stop);
        // Stopped: nothing is known of this one, what went before it is.
        if (!answer && answer.error().code == Error::Code::Cancelled) return deliveries;
        deliveries << deliveryOf(answer);
        if (!answer) break;
    }
    // What comes after a broken line would meet the same.
    while (!deliveries.isEmpty() && deliveries.size() < messages.size())
        deliveries << deliveries.last();
    return deliveries;
}

sync::Delivery Hl7Destination::deliveryOf(const Result<Hl7Ack>& answer) const {
    using sync::RetryLater;
    if (!answer)
        return RetryLater{answer.error().code == Error::Code::Timeout ? RetryLater::Cause::Silent
                                                                      : RetryLater::Cause::Unreachable,
                          answer.error().message};
    if (answer->answer == Hl7Ack::Answer::Accepted) return sync::Delivered{};
    const auto what = QStringLiteral("%1 %2.").arg(m_name, answer->meaning());
    if (answer->isPassing()) return RetryLater{RetryLater::Cause::Unconfirmed, what};
    return sync::Rejected{what};
}

} // namespace vigil::notify
