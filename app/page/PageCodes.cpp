// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/PageCodes.h"

namespace vigil::page {

namespace {

/// What a code is compared with when nobody has one: the answer takes as long.
const QByteArray& nobodysHash() {
    static const QByteArray hash = [] {
        const auto made = report::Pin(QStringLiteral("nobody has this code")).hash();
        return made ? *made : QByteArray();
    }();
    return hash;
}

Error invalid(const QString& message) {
    return {Error::Code::Invalid, message, {}};
}

} // namespace

Result<void> PageCodes::set(const store::PageRecipient& recipient, const QString& code) const {
    if (recipient.party.role.trimmed().isEmpty())
        return invalid(QStringLiteral("Say in which role the recipient gets alerts."));
    if (code.size() < shortest)
        return invalid(QStringLiteral("A pass-code has %1 characters or more.").arg(shortest));
    auto complete = recipient;
    VIGIL_TRY(complete.hash, report::Pin(code).hash());
    return m_store.putRecipient(complete, m_clock.now());
}

Result<PageCodes::Attempt> PageCodes::countAttempt(const store::PageLink& link) const {
    const auto now = m_clock.now();
    Attempt attempt;
    VIGIL_CHECK(
        m_store.change(link.selector, link.recipient, [&attempt, now](PageStore::Door& door) -> Result<void> {
            attempt = {};
            attempt.recipient = door.recipient;
            auto& [kept, recipient] = door;
            attempt.wasLocked = !kept || kept->locked ||
                                (recipient && recipient->lockedUntil && *recipient->lockedUntil > now);
            if (attempt.wasLocked) return {};
            kept->wrongCodes += 1;
            attempt.locksNow = kept->wrongCodes >= wrongOnesAllowed;
            if (recipient) {
                const int wrong = recipient->wrongAttempts % wrongOnesAllowed + 1;
                attempt.locksNow = attempt.locksNow || wrong >= wrongOnesAllowed;
                recipient->wrongAttempts = wrong;
                recipient->lockedUntil.reset();
                if (attempt.locksNow) recipient->lockedUntil = now + lockedFor;
            }
            kept->locked = attempt.locksNow;
            return {};
        }));
    return attempt;
}

Result<PageCodes::Verdict> PageCodes::verify(const store::PageLink& link, const QString& code) const {
    // Counted before the code is looked at: whoever asks many times at once gains nothing.
    VIGIL_TRY(const auto attempt, countAttempt(link));
    const report::Pin pin(code);
    const bool right = pin.matches(attempt.recipient ? attempt.recipient->hash : nobodysHash());
    if (attempt.wasLocked) return Verdict::Locked;
    if (!right || !attempt.recipient) return attempt.locksNow ? Verdict::LockedNow : Verdict::Wrong;
    VIGIL_CHECK(m_store.change(link.selector, link.recipient, [](PageStore::Door& door) -> Result<void> {
        if (door.link) {
            door.link->wrongCodes = 0;
            door.link->locked = false;
        }
        if (door.recipient) {
            door.recipient->wrongAttempts = 0;
            door.recipient->lockedUntil.reset();
        }
        return {};
    }));
    return Verdict::Right;
}

Result<std::optional<store::PageRecipient>> PageCodes::user(const QString& userName) const {
    return m_store.user(userName);
}

Result<std::optional<store::PageRecipient>> PageCodes::recipient(const alert::Party& party) const {
    return m_store.recipient(party);
}

} // namespace vigil::page
