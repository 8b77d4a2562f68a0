// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/TransferSyntaxes.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcuid.h>

#include <algorithm>

namespace vigil::dicom {

const std::vector<std::string>& uncompressedSyntaxes() {
    static const std::vector<std::string> syntaxes{UID_LittleEndianExplicitTransferSyntax,
                                                   UID_LittleEndianImplicitTransferSyntax,
                                                   UID_BigEndianExplicitTransferSyntax};
    return syntaxes;
}

const std::vector<std::string>& compressedSyntaxes() {
    // Lossless before lossy, the frequent ones first: with many SOP classes only the first ones find room.
    static const std::vector<std::string> syntaxes{UID_JPEGProcess14SV1TransferSyntax,
                                                   UID_JPEG2000LosslessOnlyTransferSyntax,
                                                   UID_JPEGLSLosslessTransferSyntax,
                                                   UID_RLELosslessTransferSyntax,
                                                   UID_JPEGProcess1TransferSyntax,
                                                   UID_JPEGProcess2_4TransferSyntax,
                                                   UID_JPEG2000TransferSyntax,
                                                   UID_JPEGLSLossyTransferSyntax,
                                                   UID_JPEGProcess14TransferSyntax,
                                                   UID_MPEG4HighProfileLevel4_1TransferSyntax,
                                                   UID_MPEG4BDcompatibleHighProfileLevel4_1TransferSyntax,
                                                   UID_MPEG4HighProfileLevel4_2_For2DVideoTransferSyntax,
                                                   UID_MPEG2MainProfileAtMainLevelTransferSyntax,
                                                   UID_MPEG2MainProfileAtHighLevelTransferSyntax,
                                                   UID_HEVCMainProfileLevel5_1TransferSyntax};
    return syntaxes;
}

bool isReceivable(const std::string& transferSyntax) {
    const auto holds = [&](const std::vector<std::string>& syntaxes) {
        return std::find(syntaxes.begin(), syntaxes.end(), transferSyntax) != syntaxes.end();
    };
    return holds(uncompressedSyntaxes()) || holds(compressedSyntaxes());
}

bool isStorageClass(const std::string& abstractSyntax) {
    return dcmIsaStorageSOPClassUID(abstractSyntax.c_str(), ESSC_All) == OFTrue ||
           dcmFindNameOfUID(abstractSyntax.c_str()) == nullptr;
}

} // namespace vigil::dicom
