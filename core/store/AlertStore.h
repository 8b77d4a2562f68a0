// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/KnownRows.h"
#include "core/store/JournalStore.h"

#include <QHash>

namespace vigil::store {

/// The SQL of alerts: their projection for the board (cache.db) and which of them a report has to carry
/// (vigil.db). Has no state of its own; usable on any thread.
class AlertStore final : public journal::Projection {
public:
    explicit AlertStore(const JournalStore& journal) : m_journal(journal) {}

    // --- cache.db
    [[nodiscard]] QString name() const override { return QStringLiteral("alerts"); }
    [[nodiscard]] int foldVersion() const override { return 10; }
    Result<void> eventsChanged(Transaction& cache, const QSet<journal::AggregateKey>& changed) override;
    /// Folds an alert anew from the mirror and writes its row; without events the row goes.
    Result<void> refold(Transaction& cache, const QString& alertId) const;
    [[nodiscard]] Result<alert::Alert> load(const Database& cache, const QString& alertId) const;
    /// `known`: for whoever reads the board again and again.
    [[nodiscard]] static Result<alert::BoardRows> board(const Database& cache,
                                                        const alert::BoardFilter& filter, UtcTime now,
                                                        alert::KnownRows* known = nullptr);
    [[nodiscard]] static Result<QHash<QString, alert::AlertCount>> counts(const Database& cache);
    /// Ids of what was raised since then, open and closed, oldest first; as far as the mirror reaches.
    [[nodiscard]] static Result<QStringList> raisedSince(const Database& cache, UtcTime since);

    /// Ids of alerts that are over, that somebody was written to about, and that were withdrawn, replaced or
    /// put into another category since then.
    [[nodiscard]] static Result<QStringList> endedAfterNotices(const Database& cache, UtcTime since);

    /// The last event of each alert in the log, as far as the mirror reaches.
    [[nodiscard]] static Result<QHash<QString, qint64>> lastSeqs(const Database& cache);

    // --- vigil.db
    /// An alert that a report has to carry, and a number that grows with each change to it.
    struct ReportAlert {
        QString findingCode;
        report::ActionableFinding finding;
        int changes = 0;

        bool operator==(const ReportAlert&) const = default;
    };
    static Result<void> putReportAlert(Transaction& records, const QString& reportId,
                                       const QString& findingCode, const report::ActionableFinding& finding);
    /// How the alert stands after an act; does nothing for one that no report of this computer carries.
    static Result<void> updateReportAlert(Transaction& records, const QString& alertId,
                                          const study::Code& category, const QString& textCode,
                                          const alert::AlertView& view);
    [[nodiscard]] static Result<QList<ReportAlert>> alertsOfReport(const Database& records,
                                                                   const QString& reportId);

private:
    const JournalStore& m_journal;
};

} // namespace vigil::store
