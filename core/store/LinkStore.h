// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/store/Transaction.h"

#include <optional>

namespace vigil::store {

/// A link to the recipient's page, and who is signed in by it.
struct PageLink {
    QString selector; ///< names it in addresses; no secret
    QByteArray secretSha256;
    QString alertId;
    alert::Party recipient; ///< without a name: the mailbox of a role
    UtcTime createdAt{};
    UtcTime expiresAt{};
    int wrongCodes = 0;
    bool locked = false;

    // Once somebody signed in.
    QByteArray sessionSha256;      ///< empty: it was not used yet
    std::optional<UtcTime> seenAt; ///< nothing: signed out
    QString signerName;
    QString signerRegistration;
    QString howKnown;
    bool viewed = false;

    [[nodiscard]] bool isUsed() const { return !sessionSha256.isEmpty(); }
};

/// The SQL of links (vigil.db). Stateless.
class LinkStore {
public:
    static Result<std::optional<PageLink>> find(const Database& records, const QString& selector);
    [[nodiscard]] static Result<QList<PageLink>> all(const Database& records);
    static Result<void> add(Transaction& records, const PageLink& link, UtcTime at);
    /// Everything but what it was made with.
    static Result<void> update(Transaction& records, const PageLink& link);
    /// Removes what expired before `before`; answers how many.
    static Result<qint64> prune(Transaction& records, UtcTime before);
};

} // namespace vigil::store
