// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <stop_token>
#include <variant>

namespace vigil::sync {

/// A row of the outbox: something that must reach a destination. Rows are never deleted because of a failure.
struct OutboxMessage {
    QString messageId;   ///< for events: the event id; for documents: the SOP Instance UID
    QString destination; ///< "department", "archive"
    QString kind;        ///< "event", "sr"
    QString aggregateId; ///< order is kept within one aggregate
    qint64 position = 0; ///< grows with every row
    QByteArray payload;  ///< the encoded event, or the DICOM file (Part 10)
    UtcTime createdAt;
    int attempts = 0;
    UtcTime notBefore;
    QString lastError;
    int priority = 0; ///< 0 critical, 1 person's act, 2 bulk

    bool operator==(const OutboxMessage&) const = default;
};

/// It is there, and the other side said so.
struct Delivered {
    qint64 seq = 0; ///< the department's sequence number, 0 for other destinations
};
/// Not now. `cause` is for the status bar; a login failure pauses the destination until the configuration
/// changes.
struct RetryLater {
    enum class Cause { Unreachable, Busy, Silent, LoginFailed, Unconfirmed };
    Cause cause = Cause::Unreachable;
    QString message;
};
/// Never as it is: parked and shown to the raiser and the officer. `conflict`: the same id is there with
/// other content.
struct Rejected {
    QString reason;
    bool conflict = false;
};
using Delivery = std::variant<Delivered, RetryLater, Rejected>;

/// Where outbox messages go. One worker thread each, so that a hung PACS never holds up an alert.
class Destination {
public:
    virtual ~Destination() = default;
    /// One answer per message, in order. Blocks, at most as long as the destination's own deadline. After the
    /// first RetryLater an implementation may answer RetryLater for the rest without trying.
    virtual QList<Delivery> deliver(const QList<OutboxMessage>& messages, std::stop_token stop) = 0;
};

} // namespace vigil::sync
