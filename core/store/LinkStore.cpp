// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/LinkStore.h"

namespace vigil::store {

namespace {

const QString linkColumns =
    QStringLiteral("selector,secret_sha256,alert_id,name,role,expires_at,wrong_codes,locked,session_sha256,"
                   "seen_at,signer_name,signer_registration,how_known,viewed,created_at");

PageLink pageLinkOf(const Row& row) {
    PageLink link;
    link.selector = row.text(0);
    link.secretSha256 = row.bytes(1);
    link.alertId = row.text(2);
    link.recipient = {row.text(3), row.text(4)};
    link.expiresAt = row.time(5);
    link.wrongCodes = row.integer(6);
    link.locked = row.integer(7) != 0;
    link.sessionSha256 = row.bytes(8);
    if (!row.isNull(9)) link.seenAt = row.time(9);
    link.signerName = row.text(10);
    link.signerRegistration = row.text(11);
    link.howKnown = row.text(12);
    link.viewed = row.integer(13) != 0;
    link.createdAt = row.time(14);
    return link;
}

} // namespace

Result<std::optional<PageLink>> LinkStore::find(const Database& records, const QString& selector) {
    std::optional<PageLink> found;
    VIGIL_CHECK(records.rows(QStringLiteral("SELECT %1 FROM page_link WHERE selector=?").arg(linkColumns),
                             {selector}, [&](const Row& row) { found = pageLinkOf(row); }));
    return found;
}

Result<QList<PageLink>> LinkStore::all(const Database& records) {
    return records.list(QStringLiteral("SELECT %1 FROM page_link ORDER BY created_at").arg(linkColumns), {},
                        pageLinkOf);
}

Result<void> LinkStore::add(Transaction& records, const PageLink& link, UtcTime at) {
    return executed(records.execute(
        QStringLiteral("INSERT INTO page_link(selector,secret_sha256,alert_id,name,role,created_at,"
                       "expires_at) VALUES(?,?,?,?,?,?,?)"),
        {link.selector, link.secretSha256, link.alertId, notNull(link.recipient.name),
         notNull(link.recipient.role), toIso(at), toIso(link.expiresAt)}));
}

Result<void> LinkStore::update(Transaction& records, const PageLink& link) {
    const QVariant nothing(QMetaType::fromType<QString>());
    return executed(records.execute(
        QStringLiteral("UPDATE page_link SET wrong_codes=?,locked=?,session_sha256=?,seen_at=?,signer_name=?,"
                       "signer_registration=?,how_known=?,viewed=? WHERE selector=?"),
        {link.wrongCodes, link.locked ? 1 : 0, link.isUsed() ? QVariant(link.sessionSha256) : nothing,
         link.seenAt ? QVariant(toIso(*link.seenAt)) : nothing, notNull(link.signerName),
         notNull(link.signerRegistration), notNull(link.howKnown), link.viewed ? 1 : 0, link.selector}));
}

Result<qint64> LinkStore::prune(Transaction& records, UtcTime before) {
    return records.execute(QStringLiteral("DELETE FROM page_link WHERE expires_at<?"), {toIso(before)});
}

} // namespace vigil::store
