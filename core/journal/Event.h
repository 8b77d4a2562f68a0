// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"

#include <QByteArray>
#include <QString>
#include <QUuid>

namespace vigil::journal {

/// The kinds of events this Vigil knows, and the aggregates they belong to. Unknown kinds are kept, and mark
/// their aggregate "needs a newer Vigil"; they never count as closed.
namespace kind {
inline const QString alertRaised = QStringLiteral("alert.raised");
inline const QString alertCallRecorded = QStringLiteral("alert.telephoned");
inline const QString alertCallHandedOver = QStringLiteral("alert.call_handed_over");
inline const QString alertViewed = QStringLiteral("alert.viewed");
inline const QString alertAcknowledged = QStringLiteral("alert.acknowledged");
inline const QString alertDeclined = QStringLiteral("alert.declined");
inline const QString alertEscalated = QStringLiteral("alert.escalated");
inline const QString alertActedOn = QStringLiteral("alert.acted_on");
inline const QString alertClosed = QStringLiteral("alert.closed");
inline const QString alertRecategorised = QStringLiteral("alert.recategorised");
inline const QString alertRerouted = QStringLiteral("alert.rerouted"); ///< the patient has moved
inline const QString alertWithdrawn = QStringLiteral("alert.withdrawn");
inline const QString alertJoined = QStringLiteral("alert.joined"); ///< the same finding, seen again
inline const QString alertSuperseded = QStringLiteral("alert.superseded");
inline const QString alertRetracted = QStringLiteral("alert.retracted");
inline const QString noticeQueued = QStringLiteral("notice.queued");
inline const QString noticeSent = QStringLiteral("notice.sent");
inline const QString noticeFailed = QStringLiteral("notice.failed");
inline const QString dispatcherStarted = QStringLiteral("dispatcher.started");
inline const QString alertNoted = QStringLiteral("alert.noted"); ///< something to be read, without effect
inline const QString alertSignInLocked = QStringLiteral("alert.sign_in_locked");
inline const QString reportSigned = QStringLiteral("report.signed");
inline const QString policyProposed = QStringLiteral("policy.proposed");
inline const QString policyApproved = QStringLiteral("policy.approved");
inline const QString directoryEntrySet = QStringLiteral("directory.entry_set");
inline const QString directoryEntryVerified = QStringLiteral("directory.entry_verified");
inline const QString directoryRotaSet = QStringLiteral("directory.rota_set");
inline const QString directoryEntryRetired = QStringLiteral("directory.entry_retired");
inline const QString followUpRecommended = QStringLiteral("followup.recommended");
inline const QString followUpBooked = QStringLiteral("followup.booked");
inline const QString followUpReassigned = QStringLiteral("followup.reassigned");
inline const QString followUpReminded = QStringLiteral("followup.reminded");
inline const QString followUpEscalated = QStringLiteral("followup.escalated");
inline const QString followUpProposed = QStringLiteral("followup.examination_proposed");
inline const QString followUpRejected = QStringLiteral("followup.examination_rejected");
inline const QString followUpNoted = QStringLiteral("followup.noted");
inline const QString followUpRetracted = QStringLiteral("followup.retracted");
inline const QString followUpClosed = QStringLiteral("followup.closed"); ///< however it ended
inline const QString safetyNetResolved = QStringLiteral("safetynet.resolved");
inline const QString safetyNetReopened = QStringLiteral("safetynet.reopened");
} // namespace kind

namespace aggregate {
inline const QString alert = QStringLiteral("alert");
inline const QString study = QStringLiteral("study");
inline const QString dispatcher = QStringLiteral("dispatcher");
inline const QString policy = QStringLiteral("policy");       ///< one aggregate a kind of policy
inline const QString directory = QStringLiteral("directory"); ///< one an entry, one a role's rota
inline const QString followUp = QStringLiteral("followup");
inline const QString safetyNet = QStringLiteral("safetynet"); ///< one aggregate a row
} // namespace aggregate

/// The clinician (or other person) whose act an event records when somebody else typed it.
struct OnBehalfOf {
    QString name;
    QString role;
    QString registration;
    QString howKnown; ///< "telephone, read back", "in person" …

    [[nodiscard]] bool isEmpty() const { return name.isEmpty(); }
    bool operator==(const OnBehalfOf&) const = default;
};

/// One fact of the department queue: the envelope of chain format 1. Every field is hashed. Immutable once
/// written.
struct Event {
    QUuid eventId;
    QString aggregateKind;
    QString aggregateId;
    QString kind;
    int kindVersion = 1;
    QString author; ///< the user who did it; empty for kinds whose author is sealed (report.signed), then it
                    ///< stands in `sealed`
    OnBehalfOf onBehalfOf;
    QString device;       ///< registered device; empty for kinds with a sealed author
    qint64 deviceSeq = 0; ///< grows by one per event of the device; 0 for kinds with a sealed author
    UtcTime occurredAt;
    qint64 clockOffsetMs = 0; ///< server time minus this computer's, as last measured
    QString policySha256;     ///< hex; empty when no policy applies
    QString clientVersion;
    QByteArray open; ///< JSON object, UTF-8
    QByteArray
        sealed; ///< JSON object, UTF-8; empty when there is none or when it was left out for this reader

    bool operator==(const Event&) const = default;
};

/// What the log adds when it takes an event.
struct Receipt {
    QUuid logId;
    qint64 seq = 0;
    UtcTime receivedAt;
    QString submitter;       ///< session_user, stamped by the server; empty for kinds with a sealed author
    QByteArray openSha256;   ///< sha256(open), 32 bytes: stays when the part is masked or redacted
    QByteArray sealedSha256; ///< sha256(salt ‖ sealed ‖ …), 32 bytes
    QByteArray previousHash; ///< 32 bytes
    QByteArray hash;         ///< 32 bytes

    bool operator==(const Receipt&) const = default;
};

/// An event and, once the department has it, its receipt (seq 0 = still on this computer only).
struct LoggedEvent {
    Event event;
    Receipt receipt;

    [[nodiscard]] bool isAccepted() const { return receipt.seq > 0; }
    bool operator==(const LoggedEvent&) const = default;
};

/// A point on the chain.
struct Position {
    qint64 seq = 0;
    QByteArray hash; ///< 32 bytes; empty at seq 0

    bool operator==(const Position&) const = default;
};

/// True for kinds whose author, submitter and device are sealed from the first event on (blind review depends
/// on it).
[[nodiscard]] bool hasSealedAuthor(const QString& kind);

} // namespace vigil::journal
