// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/PinCheck.h"

#include "core/base/Async.h"
#include "core/store/UserStore.h"

namespace vigil::report {

namespace {

constexpr int wrongOnesAllowed = 5;
constexpr std::chrono::minutes lockedFor{1};

Error denied(const QString& message) {
    return {Error::Code::Denied, message, {}};
}

} // namespace

Result<bool> PinCheck::isSet(const QString& userId) const {
    VIGIL_TRY(const auto row, awaited(m_data.recordsReader().run([userId](const store::Database& records) {
                  return store::UserStore::pin(records, userId);
              })));
    return row.has_value();
}

Result<void> PinCheck::set(const QString& userId, const Pin& pin) const {
    if (!pin.isLongEnough())
        return Error{Error::Code::Invalid, QStringLiteral("A PIN has four characters or more."), {}};
    VIGIL_TRY(const auto hash, pin.hash());
    return awaited(
        m_data.records().run(store::Lane::Person, [=, at = m_clock.now()](store::Transaction& records) {
            return store::UserStore::setPin(records, userId, hash, at);
        }));
}

Result<void> PinCheck::verify(const QString& userId, const Pin& pin) const {
    // The attempt is counted before the PIN is looked at: whoever ends the program meanwhile has used it up.
    const auto now = m_clock.now();
    const auto count = [=](store::Transaction& records) -> Result<std::optional<store::UserStore::PinRow>> {
        VIGIL_TRY(auto stored, store::UserStore::pin(records.database(), userId));
        if (!stored || (stored->lockedUntil && *stored->lockedUntil > now)) return stored;
        const int wrong = stored->wrongAttempts % wrongOnesAllowed + 1;
        std::optional<UtcTime> locked;
        if (wrong == wrongOnesAllowed) locked = now + lockedFor;
        VIGIL_CHECK(store::UserStore::setAttempts(records, userId, wrong, locked));
        return stored;
    };
    VIGIL_TRY(const auto row, awaited(m_data.records().run(store::Lane::Person, count)));
    if (!row) return denied(QStringLiteral("You have no signing PIN yet. Set one first."));
    if (row->lockedUntil && *row->lockedUntil > now)
        return denied(QStringLiteral("The PIN was wrong five times. Try again in a minute."));
    if (!pin.matches(row->hash)) return denied(QStringLiteral("The PIN is not right. Nothing was signed."));
    return awaited(m_data.records().run(store::Lane::Person, [userId](store::Transaction& records) {
        return store::UserStore::setAttempts(records, userId, 0, std::nullopt);
    }));
}

} // namespace vigil::report
