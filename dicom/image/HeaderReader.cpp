// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/HeaderReader.h"

#include "dicom/image/NestingCheck.h"
#include "dicom/image/OpenObject.h"
#include "dicom/text/ItemReader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <array>

namespace vigil::dicom {

namespace {

constexpr long mostRequests = 64; ///< more in one image is not a request but noise

/// `count` numbers of a DS element; false when there are fewer.
bool numbers(DcmItem& item, const DcmTagKey& tag, double* values, unsigned long count) {
    for (unsigned long i = 0; i < count; ++i)
        if (item.findAndGetFloat64(tag, values[i], i).bad()) return false;
    return true;
}

/// The plane of the first frame: on top in single-frame objects, in the functional groups of enhanced ones
/// (PS3.3 C.7.6.16).
DcmItem* planeItem(DcmItem& dataset, const DcmTagKey& macro) {
    for (const auto& groups : {DCM_PerFrameFunctionalGroupsSequence, DCM_SharedFunctionalGroupsSequence}) {
        DcmItem* frame = nullptr;
        DcmItem* plane = nullptr;
        if (dataset.findAndGetSequenceItem(groups, frame, 0).good() && frame != nullptr &&
            frame->findAndGetSequenceItem(macro, plane, 0).good())
            return plane;
    }
    return &dataset;
}

std::optional<double> slicePosition(DcmItem& dataset) {
    std::array<double, 3> position{};
    std::array<double, 6> axes{};
    if (!numbers(*planeItem(dataset, DCM_PlanePositionSequence), DCM_ImagePositionPatient, position.data(),
                 3) ||
        !numbers(*planeItem(dataset, DCM_PlaneOrientationSequence), DCM_ImageOrientationPatient, axes.data(),
                 6))
        return std::nullopt;
    const std::array<double, 3> normal{axes[1] * axes[5] - axes[2] * axes[4],
                                       axes[2] * axes[3] - axes[0] * axes[5],
                                       axes[0] * axes[4] - axes[1] * axes[3]};
    return position[0] * normal[0] + position[1] * normal[1] + position[2] * normal[2];
}

/// One item a requested procedure (PS3.3 10.6). An item that names neither request nor procedure says
/// nothing.
QList<study::RequestedProcedure> requestsOf(DcmItem& dataset, const TextCoding& coding) {
    QList<study::RequestedProcedure> requests;
    DcmItem* item = nullptr;
    for (long i = 0; i < mostRequests &&
                     dataset.findAndGetSequenceItem(DCM_RequestAttributesSequence, item, i).good() && item;
         ++i) {
        const ItemReader reader(*item, coding);
        study::RequestedProcedure request;
        request.accessionNumber = reader.text(DCM_AccessionNumber);
        request.accessionIssuer = accessionIssuerOf(*item, reader.coding());
        request.placerOrderNumber = reader.text(DCM_PlacerOrderNumberImagingServiceRequest);
        request.fillerOrderNumber = reader.text(DCM_FillerOrderNumberImagingServiceRequest);
        request.requestedProcedureId = reader.text(DCM_RequestedProcedureID);
        request.description = reader.text(DCM_RequestedProcedureDescription);
        request.code = reader.code(DCM_RequestedProcedureCodeSequence);
        if (!request.accessionNumber.isEmpty() || !request.requestedProcedureId.isEmpty())
            requests << request;
        item = nullptr;
    }
    return requests;
}

Error corrupt(const char* detail) {
    return {Error::Code::Corrupt, QStringLiteral("A file is not a readable DICOM object."),
            QString::fromLatin1(detail)};
}

Result<study::ObjectHeader> fileHeader(DcmFileFormat& file, const QString& fallbackCharset) {
    auto header = headerOf(*file.getDataset(), fallbackCharset);
    if (header.key.studyUid.isEmpty() || header.key.seriesUid.isEmpty() || header.key.sopClassUid.isEmpty() ||
        header.key.sopInstanceUid.isEmpty())
        return corrupt("an identifying UID is missing");
    header.transferSyntaxUid = ItemReader(*file.getMetaInfo(), {}).value(DCM_TransferSyntaxUID);
    if (header.transferSyntaxUid.isEmpty())
        header.transferSyntaxUid =
            QString::fromLatin1(DcmXfer(file.getDataset()->getOriginalXfer()).getXferID());
    return header;
}

} // namespace

QString accessionIssuerOf(DcmItem& item, const TextCoding& coding) {
    DcmItem* issuer = nullptr;
    if (item.findAndGetSequenceItem(DCM_IssuerOfAccessionNumberSequence, issuer, 0).bad() ||
        issuer == nullptr)
        return {};
    const ItemReader reader(*issuer, coding);
    const auto local = reader.text(DCM_LocalNamespaceEntityID);
    return local.isEmpty() ? reader.text(DCM_UniversalEntityID) : local;
}

study::ObjectHeader headerOf(DcmItem& dataset, const QString& fallbackCharset) {
    const ItemReader reader(dataset, fallbackCharset);
    study::ObjectHeader header;
    header.key = {reader.value(DCM_StudyInstanceUID), reader.value(DCM_SeriesInstanceUID),
                  reader.value(DCM_SOPClassUID), reader.value(DCM_SOPInstanceUID)};
    header.patient.key = {reader.text(DCM_IssuerOfPatientID), reader.text(DCM_PatientID)};
    header.patient.name = reader.text(DCM_PatientName);
    header.patient.birthDate = reader.date(DCM_PatientBirthDate);
    header.patient.sex = reader.value(DCM_PatientSex);
    header.modality = reader.value(DCM_Modality);
    header.seriesDescription = reader.text(DCM_SeriesDescription);
    header.bodyPart = reader.value(DCM_BodyPartExamined);
    header.laterality = reader.value(DCM_ImageLaterality);
    if (header.laterality.isEmpty()) header.laterality = reader.value(DCM_Laterality);
    header.seriesNumber = reader.number(DCM_SeriesNumber, 0);
    header.instanceNumber = reader.number(DCM_InstanceNumber, 0);
    header.frames = std::max(1, reader.number(DCM_NumberOfFrames, 1));
    header.rows = reader.number(DCM_Rows, 0);
    header.columns = reader.number(DCM_Columns, 0);
    header.slicePosition = slicePosition(dataset);
    header.frameOfReferenceUid = reader.value(DCM_FrameOfReferenceUID);
    header.requests = requestsOf(dataset, reader.coding());
    header.documentTitle = reader.code(DCM_ConceptNameCodeSequence);
    header.completionFlag = reader.value(DCM_CompletionFlag);
    header.verificationFlag = reader.value(DCM_VerificationFlag);
    for (auto& request : header.requests)
        request.studyUid = header.key.studyUid;
    return header;
}

Result<study::ObjectHeader> readHeader(const QString& path, const QString& fallbackCharset) {
    // DCMTK recurses into sequences: a hostile file must not take the listener down.
    VIGIL_CHECK(checkFile(path));
    DcmFileFormat file;
    const auto loaded = file.loadFileUntilTag(OFFilename(path.toLocal8Bit().constData()), EXS_Unknown,
                                              EGL_noChange, DCM_MaxReadLength, ERM_autoDetect, DCM_PixelData);
    if (loaded.bad()) return corrupt(loaded.text());
    return fileHeader(file, fallbackCharset);
}

std::optional<study::ObjectHeader> headerFromBeginning(const QByteArray& bytes,
                                                       const QString& fallbackCharset) {
    const auto pixels = pixelDataOffset(
        {reinterpret_cast<const unsigned char*>(bytes.constData()), static_cast<std::size_t>(bytes.size())});
    if (!pixels) return std::nullopt;
    const auto object = openObject(bytes.left(static_cast<qsizetype>(*pixels)));
    if (!object) return std::nullopt;
    const auto header = fileHeader(**object, fallbackCharset);
    if (!header) return std::nullopt;
    return *header;
}

} // namespace vigil::dicom
