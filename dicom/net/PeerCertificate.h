// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>

struct x509_st;

namespace vigil::dicom {

/// The certificate that the other side of a TLS connection has shown, or none. A value; thread-safe.
class PeerCertificate {
public:
    PeerCertificate() = default;
    /// Takes what OpenSSL has counted for the caller.
    explicit PeerCertificate(x509_st* owned);

    /// "sha256:" and the 64 hex digits of the whole certificate; empty without one.
    [[nodiscard]] QString fingerprint() const;
    /// Whether it is the one that `wanted` means: by such a fingerprint, or because it was made for this DNS
    /// name or address (RFC 9525). A wildcard in it stands for no one name. False without one.
    [[nodiscard]] bool isFor(const QString& wanted) const;

private:
    std::shared_ptr<x509_st> m_certificate;
};

} // namespace vigil::dicom
