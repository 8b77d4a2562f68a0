// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/PolicyInForce.h"
#include "core/base/Events.h"
#include "core/base/Ids.h"
#include "core/report/ReportContent.h"
#include "core/safetynet/AlertRates.h"
#include "core/store/OwnFacts.h"
#include "core/store/SafetyNetStore.h"

#include <QFuture>
#include <QThreadPool>

namespace vigil::safetynet {

/// The reverse safety net: lists that somebody looks at, and what was decided about their rows. Reads the
/// local databases only; each decision is an event. Owned by Application, callable from any thread, works on
/// its own pool.
class SafetyNetService {
public:
    SafetyNetService(const alert::PolicyInForce& policies, store::DataFolder& data, store::OwnFacts& facts,
                     const store::SafetyNetStore& net, const Clock& clock, IdSource& ids, report::User user,
                     Events& events);
    ~SafetyNetService();

    /// A report's findings are judged by the policy in force now where its text is on this computer, and by
    /// what its signature says otherwise.
    QFuture<Result<NetRows>> rows(const NetFilter& filter);
    /// Open rows of Twice of which the user wrote one report: they stand with what else is the user's own.
    QFuture<Result<QList<NetRow>>> twiceOfMine();
    /// The row may go; `reason` says why. NotFound when it is on no list.
    QFuture<Result<void>> resolve(const QString& rowId, const QString& reason);
    QFuture<Result<void>> reopen(const QString& rowId, const QString& reason);

    /// Alerts per signed report by category since then, and why must-alert findings needed no alert.
    QFuture<Result<AlertRates>> rates(UtcTime since);

    /// What the lists show without being asked for more: the last 90 days.
    [[nodiscard]] NetFilter usual() const;

private:
    Result<AlertRates> ratesNow(UtcTime since);
    Result<NetRows> rowsNow(const NetFilter& filter);
    Result<void> addUnalerted(NetRows& found, const NetFilter& filter);
    Result<void> addTwice(NetRows& found, const NetFilter& filter);
    Result<void> addUnreported(NetRows& found, const NetFilter& filter);
    Result<void> resolveNow(const QString& rowId, const QString& reason, const QString& kind);
    void complete(const store::Database& cache, NetRow& row) const;

    const alert::PolicyInForce& m_policies;
    store::DataFolder& m_data;
    store::OwnFacts& m_facts;
    const store::SafetyNetStore& m_net;
    const Clock& m_clock;
    IdSource& m_ids;
    report::User m_user;
    Events& m_events;
    QThreadPool m_pool;
};

} // namespace vigil::safetynet
