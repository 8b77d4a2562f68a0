// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

/// Waits for the next command, at most `silence` without a sign of life.
/// DIMSE_NODATAAVAILABLE, with `end` saying Cancelled or Silent, leaves the association at the boundary
/// between two messages: it can still be used.
OFCondition nextCommand(T_ASC_Association* association, Transport& transport,
                        std::chrono::milliseconds silence, const Waiting& waiting, Message& message,
                        LinkEnd& end);

/// Answers a C-STORE request.
OFCondition answerStore(T_ASC_Association* association, T_ASC_PresentationContextID context,
                        const T_DIMSE_C_StoreRQ& request, quint16 status);

} // namespace vigil::dicom
