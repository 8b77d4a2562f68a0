// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"
#include "dicom/net/Transport.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dimse.h>

#include <functional>

/// What requestors and acceptors of associations share.
namespace vigil::dicom {

struct Message {
    T_DIMSE_Message command{};
    T_ASC_PresentationContextID context = 0;
};

/// What to do while nothing comes. Both may be empty.
struct Waiting {
    std::function<bool()>
        aliveAnyway; ///< asked when the peer has been silent for too long; true begins the waiting anew
    std::function<void()> eachSlice;
};

/// Waits for the next command, at most `silence` without a sign of life. The dataset that follows it may have
/// `atMost` bytes; more ends the connection.
/// DIMSE_NODATAAVAILABLE, with `end` saying Cancelled or Silent, leaves the association at the boundary
/// between two messages: it can still be used.
OFCondition nextCommand(T_ASC_Association* association, Transport& transport,
                        std::chrono::milliseconds silence, qint64 atMost, const Waiting& waiting,
                        Message& message, LinkEnd& end);

/// What an object may have on its way before the connection is ended: more than what is kept of it, so that a
/// somewhat larger one is refused alone.
[[nodiscard]] qint64 toleratedBytes(const study::ListenerLimits& limits);

/// Answers a C-STORE request.
OFCondition answerStore(T_ASC_Association* association, T_ASC_PresentationContextID context,
                        const T_DIMSE_C_StoreRQ& request, quint16 status);

} // namespace vigil::dicom
