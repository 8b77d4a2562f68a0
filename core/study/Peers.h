// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>

namespace vigil::study {

/// A PACS as configured in [pacs/NAME] of vigil.ini.
struct PacsPeer {
    enum class Method { Auto, Move, Get };
    enum class Tls { Off, On };

    QString name; ///< the source_id of everything that comes from it
    QString aeTitle;
    QString host;
    quint16 port = 0;
    Method method = Method::Auto; ///< Auto: C-MOVE, and C-GET when the PACS does not know our AE title
    Tls tls = Tls::Off;
    QString charset; ///< fallback when an answer declares no character set, e.g. "ISO_IR 100"
    std::chrono::seconds connectTimeout{10};
    /// How long the peer may be silent before it is called hung. A slow archive that still answers is never
    /// cut off.
    std::chrono::seconds silenceTimeout{60};
    /// What the PACS says it has sent may still be on its way to the disk. When nothing has come for so long,
    /// it is called missing. Not in vigil.ini: tests whose disk is never slow shorten it.
    std::chrono::milliseconds lateArrivals{5000};
    /// How many associations one retrieve may use at once; 0: as many as help.
    int associations = 0;
    /// How many of its studies may be fetched at once; 0: nobody set a limit, and Vigil takes two.
    int retrieves = 0;
    /// Which certificate it shows when it calls us: a DNS name or address that the certificate was made for,
    /// or "sha256:" and 64 hex digits. Empty: any that `caCertificates` vouch for.
    QString callerCertificate{};
    /// The REST API of an Orthanc, "http://host:8042"; the set-up doctor has it send a C-ECHO. Empty:
    /// unknown.
    QString rest{};
    QString restLogin{}; ///< a file in the format of .netrc with the login for it

    bool operator==(const PacsPeer&) const = default;
};

/// The PEM files of TLS, for both directions. A private key has no passphrase: nobody is there to type it
/// when a PACS calls, and it would have to be kept next to the key.
struct TlsFiles {
    QString certificate; ///< this computer's, followed by intermediate ones
    QString privateKey;
    QString caCertificates; ///< a file or a folder: who may vouch for a PACS

    bool operator==(const TlsFiles&) const = default;
};

/// How much the listener takes before it says no.
struct ListenerLimits {
    int associations = 32;
    int associationsPerAddress = 8;
    /// From the connection to the whole association request, TLS included (ARTIM, PS3.8 9.1.5).
    std::chrono::seconds requestTimeout{10};
    std::chrono::seconds idleTimeout{300}; ///< an association without a command
    qint64 objectBytes = Q_INT64_C(4) << 30;
    int pduBytes = 128 * 1024; ///< what we announce, and what no data PDU may exceed (PS3.8 D.1)

    bool operator==(const ListenerLimits&) const = default;
};

/// This computer as a DICOM node: [local] of vigil.ini.
struct LocalNode {
    /// Objects of studies that no retrieve asks for.
    enum class Unsolicited { Refuse, Accept };

    QString aeTitle;
    quint16 port = 11112; ///< 0: any free port (tests)
    /// The address that the listener binds. All addresses by default: a PACS must be able to reach it.
    QString bindAddress = QStringLiteral("0.0.0.0");
    PacsPeer::Tls tls = PacsPeer::Tls::Off; ///< of the listener: On refuses plain connections
    TlsFiles tlsFiles{};
    Unsolicited unsolicited = Unsolicited::Refuse;
    ListenerLimits limits{};

    bool operator==(const LocalNode&) const = default;
};

} // namespace vigil::study
