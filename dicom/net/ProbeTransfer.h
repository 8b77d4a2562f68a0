// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/PeerProbe.h"
#include "core/study/Peers.h"

#include <stop_token>

/// One instance by C-MOVE or C-GET, and the answer of the PACS as it stands: a retrieve judges, a test tells.
namespace vigil::dicom {

[[nodiscard]] Result<study::TransferAnswer> moveOne(const study::PacsPeer& peer,
                                                    const study::LocalNode& local,
                                                    const study::InstanceKey& instance, std::stop_token stop);
[[nodiscard]] Result<study::TransferAnswer> getOne(const study::PacsPeer& peer, const study::LocalNode& local,
                                                   const study::InstanceKey& instance,
                                                   study::ObjectSink& sink, std::stop_token stop);

} // namespace vigil::dicom
