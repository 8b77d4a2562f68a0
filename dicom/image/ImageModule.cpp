// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/ImageModule.h"

#include "dicom/text/ItemReader.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcitem.h>

#include <algorithm>

namespace vigil::dicom {

namespace {

/// 16 384 × 16 384: larger than any detector, small enough for the memory of a workstation (1 GiB of
/// samples).
constexpr std::size_t mostPixels = std::size_t{1} << 28;

Error broken(const QString& what) {
    return {Error::Code::Invalid, QStringLiteral("The image cannot be shown: %1.").arg(what), QString()};
}

int unsignedShort(DcmItem& dataset, const DcmTagKey& key, int otherwise) {
    Uint16 value = 0;
    return dataset.findAndGetUint16(key, value).good() ? value : otherwise;
}

ImageModule::Samples kindOf(DcmItem& dataset) {
    if (dataset.tagExists(DCM_FloatPixelData)) return ImageModule::Samples::Float;
    if (dataset.tagExists(DCM_DoubleFloatPixelData)) return ImageModule::Samples::Double;
    return ImageModule::Samples::Integer;
}

Result<void> checkBits(const ImageModule& image) {
    static constexpr int sizes[] = {1, 8, 16, 32};
    if (std::find(std::begin(sizes), std::end(sizes), image.bitsAllocated) == std::end(sizes))
        return Error{Error::Code::Unsupported,
                     QStringLiteral("The image cannot be shown: %1 bits a sample are not supported.")
                         .arg(image.bitsAllocated),
                     QString()};
    if (image.bitsStored < 1 || image.bitsStored > image.bitsAllocated)
        return broken(QStringLiteral("it says that %1 of %2 bits are used")
                          .arg(image.bitsStored)
                          .arg(image.bitsAllocated));
    if (image.highBit >= image.bitsAllocated || image.highBit + 1 < image.bitsStored)
        return broken(QStringLiteral("its high bit %1 does not fit %2 bits")
                          .arg(image.highBit)
                          .arg(image.bitsAllocated));
    return {};
}

} // namespace

std::size_t ImageModule::frameBits() const {
    const auto bits = pixels() * static_cast<std::size_t>(bitsAllocated);
    if (!isColour()) return bits;
    // PS3.3 C.7.6.3.1.2: two luminance samples share a pair of chrominance samples.
    if (photometric.endsWith(QLatin1String("_422"))) return bits * 2;
    if (photometric.endsWith(QLatin1String("_420"))) return bits * 3 / 2;
    return bits * 3;
}

Result<ImageModule> readImageModule(DcmItem& dataset) {
    ImageModule image;
    image.kind = kindOf(dataset);
    image.rows = unsignedShort(dataset, DCM_Rows, 0);
    image.columns = unsignedShort(dataset, DCM_Columns, 0);
    image.samplesPerPixel = unsignedShort(dataset, DCM_SamplesPerPixel, 1);
    image.bitsAllocated = unsignedShort(dataset, DCM_BitsAllocated, 0);
    image.bitsStored = unsignedShort(dataset, DCM_BitsStored, image.bitsAllocated);
    image.highBit = unsignedShort(dataset, DCM_HighBit, image.bitsStored - 1);
    image.isSigned = unsignedShort(dataset, DCM_PixelRepresentation, 0) == 1;
    image.isPlanar = unsignedShort(dataset, DCM_PlanarConfiguration, 0) == 1;
    image.photometric = ItemReader(dataset, {}).value(DCM_PhotometricInterpretation);
    Sint32 frames = 1;
    if (dataset.findAndGetSint32(DCM_NumberOfFrames, frames).good()) image.frames = std::max(frames, 1);

    if (image.rows < 1 || image.columns < 1) return broken(QStringLiteral("it has no rows or no columns"));
    if (image.pixels() > mostPixels)
        return Error{Error::Code::Unsupported,
                     QStringLiteral("The image cannot be shown: %1 × %2 pixels are too many.")
                         .arg(image.columns)
                         .arg(image.rows),
                     QString()};
    if (image.samplesPerPixel != 1 && image.samplesPerPixel != 3)
        return Error{Error::Code::Unsupported,
                     QStringLiteral("The image cannot be shown: %1 samples a pixel are not supported.")
                         .arg(image.samplesPerPixel),
                     QString()};
    if (image.kind == ImageModule::Samples::Float) image.bitsAllocated = 32;
    if (image.kind == ImageModule::Samples::Double) image.bitsAllocated = 64;
    if (image.kind == ImageModule::Samples::Integer) VIGIL_CHECK(checkBits(image));
    return image;
}

} // namespace vigil::dicom
