// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/PageSettings.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStringList>

namespace vigil::page {

Error pageFault(const char* key, const QString& what) {
    return {
        Error::Code::Invalid, QStringLiteral("vigil.ini, [page] %1: %2").arg(QLatin1String(key), what), {}};
}

namespace {

QString textOf(const QSettings& ini, const char* key) {
    return ini.value(QLatin1String("page/") + QLatin1String(key))
        .toStringList()
        .join(QLatin1Char(','))
        .trimmed();
}

Result<int> numberOf(const QSettings& ini, const char* key, int otherwise, int least, int most) {
    const auto text = textOf(ini, key);
    if (text.isEmpty()) return otherwise;
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    if (!isNumber || number < least || number > most)
        return pageFault(
            key, QStringLiteral("is a number from %1 to %2, not \"%3\"").arg(least).arg(most).arg(text));
    return number;
}

Result<void> readProxy(const QSettings& ini, PageSettings& settings) {
    const auto proxy = textOf(ini, "trustedProxy");
    settings.userHeader = textOf(ini, "userHeader").toLower().toLatin1();
    if (!proxy.isEmpty()) {
        const auto network = proxy.contains(QLatin1Char('/')) ? QHostAddress::parseSubnet(proxy)
                                                              : qMakePair(QHostAddress(proxy), -1);
        if (network.first.isNull())
            return pageFault("trustedProxy", QStringLiteral("is an address or a network, e.g. 10.1.2.3"));
        settings.trustedProxy = network;
    }
    if (!settings.userHeader.isEmpty() && !settings.trustedProxy)
        return pageFault("userHeader",
                         QStringLiteral("is believed from nobody without trustedProxy= beside it"));
    return {};
}

} // namespace

bool PageSettings::isTrusted(const QHostAddress& peer) const {
    if (!trustedProxy) return false;
    // A dual-stack socket shows an IPv4 caller as an IPv6 address.
    bool isV4 = false;
    const QHostAddress v4(peer.toIPv4Address(&isV4));
    const auto& address = isV4 ? v4 : peer;
    return trustedProxy->second < 0 ? address == trustedProxy->first : address.isInSubnet(*trustedProxy);
}

Result<std::optional<PageSettings>> PageSettings::read(const QSettings& ini) {
    PageSettings settings;
    const auto url = textOf(ini, "publicUrl");
    if (url.isEmpty()) return std::optional<PageSettings>();
    settings.publicUrl = QUrl(url, QUrl::StrictMode);
    if (!settings.publicUrl.isValid() || settings.publicUrl.scheme() != QLatin1String("https") ||
        settings.publicUrl.host().isEmpty() || settings.publicUrl.hasQuery() ||
        !settings.publicUrl.userInfo().isEmpty() || settings.publicUrl.path().size() > 1)
        return pageFault("publicUrl", QStringLiteral("is https://host or https://host:port, nothing more"));
    const auto listen = textOf(ini, "listen");
    if (!listen.isEmpty()) settings.listen = QHostAddress(listen);
    if (settings.listen.isNull())
        return pageFault("listen", QStringLiteral("is an address of this computer"));
    constexpr int highestPort = 65535;
    VIGIL_TRY(const int port, numberOf(ini, "port", settings.port, 0, highestPort));
    settings.port = static_cast<quint16>(port);
    VIGIL_TRY(const int hours,
              numberOf(ini, "linkHours", static_cast<int>(settings.linkLasts.count()), 1, 720));
    VIGIL_TRY(const int idle, numberOf(ini, "idleMinutes", static_cast<int>(settings.idle.count()), 1, 60));
    settings.linkLasts = std::chrono::hours(hours);
    settings.idle = std::chrono::minutes(idle);
    const QDir beside = QFileInfo(ini.fileName()).absoluteDir();
    for (auto [key, file] : {std::pair{"certificate", &settings.certificate}, {"key", &settings.key}}) {
        const auto name = textOf(ini, key);
        if (name.isEmpty()) return pageFault(key, QStringLiteral("is missing: the file (PEM) for HTTPS"));
        *file = beside.absoluteFilePath(name);
    }
    settings.telephone = textOf(ini, "telephone");
    settings.switchboard = textOf(ini, "switchboard");
    if (settings.telephone.isEmpty() && settings.switchboard.isEmpty())
        return pageFault(
            "telephone",
            QStringLiteral("is missing: whom a recipient telephones when the page does not help"));
    VIGIL_CHECK(readProxy(ini, settings));
    return std::optional<PageSettings>(settings);
}

} // namespace vigil::page
