// SPDX-License-Identifier: GPL-3.0-or-later
// The rates of alerts: what the mirror and this computer's signatures say of a span of time.
#include "core/safetynet/AlertRates.h"

#include "core/base/Async.h"
#include "core/safetynet/SafetyNetService.h"
#include "core/store/AlertStore.h"
#include "core/store/ReportStore.h"

#include <algorithm>
#include <limits>

namespace vigil::safetynet {

namespace {

void countReason(QList<AlertRates::NotNeeded>& reasons, const QString& reason) {
    for (auto& each : reasons)
        if (each.reason.compare(reason, Qt::CaseInsensitive) == 0) {
            ++each.count;
            return;
        }
    reasons << AlertRates::NotNeeded{reason, 1};
}

} // namespace

std::optional<double> perHundred(int alerts, int reports) {
    if (reports == 0) return std::nullopt;
    return 100.0 * alerts / reports;
}

QFuture<Result<AlertRates>> SafetyNetService::rates(UtcTime since) {
    return runOn(m_pool, [this, since] { return ratesNow(since); });
}

Result<AlertRates> SafetyNetService::ratesNow(UtcTime since) {
    AlertRates rates;
    rates.since = since;
    QHash<QString, int> alerts;
    VIGIL_CHECK(awaited(m_data.cacheReader().run([&](const store::Database& cache) -> Result<void> {
        alert::BoardFilter all;
        all.which = alert::BoardFilter::Which::All;
        all.closedLimit = std::numeric_limits<int>::max();
        VIGIL_TRY(const auto rows, store::AlertStore::board(cache, all, m_clock.now()));
        for (const auto& row : rows)
            if (row->view.raisedAt >= since) ++alerts[row->view.category];
        VIGIL_TRY(const auto reports, m_net.signedReports(cache));
        for (const auto& report : reports)
            if (report.signedAt >= since) ++rates.reports;
        VIGIL_TRY(const auto resolutions, m_net.resolutions(cache));
        const auto ofAlerts = unalertedId({}, {}).section(u'/', 0, 0);
        for (auto each = resolutions.begin(); each != resolutions.end(); ++each)
            if (each->resolved && each->at >= since && each.key().startsWith(ofAlerts))
                countReason(rates.notNeeded, each->reason);
        return {};
    })));
    for (const auto& rule : m_policies.current().categories())
        rates.categories << AlertRates::Category{rule.label, alerts.value(rule.code)};
    std::stable_sort(rates.notNeeded.begin(), rates.notNeeded.end(),
                     [](const auto& a, const auto& b) { return a.count > b.count; });
    VIGIL_TRY(rates.dismissedWhenSigning,
              awaited(m_data.recordsReader().run([&](const store::Database& records) {
                  return store::ReportStore::dismissedSince(records, report::Remark::Kind::MustAlert, since);
              })));
    return rates;
}

} // namespace vigil::safetynet
