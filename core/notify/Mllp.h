// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/platform/Wait.h"
#include "core/notify/Hl7Message.h"
#include "core/sync/Destination.h"

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

namespace vigil::notify {

class Curl;

/// Where HL7 messages go: one [hl7/NAME].
struct Hl7Peer {
    enum class Tls { Off, On };
    QString name;
    QString host;
    quint16 port = 2575;
    Tls tls = Tls::Off;
    QString caCertificates; ///< PEM; empty: those of the system
    Hl7Names names;
    std::chrono::milliseconds connectTimeout = std::chrono::seconds(10);
    std::chrono::milliseconds answerTimeout = std::chrono::seconds(30);

    bool operator==(const Hl7Peer&) const = default;
};

/// The client end of MLLP: one message, then the answer to it, over a connection that stays (libcurl makes
/// it, TLS included). Every wait has a deadline and ends soon after a stop. After anything but an answer the
/// connection is given up, so that a late answer never meets the next message. Belongs to one thread.
class Mllp {
public:
    explicit Mllp(Hl7Peer peer);
    ~Mllp();
    Mllp(const Mllp&) = delete;
    Mllp& operator=(const Mllp&) = delete;

    /// The answer whose MSA-2 is `controlId`, or a refusal without any; others are passed over. Unreachable,
    /// Timeout, Cancelled, Corrupt.
    Result<Hl7Ack> exchange(const QByteArray& message, const QString& controlId, std::stop_token stop);

private:
    using Until = std::chrono::steady_clock::time_point;
    Result<void> connect(std::stop_token stop);
    [[nodiscard]] bool isGone();
    Result<void> await(platform::Direction direction, Until until, const std::stop_token& stop);
    Result<void> send(const QByteArray& frame, std::stop_token stop);
    Result<Hl7Ack> awaitAck(const QString& controlId, std::stop_token stop);
    /// What has come, put into the buffer; false when there is nothing now.
    Result<bool> receive();
    /// The next whole frame, if the buffer holds one.
    std::optional<QByteArray> takeFrame();
    [[nodiscard]] Error broken(const QString& what) const;
    void drop();

    Hl7Peer m_peer;
    platform::Waker m_waker;
    std::unique_ptr<Curl> m_line;
    QByteArray m_received;
};

/// An HL7 receiver as a destination of outbox rows, whose payload is the message. Messages go in order, one
/// at a time; MSH-10 is read from the message, so that one whose answer was lost goes again as the same.
/// Owned by its engine, on its thread.
class Hl7Destination final : public sync::Destination {
public:
    explicit Hl7Destination(Hl7Peer peer) : m_name(peer.name), m_line(std::move(peer)) {}
    QList<sync::Delivery> deliver(const QList<sync::OutboxMessage>& messages, std::stop_token stop) override;

private:
    [[nodiscard]] sync::Delivery deliveryOf(const Result<Hl7Ack>& answer) const;

    QString m_name;
    Mllp m_line;
};

} // namespace vigil::notify
