// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/Peers.h"

#include <memory>

struct ssl_ctx_st;
struct ssl_st;

namespace vigil::dicom {

/// The rules of TLS (BCP 195: version 1.2 or 1.3, authenticated ciphers with forward secrecy) and this
/// computer's key and certificates, as the files are at load(). Both sides must show a certificate that the
/// CA certificates vouch for. Immutable; shared between the sessions of a listener; thread-safe.
class TlsContext {
public:
    enum class Role { Caller, Listener };
    using Session = std::unique_ptr<ssl_st, void (*)(ssl_st*)>;

    /// Fails when a file is missing, unreadable, does not fit or needs a passphrase; the message says which.
    static Result<std::shared_ptr<const TlsContext>> load(const study::TlsFiles& files, Role role);

    [[nodiscard]] Role role() const { return m_role; }
    /// State for one connection.
    [[nodiscard]] Session session() const;

private:
    explicit TlsContext(Role role);
    Result<void> takeCertificate(const study::TlsFiles& files);
    Result<void> takeIssuers(const QString& path);

    Role m_role;
    bool m_hasRules = false; ///< OpenSSL has taken them all
    std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)> m_context;
};

} // namespace vigil::dicom
