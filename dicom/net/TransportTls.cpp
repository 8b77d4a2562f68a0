// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/TransportTls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <QUrl>

#include <algorithm>
#include <cerrno>
#include <limits>

namespace vigil::dicom {

namespace {

using Kind = LinkEnd::Kind;

/// What is wrong with the peer's certificate.
Kind kindOfVerification(long result) {
    switch (result) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return Kind::TlsWrongHost;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return Kind::TlsExpired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return Kind::TlsNotYetValid;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return Kind::TlsSelfSigned;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return Kind::TlsUnknownIssuer;
    default:
        return Kind::TlsUnfit;
    }
}

/// What OpenSSL, or an alert of the peer, says.
Kind kindOfReason(int reason) {
    switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
        return Kind::TlsPlain;
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
        return Kind::TlsNoCertificate;
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
        return Kind::TlsClosed;
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_SSLV3_ALERT_NO_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
        return Kind::TlsOwnRefused;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_NO_SHARED_GROUPS:
    case SSL_R_DH_KEY_TOO_SMALL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
    case SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY:
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
        return Kind::TlsNoCommon;
    default:
        return Kind::TlsFailed;
    }
}

/// The certificate must be for what [pacs/NAME] host= says (RFC 9525); an address needs an address in it.
/// False when it cannot be looked for: then nobody is to be believed.
bool expect(SSL* session, const QString& host) {
    auto* rules = SSL_get0_param(session);
    if (QHostAddress address(host); !address.isNull()) {
        address.setScopeId({}); // of this computer's network cards, in no certificate
        return X509_VERIFY_PARAM_set1_ip_asc(rules, address.toString().toLatin1().constData()) == 1;
    }
    const auto name = QUrl::toAce(host);
    // OpenSSL would take an empty name for the wish not to look at all.
    if (name.isEmpty()) return false;
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(rules, name.constData(), static_cast<std::size_t>(name.size())) == 1 &&
           SSL_set_tlsext_host_name(session, name.constData()) == 1;
}

int clamped(std::size_t size) {
    return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
}

} // namespace

TlsStream::TlsStream(std::shared_ptr<const TlsContext> context, int descriptor, const QString& host)
    : m_context(std::move(context)), m_session(m_context->session()), m_descriptor(descriptor) {
    SSL_set_fd(m_session.get(), descriptor);
    if (m_context->role() == TlsContext::Role::Listener) {
        SSL_set_accept_state(m_session.get());
    } else {
        SSL_set_connect_state(m_session.get());
        m_canVerify = expect(m_session.get(), host);
    }
}

void TlsStream::moveTo(int descriptor) {
    m_descriptor = descriptor;
    SSL_set_fd(m_session.get(), descriptor);
}

LinkEnd TlsStream::endOf(int error) const {
    const auto code = ERR_peek_error();
    if (error == SSL_ERROR_ZERO_RETURN) return {Kind::Closed, 0};
    if (error == SSL_ERROR_SYSCALL || code == 0) return {Kind::TlsClosed, errno};
    const auto reason = ERR_GET_REASON(code);
    const auto* text = ERR_reason_error_string(code);
    LinkEnd end{kindOfReason(reason), 0, text == nullptr ? QString() : QString::fromLatin1(text)};
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        const auto result = SSL_get_verify_result(m_session.get());
        end.kind = kindOfVerification(result);
        end.detail = QString::fromLatin1(X509_verify_cert_error_string(result));
    }
    return end;
}

bool TlsStream::goOn(int result, std::chrono::steady_clock::time_point deadline, const Patience& patience,
                     LinkEnd& end) {
    const int error = SSL_get_error(m_session.get(), result);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
        // A peer that drips bytes is never waited for.
        if (std::chrono::steady_clock::now() >= deadline) {
            end = {Kind::Silent, ETIMEDOUT};
            return false;
        }
        return awaitReady(m_descriptor, error == SSL_ERROR_WANT_READ ? Direction::Read : Direction::Write,
                          deadline, Kind::Silent, patience.stop, end);
    }
    end = endOf(error);
    m_failed = true;
    ERR_clear_error();
    return false;
}

LinkEnd TlsStream::handshake(const Patience& patience) {
    if (!m_canVerify) {
        ERR_clear_error();
        return {Kind::TlsWrongHost, 0, QStringLiteral("no certificate can be for this name")};
    }
    LinkEnd end;
    const auto deadline = patience.deadline();
    for (;;) {
        ERR_clear_error();
        const int result = SSL_do_handshake(m_session.get());
        if (result == 1) return {};
        if (goOn(result, deadline, patience, end)) continue;
        if (end.kind == Kind::Silent) end.kind = Kind::TlsSilent;
        return end;
    }
}

qint64 TlsStream::read(void* buffer, std::size_t size, const Patience& patience, LinkEnd& end) {
    auto deadline = patience.deadline();
    for (;;) {
        if (patience.stop.stop_requested()) {
            end = {Kind::Cancelled, 0};
            return -1;
        }
        ERR_clear_error();
        const auto before = BIO_number_read(SSL_get_rbio(m_session.get()));
        const int count = SSL_read(m_session.get(), buffer, clamped(size));
        acknowledgeAtOnce(m_descriptor);
        if (count > 0) return count;
        // A record that comes slowly is no silence.
        if (BIO_number_read(SSL_get_rbio(m_session.get())) != before) deadline = patience.deadline();
        if (!goOn(count, deadline, patience, end)) return -1;
    }
}

bool TlsStream::write(const void* buffer, std::size_t size, const Patience& patience, LinkEnd& end) {
    const auto* bytes = static_cast<const char*>(buffer);
    auto deadline = patience.deadline();
    while (size > 0) {
        if (patience.stop.stop_requested()) {
            end = {Kind::Cancelled, 0};
            return false;
        }
        ERR_clear_error();
        const int count = SSL_write(m_session.get(), bytes, clamped(size));
        if (count > 0) {
            bytes += count;
            size -= static_cast<std::size_t>(count);
            deadline = patience.deadline();
        } else if (!goOn(count, deadline, patience, end)) {
            if (end.kind == Kind::TlsClosed) end = lastWords(end);
            return false;
        }
    }
    return true;
}

LinkEnd TlsStream::lastWords(const LinkEnd& otherwise) {
    // A peer that refuses us says so and closes; when our next bytes meet the closed socket first, its alert
    // still waits to be read.
    ERR_clear_error();
    char byte = 0;
    const int count = SSL_peek(m_session.get(), &byte, 1);
    if (count > 0) return otherwise;
    const auto end = endOf(SSL_get_error(m_session.get(), count));
    ERR_clear_error();
    return end.kind == Kind::TlsClosed || end.kind == Kind::Closed ? otherwise : end;
}

bool TlsStream::hasData() {
    ERR_clear_error();
    char byte = 0;
    const int count = SSL_peek(m_session.get(), &byte, 1);
    if (count > 0) return true;
    const int error = SSL_get_error(m_session.get(), count);
    return error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE;
}

PeerCertificate TlsStream::peerCertificate() const {
    return PeerCertificate(SSL_get1_peer_certificate(m_session.get()));
}

void TlsStream::sayGoodbye() {
    ERR_clear_error();
    // After an error OpenSSL must not be asked to.
    if (!m_failed && SSL_is_init_finished(m_session.get()) == 1) SSL_shutdown(m_session.get());
    ERR_clear_error();
}

} // namespace vigil::dicom
