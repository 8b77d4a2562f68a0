// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/PageCodeStore.h"

#include "core/study/Patient.h"

namespace vigil::store {

namespace {

PageRecipient codeOf(const Row& row) {
    PageRecipient recipient{
        {row.text(0), row.text(1)}, row.text(2), row.text(3), row.bytes(4), row.integer(5), std::nullopt};
    if (!row.isNull(6)) recipient.lockedUntil = row.time(6);
    return recipient;
}

const QString codeColumns =
    QStringLiteral("SELECT name,role,registration,user_name,hash,wrong_attempts,locked_until FROM page_code");

Result<std::optional<PageRecipient>> oneRecipient(const Database& records, const QString& condition,
                                                  const QString& value) {
    std::optional<PageRecipient> found;
    VIGIL_CHECK(records.rows(QStringLiteral("%1 WHERE %2").arg(codeColumns, condition), {value},
                             [&](const Row& row) { found = codeOf(row); }));
    return found;
}

} // namespace

QString PageCodeStore::keyOf(const alert::Party& party) {
    return study::foldedForSearch(party.name).simplified() + QLatin1Char('|') +
           study::foldedForSearch(party.role).simplified();
}

Result<QList<PageRecipient>> PageCodeStore::all(const Database& records) {
    return records.list(QStringLiteral("%1 ORDER BY recipient").arg(codeColumns), {}, codeOf);
}

Result<std::optional<PageRecipient>> PageCodeStore::find(const Database& records, const alert::Party& party) {
    return oneRecipient(records, QStringLiteral("recipient=?"), keyOf(party));
}

Result<std::optional<PageRecipient>> PageCodeStore::findUser(const Database& records,
                                                             const QString& userName) {
    if (userName.isEmpty()) return std::optional<PageRecipient>();
    return oneRecipient(records, QStringLiteral("user_name=?"), userName.toLower());
}

Result<void> PageCodeStore::put(Transaction& records, const PageRecipient& recipient, UtcTime at) {
    return executed(records.execute(
        QStringLiteral("INSERT INTO page_code(recipient,name,role,registration,user_name,hash,set_at) "
                       "VALUES(?,?,?,?,?,?,?) ON CONFLICT(recipient) DO UPDATE SET name=excluded.name,"
                       "role=excluded.role,registration=excluded.registration,user_name=excluded.user_name,"
                       "hash=excluded.hash,set_at=excluded.set_at,wrong_attempts=0,locked_until=NULL"),
        {keyOf(recipient.party), notNull(recipient.party.name), notNull(recipient.party.role),
         notNull(recipient.registration), notNull(recipient.userName.toLower()), recipient.hash, toIso(at)}));
}

Result<void> PageCodeStore::setAttempts(Transaction& records, const alert::Party& party, int wrongAttempts,
                                        std::optional<UtcTime> lockedUntil) {
    return executed(records.execute(
        QStringLiteral("UPDATE page_code SET wrong_attempts=?,locked_until=? WHERE recipient=?"),
        {wrongAttempts,
         lockedUntil ? QVariant(toIso(*lockedUntil)) : QVariant(QMetaType::fromType<QString>()),
         keyOf(party)}));
}

} // namespace vigil::store
