// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QHostAddress>
#include <QPair>
#include <QString>
#include <QUrl>

#include <chrono>
#include <optional>

class QSettings;

namespace vigil::page {

/// [page] of vigil.ini. A value.
struct PageSettings {
    QHostAddress listen{QHostAddress::Any};
    quint16 port = 8443;
    QString certificate; ///< PEM, with those between it and the authority after it
    QString key;         ///< PEM, without a passphrase
    QUrl publicUrl;      ///< what recipients' browsers call it
    /// The proxy that vouches for the site's single sign-on: a network, or one address. Nothing: none does.
    std::optional<QPair<QHostAddress, int>> trustedProxy;
    QByteArray userHeader; ///< in lower case; the proxy's word for who signed on
    QString telephone;     ///< of the reporting room
    QString switchboard;
    std::chrono::hours linkLasts{72};
    std::chrono::minutes idle{15}; ///< after which the pass-code is asked for again

    [[nodiscard]] bool isTrusted(const QHostAddress& peer) const;
    bool operator==(const PageSettings&) const = default;

    /// Nothing without [page] publicUrl. Invalid names group, key and remedy.
    static Result<std::optional<PageSettings>> read(const QSettings& ini);
};

/// What is wrong with a key of [page].
[[nodiscard]] Error pageFault(const char* key, const QString& what);

} // namespace vigil::page
