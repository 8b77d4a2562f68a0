// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/UserStore.h"

namespace vigil::store {

Result<std::optional<UserStore::PinRow>> UserStore::pin(const Database& records, const QString& userId) {
    std::optional<PinRow> found;
    VIGIL_CHECK(
        records.rows(QStringLiteral("SELECT hash,wrong_attempts,locked_until FROM user_pin WHERE user_id=?"),
                     {userId}, [&](const Row& row) {
                         found = PinRow{row.bytes(0), row.integer(1), std::nullopt};
                         if (!row.isNull(2)) found->lockedUntil = row.time(2);
                     }));
    return found;
}

Result<void> UserStore::setPin(Transaction& records, const QString& userId, const QByteArray& hash,
                               UtcTime at) {
    VIGIL_CHECK(records.execute(
        QStringLiteral(
            "INSERT INTO user_pin(user_id,hash,set_at) VALUES(?,?,?) ON CONFLICT(user_id) DO UPDATE SET "
            "hash=excluded.hash,set_at=excluded.set_at,wrong_attempts=0,locked_until=NULL"),
        {userId, hash, toIso(at)}));
    return {};
}

Result<void> UserStore::setAttempts(Transaction& records, const QString& userId, int wrongAttempts,
                                    std::optional<UtcTime> lockedUntil) {
    VIGIL_CHECK(records.execute(
        QStringLiteral("UPDATE user_pin SET wrong_attempts=?,locked_until=? WHERE user_id=?"),
        {wrongAttempts,
         lockedUntil ? QVariant(toIso(*lockedUntil)) : QVariant(QMetaType::fromType<QString>()), userId}));
    return {};
}

} // namespace vigil::store
