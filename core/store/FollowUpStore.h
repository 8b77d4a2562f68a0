// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUp.h"
#include "core/store/JournalStore.h"

namespace vigil::store {

/// The SQL of follow-ups: their projection for the list (cache.db) and the report that an examination has.
/// Has no state of its own; usable on any thread.
class FollowUpStore final : public journal::Projection {
public:
    enum class Which {
        Open,
        Overdue, ///< what is next is late, or the due or booked day is over
        ToTell,  ///< open, and a step is due or was reached: what a dispatcher looks at
        All
    };
    struct Filter {
        Which which = Which::Open;
        study::PatientKey patient = {}; ///< empty id = any
        QString ownerRole = {};         ///< empty = any
        int closedLimit = 500;          ///< ended ones beyond it may be left out, an open one never is
    };

    explicit FollowUpStore(const JournalStore& journal) : m_journal(journal) {}

    [[nodiscard]] QString name() const override { return QStringLiteral("follow-ups"); }
    [[nodiscard]] int foldVersion() const override { return 1; }
    Result<void> eventsChanged(Transaction& cache, const QSet<journal::AggregateKey>& changed) override;

    /// With all facts; without any when it is not known here.
    [[nodiscard]] Result<followup::FollowUp> load(const Database& cache, const QString& followUpId) const;
    /// Open ones first, the next time first.
    [[nodiscard]] Result<QStringList> ids(const Database& cache, const Filter& filter, UtcTime now) const;
    [[nodiscard]] Result<QList<followup::FollowUpRow>> rows(const Database& cache, const Filter& filter,
                                                            UtcTime now) const;
    /// What a verified report of a study is known by here (report id or SOP Instance UID); empty when there
    /// is none.
    [[nodiscard]] static Result<QString> verifiedReport(const Database& cache, const QString& studyUid);

private:
    Result<void> refold(Transaction& cache, const QString& followUpId) const;

    const JournalStore& m_journal;
};

} // namespace vigil::store
