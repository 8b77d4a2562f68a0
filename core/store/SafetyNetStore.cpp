// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/SafetyNetStore.h"

#include "core/report/ReportJson.h"
#include "core/store/AlertStore.h"
#include "core/store/ReportStore.h"
#include "core/study/ReportedStudies.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <tuple>

namespace vigil::store {

namespace {

/// Studies that their PACS still names, past their limit and without a report that counts.
const QString lateStudies = QStringLiteral(
    "FROM study s LEFT JOIN study_report r ON r.study_uid=s.study_uid WHERE s.due_at<>'' AND s.due_at<? AND "
    "s.vanished_at='' AND coalesce(r.state,'') NOT IN ('final','amended','addended') AND NOT EXISTS(SELECT 1 "
    "FROM object o WHERE o.study_uid=s.study_uid AND o.reported=1) AND NOT EXISTS(SELECT 1 FROM "
    "outside_document d WHERE d.study_uid=s.study_uid AND d.counts_as_report=1)");

/// As StudyStore writes limits: in UTC, to the second.
QString limitText(UtcTime time) {
    return toDateTime(time).toUTC().toString(Qt::ISODate);
}

bool isFinal(const QString& state) {
    return state == QLatin1String("final") || state == QLatin1String("amended") ||
           state == QLatin1String("addended");
}

} // namespace

Result<QList<SafetyNetStore::Asserting>> SafetyNetStore::signedReports(const Database& cache) const {
    VIGIL_TRY(const auto events, m_journal.eventsOfKind(cache, journal::aggregate::study));
    QHash<QString, Asserting> newest; // fold order: a later signature takes the place of an earlier one
    for (const auto& logged : events) {
        if (logged.event.kind != journal::kind::reportSigned) continue;
        const auto open = QJsonDocument::fromJson(logged.event.open).object();
        Asserting report;
        report.reportId = open.value(QLatin1String("report")).toString();
        if (!isFinal(open.value(QLatin1String("state")).toString())) {
            newest.remove(report.reportId); // e.g. issued in error
            continue;
        }
        for (const auto& value : open.value(QLatin1String("procedures")).toArray()) {
            const auto procedure = report::procedureFromObject(value.toObject());
            if (!report.studyUids.contains(procedure.studyUid)) report.studyUids << procedure.studyUid;
            if (report.accessionNumber.isEmpty()) report.accessionNumber = procedure.accessionNumber;
        }
        report.signedAt = logged.event.occurredAt;
        for (const auto& value : open.value(QLatin1String("asserted")).toArray()) {
            const auto each = value.toObject();
            report.findings << report::AssertedFinding{each.value(QLatin1String("finding")).toString(),
                                                       each.value(QLatin1String("label")).toString(),
                                                       each.value(QLatin1String("words")).toString(),
                                                       each.value(QLatin1String("term")).toString()};
        }
        newest.insert(report.reportId, report);
    }
    return newest.values();
}

Result<QList<SafetyNetStore::Twice>> SafetyNetStore::reportedTwice(const Database& cache) const {
    VIGIL_TRY(const auto uids, cache.list(QStringLiteral("SELECT study_uid FROM study_report WHERE finals>1"),
                                          {}, [](const Row& row) { return row.text(0); }));
    QList<Twice> studies;
    for (const auto& uid : uids) {
        VIGIL_TRY(const auto events, m_journal.eventsOf(cache, journal::aggregate::study, uid));
        Twice twice{uid, {}, {}};
        for (const auto& report : study::finalReports(events)) {
            twice.reportIds << report.reportId;
            twice.signedAt << report.signedAt;
        }
        if (twice.reportIds.size() > 1) studies << twice;
    }
    std::sort(studies.begin(), studies.end(), [](const Twice& a, const Twice& b) {
        return std::tie(a.signedAt.at(1), a.studyUid) < std::tie(b.signedAt.at(1), b.studyUid);
    });
    return studies;
}

Result<bool> SafetyNetStore::isAuthor(const Database& records, const QStringList& reportIds,
                                      const QString& userId) {
    for (const auto& id : reportIds) {
        VIGIL_TRY(const auto report, ReportStore::find(records, id));
        if (report && report->author().id == userId) return true;
    }
    return false;
}

Result<QHash<QString, safetynet::Resolution>> SafetyNetStore::resolutions(const Database& cache) const {
    VIGIL_TRY(const auto events, m_journal.eventsOfKind(cache, journal::aggregate::safetyNet));
    QHash<QString, QList<journal::LoggedEvent>> byRow;
    for (const auto& logged : events)
        byRow[logged.event.aggregateId] << logged;
    QHash<QString, safetynet::Resolution> resolutions;
    for (auto it = byRow.cbegin(); it != byRow.cend(); ++it)
        resolutions.insert(it.key(), safetynet::resolutionOf(it.value()));
    return resolutions;
}

Result<QStringList> SafetyNetStore::alertedFindings(const Database& cache, const QStringList& studyUids,
                                                    UtcTime now) {
    QStringList alerted;
    for (const auto& uid : studyUids) {
        alert::BoardFilter filter;
        filter.which = alert::BoardFilter::Which::All;
        filter.studyUid = uid;
        VIGIL_TRY(const auto rows, AlertStore::board(cache, filter, now));
        for (const auto& row : rows)
            if (alert::stands(row->view)) alerted << row->findingCode;
    }
    return alerted;
}

Result<QList<SafetyNetStore::Late>> SafetyNetStore::unreported(const Database& cache, const QDate& since,
                                                               UtcTime now, int limit) {
    return cache.list(QStringLiteral("SELECT s.study_uid, min(s.due_at), coalesce(r.state,'') %1 AND "
                                     "s.study_time>=? GROUP BY s.study_uid ORDER BY s.due_at, s.study_uid "
                                     "LIMIT ?")
                          .arg(lateStudies),
                      {limitText(now), notNull(since.toString(Qt::ISODate)), limit}, [](const Row& row) {
                          return Late{row.text(0), row.time(1),
                                      row.text(2) == QLatin1String("preliminary") ? row.text(2) : QString()};
                      });
}

Result<int> SafetyNetStore::unreportedBefore(const Database& cache, const QDate& day, UtcTime now) {
    if (!day.isValid()) return 0;
    VIGIL_TRY(const auto count,
              cache.value(
                  QStringLiteral("SELECT count(DISTINCT s.study_uid) %1 AND s.study_time<?").arg(lateStudies),
                  {limitText(now), day.toString(Qt::ISODate)}));
    return count.toInt();
}

Result<QList<report::Report>> SafetyNetStore::ownFinals(const Database& records, const QDate& since) {
    VIGIL_TRY(const auto ids, records.list(QStringLiteral("SELECT report_id FROM report WHERE state IN "
                                                          "('final','amended','addended') AND changed_at>=?"),
                                           {notNull(since.toString(Qt::ISODate))},
                                           [](const Row& row) { return row.text(0); }));
    QList<report::Report> reports;
    for (const auto& id : ids) {
        VIGIL_TRY(const auto report, ReportStore::find(records, id));
        if (report) reports << *report;
    }
    return reports;
}

} // namespace vigil::store
