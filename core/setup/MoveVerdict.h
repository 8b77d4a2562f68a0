// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/setup/Check.h"
#include "core/setup/PeerLines.h"
#include "core/study/CallLog.h"
#include "core/study/PeerProbe.h"

#include <optional>

namespace vigil::setup {

/// What could be seen of a test move from both ends.
struct MoveEvidence {
    study::TransferAnswer answer;       ///< what the PACS says
    std::optional<QString> arrivedFrom; ///< which PACS the instance came from, when it arrived
    QList<study::IncomingCall> calls;   ///< who knocked at the listener during the test
};

/// What it means that our listener turned this call of the PACS away. Pure.
[[nodiscard]] Finding judgeCall(const study::PacsPeer& pacs, const Destination& self,
                                const study::IncomingCall& call);
/// Tells from both ends where a test move went wrong: at the PACS's entry for this computer, on the way, or
/// here. Pure.
[[nodiscard]] Finding judgeMove(const study::PacsPeer& pacs, const Destination& self,
                                const MoveEvidence& evidence);

} // namespace vigil::setup
