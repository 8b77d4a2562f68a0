// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/FrameReader.h"

#include "dicom/image/FrameAttributes.h"
#include "dicom/image/HeaderReader.h"
#include "dicom/image/ImageModule.h"
#include "dicom/image/LookupTable.h"
#include "dicom/image/OpenObject.h"
#include "dicom/image/RawFrame.h"
#include "dicom/image/Unpack.h"
#include "dicom/text/ItemReader.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcmetinf.h>
#include <dcmtk/dcmdata/dcxfer.h>

#include <algorithm>

namespace vigil::dicom {

namespace {

/// Text of an item that inherits the character set of its dataset.
std::optional<std::int32_t> paddingIn(DcmItem& dataset, const DcmTagKey& key, const ImageModule& layout) {
    Uint16 bits = 0;
    Sint16 number = 0;
    if (dataset.findAndGetUint16(key, bits).bad()) {
        if (dataset.findAndGetSint16(key, number).bad()) return std::nullopt;
        bits = static_cast<Uint16>(number);
    }
    // US or SS by Pixel Representation (PS3.3 C.7.5.1.1.2), cut to the bits that pixels have.
    if (layout.bitsAllocated <= 16)
        return storedValue(static_cast<std::uint32_t>(bits) << (layout.highBit + 1 - layout.bitsStored),
                           layout);
    return layout.isSigned ? static_cast<std::int16_t>(bits) : static_cast<std::int32_t>(bits);
}

/// Pixel Padding Value, and all values up to Pixel Padding Range Limit made equal to it.
void markPadding(DcmItem& dataset, const ImageModule& layout, study::PixelFrame& pixels) {
    pixels.paddingValue = paddingIn(dataset, DCM_PixelPaddingValue, layout);
    const auto limit = paddingIn(dataset, DCM_PixelPaddingRangeLimit, layout);
    if (!pixels.paddingValue || !limit) return;
    const auto [low, high] = std::minmax(*pixels.paddingValue, *limit);
    for (auto& sample : pixels.samples)
        if (sample >= low && sample <= high) sample = *pixels.paddingValue;
}

void measureRange(study::PixelFrame& pixels) {
    bool found = false;
    for (const auto sample : pixels.samples) {
        if (pixels.paddingValue && sample == *pixels.paddingValue) continue;
        pixels.minimum = found ? std::min(pixels.minimum, sample) : sample;
        pixels.maximum = found ? std::max(pixels.maximum, sample) : sample;
        found = true;
    }
}

/// Replaces stored values by those of the Modality LUT, so that slope and intercept are 1 and 0 (PS3.3
/// C.11.1).
Result<void> applyModalityLut(DcmItem& dataset, const ImageModule& layout, study::PixelFrame& pixels) {
    DcmItem* item = nullptr;
    if (!dataset.tagExists(DCM_ModalityLUTSequence) ||
        dataset.findAndGetSequenceItem(DCM_ModalityLUTSequence, item, 0).bad())
        return {};
    VIGIL_TRY(const auto table, readLookupTable(*item, DCM_LUTDescriptor, DCM_LUTData,
                                                layout.isSigned ? Sign::Signed : Sign::Unsigned));
    constexpr std::int32_t outside = -1; // no entry of a LUT is negative
    for (auto& sample : pixels.samples)
        sample = pixels.paddingValue && sample == *pixels.paddingValue ? outside : table.at(sample);
    if (pixels.paddingValue) pixels.paddingValue = outside;
    pixels.slope = 1;
    pixels.intercept = 0;
    const QString type = inheritedText(dataset, *item, DCM_ModalityLUTType);
    pixels.unit = type == QLatin1String("US") ? QString() : type;
    return {};
}

/// Without a window but with a VOI LUT, the range of that LUT is a window that shows what the LUT would show.
void windowFromVoiLut(DcmItem& dataset, const ImageModule& layout, study::PixelFrame& pixels) {
    DcmItem* item = nullptr;
    if (!pixels.windows.empty() || !dataset.tagExists(DCM_VOILUTSequence) ||
        dataset.findAndGetSequenceItem(DCM_VOILUTSequence, item, 0).bad())
        return;
    const auto table =
        readLookupTable(*item, DCM_LUTDescriptor, DCM_LUTData,
                        layout.isSigned || pixels.intercept < 0 ? Sign::Signed : Sign::Unsigned);
    if (!table || table->entries.size() < 2) return;
    const auto width = static_cast<double>(table->entries.size());
    pixels.windows.push_back(
        {table->first + width / 2, width, inheritedText(dataset, *item, DCM_LUTExplanation)});
}

Result<void> fillGrey(DcmItem& dataset, const RawFrame& raw, study::PixelFrame& pixels) {
    if (raw.layout.kind != ImageModule::Samples::Integer) {
        auto values = unpackFloat(raw);
        pixels.samples = std::move(values.samples);
        pixels.slope = values.slope;
        pixels.intercept = values.intercept;
    } else {
        pixels.samples = unpackSamples(raw);
        markPadding(dataset, raw.layout, pixels);
        VIGIL_CHECK(applyModalityLut(dataset, raw.layout, pixels));
        windowFromVoiLut(dataset, raw.layout, pixels);
    }
    measureRange(pixels);
    return {};
}

Result<void> fillPalette(DcmItem& dataset, const RawFrame& raw, study::PixelFrame& pixels) {
    VIGIL_TRY(const auto palette, readPalette(dataset, raw.layout.isSigned ? Sign::Signed : Sign::Unsigned));
    const auto shown = [](const LookupTable& table, std::int32_t stored) {
        static constexpr int byte = 8;
        return static_cast<std::uint8_t>(table.bits > byte ? table.at(stored) >> (table.bits - byte)
                                                           : table.at(stored));
    };
    const auto samples = unpackSamples(raw);
    pixels.rgb.resize(samples.size() * 3);
    for (std::size_t index = 0; index < samples.size(); ++index) {
        pixels.rgb[index * 3] = shown(palette.red, samples[index]);
        pixels.rgb[index * 3 + 1] = shown(palette.green, samples[index]);
        pixels.rgb[index * 3 + 2] = shown(palette.blue, samples[index]);
    }
    return {};
}

/// DCMTK reads the fragments of a transfer syntax that it does not know as if they were pixels.
Result<void> checkSyntax(DcmFileFormat& object) {
    const QString uid = ItemReader(*object.getMetaInfo(), {}).value(DCM_TransferSyntaxUID);
    if (uid.isEmpty() || DcmXfer(uid.toLatin1().constData()).getXfer() != EXS_Unknown) return {};
    return Error{Error::Code::Unsupported,
                 QStringLiteral("The image cannot be shown: Vigil does not decode its transfer syntax."),
                 uid};
}

Result<study::PixelFrame> decode(DcmFileFormat& object, int frame) {
    auto& dataset = *object.getDataset();
    VIGIL_CHECK(checkSyntax(object));
    VIGIL_TRY(const auto image, readImageModule(dataset));
    VIGIL_TRY(const auto raw, readRawFrame(dataset, image, frame));
    study::PixelFrame pixels;
    pixels.columns = image.columns;
    pixels.rows = image.rows;
    describeFrame(dataset, frame, pixels);
    placeFrame(dataset, frame, pixels);
    if (image.isColour()) {
        VIGIL_TRY(pixels.rgb, unpackColour(raw));
    } else if (image.photometric == QLatin1String("PALETTE COLOR")) {
        VIGIL_CHECK(fillPalette(dataset, raw, pixels));
    } else {
        VIGIL_CHECK(fillGrey(dataset, raw, pixels));
    }
    return pixels;
}

} // namespace

Result<study::PixelFrame> FrameReader::read(const QString& path, int frame) {
    try {
        VIGIL_TRY(const auto object, openObject(path));
        return decode(*object, frame);
    } catch (const std::exception& failure) { // DCMTK and the standard library, out of memory above all
        return Error{Error::Code::Corrupt,
                     QStringLiteral("The image cannot be shown: it is damaged or too large."),
                     QString::fromLatin1(failure.what())};
    }
}

Result<study::ObjectHeader> FrameReader::header(const QString& path) {
    return readHeader(path);
}

} // namespace vigil::dicom
