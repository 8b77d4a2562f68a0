// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Startup.h"

#include "core/base/platform/Platform.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/assoc.h>

namespace vigil::dicom {

Result<void> startNetwork() {
    if (!dcmDataDict.isDictionaryLoaded())
        return Error{
            Error::Code::NotFound,
            QStringLiteral(
                "The DICOM data dictionary is missing. Install the package libdcmtk17, or set DCMDICTPATH to "
                "the file dicom.dic."),
            QStringLiteral("dcmDataDict is empty")};
    platform::ignoreBrokenPipes();
    // A reverse DNS look-up of each caller can take half a minute.
    dcmDisableGethostbyaddr.set(OFTrue);
    // DCMTK builds its state tables on the first use, without a lock.
    T_ASC_Network* network = nullptr;
    const auto initialised = ASC_initializeNetwork(NET_REQUESTOR, 0, 1, &network);
    ASC_dropNetwork(&network);
    if (initialised.bad())
        return Error{Error::Code::Internal, QStringLiteral("The DICOM network could not be started."),
                     QString::fromLatin1(initialised.text())};
    return {};
}

} // namespace vigil::dicom
