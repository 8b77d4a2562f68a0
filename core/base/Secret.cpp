// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Secret.h"

#include <QCryptographicHash>

#include <sodium.h>

namespace vigil {

bool equalSecrets(const QByteArray& one, const QByteArray& other) {
    return one.size() == other.size() && !one.isEmpty() &&
           sodium_memcmp(one.constData(), other.constData(), static_cast<std::size_t>(one.size())) == 0;
}

QByteArray secretHash(const QByteArray& secret) {
    return QCryptographicHash::hash(secret, QCryptographicHash::Sha256);
}

} // namespace vigil
