// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/Transaction.h"

#include <utility>

namespace vigil::store {

Result<std::unique_ptr<Transaction>> Transaction::begin(Database& database) {
    // By hand: QSqlDatabase::transaction() sends a deferred BEGIN, which fails later with BUSY_SNAPSHOT.
    VIGIL_CHECK(database.run(QStringLiteral("BEGIN IMMEDIATE"), {}));
    return std::unique_ptr<Transaction>(new Transaction(database));
}

Transaction::~Transaction() {
    // After a failed COMMIT SQLite may have rolled back by itself; a second ROLLBACK then only fails. No
    // hook: fault injection must not keep a transaction open.
    if (!m_open) return;
    const auto hook = std::exchange(m_database.m_hook, nullptr);
    static_cast<void>(m_database.run(QStringLiteral("ROLLBACK"), {}));
    m_database.m_hook = hook;
}

Result<qint64> Transaction::execute(const QString& sql, const QVariantList& arguments) {
    VIGIL_TRY(auto query, m_database.run(sql, arguments));
    const auto changed = query.numRowsAffected();
    m_lastInsertId = query.lastInsertId().toLongLong();
    m_database.finish(sql, std::move(query));
    return changed;
}

Result<void> Transaction::commit() {
    VIGIL_CHECK(m_database.run(QStringLiteral("COMMIT"), {}));
    m_open = false;
    return {};
}

} // namespace vigil::store
