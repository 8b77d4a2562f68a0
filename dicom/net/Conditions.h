// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/Peers.h"
#include "dicom/net/TransportSockets.h"

class OFCondition;
struct T_ASC_RejectParameters;

/// The one place where conditions of DCMTK, ends of connections and DIMSE status codes become Errors in plain
/// English: what happened, what it means, what to do. They name the PACS, hosts and AE titles, never a
/// patient. Pure.
namespace vigil::dicom {

/// Whom a message is about.
struct Parties {
    const study::PacsPeer& peer;
    const study::LocalNode& local;
};

/// No connection, or it ended: absent, hung, closed, cancelled.
[[nodiscard]] Error errorOf(const LinkEnd& end, const Parties& parties);
/// The part of errorOf(end) that is about TLS.
[[nodiscard]] Error errorOfTls(const LinkEnd& end, const Parties& parties);
/// For the listener's log, where nobody is known yet: why the connection of a caller came to nothing.
[[nodiscard]] QString reasonOf(const LinkEnd& end);
/// An A-ASSOCIATE-RJ (PS3.8 9.3.4): says which AE title is not known and where to set it.
[[nodiscard]] Error errorOf(const T_ASC_RejectParameters& rejection, const Parties& parties);
/// Any condition of DCMTK; `end` tells the true reason when the connection is gone.
[[nodiscard]] Error errorOf(const OFCondition& condition, const LinkEnd& end, const Parties& parties);
/// A failure status of a C-FIND, C-MOVE, C-GET or C-STORE response (PS3.7 C, PS3.4 C.4 and B.2.3).
[[nodiscard]] Error errorOfStatus(quint16 status, const QString& service, const Parties& parties);
/// The association stands, but the peer does not offer what is needed.
[[nodiscard]] Error notOffered(const QString& service, const Parties& parties);

/// The peer answered and could not, or would not, do it this way; another way may work.
[[nodiscard]] bool isAnswer(const Error& error);

} // namespace vigil::dicom
