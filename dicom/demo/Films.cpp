// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/Dice.h"
#include "dicom/demo/Objects.h"
#include "dicom/demo/Ultrasound.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vigil::dicom::demo {
namespace {

enum class Polarity { Bright, Dark }; ///< what dense bone is stored as

/// Attenuation becomes 12-bit grey as a detector and its processing do: steep in the lungs, flat in the
/// abdomen.
void putFilm(Header& header, Canvas canvas, const Film& film, Polarity polarity) {
    std::vector<Uint16> pixels(canvas.values().size());
    for (float& value : canvas.values())
        value = static_cast<float>(
            4000 * (1 - std::exp(-std::max(0.0, static_cast<double>(value)) / film.density)) + 40);
    canvas.addNoise(seedOf(qUtf8Printable(film.description)), 16);
    std::transform(canvas.values().begin(), canvas.values().end(), pixels.begin(), [polarity](float value) {
        const auto grey = std::clamp(std::lround(value), 0L, 4095L);
        return static_cast<Uint16>(polarity == Polarity::Bright ? grey : 4095 - grey);
    });
    const Raster& raster = canvas.raster();
    header.unsignedShort(DCM_SamplesPerPixel, 1)
        .text(DCM_PhotometricInterpretation,
              polarity == Polarity::Bright ? QStringLiteral("MONOCHROME2") : QStringLiteral("MONOCHROME1"))
        .unsignedShort(DCM_Rows, raster.rows)
        .unsignedShort(DCM_Columns, raster.columns)
        .unsignedShort(DCM_BitsAllocated, 16)
        .unsignedShort(DCM_BitsStored, 12)
        .unsignedShort(DCM_HighBit, 11)
        .unsignedShort(DCM_PixelRepresentation, 0)
        .decimals(DCM_ImagerPixelSpacing, {raster.spacing, raster.spacing}, 4)
        .number(DCM_WindowCenter, 2048)
        .number(DCM_WindowWidth, 4096)
        .text(DCM_PatientOrientation, film.orientation)
        .text(DCM_ViewPosition, film.view)
        .decimals(DCM_KVP, {film.kilovolts}, 0)
        .number(DCM_Exposure, 2)
        .number(DCM_DistanceSourceToDetector, film.kilovolts > 90 ? 1800 : 1100)
        .text(DCM_BurnedInAnnotation, QStringLiteral("NO"))
        .text(DCM_LossyImageCompression, QStringLiteral("00"));
    header.note(header.item().putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size()));
}

struct View {
    QString code;
    QString meaning;
};
View viewOf(const QString& position) { // CID 4010
    if (position == QLatin1String("PA"))
        return {QStringLiteral("R-10214"), QStringLiteral("postero-anterior")};
    return {QStringLiteral("R-10206"), QStringLiteral("antero-posterior")};
}

} // namespace

Series dxSeries(const Film& film) {
    return {film.number, film.description, film.description, film.syntax, 1, [film](Header& header, int) {
                const View view = viewOf(film.view);
                // DX Series, Anatomy Imaged, Image, Positioning (PS3.3 C.8.11.1, .2, .3, .5).
                header.text(DCM_SOPClassUID, QString::fromLatin1(UID_DigitalXRayImageStorageForPresentation))
                    .text(DCM_ImageType, QStringLiteral("ORIGINAL\\PRIMARY\\"))
                    .text(DCM_PresentationIntentType, QStringLiteral("FOR PRESENTATION"))
                    .text(DCM_ImageLaterality, film.laterality)
                    .code(DCM_AnatomicRegionSequence, film.code, QStringLiteral("SCT"), film.anatomy)
                    .text(DCM_PixelIntensityRelationship, QStringLiteral("LOG"))
                    .number(DCM_PixelIntensityRelationshipSign, -1)
                    .number(DCM_RescaleIntercept, 0)
                    .number(DCM_RescaleSlope, 1)
                    .text(DCM_RescaleType, QStringLiteral("US"))
                    .text(DCM_PresentationLUTShape, QStringLiteral("IDENTITY"))
                    .text(DCM_PositionerType, QString())
                    .code(DCM_ViewCodeSequence, view.code, QStringLiteral("SRT"), view.meaning)
                    .text(DCM_DetectorType, QStringLiteral("SCINTILLATOR"))
                    .text(DCM_DetectorID, QStringLiteral("D1"))
                    .emptySequence(DCM_AcquisitionContextSequence);
                putFilm(header, film.draw(), film, Polarity::Bright);
            }};
}

Series crSeries(const Film& film) {
    return {film.number, film.description, film.description, film.syntax, 1, [film](Header& header, int) {
                header.text(DCM_SOPClassUID, QString::fromLatin1(UID_ComputedRadiographyImageStorage))
                    .text(DCM_ImageType, QStringLiteral("ORIGINAL\\PRIMARY"))
                    .text(DCM_PlateID, QStringLiteral("P0417"))
                    .number(DCM_RescaleIntercept, 0)
                    .number(DCM_RescaleSlope, 1)
                    .text(DCM_RescaleType, QStringLiteral("US"));
                putFilm(header, film.draw(), film, Polarity::Dark);
            }};
}

Series ultrasoundSeries(int number, int frames) {
    return {number,
            QStringLiteral("Apical four chamber, colour"),
            QStringLiteral("Echo adult"),
            EXS_RLELossless,
            1,
            [frames](Header& header, int) {
                using Cine = UltrasoundCine;
                std::vector<Uint8> pixels;
                for (int i = 0; i < frames; ++i) {
                    const auto frame = Cine::frame(i, frames);
                    pixels.insert(pixels.end(), frame.begin(), frame.end());
                }
                header.text(DCM_SOPClassUID, QString::fromLatin1(UID_UltrasoundMultiframeImageStorage))
                    .text(DCM_ImageType, QStringLiteral("ORIGINAL\\PRIMARY\\\\0011"))
                    .text(DCM_PatientOrientation, QString())
                    .unsignedShort(DCM_SamplesPerPixel, 3)
                    .text(DCM_PhotometricInterpretation, QStringLiteral("RGB"))
                    .unsignedShort(DCM_PlanarConfiguration, 0)
                    .unsignedShort(DCM_Rows, Cine::rows)
                    .unsignedShort(DCM_Columns, Cine::columns)
                    .unsignedShort(DCM_BitsAllocated, 8)
                    .unsignedShort(DCM_BitsStored, 8)
                    .unsignedShort(DCM_HighBit, 7)
                    .unsignedShort(DCM_PixelRepresentation, 0)
                    .number(DCM_NumberOfFrames, frames)
                    .decimals(DCM_FrameTime, {33.3}, 1)
                    .number(DCM_RecommendedDisplayFrameRate, 30)
                    .text(DCM_LossyImageCompression, QStringLiteral("00"))
                    .text(DCM_TransducerData, QStringLiteral("S5-1"));
                header.note(header.item().putAndInsertTagKey(DCM_FrameIncrementPointer, DCM_FrameTime));
                // US Region Calibration (PS3.3 C.8.5.5): two-dimensional tissue, centimetres in both
                // directions.
                Header region = header.child(DCM_SequenceOfUltrasoundRegions);
                region.unsignedShort(DCM_RegionSpatialFormat, 1)
                    .unsignedShort(DCM_RegionDataType, 1)
                    .number(DCM_RegionFlags, 0)
                    .number(DCM_RegionLocationMinX0, Cine::left)
                    .number(DCM_RegionLocationMinY0, Cine::top)
                    .number(DCM_RegionLocationMaxX1, Cine::right)
                    .number(DCM_RegionLocationMaxY1, Cine::bottom)
                    .unsignedShort(DCM_PhysicalUnitsXDirection, 3)
                    .unsignedShort(DCM_PhysicalUnitsYDirection, 3)
                    .text(DCM_PhysicalDeltaX, QString::number(Cine::centimetresPerPixel))
                    .text(DCM_PhysicalDeltaY, QString::number(Cine::centimetresPerPixel));
                header.join(region);
                header.note(
                    header.item().putAndInsertUint8Array(DCM_PixelData, pixels.data(), pixels.size()));
            }};
}

} // namespace vigil::dicom::demo
