// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/TlsContext.h"

#include "core/base/Log.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace vigil::dicom {

namespace {

/// Forward secrecy and authenticated encryption only (RFC 9325 4.2). DHE is for the peers of the older DICOM
/// profiles (PS3.15 B.9), which must offer it.
constexpr const char* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:!aNULL:!eNULL:!PSK:!SRP:!DSS:!AESCCM";
constexpr const char* ciphersOfTls13 =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
/// 112 bits: RSA from 2048 bits, no SHA-1 signatures.
constexpr int securityLevel = 2;

QString lastReason() {
    QString text;
    for (auto code = ERR_get_error(); code != 0; code = ERR_get_error())
        if (const auto* reason = ERR_reason_error_string(code)) text = QString::fromLatin1(reason);
    return text;
}

Error broken(const QString& what, const QString& key, const QString& path, const QString& remedy) {
    return {Error::Code::Invalid,
            QStringLiteral("Encrypted connections cannot be used: %1 %2. %3 ([local] %4 of vigil.ini)")
                .arg(what, path, remedy, key),
            lastReason()};
}

Result<void> checkReadable(const QString& key, const QString& path) {
    if (path.isEmpty())
        return broken(QStringLiteral("no file is named with"), key, key, QStringLiteral("Name one."));
    if (const QFileInfo file(path); !file.exists())
        return broken(QStringLiteral("there is no"), key, path,
                      QStringLiteral("Put the file there, or correct its name."));
    else if (!file.isReadable())
        return broken(QStringLiteral("this user may not read"), key, path,
                      QStringLiteral("Give the user who runs Vigil the right to read it."));
    return {};
}

/// Never asks anybody: OpenSSL would prompt on the console.
int noPassphrase(char*, int, int, void* asked) {
    if (asked != nullptr) *static_cast<bool*>(asked) = true;
    return -1;
}

/// Adds all certificates of a PEM file, or the one of a DER file; how many.
int addCertificates(X509_STORE* store, SSL_CTX* context, const QString& path) {
    const std::unique_ptr<BIO, int (*)(BIO*)> file(BIO_new_file(QFile::encodeName(path).constData(), "rb"),
                                                   BIO_free);
    if (!file) return 0;
    int count = 0;
    const auto add = [&](X509* read) {
        const std::unique_ptr<X509, void (*)(X509*)> certificate(read, X509_free);
        if (X509_STORE_add_cert(store, certificate.get()) == 1) ++count;
        SSL_CTX_add_client_CA(context, certificate.get());
    };
    while (auto* certificate = PEM_read_bio_X509(file.get(), nullptr, noPassphrase, nullptr))
        add(certificate);
    if (count == 0 && BIO_reset(file.get()) == 0)
        if (auto* certificate = d2i_X509_bio(file.get(), nullptr)) add(certificate);
    ERR_clear_error();
    return count;
}

QStringList filesOf(const QString& path) {
    if (!QFileInfo(path).isDir()) return {path};
    QStringList files;
    for (const auto& entry : QDir(path).entryInfoList(QDir::Files | QDir::Readable))
        files << entry.filePath();
    return files;
}

} // namespace

TlsContext::TlsContext(Role role) : m_role(role), m_context(SSL_CTX_new(TLS_method()), SSL_CTX_free) {
    auto* context = m_context.get();
    SSL_CTX_set_security_level(context, securityLevel);
    m_hasRules = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                 SSL_CTX_set_cipher_list(context, ciphers) == 1 &&
                 SSL_CTX_set_ciphersuites(context, ciphersOfTls13) == 1;
    SSL_CTX_set_dh_auto(context, 1);
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    // A hospital may trust its PACS' own certificate instead of a CA.
    X509_STORE_set_flags(SSL_CTX_get_cert_store(context), X509_V_FLAG_PARTIAL_CHAIN);
}

Result<std::shared_ptr<const TlsContext>> TlsContext::load(const study::TlsFiles& files, Role role) {
    ERR_clear_error();
    std::shared_ptr<TlsContext> context(new TlsContext(role));
    if (!context->m_hasRules)
        return Error{Error::Code::Internal,
                     QStringLiteral("The encryption (OpenSSL) of this computer does not take the rules that "
                                    "Vigil needs (TLS 1.2 or 1.3, strong ciphers)."),
                     {}};
    if (role == Role::Listener || !files.certificate.isEmpty()) VIGIL_CHECK(context->takeCertificate(files));
    VIGIL_CHECK(context->takeIssuers(files.caCertificates));
    return std::shared_ptr<const TlsContext>(std::move(context));
}

Result<void> TlsContext::takeCertificate(const study::TlsFiles& files) {
    const auto certificateKey = QStringLiteral("certificate");
    const auto keyKey = QStringLiteral("privateKey");
    VIGIL_CHECK(checkReadable(certificateKey, files.certificate));
    VIGIL_CHECK(checkReadable(keyKey, files.privateKey));
    auto* context = m_context.get();
    if (SSL_CTX_use_certificate_chain_file(context, QFile::encodeName(files.certificate).constData()) != 1)
        return broken(QStringLiteral("no usable certificate is in"), certificateKey, files.certificate,
                      QStringLiteral("It must be a PEM file, with a key of at least 2048 bits (RSA)."));
    bool asked = false;
    SSL_CTX_set_default_passwd_cb(context, noPassphrase);
    SSL_CTX_set_default_passwd_cb_userdata(context, &asked);
    const bool taken = SSL_CTX_use_PrivateKey_file(context, QFile::encodeName(files.privateKey).constData(),
                                                   SSL_FILETYPE_PEM) == 1;
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    if (asked)
        return broken(QStringLiteral("a passphrase protects the private key"), keyKey, files.privateKey,
                      QStringLiteral("Vigil takes keys without a passphrase only; protect the file by its "
                                     "permissions instead (owner only)."));
    // OpenSSL compares the key with the certificate as it takes it.
    if (!taken && ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH)
        return broken(QStringLiteral("the certificate does not belong to the private key"), keyKey,
                      files.privateKey, QStringLiteral("Use the key that the certificate was made for."));
    if (!taken || SSL_CTX_check_private_key(context) != 1)
        return broken(QStringLiteral("no usable private key is in"), keyKey, files.privateKey,
                      QStringLiteral("It must be a PEM file with the key of the certificate."));
    if (X509_cmp_current_time(X509_get0_notAfter(SSL_CTX_get0_certificate(context))) < 0)
        return broken(QStringLiteral("this computer's certificate has expired:"), certificateKey,
                      files.certificate, QStringLiteral("Ask for a new one."));
    if (QFile::permissions(files.privateKey) & (QFile::ReadGroup | QFile::ReadOther))
        spdlog::warn("other users of this computer can read the private key of [local] privateKey");
    return {};
}

Result<void> TlsContext::takeIssuers(const QString& path) {
    const auto key = QStringLiteral("caCertificates");
    VIGIL_CHECK(checkReadable(key, path));
    int count = 0;
    for (const auto& file : filesOf(path))
        count += addCertificates(SSL_CTX_get_cert_store(m_context.get()), m_context.get(), file);
    if (count > 0) return {};
    return broken(QStringLiteral("no certificate is in"), key, path,
                  QStringLiteral("Put the certificates there that vouch for the PACS (PEM)."));
}

TlsContext::Session TlsContext::session() const {
    return {SSL_new(m_context.get()), SSL_free};
}

} // namespace vigil::dicom
