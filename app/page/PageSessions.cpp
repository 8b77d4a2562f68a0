// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/PageSessions.h"

#include "app/page/Links.h"
#include "core/base/Secret.h"

#include <QMessageAuthenticationCode>

namespace vigil::page {

namespace {
constexpr int cookieBytes = 32;
}

journal::OnBehalfOf PageSessions::Session::who() const {
    return {link.signerName, link.recipient.role, link.signerRegistration, link.howKnown};
}

template <class Change>
Result<void> PageSessions::change(const QString& selector, Change change) {
    return m_store.change(selector, {}, [change](PageStore::Door& door) -> Result<void> {
        if (!door.link) return Error{Error::Code::NotFound, QStringLiteral("This link is not known."), {}};
        return change(*door.link);
    });
}

Result<QByteArray> PageSessions::begin(const store::PageLink& link, const journal::OnBehalfOf& who) {
    const auto cookie = urlText(m_ids.randomBytes(cookieBytes));
    VIGIL_CHECK(
        change(link.selector,
               [=, was = link.sessionSha256, now = m_clock.now()](store::PageLink& kept) -> Result<void> {
                   if (kept.locked || kept.sessionSha256 != was)
                       return Error{Error::Code::Conflict, QStringLiteral("This link was used already."), {}};
                   kept.sessionSha256 = secretHash(cookie);
                   kept.seenAt = now;
                   kept.signerName = who.name;
                   kept.signerRegistration = who.registration;
                   kept.howKnown = who.howKnown;
                   return {};
               }));
    return cookie;
}

Result<std::optional<PageSessions::Session>> PageSessions::find(const QString& selector,
                                                                const QByteArray& cookie) const {
    VIGIL_TRY(auto link, m_store.link(selector));
    const auto now = m_clock.now();
    if (!link || link->locked || link->expiresAt <= now ||
        !equalSecrets(secretHash(cookie), link->sessionSha256))
        return std::optional<Session>();
    const bool awake = link->seenAt && now - *link->seenAt < m_idle;
    return std::optional(Session{*link, awake ? State::Awake : State::Asleep});
}

Result<void> PageSessions::touch(const QString& selector) {
    return change(selector, [now = m_clock.now()](store::PageLink& link) -> Result<void> {
        link.seenAt = now;
        return {};
    });
}

Result<void> PageSessions::markViewed(const QString& selector) {
    return change(selector, [](store::PageLink& link) -> Result<void> {
        link.viewed = true;
        return {};
    });
}

Result<void> PageSessions::end(const QString& selector) {
    return change(selector, [](store::PageLink& link) -> Result<void> {
        link.seenAt.reset();
        return {};
    });
}

QByteArray PageSessions::formToken(const QByteArray& cookie) {
    return urlText(QMessageAuthenticationCode::hash(QByteArrayLiteral("form of the recipient's page"), cookie,
                                                    QCryptographicHash::Sha256));
}

} // namespace vigil::page
