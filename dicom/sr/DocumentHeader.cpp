// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/DocumentHeader.h"

#include "dicom/sr/Codes.h"
#include "dicom/sr/ContentItem.h"
#include "dicom/sr/DicomTime.h"
#include "dicom/sr/Evidence.h"
#include "dicom/sr/FieldChecks.h"
#include "dicom/sr/Items.h"
#include "dicom/text/ItemReader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <set>

namespace vigil::dicom {

namespace {

constexpr int shortString = 16;
constexpr int longString = 64;

/// PS3.3 C.12.1: private schemes ("99…") are declared in each document.
std::set<QString> privateSchemes(const report::ReportContent& content) {
    std::set<QString> schemes{codes::local};
    const auto note = [&schemes](const study::Code& code) {
        if (code.scheme.startsWith(QLatin1String("99"))) schemes.insert(code.scheme);
    };
    note(content.title);
    for (const auto& procedure : content.procedures)
        note(procedure.code);
    for (const auto& section : content.sections)
        note(section.heading);
    return schemes;
}

void writeCommon(DcmItem& dataset, const report::ReportContent& content,
                 const report::SigningContext& context, const DocumentIdentity& identity) {
    put(dataset, DCM_SpecificCharacterSet, QStringLiteral("ISO_IR 192"));
    put(dataset, DCM_SOPClassUID, identity.self.sopClassUid);
    put(dataset, DCM_SOPInstanceUID, identity.self.sopInstanceUid);
    put(dataset, DCM_InstanceCreationDate, dicomDate(context.contentTime, context.utcOffsetMinutes));
    put(dataset, DCM_InstanceCreationTime, dicomTime(context.contentTime, context.utcOffsetMinutes));
    put(dataset, DCM_TimezoneOffsetFromUTC, dicomOffset(context.utcOffsetMinutes));
    for (const auto& scheme : privateSchemes(content)) {
        auto& item = append(dataset, DCM_CodingSchemeIdentificationSequence);
        put(item, DCM_CodingSchemeDesignator, scheme);
        put(item, DCM_CodingSchemeName,
            scheme == codes::local ? QStringLiteral("Vigil local codes") : QStringLiteral("Local codes"));
    }
}

void writePatient(DcmItem& dataset, const study::Patient& patient) {
    put(dataset, DCM_PatientName, patient.name);
    put(dataset, DCM_PatientID, patient.key.id);
    if (!patient.key.issuer.isEmpty()) put(dataset, DCM_IssuerOfPatientID, patient.key.issuer);
    put(dataset, DCM_PatientBirthDate,
        patient.birthDate.isValid() ? patient.birthDate.toString(QStringLiteral("yyyyMMdd")) : QString());
    put(dataset, DCM_PatientSex, patient.sex);
}

void writeIssuer(DcmItem& item, const QString& issuer) {
    if (!issuer.isEmpty())
        put(append(item, DCM_IssuerOfAccessionNumberSequence), DCM_LocalNamespaceEntityID, issuer);
}

void writeStudy(DcmItem& dataset, const report::ReportContent& content, const report::SigningContext& context,
                const QString& studyUid) {
    const auto study = context.studies.value(studyUid);
    study::RequestedProcedure own;
    for (const auto& procedure : content.procedures)
        if (procedure.studyUid == studyUid && own.studyUid.isEmpty()) own = procedure;
    put(dataset, DCM_StudyInstanceUID, studyUid);
    put(dataset, DCM_StudyDate,
        study.studyTime.isValid() ? study.studyTime.toString(QStringLiteral("yyyyMMdd")) : QString());
    put(dataset, DCM_StudyTime,
        study.studyTime.isValid() ? study.studyTime.toString(QStringLiteral("HHmmss")) : QString());
    put(dataset, DCM_ReferringPhysicianName, fitting(study.referringPhysician, longString));
    put(dataset, DCM_StudyID, fitting(study.studyId, shortString));
    put(dataset, DCM_AccessionNumber,
        fitting(study.accessionNumber.isEmpty() ? own.accessionNumber : study.accessionNumber, shortString));
    writeIssuer(dataset, own.accessionIssuer);
    if (!study.description.isEmpty())
        put(dataset, DCM_StudyDescription, fitting(study.description, longString));
}

void writeSeriesAndEquipment(DcmItem& dataset, const DocumentIdentity& identity) {
    put(dataset, DCM_Modality, QStringLiteral("SR"));
    put(dataset, DCM_SeriesInstanceUID, identity.self.seriesUid);
    put(dataset, DCM_SeriesNumber, QStringLiteral("9001"));
    put(dataset, DCM_SeriesDescription, QStringLiteral("Radiology report"));
    dataset.insertEmptyElement(DCM_ReferencedPerformedProcedureStepSequence);
    put(dataset, DCM_Manufacturer, QStringLiteral("Vigil"));
    put(dataset, DCM_ManufacturerModelName, QStringLiteral("Vigil"));
    put(dataset, DCM_DeviceSerialNumber, QStringLiteral("0"));
    put(dataset, DCM_SoftwareVersions, QStringLiteral(VIGIL_VERSION));
}

/// PS3.3 C.17.2, flags and who vouches for them.
void writeState(DcmItem& dataset, const report::SigningContext& context) {
    const bool isFinal = context.state == report::SigningContext::State::Final;
    put(dataset, DCM_PreliminaryFlag, isFinal ? QStringLiteral("FINAL") : QStringLiteral("PRELIMINARY"));
    put(dataset, DCM_CompletionFlag, isFinal ? QStringLiteral("COMPLETE") : QStringLiteral("PARTIAL"));
    put(dataset, DCM_VerificationFlag, isFinal ? QStringLiteral("VERIFIED") : QStringLiteral("UNVERIFIED"));
    if (isFinal) {
        auto& item = append(dataset, DCM_VerifyingObserverSequence);
        put(item, DCM_VerifyingOrganization, context.verifier.organisation);
        put(item, DCM_VerificationDateTime,
            dicomDateTime(context.verificationTime, context.utcOffsetMinutes));
        put(item, DCM_VerifyingObserverName, context.verifier.name);
        const auto id =
            context.verifier.registration.isEmpty() ? context.verifier.id : context.verifier.registration;
        putCode(item, DCM_VerifyingObserverIdentificationCodeSequence,
                {id, codes::local, fitting(study::displayName(context.verifier.name), longString)});
    }
    auto& author = append(dataset, DCM_AuthorObserverSequence);
    put(author, DCM_ObserverType, QStringLiteral("PSN"));
    put(author, DCM_PersonName, context.author.name);
    const auto id = context.author.registration.isEmpty() ? context.author.id : context.author.registration;
    putCode(author, DCM_PersonIdentificationCodeSequence,
            {id, codes::local, fitting(study::displayName(context.author.name), longString)});
    put(author, DCM_InstitutionName, context.author.organisation);
    author.insertEmptyElement(DCM_InstitutionCodeSequence);
}

void writeRequests(DcmItem& dataset, const QList<study::RequestedProcedure>& procedures) {
    for (const auto& procedure : procedures) {
        auto& item = append(dataset, DCM_ReferencedRequestSequence);
        put(item, DCM_StudyInstanceUID, procedure.studyUid);
        item.insertEmptyElement(DCM_ReferencedStudySequence);
        put(item, DCM_AccessionNumber, procedure.accessionNumber);
        writeIssuer(item, procedure.accessionIssuer);
        put(item, DCM_PlacerOrderNumberImagingServiceRequest, procedure.placerOrderNumber);
        put(item, DCM_FillerOrderNumberImagingServiceRequest, procedure.fillerOrderNumber);
        put(item, DCM_RequestedProcedureID, procedure.requestedProcedureId);
        put(item, DCM_RequestedProcedureDescription, procedure.description);
        putCode(item, DCM_RequestedProcedureCodeSequence, procedure.code);
    }
    bool hasCode = false;
    for (const auto& procedure : procedures)
        if (!procedure.code.isEmpty()) {
            putCode(dataset, DCM_PerformedProcedureCodeSequence, procedure.code);
            hasCode = true;
        }
    if (!hasCode) dataset.insertEmptyElement(DCM_PerformedProcedureCodeSequence);
}

/// PS3.3 C.17.2.3: all instances of the reported studies are current evidence; what text points at elsewhere
/// (priors) is pertinent other evidence. No instance is in both.
void writeEvidence(DcmItem& dataset, const report::ReportContent& content,
                   const report::SigningContext& context) {
    QList<study::InstanceKey> current = context.evidence;
    QList<study::InstanceKey> other;
    QSet<QString> known;
    for (const auto& instance : current)
        known.insert(instance.sopInstanceUid);
    const auto studies = content.studyUids();
    for (const auto& instance : referencedInstances(content)) {
        if (known.contains(instance.sopInstanceUid)) continue;
        (studies.contains(instance.studyUid) ? current : other) << instance;
        known.insert(instance.sopInstanceUid);
    }
    writeReferences(dataset, DCM_CurrentRequestedProcedureEvidenceSequence, current);
    writeReferences(dataset, DCM_PertinentOtherEvidenceSequence, other);
}

void writePredecessors(DcmItem& dataset, const QList<report::Predecessor>& predecessors) {
    for (const auto& predecessor : predecessors) {
        auto& study = append(dataset, DCM_PredecessorDocumentsSequence);
        put(study, DCM_StudyInstanceUID, predecessor.instance.studyUid);
        auto& series = append(study, DCM_ReferencedSeriesSequence);
        put(series, DCM_SeriesInstanceUID, predecessor.instance.seriesUid);
        auto& instance = append(series, DCM_ReferencedSOPSequence);
        put(instance, DCM_ReferencedSOPClassUID, predecessor.instance.sopClassUid);
        put(instance, DCM_ReferencedSOPInstanceUID, predecessor.instance.sopInstanceUid);
        if (!predecessor.purpose.isEmpty())
            putCode(instance, DCM_PurposeOfReferenceCodeSequence, predecessor.purpose);
    }
}

} // namespace

QList<study::InstanceKey> referencedInstances(const report::ReportContent& content) {
    QList<study::InstanceKey> instances;
    const auto collect = [&instances](const QList<report::ImageReference>& images) {
        for (const auto& image : images)
            instances << image.instance;
    };
    for (const auto& section : content.sections)
        for (const auto& paragraph : section.paragraphs)
            collect(paragraph.images);
    for (const auto& finding : content.findings)
        collect(finding.images);
    return instances;
}

void writeHeader(DcmItem& dataset, const report::ReportContent& content,
                 const report::SigningContext& context, const DocumentIdentity& identity) {
    writeCommon(dataset, content, context, identity);
    writePatient(dataset, content.patient);
    writeStudy(dataset, content, context, identity.self.studyUid);
    writeSeriesAndEquipment(dataset, identity);
    put(dataset, DCM_InstanceNumber, QString::number(content.version));
    put(dataset, DCM_ContentDate, dicomDate(context.contentTime, context.utcOffsetMinutes));
    put(dataset, DCM_ContentTime, dicomTime(context.contentTime, context.utcOffsetMinutes));
    writeState(dataset, context);
    writeRequests(dataset, content.procedures);
    writeEvidence(dataset, content, context);
    writePredecessors(dataset, context.predecessors);
    writeReferences(dataset, DCM_IdenticalDocumentsSequence, identity.identical);
}

QList<study::RequestedProcedure> readRequests(DcmItem& dataset) {
    QList<study::RequestedProcedure> procedures;
    const QString charset = ItemReader(dataset, {}).value(DCM_SpecificCharacterSet);
    for (auto* item : itemsOf(dataset, DCM_ReferencedRequestSequence)) {
        const ItemReader reader(*item, charset);
        study::RequestedProcedure procedure;
        procedure.studyUid = reader.value(DCM_StudyInstanceUID);
        procedure.accessionNumber = reader.text(DCM_AccessionNumber);
        for (auto* issuer : itemsOf(*item, DCM_IssuerOfAccessionNumberSequence))
            procedure.accessionIssuer = ItemReader(*issuer, charset).text(DCM_LocalNamespaceEntityID);
        procedure.placerOrderNumber = reader.text(DCM_PlacerOrderNumberImagingServiceRequest);
        procedure.fillerOrderNumber = reader.text(DCM_FillerOrderNumberImagingServiceRequest);
        procedure.requestedProcedureId = reader.text(DCM_RequestedProcedureID);
        procedure.description = reader.text(DCM_RequestedProcedureDescription);
        procedure.code = reader.code(DCM_RequestedProcedureCodeSequence);
        procedures << procedure;
    }
    return procedures;
}

} // namespace vigil::dicom
