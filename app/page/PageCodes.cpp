// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/PageCodes.h"

#include "core/base/Async.h"

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
    return awaited(
        m_data.records().run(store::Lane::Person, [=, at = m_clock.now()](store::Transaction& records) {
            return store::PageCodeStore::put(records, complete, at);
        }));
}

Result<PageCodes::Attempt> PageCodes::countAttempt(const store::PageLink& link) const {
    const auto now = m_clock.now();
    return awaited(m_data.records().run(
        store::Lane::Person, [link, now](store::Transaction& records) -> Result<Attempt> {
            Attempt attempt;
            VIGIL_TRY(auto kept, store::LinkStore::find(records.database(), link.selector));
            VIGIL_TRY(attempt.recipient, store::PageCodeStore::find(records.database(), link.recipient));
            const auto& recipient = attempt.recipient;
            attempt.wasLocked = !kept || kept->locked ||
                                (recipient && recipient->lockedUntil && *recipient->lockedUntil > now);
            if (attempt.wasLocked) return attempt;
            kept->wrongCodes += 1;
            attempt.locksNow = kept->wrongCodes >= wrongOnesAllowed;
            if (recipient) {
                const int wrong = recipient->wrongAttempts % wrongOnesAllowed + 1;
                attempt.locksNow = attempt.locksNow || wrong >= wrongOnesAllowed;
                std::optional<UtcTime> until;
                if (attempt.locksNow) until = now + lockedFor;
                VIGIL_CHECK(store::PageCodeStore::setAttempts(records, link.recipient, wrong, until));
            }
            kept->locked = attempt.locksNow;
            VIGIL_CHECK(store::LinkStore::update(records, *kept));
            return attempt;
        }));
}

Result<PageCodes::Verdict> PageCodes::verify(const store::PageLink& link, const QString& code) const {
    // Counted before the code is looked at: whoever asks many times at once gains nothing.
    VIGIL_TRY(const auto attempt, countAttempt(link));
    const report::Pin pin(code);
    const bool right = pin.matches(attempt.recipient ? attempt.recipient->hash : nobodysHash());
    if (attempt.wasLocked) return Verdict::Locked;
    if (!right || !attempt.recipient) return attempt.locksNow ? Verdict::LockedNow : Verdict::Wrong;
    const auto forgive = [link](store::Transaction& records) -> Result<void> {
        VIGIL_TRY(auto kept, store::LinkStore::find(records.database(), link.selector));
        if (kept) {
            kept->wrongCodes = 0;
            kept->locked = false;
            VIGIL_CHECK(store::LinkStore::update(records, *kept));
        }
        return store::PageCodeStore::setAttempts(records, link.recipient, 0, std::nullopt);
    };
    VIGIL_CHECK(awaited(m_data.records().run(store::Lane::Person, forgive)));
    return Verdict::Right;
}

Result<std::optional<store::PageRecipient>> PageCodes::user(const QString& userName) const {
    return awaited(m_data.recordsReader().run([userName](const store::Database& records) {
        return store::PageCodeStore::findUser(records, userName);
    }));
}

Result<std::optional<store::PageRecipient>> PageCodes::recipient(const alert::Party& party) const {
    return awaited(m_data.recordsReader().run(
        [party](const store::Database& records) { return store::PageCodeStore::find(records, party); }));
}

} // namespace vigil::page
