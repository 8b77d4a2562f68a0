// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"

#include <QString>
#include <QTemporaryDir>

#include <memory>

struct x509_st;
struct evp_pkey_st;

namespace vigil::test {

/// A certification authority of its own, in a temporary folder, that makes PEM files for tests: good ones for
/// "localhost" and 127.0.0.1, and ones with a fault.
class TestCertificates {
public:
    enum class Fault { None, OtherHost, Expired, NotYetValid, SelfSigned, UnknownIssuer };

    TestCertificates();
    ~TestCertificates();

    /// A certificate with its key, and the authority's own certificate as the one to trust.
    study::TlsFiles issue(Fault fault = Fault::None);
    /// The key of `files` once more, with a passphrase.
    QString encryptedKey(const study::TlsFiles& files);
    [[nodiscard]] QString authority() const;

private:
    using Certificate = std::unique_ptr<x509_st, void (*)(x509_st*)>;
    using Key = std::unique_ptr<evp_pkey_st, void (*)(evp_pkey_st*)>;
    struct Issuer {
        Certificate certificate;
        Key key;
    };
    static Issuer newAuthority(const QString& name);
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
    Issuer m_authority;
    int m_count = 0;
};

} // namespace vigil::test
