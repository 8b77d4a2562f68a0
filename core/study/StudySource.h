// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"
#include "core/study/Ports.h"

#include <memory>

namespace vigil::study {

/// One configured PACS with the ports that reach it.
struct StudySource {
    PacsPeer peer;
    std::unique_ptr<WorklistSource> worklist;
    std::unique_ptr<StudyRetriever> retriever;
};

} // namespace vigil::study
