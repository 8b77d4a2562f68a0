// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/Alert.h"

#include <QByteArray>
#include <QJsonObject>

namespace vigil::alert {

/// The aggregate that the department's alert policy is published on.
inline const QString alertPolicyAggregate = QStringLiteral("alerts");

/// A policy as somebody proposed it, and what became of it.
struct PolicyVersion {
    enum class State { Proposed, InForce, Superseded };
    QUuid proposal; ///< id of the event; what approve() takes
    State state = State::Proposed;
    QByteArray yaml;
    QString sha256; ///< hex, of the text
    QString name;
    QString version;
    QString note;
    QStringList proposers; ///< roles that may propose the next one; empty = whoever the department lets
    QStringList approvers; ///< roles that may approve the next one; empty = whoever the department lets
    QString proposedByUser;
    Party proposedBy;
    UtcTime proposedAt;
    bool proposalPending = false; ///< this computer only
    QString approvedByUser;
    Party approvedBy;
    std::optional<UtcTime> approvedAt;
    bool approvalPending = false; ///< approved on this computer, the department does not know yet

    bool operator==(const PolicyVersion&) const = default;
};

/// What the log says about the department's policy. A value.
struct PolicyLog {
    QList<PolicyVersion> versions;  ///< in the order of the log
    QList<AttentionItem> attention; ///< acts without effect, and why
    bool needsNewerVigil = false;

    [[nodiscard]] const PolicyVersion* inForce() const;                      ///< null = none was published
    [[nodiscard]] const PolicyVersion* version(const QUuid& proposal) const; ///< null when unknown
    bool operator==(const PolicyLog&) const = default;
};

/// The fold. Pure; the order in which events come and how often does not matter. What it promises:
/// - a policy is in force only when two different people stand behind it, and the log has both acts;
/// - an approval says which policy it replaces, so that nobody approves against one that he has not seen;
/// - roles count by the policy in force then, for the first one by its own words, because no other is shared
///   by all computers.
[[nodiscard]] PolicyLog policyLogOf(const QList<journal::LoggedEvent>& events);

/// The open parts of the two events, without who did it.
[[nodiscard]] QJsonObject proposalOf(const AlertPolicy& policy, const QByteArray& yaml, const QString& note);
[[nodiscard]] QJsonObject approvalOf(const QUuid& proposal, const QUuid& replaces);

} // namespace vigil::alert
