// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestCertificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <QFile>

namespace vigil::test {

namespace {

constexpr long day = 86400;
constexpr int keyBits = 2048;

void name(X509_NAME* subject, const QString& commonName) {
    const auto bytes = commonName.toUtf8();
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(bytes.constData()),
                               static_cast<int>(bytes.size()), -1, 0);
}

void extend(X509* certificate, X509* issuer, int kind, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    auto* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/// Without issuer and signature.
X509* blank(EVP_PKEY* key, const QString& commonName, long from, long until) {
    static long serial = 1;
    auto* certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate), from);
    X509_gmtime_adj(X509_getm_notAfter(certificate), until);
    X509_set_pubkey(certificate, key);
    name(X509_get_subject_name(certificate), commonName);
    return certificate;
}

template <typename Write>
void write(const QString& path, Write content) {
    auto* file = BIO_new_file(QFile::encodeName(path).constData(), "wb");
    if (file == nullptr || content(file) != 1) qFatal("a test certificate could not be written");
    BIO_free(file);
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
}

} // namespace

TestCertificates::Issuer TestCertificates::newAuthority(const QString& name) {
    Key key(EVP_RSA_gen(keyBits), EVP_PKEY_free);
    Certificate certificate(blank(key.get(), name, -day, 365 * day), X509_free);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    extend(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    return {std::move(certificate), std::move(key)};
}

TestCertificates::TestCertificates() : m_authority(newAuthority(QStringLiteral("Test authority"))) {
    write(authority(), [&](BIO* file) { return PEM_write_bio_X509(file, m_authority.certificate.get()); });
}

TestCertificates::~TestCertificates() = default;

QString TestCertificates::authority() const {
    return path(QStringLiteral("authority.pem"));
}

study::TlsFiles TestCertificates::issue(Fault fault) {
    const Key key(EVP_RSA_gen(keyBits), EVP_PKEY_free);
    const long from = fault == Fault::NotYetValid ? day : fault == Fault::Expired ? -2 * day : -day;
    const long until = fault == Fault::Expired ? -day : 30 * day;
    const Certificate certificate(blank(key.get(), QStringLiteral("test node"), from, until), X509_free);
    const bool itself = fault == Fault::SelfSigned;
    const auto stranger = fault == Fault::UnknownIssuer
                              ? newAuthority(QStringLiteral("Unknown authority"))
                              : Issuer{Certificate(nullptr, X509_free), Key(nullptr, EVP_PKEY_free)};
    const auto& issuer = stranger.key ? stranger : m_authority;
    auto* parent = itself ? certificate.get() : issuer.certificate.get();
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(parent));
    extend(certificate.get(), parent, NID_key_usage, "critical,digitalSignature,keyEncipherment");
    extend(certificate.get(), parent, NID_ext_key_usage, "serverAuth,clientAuth");
    extend(certificate.get(), parent, NID_subject_alt_name,
           fault == Fault::OtherHost ? "DNS:pacs.example,IP:192.0.2.1" : "DNS:localhost,IP:127.0.0.1");
    X509_sign(certificate.get(), itself ? key.get() : issuer.key.get(), EVP_sha256());

    const auto number = QString::number(++m_count);
    const study::TlsFiles files{path(number + QStringLiteral(".pem")), path(number + QStringLiteral(".key")),
                                authority()};
    write(files.certificate, [&](BIO* file) { return PEM_write_bio_X509(file, certificate.get()); });
    write(files.privateKey, [&](BIO* file) {
        return PEM_write_bio_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    return files;
}

QString TestCertificates::encryptedKey(const study::TlsFiles& files) {
    auto* plain = BIO_new_file(QFile::encodeName(files.privateKey).constData(), "rb");
    const Key key(PEM_read_bio_PrivateKey(plain, nullptr, nullptr, nullptr), EVP_PKEY_free);
    BIO_free(plain);
    const auto path = files.privateKey + QStringLiteral(".locked");
    QByteArray passphrase("not asked for");
    write(path, [&](BIO* file) {
        return PEM_write_bio_PKCS8PrivateKey(file, key.get(), EVP_aes_256_cbc(), passphrase.data(),
                                             static_cast<int>(passphrase.size()), nullptr, nullptr);
    });
    return path;
}

} // namespace vigil::test
