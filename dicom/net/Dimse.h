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

/// What to do while nothing comes. All may be empty.
struct Waiting {
    using Time = std::chrono::steady_clock::time_point;
    /// Asks the peer in another way whether it is there, until the given time at most; done when half of the
    /// silence is over, so that the answer is known when all of it is.
    std::function<bool(Time until)> isAlive;
    /// When a sign of life was seen elsewhere.
    std::function<Time()> lastSign;
    std::function<void()> eachSlice;
};

/// Waits for the next command, at most `silence` without a sign of life: none since the call, by none of the
/// ways of `waiting`. The dataset that follows it may have
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
