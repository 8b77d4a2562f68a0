// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"

#include "dicom/LogBridge.h"
#include "dicom/net/Finder.h"
#include "dicom/net/Startup.h"

namespace vigil::dicom {

Result<void> initialise() {
    bridgeLog();
    return startNetwork();
}

std::unique_ptr<study::WorklistSource> worklistSource(const study::PacsPeer& peer,
                                                      const study::LocalNode& local) {
    return std::make_unique<Finder>(peer, local);
}

} // namespace vigil::dicom
