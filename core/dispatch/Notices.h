// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dispatch/AddressBook.h"
#include "core/dispatch/Decide.h"
#include "core/followup/FollowUp.h"
#include "core/notify/Mail.h"
#include "core/notify/Mllp.h"

#include <QHash>
#include <QMap>

#include <functional>

/// A notice from the decision to its message: one a recipient an alert. Pure but for the link; any thread.
namespace vigil::dispatch {

/// How far a notice got, as the log tells it.
struct NoticeTrack {
    std::optional<alert::Fact> queued;
    bool sent = false;
    bool failed = false;
};
/// By notice id; of accepted facts alone.
[[nodiscard]] QHash<QUuid, NoticeTrack> tracksOf(const QList<alert::Fact>& facts);

/// The same whoever decides it: the id of its notice.queued, from which MSH-10 and Message-ID follow. Two
/// roles that are read in one mailbox are one recipient; an HL7 receiver is told of each. `facts` as the log
/// has them: who was told before the event that asks anew is told again.
[[nodiscard]] QUuid noticeId(const QString& alertId, const Telling& telling, const Address& address,
                             const QList<alert::Fact>& facts);
/// Of the failure to find any address.
[[nodiscard]] QUuid unroutableId(const QString& alertId, const Telling& telling);

/// The open part of a notice event.
[[nodiscard]] QJsonObject noticeData(const QUuid& notice, const Telling& telling, const QString& destination);

/// What the outbox row of a notice is about: the alert, the follow-up. Rows of before order was kept for each
/// recipient name it alone.
[[nodiscard]] QString aggregateOf(const sync::OutboxMessage& notice);
/// Why a notice is parked that nobody has refused.
inline const QString endedReason = QStringLiteral("Not sent: what it is about had ended.");
[[nodiscard]] inline bool isHeldBack(const sync::OutboxMessage& parked) {
    return parked.lastError == endedReason;
}

/// What this dispatcher can send by.
struct Channels {
    QMap<QString, notify::Hl7Peer> hl7; ///< by name
    std::optional<notify::MailSettings> mail;
    /// Makes the address at which this recipient opens this alert, good until it has to be acted on at least;
    /// empty when there is none.
    using Link = std::function<QString(const QString& alertId, const alert::Party& to,
                                       const std::optional<UtcTime>& neededUntil)>;
    Link link{};

    [[nodiscard]] bool has(const Address& address) const;
    [[nodiscard]] QStringList destinations() const;
    /// The outbox row of a queued notice.
    [[nodiscard]] sync::OutboxMessage message(const alert::Alert& alert, const alert::Fact& queued,
                                              const Address& address) const;
    [[nodiscard]] sync::OutboxMessage message(const followup::FollowUp& followUp, const alert::Fact& queued,
                                              const Address& address) const;
    /// The weekly list as a letter; `aggregateId`: of its notices.
    [[nodiscard]] sync::OutboxMessage weekly(const QString& aggregateId, const alert::Fact& queued,
                                             const QString& text, const Address& address) const;
};

} // namespace vigil::dispatch
