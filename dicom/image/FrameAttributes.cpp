// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/FrameAttributes.h"

#include "dicom/image/FunctionalGroups.h"
#include "dicom/text/ItemReader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcxfer.h>

#include <cmath>

namespace vigil::dicom {

namespace {

/// Text of an item that inherits the character set of its dataset.
std::optional<double> number(DcmItem& item, const DcmTagKey& key, unsigned long position = 0) {
    Float64 value = 0;
    if (item.findAndGetFloat64(key, value, position).bad() || !std::isfinite(value)) return std::nullopt;
    return value;
}

void readRescale(DcmItem& dataset, int frame, study::PixelFrame& pixels) {
    auto& item = groupOrDataset(dataset, DCM_PixelValueTransformationSequence, frame);
    const auto slope = number(item, DCM_RescaleSlope);
    const auto intercept = number(item, DCM_RescaleIntercept);
    // A slope of nought would make every pixel alike: a writer's slip.
    if (slope && *slope != 0) pixels.slope = *slope;
    if (intercept) pixels.intercept = *intercept;

    const QString modality = ItemReader(dataset, {}).value(DCM_Modality);
    const QString type = inheritedText(dataset, item, DCM_RescaleType);
    if (!type.isEmpty())
        pixels.unit = type == QLatin1String("US") ? QString() : type; // US = unspecified (PS3.3 C.11.1.1.2)
    else if (modality == QLatin1String("CT") && intercept)
        pixels.unit = QStringLiteral("HU");
    else if (modality == QLatin1String("PT"))
        pixels.unit = ItemReader(dataset, {}).value(DCM_Units);
}

void readWindows(DcmItem& dataset, int frame, study::PixelFrame& pixels) {
    auto& item = groupOrDataset(dataset, DCM_FrameVOILUTSequence, frame);
    const auto names =
        inheritedText(dataset, item, DCM_WindowCenterWidthExplanation).split(QLatin1Char('\\'));
    constexpr unsigned long mostWindows = 32;
    for (unsigned long index = 0; index < mostWindows; ++index) {
        const auto centre = number(item, DCM_WindowCenter, index);
        const auto width = number(item, DCM_WindowWidth, index);
        if (!centre || !width) break;
        if (*width < 1) continue; // PS3.3 C.11.2.1.2: shall always be 1 or more
        pixels.windows.push_back({*centre, *width, names.value(static_cast<qsizetype>(index)).trimmed()});
    }
}

void readFrameTime(DcmItem& dataset, int frame, study::PixelFrame& pixels) {
    constexpr double second = 1000;
    const auto set = [&pixels](std::optional<double> milliseconds) {
        if (pixels.frameTime <= 0 && milliseconds && *milliseconds > 0) pixels.frameTime = *milliseconds;
    };
    set(number(dataset, DCM_FrameTime));
    // The vector holds the time from the frame before (PS3.3 C.7.6.5.1.2).
    set(number(dataset, DCM_FrameTimeVector, static_cast<unsigned long>(frame) + 1));
    set(number(dataset, DCM_FrameTimeVector, static_cast<unsigned long>(frame)));
    for (const auto& key : {DCM_RecommendedDisplayFrameRate, DCM_CineRate})
        if (const auto rate = number(dataset, key); rate && *rate > 0) set(second / *rate);
}

void readLossy(DcmItem& dataset, study::PixelFrame& pixels) {
    const auto* whole = dynamic_cast<DcmDataset*>(&dataset);
    const auto syntax = whole != nullptr ? whole->getOriginalXfer() : EXS_Unknown;
    const bool isLossySyntax = syntax == EXS_JPEGProcess1 || syntax == EXS_JPEGProcess2_4;
    if (ItemReader(dataset, {}).value(DCM_LossyImageCompression) != QLatin1String("01") && !isLossySyntax)
        return;
    double ratio = 0;
    for (unsigned long index = 0; const auto value = number(dataset, DCM_LossyImageCompressionRatio, index);
         ++index)
        ratio = std::max(ratio, *value);
    pixels.lossyNote =
        ratio > 1 ? QStringLiteral("Lossy %1:1").arg(ratio, 0, 'g', 3) : QStringLiteral("Lossy");
}

bool isProjection(const QString& modality) {
    static const QStringList projections{
        QStringLiteral("CR"), QStringLiteral("DX"), QStringLiteral("MG"),
        QStringLiteral("XA"), QStringLiteral("RF"), QStringLiteral("IO"),
        QStringLiteral("PX"), QStringLiteral("RG"), QStringLiteral("RTIMAGE")};
    return projections.contains(modality);
}

bool readSpacing(DcmItem& item, const DcmTagKey& key, study::Calibration calibration,
                 study::PixelFrame& pixels) {
    const auto row = number(item, key, 0);
    const auto column = number(item, key, 1);
    if (!row || !column || *row <= 0 || *column <= 0) return false;
    pixels.rowSpacing = *row;
    pixels.columnSpacing = *column;
    pixels.calibration = calibration;
    return true;
}

/// PS3.3 10.7.1.1 and 10.7.1.3: what Pixel Spacing means in a projection depends on what stands beside it.
void readProjectionSpacing(DcmItem& dataset, study::PixelFrame& pixels) {
    study::PixelFrame detector;
    const bool hasDetector =
        readSpacing(dataset, DCM_ImagerPixelSpacing, study::Calibration::Detector, detector) ||
        readSpacing(dataset, DCM_NominalScannedPixelSpacing, study::Calibration::Detector, detector);
    const bool hasPixel = readSpacing(dataset, DCM_PixelSpacing, study::Calibration::Corrected, pixels);
    const bool differs =
        hasDetector && hasPixel &&
        (detector.rowSpacing != pixels.rowSpacing || detector.columnSpacing != pixels.columnSpacing);
    const bool isCorrected = differs || dataset.tagExists(DCM_PixelSpacingCalibrationType);
    if (hasPixel && isCorrected) return;
    // Uncorrected or unknown: shown as measured at the detector, which warns of the magnification.
    if (hasPixel) pixels.calibration = study::Calibration::Detector;
    if (!hasPixel && hasDetector) {
        pixels.rowSpacing = detector.rowSpacing;
        pixels.columnSpacing = detector.columnSpacing;
        pixels.calibration = study::Calibration::Detector;
    }
}

/// The first two-dimensional region calibrated in centimetres (PS3.3 C.8.5.5).
bool readRegion(DcmItem& dataset, study::PixelFrame& pixels) {
    constexpr Uint16 centimetres = 3;
    constexpr Uint16 twoDimensional = 1;
    constexpr double millimetres = 10;
    DcmItem* region = nullptr;
    for (long index = 0;
         dataset.tagExists(DCM_SequenceOfUltrasoundRegions) &&
         dataset.findAndGetSequenceItem(DCM_SequenceOfUltrasoundRegions, region, index).good();
         ++index) {
        Uint16 format = 0;
        Uint16 unitX = 0;
        Uint16 unitY = 0;
        region->findAndGetUint16(DCM_RegionSpatialFormat, format);
        region->findAndGetUint16(DCM_PhysicalUnitsXDirection, unitX);
        region->findAndGetUint16(DCM_PhysicalUnitsYDirection, unitY);
        const auto x = number(*region, DCM_PhysicalDeltaX);
        const auto y = number(*region, DCM_PhysicalDeltaY);
        if (format != twoDimensional || unitX != centimetres || unitY != centimetres || !x || !y || *x == 0 ||
            *y == 0)
            continue;
        pixels.columnSpacing = std::abs(*x) * millimetres;
        pixels.rowSpacing = std::abs(*y) * millimetres;
        pixels.calibration = study::Calibration::Region;
        return true;
    }
    return false;
}

} // namespace

QString inheritedText(DcmItem& dataset, DcmItem& item, const DcmTagKey& key) {
    return ItemReader(item, ItemReader(dataset, {}).text(DCM_SpecificCharacterSet)).text(key);
}

void describeFrame(DcmItem& dataset, int frame, study::PixelFrame& pixels) {
    readRescale(dataset, frame, pixels);
    readWindows(dataset, frame, pixels);
    Sint32 frames = 1;
    dataset.findAndGetSint32(DCM_NumberOfFrames, frames);
    if (frames > 1) readFrameTime(dataset, frame, pixels);
    readLossy(dataset, pixels);
    const QString shape = ItemReader(dataset, {}).value(DCM_PresentationLUTShape);
    pixels.inverted =
        ItemReader(dataset, {}).value(DCM_PhotometricInterpretation) == QLatin1String("MONOCHROME1") ||
        shape == QLatin1String("INVERSE");
}

void placeFrame(DcmItem& dataset, int frame, study::PixelFrame& pixels) {
    const QString modality = ItemReader(dataset, {}).value(DCM_Modality);
    if (isProjection(modality) && functionalGroup(dataset, DCM_PixelMeasuresSequence, frame) == nullptr)
        readProjectionSpacing(dataset, pixels);
    else if (!readRegion(dataset, pixels) &&
             !readSpacing(groupOrDataset(dataset, DCM_PixelMeasuresSequence, frame), DCM_PixelSpacing,
                          study::Calibration::Patient, pixels))
        readSpacing(dataset, DCM_NominalScannedPixelSpacing, study::Calibration::Detector, pixels);

    auto& position = groupOrDataset(dataset, DCM_PlanePositionSequence, frame);
    auto& orientation = groupOrDataset(dataset, DCM_PlaneOrientationSequence, frame);
    study::SliceGeometry geometry;
    for (unsigned long axis = 0; axis < 3; ++axis) {
        const auto place = number(position, DCM_ImagePositionPatient, axis);
        const auto row = number(orientation, DCM_ImageOrientationPatient, axis);
        const auto column = number(orientation, DCM_ImageOrientationPatient, axis + 3);
        if (!place || !row || !column) return;
        geometry.position[axis] = *place;
        geometry.rowDirection[axis] = *row;
        geometry.columnDirection[axis] = *column;
    }
    geometry.frameOfReferenceUid = ItemReader(dataset, {}).value(DCM_FrameOfReferenceUID);
    pixels.geometry = geometry;
}

} // namespace vigil::dicom
