// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/store/DataFolder.h"
#include "core/store/LinkStore.h"
#include "core/store/PageCodeStore.h"

#include <functional>

namespace vigil::page {

/// Where links and pass-codes are kept (port): whoever serves the page next has to know them. Of secrets only
/// hashes go in. Blocks; any thread but those of the writers, several at once.
class PageStore {
public:
    virtual ~PageStore() = default;

    virtual Result<std::optional<store::PageLink>> link(const QString& selector) = 0;
    /// A new link; those that expired before `pruneBefore` go.
    virtual Result<void> addLink(const store::PageLink& link, UtcTime pruneBefore) = 0;
    virtual Result<std::optional<store::PageRecipient>> recipient(const alert::Party& party) = 0;
    /// Whom the site's single sign-on calls so.
    virtual Result<std::optional<store::PageRecipient>> user(const QString& userName) = 0;
    /// A new recipient, or another code for a known one; unlocks.
    virtual Result<void> putRecipient(const store::PageRecipient& recipient, UtcTime at) = 0;

    /// A link and the recipient who tries to get in by it, as they are kept; nothing: there is none.
    struct Door {
        std::optional<store::PageLink> link;
        std::optional<store::PageRecipient> recipient;
    };
    using Change = std::function<Result<void>(Door&)>;
    /// Reads both, lets `change` change them, and keeps both: nobody else's change is lost in between, and an
    /// error of `change` keeps nothing. It may be called more than once. Without a role no recipient is
    /// looked for.
    virtual Result<void> change(const QString& selector, const alert::Party& recipient,
                                const Change& change) = 0;
};

/// In the dispatcher's own vigil.db: for the department in one room, and for tests. `data` must outlive it.
class LocalPageStore final : public PageStore {
public:
    explicit LocalPageStore(store::DataFolder& data) : m_data(data) {}

    Result<std::optional<store::PageLink>> link(const QString& selector) override;
    Result<void> addLink(const store::PageLink& link, UtcTime pruneBefore) override;
    Result<std::optional<store::PageRecipient>> recipient(const alert::Party& party) override;
    Result<std::optional<store::PageRecipient>> user(const QString& userName) override;
    Result<void> putRecipient(const store::PageRecipient& recipient, UtcTime at) override;
    Result<void> change(const QString& selector, const alert::Party& recipient,
                        const Change& change) override;

    /// What is kept here, for whoever moves it elsewhere.
    Result<QList<store::PageLink>> links();
    Result<QList<store::PageRecipient>> recipients();

private:
    store::DataFolder& m_data;
};

} // namespace vigil::page
