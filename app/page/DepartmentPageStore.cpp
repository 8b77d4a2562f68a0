// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/DepartmentPageStore.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace vigil::page {

namespace {

using sync::PgRows;

/// Several sign-ins by one link at once are an attack; more tries than that are none of ours.
constexpr int mostTries = 10;

QString base64(const QByteArray& bytes) {
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray bytesOf(const QJsonObject& object, const char* key) {
    return QByteArray::fromBase64(object.value(QLatin1String(key)).toString().toLatin1());
}

QString textOf(const QJsonObject& object, const char* key) {
    return object.value(QLatin1String(key)).toString();
}

std::optional<UtcTime> timeOf(const QJsonObject& object, const char* key) {
    return fromIso(textOf(object, key));
}

QString isoOrEmpty(const std::optional<UtcTime>& time) {
    return time ? toIso(*time) : QString();
}

QByteArray bodyOf(const store::PageLink& link) {
    return QJsonDocument(QJsonObject{{"secretSha256", base64(link.secretSha256)},
                                     {"alertId", link.alertId},
                                     {"name", link.recipient.name},
                                     {"role", link.recipient.role},
                                     {"createdAt", toIso(link.createdAt)},
                                     {"expiresAt", toIso(link.expiresAt)},
                                     {"wrongCodes", link.wrongCodes},
                                     {"locked", link.locked},
                                     {"sessionSha256", base64(link.sessionSha256)},
                                     {"seenAt", isoOrEmpty(link.seenAt)},
                                     {"signerName", link.signerName},
                                     {"signerRegistration", link.signerRegistration},
                                     {"howKnown", link.howKnown},
                                     {"viewed", link.viewed}})
        .toJson(QJsonDocument::Compact);
}

store::PageLink linkOf(const QString& selector, const QByteArray& body) {
    const auto object = QJsonDocument::fromJson(body).object();
    store::PageLink link;
    link.selector = selector;
    link.secretSha256 = bytesOf(object, "secretSha256");
    link.alertId = textOf(object, "alertId");
    link.recipient = {textOf(object, "name"), textOf(object, "role")};
    link.createdAt = timeOf(object, "createdAt").value_or(UtcTime{});
    link.expiresAt = timeOf(object, "expiresAt").value_or(UtcTime{});
    link.wrongCodes = object.value(QLatin1String("wrongCodes")).toInt();
    link.locked = object.value(QLatin1String("locked")).toBool(true); // what cannot be read opens nothing
    link.sessionSha256 = bytesOf(object, "sessionSha256");
    link.seenAt = timeOf(object, "seenAt");
    link.signerName = textOf(object, "signerName");
    link.signerRegistration = textOf(object, "signerRegistration");
    link.howKnown = textOf(object, "howKnown");
    link.viewed = object.value(QLatin1String("viewed")).toBool();
    return link;
}

QByteArray bodyOf(const store::PageRecipient& recipient) {
    return QJsonDocument(QJsonObject{{"name", recipient.party.name},
                                     {"role", recipient.party.role},
                                     {"registration", recipient.registration},
                                     {"userName", recipient.userName},
                                     {"hash", base64(recipient.hash)},
                                     {"wrongAttempts", recipient.wrongAttempts},
                                     {"lockedUntil", isoOrEmpty(recipient.lockedUntil)}})
        .toJson(QJsonDocument::Compact);
}

store::PageRecipient recipientOf(const QByteArray& body) {
    const auto object = QJsonDocument::fromJson(body).object();
    store::PageRecipient recipient;
    recipient.party = {textOf(object, "name"), textOf(object, "role")};
    recipient.registration = textOf(object, "registration");
    recipient.userName = textOf(object, "userName");
    recipient.hash = bytesOf(object, "hash");
    recipient.wrongAttempts = object.value(QLatin1String("wrongAttempts")).toInt();
    recipient.lockedUntil = timeOf(object, "lockedUntil");
    return recipient;
}

QByteArray keyOf(const alert::Party& party) {
    return store::PageCodeStore::keyOf(party).toUtf8();
}

} // namespace

Result<PgRows> DepartmentPageStore::query(const QByteArray& sql,
                                          const QList<sync::PgConnection::Parameter>& parameters) {
    const std::lock_guard lock(m_mutex);
    if (!m_connection || !m_connection->isAlive()) {
        m_connection.reset();
        VIGIL_TRY(m_connection,
                  sync::PgConnection::open({m_options.url, m_options.user, m_options.deadline}, m_waker, {}));
    }
    auto rows = m_connection->query(sql, parameters, {});
    if (!rows && !m_connection->isAlive()) m_connection.reset();
    return rows;
}

Result<DepartmentPageStore::Versioned<store::PageLink>>
DepartmentPageStore::versionedLink(const QString& selector) {
    VIGIL_TRY(const auto rows,
              query("SELECT version, body FROM vigil.page_link_of($1)", {selector.toUtf8()}));
    Versioned<store::PageLink> found;
    if (rows.count() == 1) found = {linkOf(selector, rows.raw(0, 1)), rows.number(0, 0)};
    return found;
}

Result<DepartmentPageStore::Versioned<store::PageRecipient>>
DepartmentPageStore::versionedRecipient(const alert::Party& party) {
    Versioned<store::PageRecipient> found;
    if (party.role.isEmpty()) return found;
    VIGIL_TRY(const auto rows, query("SELECT version, body FROM vigil.page_code_of($1)", {keyOf(party)}));
    if (rows.count() == 1) found = {recipientOf(rows.raw(0, 1)), rows.number(0, 0)};
    return found;
}

Result<std::optional<store::PageLink>> DepartmentPageStore::link(const QString& selector) {
    VIGIL_TRY(auto found, versionedLink(selector));
    return found.value;
}

Result<void> DepartmentPageStore::addLink(const store::PageLink& link, UtcTime pruneBefore) {
    VIGIL_CHECK(query(
        "SELECT vigil.add_page_link($1, $2, $3, $4)",
        {link.selector.toUtf8(), toIso(link.expiresAt).toUtf8(), bodyOf(link), toIso(pruneBefore).toUtf8()}));
    return {};
}

Result<std::optional<store::PageRecipient>> DepartmentPageStore::recipient(const alert::Party& party) {
    VIGIL_TRY(auto found, versionedRecipient(party));
    return found.value;
}

Result<std::optional<store::PageRecipient>> DepartmentPageStore::user(const QString& userName) {
    if (userName.isEmpty()) return std::optional<store::PageRecipient>();
    VIGIL_TRY(const auto rows,
              query("SELECT body FROM vigil.page_code_of_user($1)", {userName.toLower().toUtf8()}));
    if (rows.count() != 1) return std::optional<store::PageRecipient>();
    return std::optional(recipientOf(rows.raw(0, 0)));
}

Result<void> DepartmentPageStore::putRecipient(const store::PageRecipient& recipient, UtcTime) {
    auto anew = recipient;
    anew.userName = recipient.userName.toLower();
    anew.wrongAttempts = 0;
    anew.lockedUntil.reset();
    VIGIL_CHECK(query("SELECT vigil.put_page_code($1, $2, $3, false)",
                      {keyOf(anew.party), anew.userName.toUtf8(), bodyOf(anew)}));
    return {};
}

Result<void> DepartmentPageStore::change(const QString& selector, const alert::Party& recipient,
                                         const Change& change) {
    for (int tries = 0; tries < mostTries; ++tries) {
        VIGIL_TRY(const auto link, versionedLink(selector));
        VIGIL_TRY(const auto code, versionedRecipient(recipient));
        Door door{link.value, code.value};
        VIGIL_CHECK(change(door));
        const auto body = [](const auto& value) {
            return value ? sync::PgConnection::Parameter(bodyOf(*value)) : std::nullopt;
        };
        VIGIL_TRY(const auto rows,
                  query("SELECT vigil.change_page($1, $2, $3, $4, $5, $6)",
                        {selector.toUtf8(), QByteArray::number(link.version), body(door.link),
                         keyOf(recipient), QByteArray::number(code.version), body(door.recipient)}));
        if (rows.count() == 1 && rows.flag(0, 0)) return {};
    }
    return Error{
        Error::Code::Conflict, QStringLiteral("Others are signing in by the same link. Try again."), {}};
}

Result<void> DepartmentPageStore::takeOver(LocalPageStore& before, UtcTime now) {
    VIGIL_TRY(const auto recipients, before.recipients());
    for (const auto& each : recipients)
        VIGIL_CHECK(query("SELECT vigil.put_page_code($1, $2, $3, true)",
                          {keyOf(each.party), each.userName.toUtf8(), bodyOf(each)}));
    VIGIL_TRY(const auto links, before.links());
    for (const auto& each : links)
        if (each.expiresAt > now) VIGIL_CHECK(addLink(each, each.createdAt));
    return {};
}

} // namespace vigil::page
