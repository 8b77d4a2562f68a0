// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/DirectoryService.h"

#include "core/base/Async.h"
#include "core/report/UserEvent.h"
#include "core/store/RecordFacts.h"

namespace vigil::directory {

DirectoryService::DirectoryService(const alert::PolicyInForce& policies, store::DataFolder& data,
                                   store::OwnFacts& facts, const store::DirectoryStore& directory,
                                   const Clock& clock, IdSource& ids, report::User user)
    : m_policies(policies), m_data(data), m_facts(facts), m_directory(directory), m_clock(clock), m_ids(ids),
      m_user(std::move(user)) {
    m_pool.setMaxThreadCount(1);
}

DirectoryService::~DirectoryService() {
    m_pool.waitForDone();
}

Result<Directory> DirectoryService::load() const {
    return m_data.cacheReader().runAndWait(
        [this](const store::Database& cache) { return m_directory.load(cache); });
}

QDate DirectoryService::today() const {
    return m_policies.current().calendar().dayOf(m_clock.now());
}

QFuture<Result<Directory>> DirectoryService::directory() {
    return runOn(m_pool, [this] { return load(); });
}

QFuture<Result<QList<Fault>>> DirectoryService::faults() {
    return runOn(m_pool, [this]() -> Result<QList<Fault>> {
        VIGIL_TRY(const auto now, load());
        return faultsOf(now, m_policies.current(), m_clock.now());
    });
}

QFuture<Result<ImportPlan>> DirectoryService::plan(const QByteArray& csv, Extent extent) {
    return runOn(m_pool, [this, csv, extent]() -> Result<ImportPlan> {
        VIGIL_TRY(const auto now, load());
        return planOf(csv, now, extent, today());
    });
}

QFuture<Result<ImportPlan>> DirectoryService::import(const QByteArray& csv, Extent extent) {
    return runOn(m_pool, [this, csv, extent] { return importNow(csv, extent); });
}

Result<ImportPlan> DirectoryService::importNow(const QByteArray& csv, Extent extent) {
    VIGIL_TRY(const auto now, load());
    VIGIL_TRY(const auto plan, planOf(csv, now, extent, today()));
    QList<journal::Event> events;
    for (const auto& entry : plan.added + plan.changed)
        events << eventOf(entry.id, journal::kind::directoryEntrySet,
                          {{QStringLiteral("entry"), toObject(entry)}});
    for (const auto& id : plan.retired)
        events << eventOf(id, journal::kind::directoryEntryRetired,
                          {{QStringLiteral("reason"), QStringLiteral("not in the imported table")}});
    if (!events.isEmpty()) VIGIL_CHECK(store::recordFacts(m_data, m_facts, events));
    return plan;
}

QFuture<Result<RotaPlan>> DirectoryService::planRota(const QByteArray& csv) {
    return runOn(m_pool, [this, csv]() -> Result<RotaPlan> {
        VIGIL_TRY(const auto now, load());
        return rotaPlanOf(csv, now, m_policies.current().calendar());
    });
}

QFuture<Result<RotaPlan>> DirectoryService::importRota(const QByteArray& csv) {
    return runOn(m_pool, [this, csv]() -> Result<RotaPlan> {
        VIGIL_TRY(const auto now, load());
        VIGIL_TRY(const auto plan, rotaPlanOf(csv, now, m_policies.current().calendar()));
        QList<journal::Event> events;
        for (const auto& change : plan.changes)
            events << eventOf(QStringLiteral("rota/") + change.role, journal::kind::directoryRotaSet,
                              toObject(change));
        VIGIL_CHECK(store::recordFacts(m_data, m_facts, events));
        return plan;
    });
}

QFuture<Result<void>> DirectoryService::verify(const QString& id) {
    return runOn(m_pool, [this, id]() -> Result<void> {
        VIGIL_TRY(const auto now, load());
        const auto* entry = now.entry(id);
        if (!entry || entry->retired)
            return Error{Error::Code::NotFound, QStringLiteral("There is no entry \"%1\".").arg(id), {}};
        if (entry->addresses.isEmpty())
            return Error{Error::Code::Invalid,
                         QStringLiteral("This entry has no address that could be verified."),
                         {}};
        // What was looked at goes along: if somebody changes it meanwhile, the new one is not verified.
        const auto event =
            eventOf(id, journal::kind::directoryEntryVerified,
                    {{QStringLiteral("on"), today().toString(Qt::ISODate)},
                     {QStringLiteral("addresses"), toObject(*entry).value(QLatin1String("addresses"))}});
        return store::recordFacts(m_data, m_facts, {event});
    });
}

QFuture<Result<void>> DirectoryService::retire(const QString& id, const QString& reason) {
    return runOn(m_pool, [this, id, reason]() -> Result<void> {
        VIGIL_TRY(const auto now, load());
        const auto* entry = now.entry(id);
        if (!entry || entry->retired)
            return Error{Error::Code::NotFound, QStringLiteral("There is no entry \"%1\".").arg(id), {}};
        const auto event =
            eventOf(id, journal::kind::directoryEntryRetired, {{QStringLiteral("reason"), reason}});
        return store::recordFacts(m_data, m_facts, {event});
    });
}

journal::Event DirectoryService::eventOf(const QString& id, const QString& kind,
                                         const QJsonObject& data) const {
    return report::userEvent(m_user, {journal::aggregate::directory, id}, kind, data, m_clock, m_ids,
                             m_policies.current().sha256());
}

} // namespace vigil::directory
