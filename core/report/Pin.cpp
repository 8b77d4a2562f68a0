// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/Pin.h"

#include <sodium.h>

namespace vigil::report {

namespace {
constexpr std::size_t shortest = 4;
} // namespace

Pin::Pin(const QString& text) {
    auto utf8 = text.toUtf8();
    m_bytes.assign(utf8.begin(), utf8.end());
    sodium_memzero(utf8.data(), static_cast<std::size_t>(utf8.size()));
}

Pin::~Pin() {
    sodium_memzero(m_bytes.data(), m_bytes.size());
}

bool Pin::isLongEnough() const {
    return m_bytes.size() >= shortest;
}

Result<QByteArray> Pin::hash() const {
    QByteArray text(crypto_pwhash_STRBYTES, '\0');
    if (sodium_init() < 0 ||
        crypto_pwhash_str(text.data(), m_bytes.data(), m_bytes.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return Error{Error::Code::Internal,
                     QStringLiteral("The PIN could not be stored: not enough memory is free."),
                     {}};
    return QByteArray(text.constData());
}

bool Pin::matches(const QByteArray& hash) const {
    return sodium_init() >= 0 &&
           crypto_pwhash_str_verify(hash.constData(), m_bytes.data(), m_bytes.size()) == 0;
}

} // namespace vigil::report
