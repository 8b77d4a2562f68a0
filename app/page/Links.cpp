// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/Links.h"

#include "core/base/Secret.h"

namespace vigil::page {

namespace {
constexpr int selectorBytes = 9;
constexpr int secretBytes = 24;
/// Expired links say nothing to anybody; the log keeps what was done by them.
constexpr std::chrono::days keptAfterEnd{30};
/// Who is late has to get in most of all.
constexpr std::chrono::days afterTheLimit{7};
} // namespace

QByteArray urlText(const QByteArray& bytes) {
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QString Links::pathOf(const QString& selector) {
    return QStringLiteral("/a/") + selector;
}

Result<QString> Links::create(const QString& alertId, const alert::Party& recipient,
                              const std::optional<UtcTime>& neededUntil) {
    if (alertId.isEmpty() || recipient.role.isEmpty())
        return Error{Error::Code::Invalid,
                     QStringLiteral("A link is for one alert and one recipient with a role."),
                     {}};
    const auto secret = urlText(m_ids.randomBytes(secretBytes));
    store::PageLink link;
    link.selector = QString::fromLatin1(urlText(m_ids.randomBytes(selectorBytes)));
    link.secretSha256 = secretHash(secret);
    link.alertId = alertId;
    link.recipient = recipient;
    const auto now = m_clock.now();
    link.createdAt = now;
    link.expiresAt = now + m_settings.linkLasts;
    if (neededUntil) link.expiresAt = std::max<UtcTime>(link.expiresAt, *neededUntil + afterTheLimit);
    VIGIL_CHECK(m_store.addLink(link, now - keptAfterEnd));
    auto url = m_settings.publicUrl;
    url.setPath(pathOf(link.selector) + QLatin1Char('/') + QString::fromLatin1(secret));
    return url.toString(QUrl::FullyEncoded);
}

Result<std::optional<store::PageLink>> Links::open(const QString& selector, const QByteArray& secret) const {
    VIGIL_TRY(auto link, m_store.link(selector));
    // An unknown one is compared as well, so that it takes as long.
    static const QByteArray nobodys(32, '\0');
    const bool right = equalSecrets(secretHash(secret), link ? link->secretSha256 : nobodys);
    if (!right || !link || link->locked || link->expiresAt <= m_clock.now())
        return std::optional<store::PageLink>();
    return link;
}

} // namespace vigil::page
