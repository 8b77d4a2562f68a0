// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/FollowUpStore.h"

#include "core/followup/FollowUpStory.h"

namespace vigil::store {

using followup::FollowUp;
using followup::FollowUpRow;

Result<void> FollowUpStore::eventsChanged(Transaction& cache, const QSet<journal::AggregateKey>& changed) {
    for (const auto& key : changed)
        if (key.kind == journal::aggregate::followUp) VIGIL_CHECK(refold(cache, key.id));
    return {};
}

Result<FollowUp> FollowUpStore::load(const Database& cache, const QString& followUpId) const {
    VIGIL_TRY(const auto events, m_journal.eventsOf(cache, journal::aggregate::followUp, followUpId));
    return followup::followUpOf(followUpId, events);
}

Result<void> FollowUpStore::refold(Transaction& cache, const QString& followUpId) const {
    VIGIL_TRY(const auto followUp, load(cache.database(), followUpId));
    VIGIL_CHECK(cache.execute(QStringLiteral("DELETE FROM follow_up WHERE follow_up_id=?"), {followUpId}));
    if (followUp.facts.isEmpty()) return {};
    const followup::FollowUpStory story(followUp);
    const auto view = story.view();
    const auto& patient = story.draft().patient.key;
    return executed(cache.execute(
        QStringLiteral("INSERT INTO follow_up(follow_up_id,fold_version,open,next_at,reached,owner_role,"
                       "patient_id,patient_issuer,recommended_at) VALUES(?,?,?,?,?,?,?,?,?)"),
        {followUpId, foldVersion(), view.open ? 1 : 0, view.nextAt ? toIso(*view.nextAt) : QStringLiteral(""),
         story.reached().number > 0 ? 1 : 0, notNull(view.owner.role), notNull(patient.id),
         notNull(patient.issuer), toIso(view.recommendedAt)}));
}

Result<QStringList> FollowUpStore::ids(const Database& cache, const Filter& filter, UtcTime now) const {
    QStringList conditions;
    QVariantList arguments;
    if (filter.which != Which::All) conditions << QStringLiteral("open=1");
    if (filter.which == Which::ToTell) {
        conditions << QStringLiteral("(reached=1 OR next_at<=?)");
        arguments << toIso(now);
    }
    if (!filter.patient.id.isEmpty()) {
        conditions << QStringLiteral("patient_id=?");
        arguments << filter.patient.id;
        if (!filter.patient.issuer.isEmpty()) {
            conditions << QStringLiteral("patient_issuer IN (?,'')");
            arguments << filter.patient.issuer;
        }
    }
    if (!filter.ownerRole.isEmpty()) {
        conditions << QStringLiteral("owner_role=?");
        arguments << filter.ownerRole;
    }
    arguments << filter.closedLimit;
    VIGIL_TRY(const auto found,
              cache.list(QStringLiteral("SELECT follow_up_id FROM follow_up%1 ORDER BY open DESC, next_at, "
                                        "recommended_at DESC, follow_up_id LIMIT ?+(SELECT count(*) FROM "
                                        "follow_up WHERE open=1)")
                             .arg(conditions.isEmpty()
                                      ? QString()
                                      : QStringLiteral(" WHERE ") + conditions.join(QStringLiteral(" AND "))),
                         arguments, [](const Row& row) { return row.text(0); }));
    return QStringList(found);
}

Result<QList<FollowUpRow>> FollowUpStore::rows(const Database& cache, const Filter& filter,
                                               UtcTime now) const {
    VIGIL_TRY(const auto found, ids(cache, filter, now));
    QList<FollowUpRow> rows;
    for (const auto& id : found) {
        VIGIL_TRY(const auto followUp, load(cache, id));
        FollowUpRow row{stateAt(followUp, now), {}};
        row.draft = recommendedDraft(followUp).value_or(followup::FollowUpDraft{});
        if (filter.which != Which::Overdue || row.view.overdue) rows << row;
    }
    return rows;
}

Result<QString> FollowUpStore::verifiedReport(const Database& cache, const QString& studyUid) {
    VIGIL_TRY(
        const auto report,
        cache.value(QStringLiteral("SELECT report_id FROM study_report WHERE study_uid=? AND state IN "
                                   "('final','amended','addended') "
                                   "UNION ALL SELECT sop_instance_uid FROM object WHERE study_uid=? AND "
                                   "reported=1 UNION ALL SELECT sop_instance_uid FROM outside_document WHERE "
                                   "study_uid=? AND counts_as_report=1 LIMIT 1"),
                    {studyUid, studyUid, studyUid}));
    return report.toString();
}

} // namespace vigil::store
