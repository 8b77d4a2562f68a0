// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/AlertStore.h"

#include "core/alert/AlertJson.h"
#include "core/alert/AlertRows.h"
#include "core/report/ReportJson.h"
#include "core/store/CursorStore.h"
#include "core/store/PresenceStore.h"
#include "core/store/Values.h"

#include <QJsonDocument>

#include <algorithm>

namespace vigil::store {

namespace {

QByteArray compact(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

report::ActionableFinding findingOf(const QByteArray& json) {
    return report::findingFromObject(QJsonDocument::fromJson(json).object());
}

/// The newest signed report of a study.
struct SignedReport {
    QString reportId;
    UtcTime at;
};

/// Of these studies, by study.
Result<QHash<QString, SignedReport>> signedReports(const Database& cache, const QStringList& studyUids) {
    QHash<QString, SignedReport> reports;
    if (studyUids.isEmpty()) return reports;
    VIGIL_CHECK(
        cache.rows(QStringLiteral("SELECT study_uid,report_id,signed_at FROM study_report WHERE study_uid IN "
                                  "(SELECT value FROM json_each(?))"),
                   {jsonOf(studyUids)}, [&](const Row& row) {
                       reports.insert(row.text(0), {row.text(1), fromIso(row.text(2)).value_or(UtcTime{})});
                   }));
    return reports;
}

/// The rows in that order; those that nobody has read at their revision are read in one question. What has
/// gone since is left out.
Result<alert::BoardRows> readRows(const Database& cache, const QList<qint64>& revisions,
                                  alert::KnownRows& known) {
    auto rows = known.find(revisions);
    QStringList unknown;
    for (qsizetype i = 0; i < rows.size(); ++i)
        if (!rows.at(i)) unknown << QString::number(revisions.at(i));
    if (unknown.isEmpty()) return rows;
    QHash<qint64, alert::BoardRow> read;
    VIGIL_CHECK(cache.rows(
        QStringLiteral("SELECT revision,row FROM alert WHERE alert_id IN (SELECT alert_id FROM alert WHERE "
                       "revision IN (SELECT value FROM json_each(?)))"),
        {QStringLiteral("[%1]").arg(unknown.join(u','))}, [&](const Row& row) {
            read.insert(row.number(0), known.keep(row.number(0), alert::rowFromJson(row.bytes(1))));
        }));
    for (qsizetype i = 0; i < rows.size(); ++i)
        if (!rows.at(i)) rows[i] = read.value(revisions.at(i));
    rows.removeIf([](const alert::BoardRow& row) { return !row; });
    return rows;
}

/// For so long what is over is still looked at. The mirror keeps the events of a signing at least as long.
constexpr std::chrono::hours unsignedLooksBack{30 * 24};

/// Those whose time to be signed has passed.
bool isLate(const alert::AlertRow& row, UtcTime now) {
    if (!row.signBy || *row.signBy >= now) return false;
    return row.view.open || (alert::stands(row.view) && row.view.raisedAt >= now - unsignedLooksBack);
}

/// By its own report, or by one of the same study that was signed later: that carries it.
bool isSigned(const alert::AlertRow& row, const QHash<QString, SignedReport>& reports) {
    return std::any_of(row.studyUids.begin(), row.studyUids.end(), [&](const QString& uid) {
        const auto found = reports.constFind(uid);
        return found != reports.constEnd() &&
               (found->reportId == row.reportId || found->at >= row.view.raisedAt);
    });
}

/// By when the report of what is over has to be signed; nothing when it is, or when nothing has to be.
Result<std::optional<UtcTime>> stillToSign(const Database& cache, const alert::AlertRow& row) {
    if (row.view.open || !row.signBy || !alert::stands(row.view)) return std::optional<UtcTime>();
    VIGIL_TRY(const auto reports, signedReports(cache, row.studyUids));
    return isSigned(row, reports) ? std::optional<UtcTime>() : row.signBy;
}

/// What of a row depends on the moment of looking.
struct Looked {
    bool overdue = false;
    std::optional<UtcTime> unsignedSince;
    std::optional<UtcTime> deviceLostSince;

    bool operator==(const Looked&) const = default;
};

/// The row with that; itself when it says so already.
alert::BoardRow lookedAt(const alert::BoardRow& row, const Looked& looked, alert::KnownRows& known) {
    if (Looked{row->view.overdue, row->unsignedSince, row->deviceLostSince} == looked) return row;
    auto changed = std::make_shared<alert::AlertRow>(*row);
    changed->view.overdue = looked.overdue;
    changed->unsignedSince = looked.unsignedSince;
    changed->deviceLostSince = looked.deviceLostSince;
    known.replace(row, changed);
    return changed;
}

QVariant timeOrNull(const std::optional<UtcTime>& time) {
    return time ? QVariant(toIso(*time)) : QVariant(QMetaType::fromType<QString>());
}

/// What a filter asks for, but for whether it is open.
struct Conditions {
    QStringList words;
    QVariantList arguments;

    explicit Conditions(const alert::BoardFilter& filter) {
        const auto add = [this](const char* word, const QString& argument) {
            words << QLatin1String(word);
            arguments << argument;
        };
        if (!filter.studyUid.isEmpty())
            add("alert_id IN (SELECT alert_id FROM alert_study WHERE study_uid=?)", filter.studyUid);
        if (!filter.ownerRole.isEmpty()) add("owner_role=?", filter.ownerRole);
        if (filter.patient.id.isEmpty()) return;
        add("patient_id=?", filter.patient.id);
        if (!filter.patient.issuer.isEmpty()) add("patient_issuer IN (?,'')", filter.patient.issuer);
    }
    [[nodiscard]] QString where() const {
        return words.isEmpty() ? QString() : QStringLiteral(" WHERE ") + words.join(QStringLiteral(" AND "));
    }
};

/// From the index of the board alone, in its order.
Result<QList<qint64>> listed(const Database& cache, const alert::BoardFilter& filter, UtcTime now) {
    using Which = alert::BoardFilter::Which;
    Conditions asked(filter);
    if (filter.which != Which::All) asked.words << QStringLiteral("open=1");
    if (filter.which == Which::Overdue) {
        asked.words << QStringLiteral("next_at<?");
        asked.arguments << toIso(now);
    }
    QString limit;
    if (filter.which == Which::All) {
        limit = QStringLiteral(" LIMIT ?+(SELECT count(*) FROM alert WHERE open=1)");
        asked.arguments << filter.closedLimit;
    }
    return cache.list(
        QStringLiteral("SELECT revision FROM alert%1 ORDER BY open DESC,rank,next_at,raised_at DESC%2")
            .arg(asked.where(), limit),
        asked.arguments, [](const Row& row) { return row.number(0); });
}

/// What is over while no report of its studies has been signed since; oldest first.
Result<QList<qint64>> listedUnsigned(const Database& cache, const alert::BoardFilter& filter, UtcTime now) {
    if (filter.which != alert::BoardFilter::Which::Open || !filter.unsignedToo) return QList<qint64>();
    Conditions asked(filter);
    asked.words << QStringLiteral("open=0 AND raised_at>=? AND sign_by<?")
                << QStringLiteral(
                       "NOT EXISTS(SELECT 1 FROM alert_study s JOIN study_report r USING(study_uid) "
                       "WHERE s.alert_id=alert.alert_id AND r.signed_at>=alert.raised_at)");
    asked.arguments << toIso(now - unsignedLooksBack) << toIso(now);
    return cache.list(QStringLiteral("SELECT revision FROM alert%1 ORDER BY raised_at").arg(asked.where()),
                      asked.arguments, [](const Row& row) { return row.number(0); });
}

} // namespace

Result<void> AlertStore::eventsChanged(Transaction& cache, const QSet<journal::AggregateKey>& changed) {
    for (const auto& key : changed)
        if (key.kind == journal::aggregate::alert) VIGIL_CHECK(refold(cache, key.id));
    return {};
}

Result<alert::Alert> AlertStore::load(const Database& cache, const QString& alertId) const {
    VIGIL_TRY(const auto events, m_journal.eventsOf(cache, journal::aggregate::alert, alertId));
    alert::Alert alert;
    alert.alertId = alertId;
    for (const auto& event : events)
        alert = apply(std::move(alert), event);
    return alert;
}

Result<void> AlertStore::refold(Transaction& cache, const QString& alertId) const {
    VIGIL_TRY(const auto alert, load(cache.database(), alertId));
    VIGIL_CHECK(cache.execute(QStringLiteral("DELETE FROM alert WHERE alert_id=?"), {alertId}));
    if (alert.facts.isEmpty()) return {};
    const auto row = alert::rowOf(alert);
    const auto& view = row.view;
    // Most are signed when they end: then nobody looks for them.
    VIGIL_TRY(const auto signBy, stillToSign(cache.database(), row));
    VIGIL_CHECK(cache.execute(
        QStringLiteral(
            "INSERT INTO alert(alert_id,revision,fold_version,open,rank,next_at,owner_role,raised_at,row,"
            "patient_id,patient_issuer,sign_by) VALUES(?,random(),?,?,?,?,?,?,?,?,?,?)"),
        {alertId, foldVersion(), view.open ? 1 : 0, row.rank, timeOrNull(view.nextAt), text(view.owner.role),
         toIso(view.raisedAt), toJson(row), text(row.patient.key.id), text(row.patient.key.issuer),
         timeOrNull(signBy)}));
    for (const auto& uid : row.studyUids)
        VIGIL_CHECK(cache.execute(QStringLiteral("INSERT INTO alert_study(alert_id,study_uid) VALUES(?,?)"),
                                  {alertId, text(uid)}));
    return {};
}

Result<alert::BoardRows> AlertStore::board(const Database& cache, const alert::BoardFilter& filter,
                                           UtcTime now, alert::KnownRows* known) {
    VIGIL_TRY(auto found, listed(cache, filter, now));
    VIGIL_TRY(const auto late, listedUnsigned(cache, filter, now));
    found += late;
    alert::KnownRows none;
    if (!known) known = &none;
    VIGIL_TRY(auto rows, readRows(cache, found, *known));
    QStringList lateStudies;
    for (const auto& row : rows)
        if (isLate(*row, now)) lateStudies << row->studyUids;
    VIGIL_TRY(const auto reports, signedReports(cache, lateStudies));
    VIGIL_TRY(const auto serverNow, CursorStore().departmentNow(cache, departmentDestination, now));
    VIGIL_TRY(const auto lost, PresenceStore().lostDevices(cache, serverNow));
    for (auto& row : rows) {
        const bool open = row->view.open;
        Looked looked;
        looked.overdue = open && row->view.nextAt && *row->view.nextAt < now;
        if (isLate(*row, now) && !isSigned(*row, reports)) looked.unsignedSince = row->signBy;
        if (const auto since = lost.constFind(row->device); open && since != lost.constEnd())
            looked.deviceLostSince = *since;
        row = lookedAt(row, looked, *known);
    }
    if (filter.which == alert::BoardFilter::Which::Open) // signed by its own report, before it was raised
        rows.removeIf([](const alert::BoardRow& row) { return !row->view.open && !row->unsignedSince; });
    return rows;
}

Result<QHash<QString, alert::AlertCount>> AlertStore::counts(const Database& cache) {
    QHash<QString, alert::AlertCount> counts;
    VIGIL_CHECK(cache.rows(QStringLiteral("SELECT study_uid,count(*),sum(rank=0) FROM alert JOIN alert_study "
                                          "USING(alert_id) WHERE open=1 GROUP BY study_uid"),
                           {}, [&](const Row& row) {
                               counts.insert(row.text(0), alert::AlertCount{row.integer(1), row.integer(2)});
                           }));
    return counts;
}

Result<QStringList> AlertStore::raisedSince(const Database& cache, UtcTime since) {
    VIGIL_TRY(const auto ids,
              cache.list(QStringLiteral("SELECT alert_id FROM alert WHERE raised_at>=? ORDER BY "
                                        "raised_at, alert_id"),
                         {toIso(since)}, [](const Row& row) { return row.text(0); }));
    return ids;
}

Result<QStringList> AlertStore::endedAfterNotices(const Database& cache, UtcTime since) {
    VIGIL_TRY(
        const auto ids,
        cache.list(
            QStringLiteral("SELECT alert_id FROM alert WHERE open=0 AND EXISTS(SELECT 1 FROM event WHERE "
                           "aggregate_kind='alert' AND aggregate_id=alert_id AND received_at>=? AND kind IN "
                           "('alert.withdrawn','alert.superseded','alert.recategorised')) AND EXISTS(SELECT "
                           "1 FROM event WHERE aggregate_kind='alert' AND aggregate_id=alert_id AND "
                           "kind='notice.queued') ORDER BY alert_id"),
            {toIso(since)}, [](const Row& row) { return row.text(0); }));
    return ids;
}

Result<QHash<QString, qint64>> AlertStore::lastSeqs(const Database& cache) {
    QHash<QString, qint64> seqs;
    VIGIL_CHECK(cache.rows(QStringLiteral("SELECT aggregate_id,max(seq) FROM event WHERE "
                                          "aggregate_kind='alert' AND seq>0 GROUP BY aggregate_id"),
                           {}, [&](const Row& row) { seqs.insert(row.text(0), row.number(1)); }));
    return seqs;
}

Result<void> AlertStore::putReportAlert(Transaction& records, const QString& reportId,
                                        const QString& findingCode,
                                        const report::ActionableFinding& finding) {
    VIGIL_CHECK(records.execute(
        QStringLiteral("INSERT INTO report_alert(alert_id,report_id,finding_code,finding) VALUES(?,?,?,?)"),
        {finding.alertId, reportId, findingCode, compact(report::toObject(finding))}));
    return {};
}

Result<void> AlertStore::updateReportAlert(Transaction& records, const QString& alertId,
                                           const study::Code& category, const QString& textCode,
                                           const alert::AlertView& view) {
    std::optional<report::ActionableFinding> finding;
    VIGIL_CHECK(records.database().rows(QStringLiteral("SELECT finding FROM report_alert WHERE alert_id=?"),
                                        {alertId},
                                        [&](const Row& row) { finding = findingOf(row.bytes(0)); }));
    if (!finding) return {};
    if (!category.value.isEmpty()) { // else the raising is still on its way
        finding->category = category;
        finding->textCode = textCode;
    }
    finding->communications = view.communications;
    VIGIL_CHECK(records.execute(
        QStringLiteral("UPDATE report_alert SET finding=?,withdrawn=?,changes=changes+1 WHERE alert_id=?"),
        {compact(report::toObject(*finding)), alert::stands(view) ? 0 : 1, alertId}));
    return {};
}

Result<QList<AlertStore::ReportAlert>> AlertStore::alertsOfReport(const Database& records,
                                                                  const QString& reportId) {
    return records.list(
        QStringLiteral("SELECT finding_code,finding,changes FROM report_alert WHERE report_id=? AND "
                       "withdrawn=0 ORDER "
                       "BY alert_id"),
        {reportId}, [](const Row& row) {
            return ReportAlert{row.text(0), findingOf(row.bytes(1)), row.integer(2)};
        });
}

} // namespace vigil::store
