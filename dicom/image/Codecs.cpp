// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/Codecs.h"

#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

namespace vigil::dicom {

void registerDecoders() {
    // Colour by pixel, whatever the dataset says, so that Unpack knows what it gets.
    DJDecoderRegistration::registerCodecs(EDC_photometricInterpretation, EUC_never, EPC_colorByPixel);
    DJLSDecoderRegistration::registerCodecs(EJLSUC_never, EJLSPC_colorByPixel);
    DcmRLEDecoderRegistration::registerCodecs();
}

} // namespace vigil::dicom
