// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/PeerCertificate.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <QByteArray>
#include <QHostAddress>
#include <QUrl>

#include <array>

namespace vigil::dicom {

namespace {

const auto fingerprintPrefix = QLatin1String("sha256:");

} // namespace

PeerCertificate::PeerCertificate(x509_st* owned) : m_certificate(owned, X509_free) {}

QString PeerCertificate::fingerprint() const {
    if (!m_certificate) return {};
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (X509_digest(m_certificate.get(), EVP_sha256(), digest.data(), &size) != 1) return {};
    const QByteArray bytes(reinterpret_cast<const char*>(digest.data()), static_cast<qsizetype>(size));
    return fingerprintPrefix + QString::fromLatin1(bytes.toHex());
}

bool PeerCertificate::isFor(const QString& wanted) const {
    if (!m_certificate || wanted.isEmpty()) return false;
    if (wanted.startsWith(fingerprintPrefix)) return wanted == fingerprint();
    if (const QHostAddress address(wanted); !address.isNull())
        return X509_check_ip_asc(m_certificate.get(), address.toString().toLatin1().constData(), 0) == 1;
    const auto name = QUrl::toAce(wanted);
    // OpenSSL takes an empty name for a question that needs no answer.
    return !name.isEmpty() &&
           X509_check_host(m_certificate.get(), name.constData(), static_cast<std::size_t>(name.size()),
                           X509_CHECK_FLAG_NO_WILDCARDS, nullptr) == 1;
}

} // namespace vigil::dicom
