// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/safetynet/SafetyNetService.h"

#include "core/base/Async.h"
#include "core/report/UserEvent.h"
#include "core/store/RecordFacts.h"
#include "core/store/StudyStore.h"
#include "core/study/WorklistPolicy.h"

#include <QSet>

#include <algorithm>
#include <limits>

namespace vigil::safetynet {

namespace {

constexpr int usualDays = 90;

} // namespace

SafetyNetService::SafetyNetService(const alert::PolicyInForce& policies, store::DataFolder& data,
                                   store::OwnFacts& facts, const store::SafetyNetStore& net,
                                   const Clock& clock, IdSource& ids, report::User user, Events& events)
    : m_policies(policies), m_data(data), m_facts(facts), m_net(net), m_clock(clock), m_ids(ids),
      m_user(std::move(user)), m_events(events) {
    m_pool.setMaxThreadCount(1);
}

SafetyNetService::~SafetyNetService() {
    m_pool.waitForDone();
}

NetFilter SafetyNetService::usual() const {
    NetFilter filter;
    filter.since = toDateTime(m_clock.now()).date().addDays(-usualDays);
    return filter;
}

QFuture<Result<NetRows>> SafetyNetService::rows(const NetFilter& filter) {
    return runOn(m_pool, [this, filter] { return rowsNow(filter); });
}

Result<NetRows> SafetyNetService::rowsNow(const NetFilter& filter) {
    NetRows found;
    VIGIL_CHECK(addUnalerted(found, filter));
    VIGIL_CHECK(addTwice(found, filter));
    VIGIL_CHECK(addUnreported(found, filter));
    for (auto& row : found.rows) {
        row.nextAt =
            alert::dueAt(row.since, {1, alert::Limit::Unit::WorkingDays}, m_policies.current().calendar());
        row.overdue = !row.resolution.resolved && row.nextAt < m_clock.now();
    }
    return found;
}

/// What the worklist knows of the study.
void SafetyNetService::complete(const store::Database& cache, NetRow& row) const {
    row.owner = {{}, m_policies.current().officerRole()};
    const auto study = store::StudyStore::study(cache, row.studyUid);
    if (!study || !*study) return;
    row.patient = (*study)->patient;
    row.description = (*study)->description;
    row.accessionNumber = (*study)->accessionNumber;
    if (row.list == NetList::Unreported)
        row.what = QStringLiteral("%1: the limit passed").arg(study::nameOf((*study)->urgency)) + row.what;
}

Result<void> SafetyNetService::addUnalerted(NetRows& found, const NetFilter& filter) {
    const auto& policy = m_policies.current();
    VIGIL_TRY(const auto own, m_data.recordsReader().runAndWait([&](const store::Database& records) {
        return store::SafetyNetStore::ownFinals(records, filter.since);
    }));
    QList<store::SafetyNetStore::Asserting> reports;
    QHash<QString, study::Patient> patients;
    for (const auto& report : own) {
        const auto& content = report.content();
        patients.insert(content.reportId, content.patient);
        reports << store::SafetyNetStore::Asserting{
            content.reportId, content.studyUids(), content.procedures.value(0).accessionNumber,
            report.changedAt(), report::assertedFindings(content, policy)};
    }
    return m_data.cacheReader().runAndWait([&](const store::Database& cache) -> Result<void> {
        VIGIL_TRY(const auto elsewhere, m_net.signedReports(cache));
        VIGIL_TRY(const auto resolutions, m_net.resolutions(cache));
        for (const auto& report : elsewhere)
            if (!patients.contains(report.reportId) &&
                (!filter.since.isValid() || toDateTime(report.signedAt).date() >= filter.since))
                reports << report;
        std::sort(reports.begin(), reports.end(), [](const auto& a, const auto& b) {
            return std::tie(a.signedAt, a.reportId) < std::tie(b.signedAt, b.reportId);
        });
        for (const auto& report : reports) {
            if (report.findings.isEmpty()) continue;
            VIGIL_TRY(const auto alerted,
                      store::SafetyNetStore::alertedFindings(cache, report.studyUids, m_clock.now()));
            for (const auto& finding : report.findings) {
                if (report::isSpokenFor(finding, policy, alerted)) continue;
                NetRow row;
                row.rowId = unalertedId(report.reportId, finding.code);
                row.resolution = resolutions.value(row.rowId);
                if (row.resolution.resolved && filter.which == NetFilter::Which::Open) continue;
                if (found.rows.size() >= filter.limit) {
                    found.more = true;
                    return {};
                }
                row.list = NetList::Unalerted;
                row.studyUid = report.studyUids.value(0);
                row.accessionNumber = report.accessionNumber;
                row.patient = patients.value(report.reportId);
                row.what = finding.words.isEmpty()
                               ? finding.label
                               : QStringLiteral("%1: \"%2\"").arg(finding.label, finding.words);
                row.since = report.signedAt;
                complete(cache, row);
                found.rows << row;
            }
        }
        return {};
    });
}

QFuture<Result<QList<NetRow>>> SafetyNetService::twiceOfMine() {
    return runOn(m_pool, [this]() -> Result<QList<NetRow>> {
        NetFilter everybodys; // whose they are is known afterwards: none of one's own may be cut off
        everybodys.limit = std::numeric_limits<int>::max();
        NetRows found;
        VIGIL_CHECK(addTwice(found, everybodys));
        found.rows.removeIf([](const NetRow& row) { return !row.mine; });
        return found.rows;
    });
}

Result<void> SafetyNetService::addTwice(NetRows& found, const NetFilter& filter) {
    VIGIL_TRY(const auto studies, m_data.cacheReader().runAndWait([this](const store::Database& cache) {
        return m_net.reportedTwice(cache);
    }));
    if (studies.isEmpty()) return {};
    QSet<QString> mine;
    VIGIL_CHECK(m_data.recordsReader().runAndWait([&](const store::Database& records) -> Result<void> {
        for (const auto& study : studies) {
            VIGIL_TRY(const bool isMine,
                      store::SafetyNetStore::isAuthor(records, study.reportIds, m_user.id));
            if (isMine) mine.insert(study.studyUid);
        }
        return {};
    }));
    return m_data.cacheReader().runAndWait([&](const store::Database& cache) -> Result<void> {
        VIGIL_TRY(const auto resolutions, m_net.resolutions(cache));
        int taken = 0;
        for (const auto& study : studies) {
            NetRow row;
            row.rowId = twiceId(study.studyUid, study.reportIds);
            row.resolution = resolutions.value(row.rowId);
            if (row.resolution.resolved && filter.which == NetFilter::Which::Open) continue;
            if (taken++ >= filter.limit) {
                found.more = true;
                break;
            }
            row.list = NetList::Twice;
            row.studyUid = study.studyUid;
            row.what = QStringLiteral("%1 final reports").arg(study.reportIds.size());
            row.since = study.signedAt.at(1);
            complete(cache, row);
            row.mine = mine.contains(study.studyUid);
            if (row.mine) row.owner = {m_user.name, m_user.role};
            found.rows << row;
        }
        return {};
    });
}

Result<void> SafetyNetService::addUnreported(NetRows& found, const NetFilter& filter) {
    return m_data.cacheReader().runAndWait([&](const store::Database& cache) -> Result<void> {
        VIGIL_TRY(const auto resolutions, m_net.resolutions(cache));
        // Rows that were resolved take no place from others.
        const auto most =
            std::min<qint64>(std::numeric_limits<int>::max(), qint64{filter.limit} + resolutions.size() + 1);
        VIGIL_TRY(const auto late, store::SafetyNetStore::unreported(cache, filter.since, m_clock.now(),
                                                                     static_cast<int>(most)));
        int taken = 0;
        for (const auto& study : late) {
            NetRow row;
            row.rowId = unreportedId(study.studyUid);
            row.resolution = resolutions.value(row.rowId);
            if (row.resolution.resolved && filter.which == NetFilter::Which::Open) continue;
            if (taken++ >= filter.limit) {
                found.more = true;
                break;
            }
            row.list = NetList::Unreported;
            row.studyUid = study.studyUid;
            row.what = study.state.isEmpty() ? QString() : QStringLiteral("; there is a preliminary report");
            row.since = study.dueAt;
            complete(cache, row);
            found.rows << row;
        }
        VIGIL_TRY(found.older, store::SafetyNetStore::unreportedBefore(cache, filter.since, m_clock.now()));
        return {};
    });
}

QFuture<Result<void>> SafetyNetService::resolve(const QString& rowId, const QString& reason) {
    return runOn(m_pool, [this, rowId, reason] {
        return resolveNow(rowId, reason, journal::kind::safetyNetResolved);
    });
}

QFuture<Result<void>> SafetyNetService::reopen(const QString& rowId, const QString& reason) {
    return runOn(m_pool, [this, rowId, reason] {
        return resolveNow(rowId, reason, journal::kind::safetyNetReopened);
    });
}

Result<void> SafetyNetService::resolveNow(const QString& rowId, const QString& reason, const QString& kind) {
    if (reason.trimmed().isEmpty())
        return Error{Error::Code::Invalid, QStringLiteral("Say why. Nothing was recorded."), {}};
    NetFilter all;
    all.which = NetFilter::Which::All;
    all.limit = std::numeric_limits<int>::max();
    VIGIL_TRY(const auto found, rowsNow(all));
    const auto row = std::find_if(found.rows.begin(), found.rows.end(),
                                  [&](const NetRow& each) { return each.rowId == rowId; });
    if (row == found.rows.end())
        return Error{Error::Code::NotFound,
                     QStringLiteral("This row is on no list of this computer. Nothing was recorded."),
                     {}};
    if (row->resolution.resolved == (kind == journal::kind::safetyNetResolved))
        return Error{Error::Code::Conflict,
                     row->resolution.resolved
                         ? QStringLiteral("This row was resolved already. Nothing was recorded.")
                         : QStringLiteral("This row is open. Nothing was recorded."),
                     {}};
    const auto event = report::userEvent(m_user, {journal::aggregate::safetyNet, rowId}, kind,
                                         {{QStringLiteral("reason"), reason.trimmed()},
                                          {QStringLiteral("what"), row->what},
                                          {QStringLiteral("study"), row->studyUid}},
                                         m_clock, m_ids, m_policies.current().sha256());
    VIGIL_CHECK(store::recordFacts(m_data, m_facts, {event}));
    Q_EMIT m_events.safetyNetChanged();
    Q_EMIT m_events.outboxChanged();
    return {};
}

} // namespace vigil::safetynet
