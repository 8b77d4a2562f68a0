// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <utility>

namespace vigil::sync {

/// How libpq is to reach a department. What leaves this computer goes through TLS 1.2 or later to a server
/// whose certificate and name were checked (sslmode=verify-full); a URL that asks for less is refused, never
/// followed. A value.
struct PgAddress {
    using Options = QList<std::pair<QByteArray, QByteArray>>;

    Options options;
    bool leavesThisComputer = true;

    /// `url` as libpq reads it; `user` when it names none. Invalid says what is wrong in plain words.
    static Result<PgAddress> read(const QString& url, const QString& user);
};

/// The URL with the certificates that vouch for the server (a PEM file), unless it names some itself.
[[nodiscard]] QString withCertificates(const QString& url, const QString& caCertificates);

} // namespace vigil::sync
