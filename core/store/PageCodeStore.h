// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/store/Transaction.h"

#include <optional>

namespace vigil::store {

/// Somebody who may sign in to the recipient's page. Without a name: the mailbox of a role.
struct PageRecipient {
    alert::Party party;
    QString registration;
    QString userName; ///< as the site's single sign-on says it; empty: pass-code only
    QByteArray hash;
    int wrongAttempts = 0; ///< since the last right one
    std::optional<UtcTime> lockedUntil;
};

/// The SQL of pass-codes (vigil.db). Stateless.
class PageCodeStore {
public:
    /// Under which a recipient is kept: the same person or role however it is spelt.
    [[nodiscard]] static QString keyOf(const alert::Party& party);

    [[nodiscard]] static Result<QList<PageRecipient>> all(const Database& records);
    static Result<std::optional<PageRecipient>> find(const Database& records, const alert::Party& party);
    static Result<std::optional<PageRecipient>> findUser(const Database& records, const QString& userName);
    /// A new one, or another code for a known one; unlocks.
    static Result<void> put(Transaction& records, const PageRecipient& recipient, UtcTime at);
    static Result<void> setAttempts(Transaction& records, const alert::Party& party, int wrongAttempts,
                                    std::optional<UtcTime> lockedUntil);
};

} // namespace vigil::store
