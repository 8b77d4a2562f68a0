// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"
#include "core/store/OwnFacts.h"

#include <QHash>

namespace vigil::store {

/// The SQL of alerts: their projection for the board (cache.db) and which of them a report has to carry
/// (vigil.db).
class AlertStore {
public:
    explicit AlertStore(OwnFacts& facts) : m_facts(facts) {}

    /// Folds an alert anew from the mirror and writes its row.
    Result<void> refold(Transaction& cache, const QString& alertId) const;
    Result<alert::Alert> load(const Database& cache, const QString& alertId) const;
    static Result<QList<alert::AlertRow>> board(const Database& cache, const alert::BoardFilter& filter,
                                                UtcTime now);
    static Result<QHash<QString, alert::AlertCount>> counts(const Database& cache);

    /// An alert that a report has to carry, and a number that grows with each change to it.
    struct ReportAlert {
        report::ActionableFinding finding;
        int changes = 0;

        bool operator==(const ReportAlert&) const = default;
    };
    static Result<void> putReportAlert(Transaction& records, const QString& reportId,
                                       const report::ActionableFinding& finding);
    static Result<void> dropReportAlert(Transaction& records, const QString& alertId);
    static Result<void> addCommunication(Transaction& records, const QString& alertId,
                                         const report::Communication& communication);
    static Result<QList<ReportAlert>> alertsOfReport(const Database& records, const QString& reportId);

private:
    OwnFacts& m_facts;
};

} // namespace vigil::store
