// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/page/PageStore.h"
#include "core/report/Pin.h"

namespace vigil::page {

/// The pass-codes of recipients. Five wrong ones in a row lock the recipient for a quarter of an hour; five
/// on one link lock that link for good. Blocking (Argon2id): pool threads only.
class PageCodes {
public:
    static constexpr int wrongOnesAllowed = 5;
    static constexpr std::chrono::minutes lockedFor{15};
    static constexpr int shortest = 6;

    PageCodes(PageStore& store, const Clock& clock) : m_store(store), m_clock(clock) {}

    /// A new recipient or a new code. Invalid when it is too short or the role is missing.
    Result<void> set(const store::PageRecipient& recipient, const QString& code) const;

    enum class Verdict {
        Right,
        Wrong,     ///< or nobody has such a code: not told apart
        LockedNow, ///< by this attempt
        Locked     ///< before; the code was not looked at
    };
    Result<Verdict> verify(const store::PageLink& link, const QString& code) const;

    /// Whoever the site's single sign-on calls so; nothing when nobody.
    Result<std::optional<store::PageRecipient>> user(const QString& userName) const;
    /// The recipient of a link, when it has a code.
    Result<std::optional<store::PageRecipient>> recipient(const alert::Party& party) const;

private:
    struct Attempt {
        std::optional<store::PageRecipient> recipient;
        bool wasLocked = false;
        bool locksNow = false;
    };
    Result<Attempt> countAttempt(const store::PageLink& link) const;

    PageStore& m_store;
    const Clock& m_clock;
};

} // namespace vigil::page
