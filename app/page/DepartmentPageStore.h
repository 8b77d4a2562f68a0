// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/page/PageStore.h"
#include "core/sync/PgConnection.h"

#include <memory>
#include <mutex>

namespace vigil::page {

/// In the department's database, by functions for dispatchers alone (016_recipient_page.sql): the dispatcher
/// that takes over opens the links of the one before it. One connection for all threads, in turn; made again
/// when the line was lost.
class DepartmentPageStore final : public PageStore {
public:
    struct Options {
        QString url;
        QString user; ///< when the URL names none; a dispatcher's login
        std::chrono::milliseconds deadline = std::chrono::seconds(5); ///< somebody waits at the page
    };
    explicit DepartmentPageStore(Options options) : m_options(std::move(options)) {}

    Result<std::optional<store::PageLink>> link(const QString& selector) override;
    Result<void> addLink(const store::PageLink& link, UtcTime pruneBefore) override;
    Result<std::optional<store::PageRecipient>> recipient(const alert::Party& party) override;
    Result<std::optional<store::PageRecipient>> user(const QString& userName) override;
    Result<void> putRecipient(const store::PageRecipient& recipient, UtcTime at) override;
    /// Conflict when others change the same door again and again.
    Result<void> change(const QString& selector, const alert::Party& recipient,
                        const Change& change) override;

    /// Takes what a dispatcher kept in its own folder before the department did; what is known there stays.
    Result<void> takeOver(LocalPageStore& before, UtcTime now);

private:
    /// A row with the number that each change makes one higher.
    template <class T>
    struct Versioned {
        std::optional<T> value;
        qint64 version = 0;
    };
    Result<Versioned<store::PageLink>> versionedLink(const QString& selector);
    Result<Versioned<store::PageRecipient>> versionedRecipient(const alert::Party& party);
    Result<sync::PgRows> query(const QByteArray& sql, const QList<sync::PgConnection::Parameter>& parameters);

    Options m_options;
    std::mutex m_mutex; ///< of what follows
    platform::Waker m_waker;
    std::unique_ptr<sync::PgConnection> m_connection;
};

} // namespace vigil::page
