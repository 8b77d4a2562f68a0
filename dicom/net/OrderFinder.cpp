// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/OrderFinder.h"

#include "dicom/image/HeaderReader.h"
#include "dicom/net/Query.h"
#include "dicom/text/ItemReader.h"

#include <utility>

namespace vigil::dicom {

namespace {

void put(DcmItem& item, const DcmTagKey& tag, const QString& value = {}) {
    if (value.isEmpty())
        item.insertEmptyElement(DcmTag(tag));
    else
        item.putAndInsertString(DcmTag(tag), value.toUtf8().constData());
}

/// The attributes of a code (PS3.3 8.8): some servers fill in only what is asked for.
void askCode(DcmItem& parent, const DcmTagKey& sequence) {
    DcmItem* item = nullptr;
    if (parent.findOrCreateSequenceItem(DcmTag(sequence), item, 0).bad()) return;
    for (const auto& tag : {DCM_CodeValue, DCM_CodingSchemeDesignator, DCM_CodeMeaning})
        put(*item, tag);
}

/// PS3.4 table K.6-1. There is no query level; the step's keys stand in its sequence.
DcmDataset identifierOf(const study::OrderQuery& query) {
    DcmDataset identifier;
    if (!isAscii(query.patientId + query.accessionNumber))
        put(identifier, DCM_SpecificCharacterSet, QStringLiteral("ISO_IR 192"));
    put(identifier, DCM_PatientID, query.patientId);
    put(identifier, DCM_AccessionNumber, query.accessionNumber);
    for (const auto& tag :
         {DCM_PatientName, DCM_IssuerOfPatientID, DCM_PatientBirthDate, DCM_PatientSex,
          DCM_CurrentPatientLocation, DCM_StudyInstanceUID, DCM_RequestedProcedureID,
          DCM_RequestedProcedureDescription, DCM_RequestedProcedurePriority,
          DCM_ReasonForTheRequestedProcedure, DCM_RequestingPhysician, DCM_ReferringPhysicianName,
          DCM_PlacerOrderNumberImagingServiceRequest, DCM_FillerOrderNumberImagingServiceRequest})
        put(identifier, tag);
    askCode(identifier, DCM_RequestedProcedureCodeSequence);
    DcmItem* issuer = nullptr;
    if (identifier.findOrCreateSequenceItem(DcmTag(DCM_IssuerOfAccessionNumberSequence), issuer, 0).good()) {
        put(*issuer, DCM_LocalNamespaceEntityID);
        put(*issuer, DCM_UniversalEntityID);
    }
    DcmItem* step = nullptr;
    if (identifier.findOrCreateSequenceItem(DcmTag(DCM_ScheduledProcedureStepSequence), step, 0).good()) {
        put(*step, DCM_Modality, query.modality);
        put(*step, DCM_ScheduledProcedureStepStartDate, dateRange(query.from, query.to));
        for (const auto& tag : {DCM_ScheduledProcedureStepStartTime, DCM_ScheduledStationAETitle,
                                DCM_ScheduledProcedureStepDescription, DCM_ScheduledProcedureStepID})
            put(*step, tag);
    }
    return identifier;
}

study::Order orderOf(DcmItem& answer, const study::PacsPeer& peer) {
    const ItemReader reader(answer, peer.charset);
    study::Order order;
    order.sourceId = peer.name;
    order.patient.key = {reader.text(DCM_IssuerOfPatientID), reader.text(DCM_PatientID)};
    order.patient.name = reader.text(DCM_PatientName);
    order.patient.birthDate = reader.date(DCM_PatientBirthDate);
    order.patient.sex = reader.value(DCM_PatientSex);
    order.patientLocation = reader.text(DCM_CurrentPatientLocation);
    order.requestingPhysician = reader.text(DCM_RequestingPhysician);
    order.referringPhysician = reader.text(DCM_ReferringPhysicianName);
    order.reason = reader.text(DCM_ReasonForTheRequestedProcedure);
    order.priority = reader.value(DCM_RequestedProcedurePriority);
    auto& procedure = order.procedure;
    procedure.studyUid = reader.value(DCM_StudyInstanceUID);
    procedure.accessionNumber = reader.text(DCM_AccessionNumber);
    procedure.accessionIssuer = accessionIssuerOf(answer, reader.coding());
    procedure.placerOrderNumber = reader.text(DCM_PlacerOrderNumberImagingServiceRequest);
    procedure.fillerOrderNumber = reader.text(DCM_FillerOrderNumberImagingServiceRequest);
    procedure.requestedProcedureId = reader.text(DCM_RequestedProcedureID);
    procedure.description = reader.text(DCM_RequestedProcedureDescription);
    procedure.code = reader.code(DCM_RequestedProcedureCodeSequence);
    DcmItem* step = nullptr;
    if (answer.findAndGetSequenceItem(DCM_ScheduledProcedureStepSequence, step, 0).good() && step) {
        const ItemReader stepReader(*step, reader.coding());
        order.modality = stepReader.value(DCM_Modality);
        order.stepDescription = stepReader.text(DCM_ScheduledProcedureStepDescription);
        const auto date = stepReader.date(DCM_ScheduledProcedureStepStartDate);
        order.scheduledAt = QDateTime(date, stepReader.time(DCM_ScheduledProcedureStepStartTime));
        if (!order.scheduledAt.isValid()) order.scheduledAt = date.startOfDay();
    }
    return order;
}

/// The words of Conditions speak of a PACS; here it is the list of orders that has to be put right.
Error forOrders(Error error, const study::PacsPeer& peer) {
    error.message.replace(QStringLiteral("PACS \"%1\"").arg(peer.name),
                          QStringLiteral("Order list \"%1\"").arg(peer.name));
    error.message.replace(QStringLiteral("[pacs/%1]").arg(peer.name),
                          QStringLiteral("[orders/%1]").arg(peer.name));
    error.message.replace(QStringLiteral("in the PACS"), QStringLiteral("there"));
    return error;
}

} // namespace

OrderFinder::OrderFinder(study::PacsPeer peer, study::LocalNode local)
    : m_peer(std::move(peer)), m_local(std::move(local)) {}

Result<void> OrderFinder::find(const study::OrderQuery& query, const std::function<Next(study::Order)>& found,
                               std::stop_token stop) {
    constexpr auto model = UID_FINDModalityWorklistInformationModel;
    auto association = Association::open(m_peer, m_local, {uncompressed(model)}, std::move(stop));
    if (!association) return forOrders(association.error(), m_peer);
    auto identifier = identifierOf(query);
    const auto asked = dicom::find(**association, model, identifier, [&](DcmItem& answer) {
        return found(orderOf(answer, m_peer)) == Next::More ? dicom::Next::More : dicom::Next::Enough;
    });
    if (!asked) return forOrders(asked.error(), m_peer);
    (*association)->release();
    return {};
}

} // namespace vigil::dicom
