// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/Dice.h"
#include "dicom/demo/Objects.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vigil::dicom::demo {
namespace {

/// General Image, Image Plane and Image Pixel modules of a grey slice of 12 bits (PS3.3 C.7.6.1–3).
void putGrey(Header& header, const Canvas& canvas, double offset) {
    const Raster& raster = canvas.raster();
    header.unsignedShort(DCM_SamplesPerPixel, 1)
        .text(DCM_PhotometricInterpretation, QStringLiteral("MONOCHROME2"))
        .unsignedShort(DCM_Rows, raster.rows)
        .unsignedShort(DCM_Columns, raster.columns)
        .decimals(DCM_PixelSpacing, {raster.spacing, raster.spacing}, 5)
        .unsignedShort(DCM_BitsAllocated, 16)
        .unsignedShort(DCM_BitsStored, 12)
        .unsignedShort(DCM_HighBit, 11)
        .unsignedShort(DCM_PixelRepresentation, 0);
    std::vector<Uint16> pixels(canvas.values().size());
    std::transform(canvas.values().begin(), canvas.values().end(), pixels.begin(), [offset](float value) {
        return static_cast<Uint16>(std::clamp(std::lround(static_cast<double>(value) + offset), 0L, 4095L));
    });
    header.note(header.item().putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size()));
}

void putCt(Header& header, const CtSeries& what, int index, Canvas& canvas, double z) {
    const Raster& raster = canvas.raster();
    const double cornerX = -(raster.columns - 1) / 2.0 * raster.spacing;
    const double cornerY = -(raster.rows - 1) / 2.0 * raster.spacing;
    header.text(DCM_SOPClassUID, QString::fromLatin1(UID_CTImageStorage))
        .text(DCM_ImageType, QStringLiteral("ORIGINAL\\PRIMARY\\AXIAL"))
        .number(DCM_AcquisitionNumber, 1)
        .decimals(DCM_ImagePositionPatient, {cornerX, cornerY, z})
        .text(DCM_ImageOrientationPatient, QStringLiteral("1\\0\\0\\0\\1\\0"))
        .decimals(DCM_SliceThickness, {what.step}, 2)
        .decimals(DCM_SliceLocation, {z}, 2)
        .text(DCM_PatientPosition, QStringLiteral("HFS"))
        .text(DCM_PositionReferenceIndicator, QString())
        .number(DCM_KVP, 120)
        .number(DCM_XRayTubeCurrent, 210 + 3 * (index % 20))
        .number(DCM_ExposureTime, 500)
        .number(DCM_GantryDetectorTilt, 0)
        .decimals(DCM_ReconstructionDiameter, {raster.columns * raster.spacing}, 1)
        .text(DCM_ConvolutionKernel, what.kernel)
        .number(DCM_RescaleIntercept, -1024)
        .number(DCM_RescaleSlope, 1)
        .text(DCM_RescaleType, QStringLiteral("HU"))
        .decimals(DCM_WindowCenter, {what.centre}, 0)
        .decimals(DCM_WindowWidth, {what.width}, 0);
    if (!what.contrast.isEmpty())
        header.text(DCM_ContrastBolusAgent, what.contrast).text(DCM_ContrastBolusRoute, QStringLiteral("IV"));
    canvas.addNoise(seedOf(qUtf8Printable(what.description), index), what.noise);
    putGrey(header, canvas, 1024);
}

Series ctSeries(const CtSeries& what, std::function<Slice(const Raster&, double)> draw) {
    return {what.number,
            what.description,
            what.protocol,
            what.syntax,
            what.slices,
            [what, draw = std::move(draw)](Header& header, int index) {
                const double z = what.top - what.step * index;
                Slice slice = draw({512, 512, what.spacing}, z);
                putCt(header, what, index, slice.canvas(), z);
            }};
}

void putMr(Header& header, const MrSeries& what) {
    header.text(DCM_SOPClassUID, QString::fromLatin1(UID_MRImageStorage))
        .text(DCM_ImageType, QStringLiteral("ORIGINAL\\PRIMARY\\M"))
        .text(DCM_ScanningSequence, what.inversion > 0 ? QStringLiteral("SE\\IR") : what.scanning)
        .text(DCM_SequenceVariant, QStringLiteral("SK"))
        .text(DCM_ScanOptions, what.contrast == Contrast::T2 ? QStringLiteral("FS") : QString())
        .text(DCM_MRAcquisitionType, QStringLiteral("2D"))
        .decimals(DCM_RepetitionTime, {what.repetition}, 1)
        .decimals(DCM_EchoTime, {what.echo}, 1)
        .number(DCM_EchoTrainLength, what.contrast == Contrast::T1 ? 1 : 12)
        .decimals(DCM_MagneticFieldStrength, {1.5}, 1)
        .number(DCM_NumberOfAverages, 2)
        .text(DCM_PatientPosition, QStringLiteral("HFS"))
        .text(DCM_PositionReferenceIndicator, QString())
        .number(DCM_WindowCenter, 450)
        .number(DCM_WindowWidth, 900);
    if (what.inversion > 0) header.decimals(DCM_InversionTime, {what.inversion}, 0);
}

} // namespace

Series torsoSeries(const CtSeries& what, std::shared_ptr<const Torso> torso) {
    return ctSeries(
        what, [torso = std::move(torso)](const Raster& raster, double z) { return torso->slice(raster, z); });
}

Series headCtSeries(const CtSeries& what, HeadFinding finding) {
    return ctSeries(what, [finding](const Raster& raster, double z) {
        return headSlice(raster, z, Contrast::Ct, finding);
    });
}

Series brainMrSeries(const MrSeries& what) {
    return {what.number,
            what.description,
            QStringLiteral("Brain stroke"),
            what.syntax,
            what.slices,
            [what](Header& header, int index) {
                const int size = what.contrast == Contrast::Diffusion ? 192 : 384;
                const Raster raster{size, size, 230.0 / size};
                const double z = -58 + 5.5 * index;
                Slice slice = headSlice(raster, z, what.contrast, HeadFinding::Infarct);
                slice.canvas().addNoise(seedOf(qUtf8Printable(what.description), index), 14);
                const double corner = -(size - 1) / 2.0 * raster.spacing;
                putMr(header, what);
                header.decimals(DCM_ImagePositionPatient, {corner, corner, z})
                    .text(DCM_ImageOrientationPatient, QStringLiteral("1\\0\\0\\0\\1\\0"))
                    .decimals(DCM_SliceThickness, {5}, 1)
                    .decimals(DCM_SpacingBetweenSlices, {5.5}, 1)
                    .decimals(DCM_SliceLocation, {z}, 2);
                putGrey(header, slice.canvas(), 0);
            }};
}

Series kneeMrSeries(const MrSeries& what) {
    return {what.number,
            what.description,
            QStringLiteral("Knee routine"),
            what.syntax,
            what.slices,
            [what](Header& header, int index) {
                const Raster raster{448, 448, 0.36};
                // Columns run to the back, rows to the feet, slices from the patient's right to the left (a
                // left knee: lateral last).
                const double offset = -34 + 3.4 * index;
                Slice slice = kneeSlice(raster, -offset, what.contrast);
                slice.canvas().addNoise(seedOf(qUtf8Printable(what.description), index), 14);
                const double corner = (raster.rows - 1) / 2.0 * raster.spacing;
                putMr(header, what);
                header.decimals(DCM_ImagePositionPatient, {90 + offset, -corner, corner})
                    .text(DCM_ImageOrientationPatient, QStringLiteral("0\\1\\0\\0\\0\\-1"))
                    .decimals(DCM_SliceThickness, {3}, 1)
                    .decimals(DCM_SpacingBetweenSlices, {3.4}, 1)
                    .decimals(DCM_SliceLocation, {offset}, 2);
                putGrey(header, slice.canvas(), 0);
            }};
}

} // namespace vigil::dicom::demo
