// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/ReportedStudies.h"

#include "core/report/Report.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace vigil::study {

namespace {

using Reported = store::StudyStore::Reported;
using report::ReportState;

/// How far a state is on its way. Events come in the order in which they reached the department: a
/// preliminary that was written offline may come after the final that followed it, and takes nothing back.
int rank(const QString& state) {
    static const QList<ReportState> way{ReportState::Preliminary, ReportState::Final, ReportState::Addended,
                                        ReportState::Amended, ReportState::IssuedInError};
    const auto known = report::reportStateFromText(state);
    return known ? static_cast<int>(way.indexOf(*known)) : -1;
}

bool isFinal(const Reported& reported) {
    return rank(reported.state) >= rank(report::toText(ReportState::Final));
}

/// The reports of a study that stand, each as far as it came.
QList<Reported> standingReports(const QList<journal::LoggedEvent>& events) {
    QMap<QString, Reported> reports;
    for (const auto& logged : events) {
        if (logged.event.kind != journal::kind::reportSigned) continue;
        const auto open = QJsonDocument::fromJson(logged.event.open).object();
        const Reported found{open.value(QLatin1String("report")).toString(),
                             open.value(QLatin1String("state")).toString(), logged.event.occurredAt};
        auto& furthest = reports[found.reportId];
        if (furthest.state.isEmpty() || rank(found.state) >= rank(furthest.state)) furthest = found;
    }
    auto standing = reports.values();
    standing.removeIf(
        [](const Reported& each) { return each.state == report::toText(ReportState::IssuedInError); });
    return standing;
}

/// What all reports of a study come to; nothing when it has none, or none that stands.
std::optional<Reported> reportedBy(const QList<journal::LoggedEvent>& events) {
    const auto reports = standingReports(events);
    std::optional<Reported> best;
    for (const auto& each : reports)
        if (!best ||
            std::pair(rank(each.state), each.signedAt) > std::pair(rank(best->state), best->signedAt))
            best = each;
    if (best) best->finals = static_cast<int>(std::count_if(reports.begin(), reports.end(), isFinal));
    return best;
}

} // namespace

Result<void> ReportedStudies::eventsChanged(store::Transaction& cache,
                                            const QSet<journal::AggregateKey>& changed) {
    for (const auto& key : changed) {
        if (key.kind != journal::aggregate::study) continue;
        VIGIL_TRY(const auto events, m_journal.eventsOf(cache.database(), key.kind, key.id));
        VIGIL_CHECK(store::StudyStore::clearReport(cache, key.id));
        if (const auto reported = reportedBy(events))
            VIGIL_CHECK(store::StudyStore::setReport(cache, key.id, *reported));
    }
    return {};
}

QList<Reported> finalReports(const QList<journal::LoggedEvent>& events) {
    auto reports = standingReports(events);
    reports.removeIf([](const Reported& each) { return !isFinal(each); });
    std::sort(reports.begin(), reports.end(), [](const Reported& a, const Reported& b) {
        return std::tie(a.signedAt, a.reportId) < std::tie(b.signedAt, b.reportId);
    });
    return reports;
}

} // namespace vigil::study
