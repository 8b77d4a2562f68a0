// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/PolicyService.h"

#include "core/alert/AlertJson.h"
#include "core/base/Async.h"
#include "core/report/UserEvent.h"
#include "core/store/RecordFacts.h"

#include <limits>

namespace vigil::alert {

PolicyService::PolicyService(PolicyInForce& inForce, store::DataFolder& data, store::OwnFacts& facts,
                             const store::PolicyStore& policies, const store::AlertStore& alerts,
                             const Clock& clock, IdSource& ids, report::User user)
    : m_inForce(inForce), m_data(data), m_facts(facts), m_policies(policies), m_alerts(alerts),
      m_clock(clock), m_ids(ids), m_user(std::move(user)) {
    m_pool.setMaxThreadCount(1);
}

PolicyService::~PolicyService() {
    m_pool.waitForDone();
}

QFuture<Result<QUuid>> PolicyService::propose(const QByteArray& yaml, const QString& note) {
    return runOn(m_pool, [this, yaml, note] { return proposeNow(yaml, note); });
}

QFuture<Result<void>> PolicyService::approve(const QUuid& proposal) {
    return runOn(m_pool, [this, proposal] { return approveNow(proposal); });
}

QFuture<Result<PolicyLog>> PolicyService::log() {
    return runOn(m_pool, [this] { return read(); });
}

Result<PolicyLog> PolicyService::read() const {
    return m_data.cacheReader().runAndWait(
        [this](const store::Database& cache) { return m_policies.log(cache); });
}

journal::Event PolicyService::eventOf(const QString& kind, const QJsonObject& data) const {
    return report::userEvent(m_user, {journal::aggregate::policy, alertPolicyAggregate}, kind, data, m_clock,
                             m_ids, m_inForce.current().sha256());
}

Result<void> PolicyService::wouldCount(const journal::Event& event) const {
    VIGIL_TRY(auto events, m_data.cacheReader().runAndWait(
                               [this](const store::Database& cache) { return m_policies.events(cache); }));
    journal::LoggedEvent taken{event, {}};
    taken.receipt.seq = std::numeric_limits<qint64>::max();
    events << taken;
    for (const auto& item : policyLogOf(events).attention)
        if (item.eventId == event.eventId)
            return Error{
                Error::Code::Denied, QStringLiteral("Nothing was recorded: %1.").arg(item.reason), {}};
    return {};
}

Result<QUuid> PolicyService::proposeNow(const QByteArray& yaml, const QString& note) {
    if (note.trimmed().isEmpty())
        return Error{Error::Code::Invalid,
                     QStringLiteral("Say what changes and why: whoever approves it reads that first."),
                     {}};
    VIGIL_TRY(const auto policy, AlertPolicy::parse(yaml));
    if (QString::fromUtf8(yaml).toUtf8() != yaml)
        return Error{Error::Code::Invalid, QStringLiteral("The policy file is not UTF-8."), {}};
    VIGIL_TRY(const auto log, read());
    if (const auto* current = log.inForce(); current && current->sha256 == policy.sha256())
        return Error{Error::Code::Conflict,
                     QStringLiteral("This policy is in force already. Nothing was proposed."),
                     {}};
    const auto event = eventOf(journal::kind::policyProposed, proposalOf(policy, yaml, note.trimmed()));
    VIGIL_CHECK(wouldCount(event));
    VIGIL_CHECK(store::recordFacts(m_data, m_facts, {event}));
    return event.eventId;
}

Result<void> PolicyService::approveNow(const QUuid& proposal) {
    VIGIL_TRY(const auto log, read());
    const auto* version = log.version(proposal);
    if (!version)
        return Error{
            Error::Code::NotFound,
            QStringLiteral("This proposal is not on this computer. See the list: vigilctl policy show."),
            {}};
    if (version->state == PolicyVersion::State::InForce)
        return Error{Error::Code::Conflict, QStringLiteral("This policy is in force already."), {}};
    if (version->approvalPending)
        return Error{Error::Code::Conflict,
                     QStringLiteral("It was approved here already and waits for the department."),
                     {}};
    VIGIL_TRY(const auto policy, AlertPolicy::parse(version->yaml));
    // What the event says beside the text counts for the next approval: it must be what the text says.
    if (version->approvers != policy.permissions().approvePolicy ||
        version->proposers != policy.permissions().proposePolicy || version->version != policy.version())
        return Error{Error::Code::Corrupt,
                     QStringLiteral("The proposal does not say what its text says. Propose it anew."),
                     {}};
    const auto* current = log.inForce();
    const auto event =
        eventOf(journal::kind::policyApproved, approvalOf(proposal, current ? current->proposal : QUuid()));
    VIGIL_CHECK(wouldCount(event));
    return store::recordFacts(m_data, m_facts, {event});
}

QFuture<Result<Replay>> PolicyService::replay(const AlertPolicy& policy, std::chrono::days days) {
    const auto since = m_clock.now() - days;
    return m_data.cacheReader().run([this, policy, since](const store::Database& cache) -> Result<Replay> {
        VIGIL_TRY(const auto ids, store::AlertStore::raisedSince(cache, since));
        QList<Alert> alerts;
        for (const auto& id : ids) {
            VIGIL_TRY(auto alert, m_alerts.load(cache, id));
            alerts << std::move(alert);
        }
        return replayed(alerts, policy);
    });
}

} // namespace vigil::alert
