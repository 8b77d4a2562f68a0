// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/Database.h"

namespace vigil::store {

/// A write transaction: BEGIN IMMEDIATE when made, rolled back when it goes out of scope uncommitted. Writing
/// functions take a Transaction&, reading ones a const Database&: "in one transaction" is a type. Lives on
/// the thread of its Database.
class Transaction {
public:
    static Result<std::unique_ptr<Transaction>> begin(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// Runs INSERT, UPDATE, DELETE or DDL; answers the number of rows changed.
    Result<qint64> execute(const QString& sql, const QVariantList& arguments = {});
    /// The row id of the last INSERT.
    [[nodiscard]] qint64 lastInsertId() const { return m_lastInsertId; }
    /// What this transaction sees, its own writes included.
    [[nodiscard]] const Database& database() const { return m_database; }

    Result<void> commit();

private:
    explicit Transaction(Database& database) : m_database(database) {}

    Database& m_database;
    qint64 m_lastInsertId = 0;
    bool m_open = true;
};

/// An execute() of which nobody wants to know how many rows it changed.
inline Result<void> executed(const Result<qint64>& changed) {
    if (!changed) return changed.error();
    return {};
}

} // namespace vigil::store
