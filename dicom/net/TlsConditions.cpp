// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Conditions.h"

namespace vigil::dicom {

namespace {

using Code = Error::Code;
using Kind = LinkEnd::Kind;

/// The words of one message: what happened, and what it means and what to do.
struct Words {
    Code code;
    QString what;
    QString remedy;
};

QString keyIn(const Parties& parties, const QString& key) {
    return QStringLiteral("%1 in [pacs/%2] of vigil.ini").arg(key, parties.peer.name);
}

/// The peer's certificate is not believed.
Words wordsOfCertificate(const LinkEnd& end, const Parties& parties) {
    const auto& peer = parties.peer;
    switch (end.kind) {
    case Kind::TlsWrongHost:
        return {
            Code::Denied, QStringLiteral("shows a certificate that was not made for \"%1\"").arg(peer.host),
            QStringLiteral("Another computer may answer in its place. Set %1 to the name or address in the "
                           "certificate if that is the PACS, or ask its administrator.")
                .arg(keyIn(parties, QStringLiteral("host")))};
    case Kind::TlsExpired:
        return {Code::Denied, QStringLiteral("shows a certificate that has expired"),
                QStringLiteral("Its administrator must renew it. Check the date of this computer too.")};
    case Kind::TlsNotYetValid:
        return {Code::Denied, QStringLiteral("shows a certificate that is not valid yet"),
                QStringLiteral("Usually the clock of this computer is wrong; check its date and time.")};
    case Kind::TlsSelfSigned:
        return {
            Code::Denied,
            QStringLiteral("shows a certificate that it signed itself and that this computer does not know"),
            QStringLiteral("Anybody can make such a one. If its administrator confirms it, put that "
                           "certificate into caCertificates in [local] of vigil.ini.")};
    case Kind::TlsUnknownIssuer:
        return {Code::Denied,
                QStringLiteral("shows a certificate from an issuer that this computer does not trust"),
                QStringLiteral("Ask its administrator for the certificate of the issuer and put it into "
                               "caCertificates in [local] of vigil.ini.")};
    case Kind::TlsNoCertificate:
        return {Code::Denied, QStringLiteral("shows no certificate"),
                QStringLiteral("Its administrator must give it one.")};
    default:
        return {Code::Denied,
                QStringLiteral("shows a certificate that is not fit for this (%1)").arg(end.detail),
                QStringLiteral("Its administrator must replace it.")};
    }
}

/// The two sides do not come to terms about TLS itself.
Words wordsOfTerms(const LinkEnd& end, const Parties& parties) {
    const auto tls = keyIn(parties, QStringLiteral("tls"));
    const bool shown = !parties.local.tlsFiles.certificate.isEmpty();
    switch (end.kind) {
    case Kind::TlsWanted:
        return {Code::Refused, QStringLiteral("answers encrypted, but tls=off is set for it"),
                QStringLiteral("Set %1 to on.").arg(tls)};
    case Kind::TlsPlain:
        return {
            Code::Refused, QStringLiteral("does not speak TLS at this port, but tls=on is set for it"),
            QStringLiteral("Nothing was sent. Correct %1 to that of its encrypted service, or set %2 to off "
                           "if the network is protected otherwise.")
                .arg(keyIn(parties, QStringLiteral("port")), tls)};
    case Kind::TlsSilent:
        return {
            Code::Timeout,
            QStringLiteral("took the connection but did not finish the encrypted greeting within %1 seconds")
                .arg(parties.peer.connectTimeout.count()),
            QStringLiteral("It may be hanging, or not speak TLS at this port: check %1.")
                .arg(keyIn(parties, QStringLiteral("port")))};
    case Kind::TlsOwnRefused:
        return {
            Code::Denied,
            shown ? QStringLiteral("does not accept the certificate of this computer")
                  : QStringLiteral("asks for a certificate of this computer, and there is none"),
            shown ? QStringLiteral("Have its administrator enter the issuer of the certificate that "
                                   "[local] of vigil.ini names, or ask for another one; it may have expired.")
                  : QStringLiteral("Set certificate and privateKey in [local] of vigil.ini.")};
    case Kind::TlsNoCommon:
        return {Code::Refused, QStringLiteral("has no encryption in common with this computer"),
                QStringLiteral("Vigil takes TLS 1.2 and 1.3 with strong ciphers only (BCP 195). Its "
                               "administrator must allow them; some PACS also answer so when %1.")
                    .arg(shown ? QStringLiteral("they do not accept this computer's certificate")
                               : QStringLiteral("they miss a certificate of this computer"))};
    case Kind::TlsClosed:
        return {Code::Refused, QStringLiteral("ended the encrypted connection before it answered"),
                QStringLiteral("Usually it %1, or does not speak TLS at this port: check %2.")
                    .arg(shown ? QStringLiteral("does not accept the certificate of this computer")
                               : QStringLiteral("misses a certificate of this computer (certificate and "
                                                "privateKey in [local])"),
                         keyIn(parties, QStringLiteral("port")))};
    default:
        return {Code::Unreachable, QStringLiteral("and this computer could not agree on encryption"),
                QStringLiteral("The log says more; ask its administrator.")};
    }
}

} // namespace

Error errorOfTls(const LinkEnd& end, const Parties& parties) {
    const bool certificate = end.kind >= Kind::TlsWrongHost && end.kind <= Kind::TlsNoCertificate;
    const auto words = certificate ? wordsOfCertificate(end, parties) : wordsOfTerms(end, parties);
    return {words.code, QStringLiteral("PACS \"%1\" %2. %3").arg(parties.peer.name, words.what, words.remedy),
            end.detail};
}

QString reasonOf(const LinkEnd& end) {
    switch (end.kind) {
    case Kind::None:
    case Kind::Closed:
    case Kind::ClosedUnanswered:
        return QStringLiteral("it was closed by the other side");
    case Kind::Cancelled:
        return QStringLiteral("Vigil stops listening");
    case Kind::Silent:
    case Kind::TlsSilent:
        return QStringLiteral("nothing complete came in time");
    case Kind::TooMuch:
        return QStringLiteral("it does not speak DICOM correctly, or sends an object beyond all bounds");
    case Kind::TlsWanted:
        return QStringLiteral(
            "it speaks TLS, which is off here: set tls=on in [local] of vigil.ini, or have it "
            "send without encryption");
    case Kind::TlsPlain:
        return QStringLiteral("it does not speak TLS, which tls=on in [local] of vigil.ini demands: have "
                              "encryption switched on for this computer in the PACS");
    case Kind::TlsExpired:
        return QStringLiteral("its certificate has expired; its administrator must renew it");
    case Kind::TlsNotYetValid:
        return QStringLiteral("its certificate is not valid yet; check the clocks of both computers");
    case Kind::TlsSelfSigned:
    case Kind::TlsUnknownIssuer:
        return QStringLiteral("nobody in caCertificates ([local] of vigil.ini) vouches for its certificate");
    case Kind::TlsNoCertificate:
        return QStringLiteral("it shows no certificate; its administrator must give it one");
    case Kind::TlsWrongHost:
    case Kind::TlsUnfit:
        return QStringLiteral("its certificate is not fit for this: %1").arg(end.detail);
    case Kind::TlsOwnRefused:
        return QStringLiteral("it does not accept the certificate of this computer; have its issuer entered "
                              "in the PACS");
    case Kind::TlsNoCommon:
        return QStringLiteral("it knows none of the encryption that is taken here (TLS 1.2 or 1.3)");
    default:
        return QStringLiteral("it could not be encrypted: %1").arg(end.detail);
    }
}

} // namespace vigil::dicom
