// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/EarlierAlerts.h"

#include "core/alert/AlertRows.h"
#include "core/alert/AlertService.h"
#include "core/base/Async.h"
#include "core/study/EitherStop.h"
#include "core/study/SamePatient.h"

#include <algorithm>

namespace vigil::alert {

namespace {

/// In the order in which the log named them.
QList<Alert> foldedOf(const QList<journal::LoggedEvent>& events) {
    QList<Alert> alerts;
    for (const auto& logged : events) {
        const auto& id = logged.event.aggregateId;
        auto known = std::find_if(alerts.begin(), alerts.end(),
                                  [&](const Alert& alert) { return alert.alertId == id; });
        if (known == alerts.end()) {
            alerts << Alert{};
            known = alerts.end() - 1;
            known->alertId = id;
        }
        *known = apply(std::move(*known), logged);
    }
    return alerts;
}

} // namespace

EarlierAlerts joined(const BoardRows& mirror, const AlertsInLog& log, const study::PatientKey& patient,
                     UtcTime now) {
    EarlierAlerts earlier{mirror, 0};
    QSet<QString> here;
    for (const auto& row : mirror)
        here << row->view.alertId;
    int inBoth = 0;
    for (const auto& alert : foldedOf(log.events)) {
        if (here.contains(alert.alertId)) {
            ++inBoth;
            continue;
        }
        auto row = std::make_shared<AlertRow>(rowOf(alert));
        if (!study::isSamePatient(row->patient.key, patient)) continue;
        row->view.overdue = row->view.open && row->view.nextAt && *row->view.nextAt < now;
        earlier.rows << row;
    }
    std::stable_sort(
        earlier.rows.begin() + mirror.size(), earlier.rows.end(),
        [](const BoardRow& a, const BoardRow& b) { return a->view.raisedAt > b->view.raisedAt; });
    // What the log does not name although the mirror has it is among the older ones, or on its way there.
    const auto notNamed = mirror.size() - inBoth;
    earlier.more = static_cast<int>(std::max<qsizetype>(0, log.more - notNamed));
    return earlier;
}

QString whyOnlyRecent(const Error& error) {
    switch (error.code) {
    case Error::Code::Unsupported:
    case Error::Code::NotFound:
        return QStringLiteral(
            "Only those of the last 30 days: the department's database is older than this Vigil.");
    case Error::Code::Denied:
    case Error::Code::Refused:
        return QStringLiteral("Only those of the last 30 days: the department does not let this user in.");
    default:
        return QStringLiteral("Only those of the last 30 days: the department cannot be reached.");
    }
}

QFuture<Result<EarlierAlerts>> AlertService::earlierInLog(const study::PatientKey& patient,
                                                          std::stop_token stop) {
    return runOn(m_asking, [this, patient, stop = std::move(stop)]() -> Result<EarlierAlerts> {
        if (patient.id.isEmpty()) return EarlierAlerts{};
        if (!m_askLog)
            return Error{Error::Code::Unreachable, QStringLiteral("No department is asked here."), {}};
        const study::EitherStop either(m_stop.get_token(), stop);
        VIGIL_TRY(const auto log, m_askLog(patient, either.token()));
        VIGIL_TRY(const auto mirror, awaited(earlier(patient)));
        auto all = joined(mirror, log, patient, m_clock.now());
        all.rows = asFarAs(m_reach, std::move(all.rows));
        return all;
    });
}

} // namespace vigil::alert
