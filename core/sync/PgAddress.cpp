// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/PgAddress.h"

#include <libpq-fe.h>

#include <QHostAddress>
#include <QMap>
#include <QUrl>

#include <algorithm>

namespace vigil::sync {

namespace {

using Named = QMap<QByteArray, QByteArray>;

Error invalid(const QString& message) {
    return {Error::Code::Invalid, message, {}};
}

Result<Named> parsed(const QString& url) {
    char* problem = nullptr;
    PQconninfoOption* all = PQconninfoParse(url.toUtf8().constData(), &problem);
    if (all == nullptr) {
        PQfreemem(problem); // may quote a password
        return invalid(
            QStringLiteral("The address of the department is not written as postgresql://host:port/name."));
    }
    Named options;
    for (const auto* option = all; option->keyword != nullptr; ++option)
        if (option->val != nullptr) options.insert(option->keyword, option->val);
    PQconninfoFree(all);
    return options;
}

bool isHere(const QString& host) {
    // Nothing, a path and @ are sockets of this computer.
    if (host.isEmpty() || host.startsWith(QLatin1Char('/')) || host.startsWith(QLatin1Char('@'))) return true;
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

/// What libpq would take from elsewhere counts as well: an environment or a service file may name a host.
bool leaves(const Named& options) {
    if (options.contains("service") || qEnvironmentVariableIsSet("PGSERVICE")) return true;
    QStringList hosts;
    for (const auto& [keyword, variable] :
         {std::pair{"host", "PGHOST"}, std::pair{"hostaddr", "PGHOSTADDR"}}) {
        const auto given = options.contains(keyword) ? QString::fromUtf8(options.value(keyword))
                                                     : qEnvironmentVariable(variable);
        if (!given.isEmpty()) hosts << given.split(QLatin1Char(','));
    }
    return !std::all_of(hosts.begin(), hosts.end(), isHere);
}

Result<void> refuseWeakening(const Named& options) {
    const auto mode = options.value("sslmode", "verify-full");
    if (mode != "verify-full")
        return invalid(
            QStringLiteral("The department's address asks for sslmode=%1, which does not check who "
                           "answers. Over a network Vigil takes sslmode=verify-full only; leave it out.")
                .arg(QString::fromUtf8(mode)));
    const auto oldest = options.value("ssl_min_protocol_version", "TLSv1.2");
    if (oldest != "TLSv1.2" && oldest != "TLSv1.3")
        return invalid(QStringLiteral("The department's address allows %1. Vigil takes TLS 1.2 or later.")
                           .arg(QString::fromUtf8(oldest)));
    return {};
}

void add(Named& options, const QByteArray& keyword, const QByteArray& value) {
    if (!options.contains(keyword)) options.insert(keyword, value);
}

} // namespace

Result<PgAddress> PgAddress::read(const QString& url, const QString& user) {
    VIGIL_TRY(auto options, parsed(url));
    const bool remote = leaves(options);
    if (remote) VIGIL_CHECK(refuseWeakening(options));
    // Whoever names certificates for a server on this computer wants them checked.
    if (remote || options.contains("sslrootcert")) {
        add(options, "sslmode", "verify-full");
        add(options, "ssl_min_protocol_version", "TLSv1.2");
        add(options, "channel_binding", "prefer"); // not every way to log in has it
        add(options, "gssencmode", "disable");     // would take the place of TLS
    }
    if (!user.isEmpty()) add(options, "user", user.toUtf8());
    add(options, "application_name", "vigil");
    options.insert("client_encoding", "UTF8");
    PgAddress address;
    address.leavesThisComputer = remote;
    for (auto option = options.cbegin(); option != options.cend(); ++option)
        address.options.emplace_back(option.key(), option.value());
    return address;
}

QString withCertificates(const QString& url, const QString& caCertificates) {
    if (caCertificates.isEmpty() || url.contains(QLatin1String("sslrootcert="))) return url;
    return url + (url.contains(QLatin1Char('?')) ? QLatin1Char('&') : QLatin1Char('?')) +
           QStringLiteral("sslrootcert=") + QString::fromLatin1(QUrl::toPercentEncoding(caCertificates));
}

} // namespace vigil::sync
