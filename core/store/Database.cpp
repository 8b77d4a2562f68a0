// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/Database.h"

#include "core/base/Log.h"

#include <QSqlError>

#include <atomic>

namespace vigil::store {

namespace {

/// The one place where an SQLite error becomes ours. The statement goes to the log, its arguments never.
Error toError(const QSqlError& error, const QString& sql) {
    const auto native = error.nativeErrorCode().toInt();
    constexpr int busy = 5, locked = 6, readOnly = 8, ioError = 10, corrupt = 11, full = 13, constraint = 19,
                  notDb = 26;
    Error result{Error::Code::Internal,
                 QStringLiteral("The local database could not do what was asked. Nothing was changed."),
                 QStringLiteral("sqlite %1 in: %2").arg(native).arg(sql.simplified().left(120))};
    switch (native & 0xff) {
    case busy:
    case locked:
        result.code = Error::Code::Busy;
        result.message = QStringLiteral("The local database is in use by another program.");
        break;
    case full:
        result.code = Error::Code::DiskFull;
        result.message =
            QStringLiteral("The disk is full. Nothing was changed; free some space and try again.");
        break;
    case readOnly:
    case ioError:
        result.message =
            QStringLiteral("The disk with Vigil's data folder cannot be written. Nothing was changed.");
        break;
    case corrupt:
    case notDb:
        result.code = Error::Code::Corrupt;
        result.message = QStringLiteral("The local database is damaged.");
        break;
    case constraint:
        result.code = Error::Code::Conflict;
        break;
    default:
        break;
    }
    spdlog::error("database: {}", result.detail);
    return result;
}

QString nextConnectionName() {
    static std::atomic<int> counter{0};
    return QStringLiteral("vigil-%1").arg(++counter);
}

} // namespace

Result<std::unique_ptr<Database>> Database::open(const QString& path, Mode mode, Durability durability) {
    auto connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), nextConnectionName());
    std::unique_ptr<Database> database(new Database(connection.connectionName()));
    connection.setDatabaseName(path);
    auto options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000");
    if (mode == Mode::ReadOnly) options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    connection.setConnectOptions(options);
    if (!connection.open()) return toError(connection.lastError(), QStringLiteral("open"));
    VIGIL_CHECK(database->configure(mode, durability));
    return database;
}

Database::~Database() {
    m_prepared.clear();
    QSqlDatabase::database(m_connectionName, false).close();
    QSqlDatabase::removeDatabase(m_connectionName);
}

Result<void> Database::configure(Mode mode, Durability durability) const {
    QStringList pragmas{QStringLiteral("PRAGMA foreign_keys=ON"), QStringLiteral("PRAGMA temp_store=MEMORY")};
    if (mode == Mode::ReadWrite) {
        pragmas << QStringLiteral("PRAGMA journal_mode=WAL")
                << QStringLiteral("PRAGMA synchronous=%1")
                       .arg(durability == Durability::Full ? QStringLiteral("FULL")
                                                           : QStringLiteral("NORMAL"));
    } else {
        pragmas << QStringLiteral("PRAGMA query_only=ON");
    }
    for (const auto& pragma : pragmas)
        VIGIL_CHECK(rows(pragma, {}, [](const Row&) {}));
    return {};
}

/// Preparing a short statement takes longer than running it.
Result<QSqlQuery> Database::prepared(const QString& sql) const {
    if (auto kept = m_prepared.extract(sql)) return std::move(kept.mapped());
    QSqlQuery query(QSqlDatabase::database(m_connectionName, false));
    query.setForwardOnly(true);
    if (!query.prepare(sql)) return toError(query.lastError(), sql);
    return query;
}

void Database::finish(const QString& sql, QSqlQuery query) const {
    constexpr std::size_t atMost = 100;
    query.finish();
    if (m_prepared.size() < atMost) m_prepared.insert_or_assign(sql, std::move(query));
}

Result<QSqlQuery> Database::run(const QString& sql, const QVariantList& arguments) const {
    if (m_hook) VIGIL_CHECK(m_hook());
    VIGIL_TRY(auto query, prepared(sql));
    for (const auto& argument : arguments)
        query.addBindValue(argument);
    if (!query.exec()) return toError(query.lastError(), sql);
    return query;
}

Result<void> Database::rows(const QString& sql, const QVariantList& arguments,
                            const std::function<void(const Row&)>& each) const {
    VIGIL_TRY(auto query, run(sql, arguments));
    while (query.next())
        each(Row(query));
    if (const auto error = query.lastError(); error.isValid()) return toError(error, sql);
    finish(sql, std::move(query));
    return {};
}

Result<QVariant> Database::value(const QString& sql, const QVariantList& arguments) const {
    QVariant first;
    bool seen = false;
    VIGIL_CHECK(rows(sql, arguments, [&](const Row& row) {
        if (!seen && !row.isNull(0)) first = row.variant(0);
        seen = true;
    }));
    return first;
}

} // namespace vigil::store
