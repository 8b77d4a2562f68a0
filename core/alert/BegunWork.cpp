// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/BegunWork.h"

#include "core/store/BegunStore.h"

namespace vigil::alert {

using store::BegunStore;
using store::Lane;
using store::Transaction;

BegunWork::BegunWork(store::DataFolder& data, const Clock& clock, QString userId)
    : m_data(data), m_clock(clock), m_userId(std::move(userId)) {}

QFuture<Result<void>> BegunWork::keep(const KeptAlert& alert) {
    return m_data.records().run(Lane::Person,
                                [alert, user = m_userId, now = m_clock.now()](Transaction& records) {
                                    return BegunStore::put(records, user, alert, now);
                                });
}

QFuture<Result<void>> BegunWork::keep(const KeptAct& act) {
    return m_data.records().run(Lane::Person,
                                [act, user = m_userId, now = m_clock.now()](Transaction& records) {
                                    return BegunStore::put(records, user, act, now);
                                });
}

QFuture<Result<void>> BegunWork::discardAlert(const QString& id) {
    return m_data.records().run(Lane::Person, [id, user = m_userId](Transaction& records) {
        return BegunStore::removeAlert(records, user, id);
    });
}

QFuture<Result<void>> BegunWork::discardAct(const QString& alertId, const QString& act) {
    return m_data.records().run(Lane::Person, [alertId, act, user = m_userId](Transaction& records) {
        return BegunStore::removeAct(records, user, alertId, act);
    });
}

QFuture<Result<KeptWork>> BegunWork::all() {
    return m_data.recordsReader().run(
        [user = m_userId](const store::Database& records) { return BegunStore::all(records, user); });
}

} // namespace vigil::alert
