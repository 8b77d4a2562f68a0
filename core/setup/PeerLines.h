// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/setup/Check.h"
#include "core/study/Peers.h"

namespace vigil::setup {

/// This computer as a PACS has to know it.
struct Destination {
    QString aeTitle;
    QString host; ///< as seen from the PACS; empty when it is not known
    quint16 port = 0;
    study::PacsPeer::Tls tls = study::PacsPeer::Tls::Off; ///< of its listener
};

/// What to enter at the PACS so that it sends to this computer, for the archives whose configuration is
/// public. Pure.
[[nodiscard]] QList<PeerLine> destinationLines(const study::PacsPeer& pacs, const Destination& self);

} // namespace vigil::setup
