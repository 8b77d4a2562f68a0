// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/OrderFinder.h"

#include "dicom/image/HeaderReader.h"
#include "dicom/net/Conditions.h"
#include "dicom/net/Query.h"
#include "dicom/text/CharacterSets.h"
#include "dicom/text/ItemReader.h"

#include <QSet>

#include <optional>
#include <utility>

namespace vigil::dicom {

namespace {

void put(DcmItem& item, const DcmTagKey& tag, const std::string& value = {}) {
    if (value.empty())
        item.insertEmptyElement(DcmTag(tag));
    else
        item.putAndInsertString(DcmTag(tag), value.c_str());
}

/// The attributes of a code (PS3.3 8.8): some servers fill in only what is asked for.
void askCode(DcmItem& parent, const DcmTagKey& sequence) {
    DcmItem* item = nullptr;
    if (parent.findOrCreateSequenceItem(DcmTag(sequence), item, 0).bad()) return;
    for (const auto& tag : {DCM_CodeValue, DCM_CodingSchemeDesignator, DCM_CodeMeaning})
        put(*item, tag);
}

/// PS3.4 table K.6-1. There is no query level; the step's keys stand in its sequence. Nothing when the set
/// cannot say the keys.
std::optional<DcmDataset> identifierOf(const study::OrderQuery& query, const QString& characterSet) {
    const auto name = encodeText(query.patientName, characterSet);
    const auto id = encodeText(query.patientId, characterSet);
    const auto accession = encodeText(query.accessionNumber, characterSet);
    if (!name || !id || !accession) return std::nullopt;
    DcmDataset identifier;
    if (!isAscii(query.patientName + query.patientId + query.accessionNumber))
        put(identifier, DCM_SpecificCharacterSet, characterSet.toStdString());
    put(identifier, DCM_PatientName, *name);
    put(identifier, DCM_PatientID, *id);
    put(identifier, DCM_AccessionNumber, *accession);
    for (const auto& tag :
         {DCM_IssuerOfPatientID, DCM_PatientBirthDate, DCM_PatientSex, DCM_CurrentPatientLocation,
          DCM_StudyInstanceUID, DCM_RequestedProcedureID, DCM_RequestedProcedureDescription,
          DCM_RequestedProcedurePriority, DCM_ReasonForTheRequestedProcedure, DCM_RequestingPhysician,
          DCM_ReferringPhysicianName, DCM_PlacerOrderNumberImagingServiceRequest,
          DCM_FillerOrderNumberImagingServiceRequest})
        put(identifier, tag);
    askCode(identifier, DCM_RequestedProcedureCodeSequence);
    DcmItem* issuer = nullptr;
    if (identifier.findOrCreateSequenceItem(DcmTag(DCM_IssuerOfAccessionNumberSequence), issuer, 0).good()) {
        put(*issuer, DCM_LocalNamespaceEntityID);
        put(*issuer, DCM_UniversalEntityID);
    }
    DcmItem* step = nullptr;
    if (identifier.findOrCreateSequenceItem(DcmTag(DCM_ScheduledProcedureStepSequence), step, 0).good()) {
        put(*step, DCM_Modality, query.modality.toStdString());
        put(*step, DCM_ScheduledProcedureStepStartDate, dateRange(query.from, query.to).toStdString());
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

/// What tells one step from another in several answers.
QString identityOf(DcmItem& answer) {
    const ItemReader reader(answer, {});
    QStringList parts{reader.value(DCM_StudyInstanceUID), reader.value(DCM_RequestedProcedureID)};
    DcmItem* step = nullptr;
    if (answer.findAndGetSequenceItem(DCM_ScheduledProcedureStepSequence, step, 0).good() && step) {
        const ItemReader stepReader(*step, {});
        parts << stepReader.value(DCM_ScheduledProcedureStepID)
              << stepReader.value(DCM_ScheduledProcedureStepStartDate)
              << stepReader.value(DCM_ScheduledProcedureStepStartTime);
    }
    return parts.join(QLatin1Char('\\'));
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
    QSet<QString> seen;
    bool isEnough = false;
    const auto take = [&](DcmItem& answer) {
        const auto identity = identityOf(answer);
        if (seen.contains(identity)) return dicom::Next::More;
        seen.insert(identity);
        isEnough = found(orderOf(answer, m_peer)) == Next::Enough;
        return isEnough ? dicom::Next::Enough : dicom::Next::More;
    };
    bool isAnswered = false;
    std::optional<Error> refused;
    for (const auto& characterSet : characterSetsFor(query.patientName, m_peer)) {
        auto identifier = identifierOf(query, characterSet);
        if (!identifier || isEnough) continue;
        const auto asked = dicom::find(**association, model, *identifier, take);
        if (!asked && !isAnswer(asked.error())) return forOrders(asked.error(), m_peer);
        if (!asked) refused = asked.error();
        isAnswered = isAnswered || asked;
    }
    (*association)->release();
    // A server that does not take one of the sets (wlmscpfs: those with escape sequences) has answered in the
    // other.
    if (refused && !isAnswered) return forOrders(*refused, m_peer);
    return {};
}

} // namespace vigil::dicom
