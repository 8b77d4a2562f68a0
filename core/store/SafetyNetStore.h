// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/Report.h"
#include "core/report/TextChecks.h"
#include "core/safetynet/NetRow.h"
#include "core/store/JournalStore.h"

#include <QHash>

namespace vigil::store {

/// The SQL of the reverse safety net: what the mirror knows of signed reports and of people's decisions, the
/// studies without a report, and this computer's own final reports. Has no state of its own; usable on any
/// thread.
class SafetyNetStore {
public:
    explicit SafetyNetStore(const JournalStore& journal) : m_journal(journal) {}

    /// A final report that asserts findings.
    struct Asserting {
        QString reportId;
        QStringList studyUids;
        QString accessionNumber;
        UtcTime signedAt;
        QList<report::AssertedFinding> findings;
    };
    /// As the department's signatures say it; the newest version of each report.
    [[nodiscard]] Result<QList<Asserting>> signedReports(const Database& cache) const;
    /// A study of which different final reports stand.
    struct Twice {
        QString studyUid;
        QStringList reportIds; ///< the earliest first
        QList<UtcTime> signedAt;
    };
    /// In the order in which their second report came. Such studies stay in the mirror (JournalStore::ended).
    [[nodiscard]] Result<QList<Twice>> reportedTwice(const Database& cache) const;
    /// vigil.db: whether this user signed one of the reports on this computer.
    [[nodiscard]] static Result<bool> isAuthor(const Database& records, const QStringList& reportIds,
                                               const QString& userId);
    /// What people decided, by row id.
    [[nodiscard]] Result<QHash<QString, safetynet::Resolution>> resolutions(const Database& cache) const;
    /// Codes of the findings of which a study has an alert that was not withdrawn.
    [[nodiscard]] static Result<QStringList> alertedFindings(const Database& cache,
                                                             const QStringList& studyUids, UtcTime now);

    /// A study past its limit without a verified report, in the order of the limits.
    struct Late {
        QString studyUid;
        UtcTime dueAt;
        QString state; ///< "preliminary", or empty
    };
    [[nodiscard]] static Result<QList<Late>> unreported(const Database& cache, const QDate& since,
                                                        UtcTime now, int limit);
    [[nodiscard]] static Result<int> unreportedBefore(const Database& cache, const QDate& day, UtcTime now);

    /// vigil.db: final reports of this computer that were signed since then.
    [[nodiscard]] static Result<QList<report::Report>> ownFinals(const Database& records, const QDate& since);

private:
    const JournalStore& m_journal;
};

} // namespace vigil::store
