// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/RawFrame.h"

#include "dicom/image/Codestream.h"
#include "dicom/image/Jpeg2000.h"

#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcxfer.h>

#include <algorithm>

namespace vigil::dicom {

namespace {

Error truncated() {
    return {Error::Code::Corrupt,
            QStringLiteral("The image cannot be shown: its pixel data are shorter than its size says."),
            QString()};
}

/// Shifts packed one-bit samples so that the frame begins with the first bit of the first byte.
void alignBits(std::vector<std::uint8_t>& bytes, unsigned shift) {
    if (shift == 0) return;
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        const unsigned next = index + 1 < bytes.size() ? bytes[index + 1] : 0u;
        bytes[index] = static_cast<std::uint8_t>(bytes[index] >> shift | next << (8 - shift));
    }
}

Result<RawFrame> readPlain(DcmElement& element, const ImageModule& image, int frame) {
    constexpr std::size_t byte = 8;
    const auto firstBit = image.frameBits() * static_cast<std::size_t>(frame);
    const auto first = firstBit / byte;
    const auto last = (firstBit + image.frameBits() + byte - 1) / byte;
    if (last > element.getLength()) return truncated();
    RawFrame raw{std::vector<std::uint8_t>(last - first), image};
    const auto condition =
        element.getPartialValue(raw.bytes.data(), static_cast<Uint32>(first),
                                static_cast<Uint32>(raw.bytes.size()), nullptr, EBO_LittleEndian);
    if (condition.bad()) return truncated();
    alignBits(raw.bytes, static_cast<unsigned>(firstBit % byte));
    return raw;
}

Result<RawFrame> readJpeg2000(DcmPixelSequence& sequence, const FrameFragments& fragments,
                              const ImageModule& image) {
    VIGIL_TRY(const auto stream, joinFragments(sequence, fragments));
    VIGIL_TRY(auto decoded, decodeJpeg2000(stream, image));
    RawFrame raw{std::move(decoded.bytes), image};
    raw.layout.isPlanar = false;
    if (decoded.wasColourTransformed || image.photometric == QLatin1String("YBR_RCT") ||
        image.photometric == QLatin1String("YBR_ICT"))
        raw.layout.photometric = QStringLiteral("RGB");
    return raw;
}

/// DCMTK writes one byte a sample up to 8 bits of precision and two above, whatever Bits Allocated says.
Result<void> adaptToJpeg(DcmPixelSequence& sequence, const FrameFragments& fragments, ImageModule& layout) {
    VIGIL_TRY(const auto stream, joinFragments(sequence, {fragments.first, 1}));
    const auto header = jpegHeader(stream);
    if (!header || header->rows != layout.rows || header->columns != layout.columns ||
        header->components != layout.samplesPerPixel)
        return Error{
            Error::Code::Corrupt,
            QStringLiteral("The image cannot be shown: its JPEG data do not fit the size that it states."),
            QString()};
    layout.bitsAllocated = header->precision > 8 ? 16 : 8;
    layout.bitsStored = std::min(layout.bitsStored, layout.bitsAllocated);
    layout.highBit = layout.bitsStored - 1;
    layout.isPlanar = false;
    return {};
}

Result<RawFrame> decompress(DcmDataset& dataset, DcmPixelData& pixels, ImageModule layout, int frame,
                            const FrameFragments& fragments) {
    // Subsampled colour comes out of the decoder with all its samples.
    layout.photometric.remove(QStringLiteral("_422")).remove(QStringLiteral("_420"));
    constexpr std::size_t slack = 2; // decoders write an even number of bytes
    RawFrame raw{std::vector<std::uint8_t>(layout.frameBits() / 8 + slack), layout};
    Uint32 start = fragments.first;
    OFString model;
    const auto condition =
        pixels.getUncompressedFrame(&dataset, static_cast<Uint32>(frame), start, raw.bytes.data(),
                                    static_cast<Uint32>(raw.bytes.size() / 2 * 2), model);
    if (condition.bad())
        return Error{Error::Code::Corrupt,
                     QStringLiteral("The image cannot be shown: its compressed data are damaged."),
                     QString::fromLatin1(condition.text())};
    if (!model.empty()) raw.layout.photometric = QString::fromLatin1(model.c_str());
    return raw;
}

Error unsupported(E_TransferSyntax syntax) {
    const DcmXfer xfer(syntax);
    return {Error::Code::Unsupported,
            QStringLiteral("The image cannot be shown: Vigil does not decode %1.")
                .arg(QString::fromLatin1(xfer.getXferName())),
            QString::fromLatin1(xfer.getXferID())};
}

Result<RawFrame> readCompressed(DcmDataset& dataset, DcmPixelData& pixels, const ImageModule& image,
                                int frame) {
    E_TransferSyntax syntax = EXS_Unknown;
    const DcmRepresentationParameter* parameter = nullptr;
    pixels.getOriginalRepresentationKey(syntax, parameter);
    DcmPixelSequence* sequence = nullptr;
    if (pixels.getEncapsulatedRepresentation(syntax, parameter, sequence).bad() || sequence == nullptr)
        return truncated();
    VIGIL_TRY(const auto fragments, findFrame(*sequence, frame, image.frames));
    auto layout = image;
    switch (syntax) {
    case EXS_JPEG2000:
    case EXS_JPEG2000LosslessOnly:
        return readJpeg2000(*sequence, fragments, image);
    case EXS_RLELossless:
        return decompress(dataset, pixels, layout, frame, fragments);
    case EXS_JPEGProcess1:
    case EXS_JPEGProcess2_4:
    case EXS_JPEGProcess6_8:
    case EXS_JPEGProcess10_12:
    case EXS_JPEGProcess14:
    case EXS_JPEGProcess14SV1:
    case EXS_JPEGLSLossless:
    case EXS_JPEGLSLossy:
        VIGIL_CHECK(adaptToJpeg(*sequence, fragments, layout));
        return decompress(dataset, pixels, layout, frame, fragments);
    default:
        return unsupported(syntax);
    }
}

} // namespace

Result<RawFrame> readRawFrame(DcmDataset& dataset, const ImageModule& image, int frame) {
    if (frame < 0 || frame >= image.frames)
        return Error{Error::Code::NotFound,
                     QStringLiteral("The object has %1 frames, not %2.").arg(image.frames).arg(frame + 1),
                     QString()};
    const DcmTagKey key = image.kind == ImageModule::Samples::Float    ? DCM_FloatPixelData
                          : image.kind == ImageModule::Samples::Double ? DCM_DoubleFloatPixelData
                                                                       : DCM_PixelData;
    DcmElement* element = nullptr;
    if (dataset.findAndGetElement(key, element).bad() || element == nullptr)
        return Error{Error::Code::NotFound, QStringLiteral("The object has no pixel data."), QString()};
    auto* pixels = dynamic_cast<DcmPixelData*>(element);
    if (pixels == nullptr || !DcmXfer(dataset.getOriginalXfer()).isEncapsulated())
        return readPlain(*element, image, frame);
    return readCompressed(dataset, *pixels, image, frame);
}

} // namespace vigil::dicom
