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
    /// How many associations one retrieve may use at once; 0: as many as help.
    int associations = 0;

    bool operator==(const PacsPeer&) const = default;
};

/// This computer as a DICOM node: [local] of vigil.ini.
struct LocalNode {
    QString aeTitle;
    quint16 port = 11112; ///< 0: any free port (tests)
    /// The address that the listener binds. All addresses by default: a PACS must be able to reach it.
    QString bindAddress = QStringLiteral("0.0.0.0");

    bool operator==(const LocalNode&) const = default;
};

} // namespace vigil::study
