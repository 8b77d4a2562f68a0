// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Result.h"

#include <QList>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>
#include <QVariantList>

#include <functional>
#include <memory>
#include <unordered_map>

namespace vigil::store {

/// A null QString would become NULL; the columns here are NOT NULL.
[[nodiscard]] inline QString notNull(const QString& text) {
    return text.isNull() ? QStringLiteral("") : text;
}

/// One row of an answer; columns by number, in the order of the SELECT.
class Row {
public:
    explicit Row(const QSqlQuery& query) : m_query(query) {}
    [[nodiscard]] bool isNull(int column) const { return m_query.isNull(column); }
    [[nodiscard]] QVariant variant(int column) const { return m_query.value(column); }
    [[nodiscard]] QString text(int column) const { return m_query.value(column).toString(); }
    [[nodiscard]] qint64 number(int column) const { return m_query.value(column).toLongLong(); }
    [[nodiscard]] int integer(int column) const { return m_query.value(column).toInt(); }
    [[nodiscard]] double real(int column) const { return m_query.value(column).toDouble(); }
    [[nodiscard]] QByteArray bytes(int column) const { return m_query.value(column).toByteArray(); }
    /// A column written with toIso(); the epoch when it is empty.
    [[nodiscard]] UtcTime time(int column) const { return fromIso(text(column)).value_or(UtcTime{}); }

private:
    const QSqlQuery& m_query;
};

/// One connection to one SQLite file. Belongs to the thread that opened it and dies there. Reading only:
/// whoever writes has a Transaction. Statements are finished before the call returns, so that a checkpoint is
/// never held up.
class Database {
public:
    enum class Mode { ReadWrite, ReadOnly };
    enum class Durability { Full, Normal }; ///< synchronous=FULL for records, NORMAL for what can be rebuilt

    static Result<std::unique_ptr<Database>> open(const QString& path, Mode mode, Durability durability);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Calls `each` for every row of a SELECT.
    Result<void> rows(const QString& sql, const QVariantList& arguments,
                      const std::function<void(const Row&)>& each) const;
    /// The rows of a SELECT, each made into a T by `make(row)`.
    template <class Make>
    auto list(const QString& sql, const QVariantList& arguments, Make make) const
        -> Result<QList<decltype(make(std::declval<const Row&>()))>> {
        QList<decltype(make(std::declval<const Row&>()))> values;
        VIGIL_CHECK(rows(sql, arguments, [&](const Row& row) { values << make(row); }));
        return values;
    }
    /// First column of the first row; an invalid QVariant when there is no row.
    [[nodiscard]] Result<QVariant> value(const QString& sql, const QVariantList& arguments = {}) const;

    /// For fault injection: called before each statement of this connection; an error is returned instead of
    /// running it.
    void beforeEachStatement(std::function<Result<void>()> hook) { m_hook = std::move(hook); }

private:
    friend class Transaction; // the only other place that may run a statement
    explicit Database(QString connectionName) : m_connectionName(std::move(connectionName)) {}
    [[nodiscard]] Result<QSqlQuery> prepared(const QString& sql) const;
    [[nodiscard]] Result<QSqlQuery> run(const QString& sql, const QVariantList& arguments) const;
    /// Ends a statement and keeps it prepared for the next run of the same text.
    void finish(const QString& sql, QSqlQuery query) const;
    [[nodiscard]] Result<void> configure(Mode mode, Durability durability) const;

    QString m_connectionName;
    std::function<Result<void>()> m_hook;
    /// Not running now. A statement that is run within itself is prepared once more.
    mutable std::unordered_map<QString, QSqlQuery> m_prepared;
};

} // namespace vigil::store
