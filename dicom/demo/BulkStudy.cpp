// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Ids.h"
#include "dicom/Dicom.h"
#include "dicom/demo/Header.h"

#include <QDir>

#include <cstdint>
#include <vector>

namespace vigil::dicom {

namespace {

/// A soft gradient with grain: no file system or protocol can compress it to nothing.
std::vector<Uint16> picture(const BulkStudy& study, int instance) {
    std::vector<Uint16> pixels;
    pixels.reserve(static_cast<std::size_t>(study.rows) * static_cast<std::size_t>(study.columns) *
                   static_cast<std::size_t>(study.frames));
    std::uint32_t grain = 0x9E3779B9U * static_cast<std::uint32_t>(instance + 1);
    for (int row = 0; row < study.rows * study.frames; ++row)
        for (int column = 0; column < study.columns; ++column) {
            grain ^= grain << 13;
            grain ^= grain >> 17;
            grain ^= grain << 5;
            const auto gradient = static_cast<std::uint32_t>(row % study.rows + column + instance);
            pixels.push_back(static_cast<Uint16>((gradient + (grain & 0xFFU)) & 0xFFFU));
        }
    return pixels;
}

void putHeader(demo::Header& header, const BulkStudy& study, const QString& seriesUid, int instance) {
    const bool clip = study.frames > 1;
    header.text(DCM_SpecificCharacterSet, QStringLiteral("ISO_IR 192"))
        .text(DCM_SOPClassUID,
              QString::fromLatin1(clip ? UID_MultiframeGrayscaleWordSecondaryCaptureImageStorage
                                       : UID_CTImageStorage))
        .text(DCM_SOPInstanceUID, dicomUid(QUuid::createUuid()))
        .text(DCM_StudyInstanceUID, study.studyUid)
        .text(DCM_SeriesInstanceUID, seriesUid)
        .text(DCM_PatientID, study.patientId)
        .text(DCM_PatientName, QStringLiteral("Measurement^") + study.patientId)
        .text(DCM_PatientBirthDate, QStringLiteral("19500101"))
        .text(DCM_PatientSex, QStringLiteral("O"))
        .text(DCM_StudyID, QStringLiteral("1"))
        .text(DCM_StudyDate, study.date.toString(QStringLiteral("yyyyMMdd")))
        .text(DCM_StudyTime, QStringLiteral("080000"))
        .text(DCM_AccessionNumber, study.patientId)
        .text(DCM_StudyDescription, QStringLiteral("Measurement"))
        .text(DCM_SeriesDescription, QStringLiteral("Axial"))
        .text(DCM_Modality, clip ? QStringLiteral("OT") : QStringLiteral("CT"))
        .number(DCM_SeriesNumber, 1)
        .number(DCM_InstanceNumber, instance + 1);
    if (clip)
        header.number(DCM_NumberOfFrames, study.frames);
    else
        header.text(DCM_FrameOfReferenceUID, seriesUid + QStringLiteral(".1"))
            .decimals(DCM_ImagePositionPatient, {-180, -180, 0.5 * instance}, 1)
            .decimals(DCM_ImageOrientationPatient, {1, 0, 0, 0, 1, 0}, 0)
            .decimals(DCM_PixelSpacing, {0.7, 0.7}, 1)
            .number(DCM_RescaleIntercept, -1024)
            .number(DCM_RescaleSlope, 1);
    header.number(DCM_WindowCenter, 40)
        .number(DCM_WindowWidth, 400)
        .unsignedShort(DCM_Rows, study.rows)
        .unsignedShort(DCM_Columns, study.columns)
        .unsignedShort(DCM_SamplesPerPixel, 1)
        .text(DCM_PhotometricInterpretation, QStringLiteral("MONOCHROME2"))
        .unsignedShort(DCM_BitsAllocated, 16)
        .unsignedShort(DCM_BitsStored, 12)
        .unsignedShort(DCM_HighBit, 11)
        .unsignedShort(DCM_PixelRepresentation, 0);
}

} // namespace

Result<QStringList> writeBulkStudy(const QString& folder, const BulkStudy& study) {
    const auto seriesUid = dicomUid(QUuid::createUuid());
    QStringList files;
    for (int instance = 0; instance < study.instances; ++instance) {
        DcmFileFormat file;
        demo::Header header(*file.getDataset());
        putHeader(header, study, seriesUid, instance);
        VIGIL_CHECK(header.outcome());
        const auto pixels = picture(study, instance);
        auto written = file.getDataset()->putAndInsertUint16Array(DCM_PixelData, pixels.data(),
                                                                  static_cast<unsigned long>(pixels.size()));
        files << QDir(folder).filePath(QStringLiteral("%1.dcm").arg(instance, 5, 10, QLatin1Char('0')));
        if (written.good())
            written = file.saveFile(OFFilename(files.last().toLocal8Bit().constData()),
                                    EXS_LittleEndianExplicit, EET_ExplicitLength, EGL_recalcGL);
        if (written.bad())
            return Error{Error::Code::DiskFull,
                         QStringLiteral("A file of the study for the measurement could not be written."),
                         QString::fromLatin1(written.text())};
    }
    return files;
}

} // namespace vigil::dicom
