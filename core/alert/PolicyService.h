// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/PolicyChanges.h"
#include "core/alert/PolicyInForce.h"
#include "core/base/Events.h"
#include "core/base/Ids.h"
#include "core/report/ReportContent.h"
#include "core/store/AlertStore.h"
#include "core/store/OwnFacts.h"

#include <QFuture>
#include <QThreadPool>

namespace vigil::alert {

/// Publishing the department's policy: one person proposes, another approves, each by one event. Owned by
/// Application, callable from any thread, works on its own pool. A refusal says why and has written nothing.
class PolicyService {
public:
    PolicyService(PolicyInForce& inForce, store::DataFolder& data, store::OwnFacts& facts,
                  const store::PolicyStore& policies, const store::AlertStore& alerts, const Clock& clock,
                  IdSource& ids, report::User user);
    ~PolicyService();

    [[nodiscard]] const PolicyInForce& inForce() const { return m_inForce; }

    /// Answers the id by which it is approved. Invalid names the line of a fault; a note is needed.
    QFuture<Result<QUuid>> propose(const QByteArray& yaml, const QString& note);
    /// Denied when the user proposed it or has not the role; Conflict when it is in force already.
    QFuture<Result<void>> approve(const QUuid& proposal);
    QFuture<Result<PolicyLog>> log();
    /// What of the alerts that were raised in these days would have been other under `policy`.
    QFuture<Result<Replay>> replay(const AlertPolicy& policy, std::chrono::days days);

private:
    Result<QUuid> proposeNow(const QByteArray& yaml, const QString& note);
    Result<void> approveNow(const QUuid& proposal);
    [[nodiscard]] journal::Event eventOf(const QString& kind, const QJsonObject& data) const;
    /// Why the fold would give this event no effect once the log has it.
    [[nodiscard]] Result<void> wouldCount(const journal::Event& event) const;
    [[nodiscard]] Result<PolicyLog> read() const;

    PolicyInForce& m_inForce;
    store::DataFolder& m_data;
    store::OwnFacts& m_facts;
    const store::PolicyStore& m_policies;
    const store::AlertStore& m_alerts;
    const Clock& m_clock;
    IdSource& m_ids;
    report::User m_user;
    QThreadPool m_pool;
};

} // namespace vigil::alert
