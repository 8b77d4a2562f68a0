// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Finder.h"

#include "core/base/Log.h"
#include "core/study/PacsSearch.h"
#include "dicom/image/HeaderReader.h"
#include "dicom/net/Conditions.h"
#include "dicom/net/Query.h"
#include "dicom/text/CharacterSets.h"
#include "dicom/text/ItemReader.h"

#include <QSet>

#include <numeric>
#include <utility>

namespace vigil::dicom {

namespace {

Query studyQuery(const study::WorklistQuery& wanted, const QString& modality, const QString& characterSet) {
    Query query(Query::Level::Study);
    if (const auto range = dateRange(wanted.from, wanted.to); !range.isEmpty())
        query.match(DCM_StudyDate, range);
    if (!modality.isEmpty()) query.match(DCM_ModalitiesInStudy, modality);
    if (!wanted.studyUid.isEmpty()) query.match(DCM_StudyInstanceUID, wanted.studyUid);
    if (!wanted.patientId.isEmpty()) query.match(DCM_PatientID, wanted.patientId);
    if (!wanted.accessionNumber.isEmpty()) query.match(DCM_AccessionNumber, wanted.accessionNumber);
    if (const auto name = encodeText(wanted.patientName, characterSet); name && !name->empty())
        query.matchIn(characterSet, DCM_PatientName, *name);
    query.ask({DCM_StudyInstanceUID,
               DCM_StudyDate,
               DCM_StudyTime,
               DCM_AccessionNumber,
               DCM_IssuerOfAccessionNumberSequence,
               DCM_ModalitiesInStudy,
               DCM_SOPClassesInStudy,
               DCM_InstitutionName,
               DCM_ReferringPhysicianName,
               DCM_StudyDescription,
               DCM_ProcedureCodeSequence,
               DCM_PatientName,
               DCM_PatientID,
               DCM_IssuerOfPatientID,
               DCM_PatientBirthDate,
               DCM_PatientSex,
               DCM_BodyPartExamined,
               DCM_StudyID,
               DCM_NumberOfStudyRelatedSeries,
               DCM_NumberOfStudyRelatedInstances,
               DCM_CurrentPatientLocation});
    return query;
}

study::Patient patientOf(const ItemReader& reader) {
    study::Patient patient;
    patient.key = {reader.text(DCM_IssuerOfPatientID), reader.text(DCM_PatientID)};
    patient.name = reader.text(DCM_PatientName);
    patient.birthDate = reader.date(DCM_PatientBirthDate);
    patient.sex = reader.value(DCM_PatientSex);
    return patient;
}

QStringList sortedUnique(QStringList values) {
    values.removeDuplicates();
    values.sort();
    return values;
}

study::Study studyOf(DcmItem& answer, const study::PacsPeer& peer) {
    const ItemReader reader(answer, peer.charset);
    study::Study study;
    study.sourceId = peer.name;
    study.studyUid = reader.value(DCM_StudyInstanceUID);
    study.patient = patientOf(reader);
    study.studyTime = QDateTime(reader.date(DCM_StudyDate), reader.time(DCM_StudyTime));
    if (!study.studyTime.isValid()) study.studyTime = reader.date(DCM_StudyDate).startOfDay();
    study.description = reader.text(DCM_StudyDescription);
    study.modalities = sortedUnique(reader.values(DCM_ModalitiesInStudy));
    study.bodyPart = reader.value(DCM_BodyPartExamined);
    study.accessionNumber = reader.text(DCM_AccessionNumber);
    study.studyId = reader.text(DCM_StudyID);
    study.referringPhysician = reader.text(DCM_ReferringPhysicianName);
    study.institution = reader.text(DCM_InstitutionName);
    study.patientLocation = reader.text(DCM_CurrentPatientLocation);
    study.seriesCount = reader.number(DCM_NumberOfStudyRelatedSeries, -1);
    study.instanceCount = reader.number(DCM_NumberOfStudyRelatedInstances, -1);
    study.sopClasses = sortedUnique(reader.values(DCM_SOPClassesInStudy));
    study::RequestedProcedure procedure;
    procedure.studyUid = study.studyUid;
    procedure.accessionNumber = study.accessionNumber;
    procedure.accessionIssuer = accessionIssuerOf(answer, reader.coding());
    procedure.description = study.description;
    procedure.code = reader.code(DCM_ProcedureCodeSequence);
    study.procedures = {procedure};
    return study;
}

} // namespace

Finder::Finder(study::PacsPeer peer, study::LocalNode local)
    : m_peer(std::move(peer)), m_local(std::move(local)) {}

Result<void> Finder::find(const study::WorklistQuery& query, const std::function<void(study::Study)>& found,
                          std::stop_token stop) {
    VIGIL_TRY(auto association,
              Association::open(m_peer, m_local,
                                {uncompressed(UID_FINDStudyRootQueryRetrieveInformationModel)}, stop));
    const auto modalities = query.modalities.isEmpty() ? QStringList{QString()} : query.modalities;
    QSet<QString> seen;
    const auto take = [&](DcmItem& answer) {
        auto study = studyOf(answer, m_peer);
        if (study.studyUid.isEmpty() || seen.contains(study.studyUid)) return;
        // Modalities in Study is an optional key (PS3.4 Table C.6-5): a PACS without it answers with every
        // study.
        if (!study::mayHoldAny(study, query.modalities)) return;
        seen.insert(study.studyUid);
        found(std::move(study));
    };
    for (const auto& characterSet : characterSetsFor(query.patientName, m_peer))
        for (const auto& modality : modalities) {
            auto identifier = studyQuery(query, modality, characterSet);
            VIGIL_CHECK(dicom::find(*association, identifier, take));
        }
    association->release();
    return {};
}

Result<QList<study::InstanceKey>> Finder::instances(const QString& studyUid, std::stop_token stop) {
    VIGIL_TRY(auto association,
              Association::open(m_peer, m_local,
                                {uncompressed(UID_FINDStudyRootQueryRetrieveInformationModel)}, stop));
    QList<study::InstanceKey> keys;
    QSet<QString> seen;
    VIGIL_CHECK(findInstances(
        *association, studyUid, [](DcmItem&) { return true; },
        {DCM_SOPInstanceUID, DCM_SOPClassUID, DCM_InstanceNumber},
        [&](DcmItem& series, DcmItem& image) {
            const ItemReader reader(image, m_peer.charset);
            const auto uid = reader.value(DCM_SOPInstanceUID);
            if (uid.isEmpty() || seen.contains(uid)) return;
            seen.insert(uid);
            keys << study::InstanceKey{studyUid, ItemReader(series, {}).value(DCM_SeriesInstanceUID),
                                       reader.value(DCM_SOPClassUID), uid};
        }));
    association->release();
    return keys;
}

Result<QList<study::ObjectHeader>> Finder::documents(const QString& studyUid, std::stop_token stop) {
    VIGIL_TRY(auto association,
              Association::open(m_peer, m_local,
                                {uncompressed(UID_FINDStudyRootQueryRetrieveInformationModel)}, stop));
    QList<study::ObjectHeader> documents;
    const auto isDocumentSeries = [](DcmItem& series) {
        const auto modality = ItemReader(series, {}).value(DCM_Modality);
        return modality.isEmpty() || modality == QLatin1String("SR");
    };
    VIGIL_CHECK(findInstances(*association, studyUid, isDocumentSeries,
                              {DCM_SOPInstanceUID, DCM_SOPClassUID, DCM_InstanceNumber,
                               DCM_ConceptNameCodeSequence, DCM_CompletionFlag, DCM_VerificationFlag},
                              [&](DcmItem& series, DcmItem& image) {
                                  const ItemReader reader(series, m_peer.charset);
                                  auto header = headerOf(image, m_peer.charset);
                                  header.key.studyUid = studyUid;
                                  header.key.seriesUid = reader.value(DCM_SeriesInstanceUID);
                                  header.modality = reader.value(DCM_Modality);
                                  header.seriesNumber = reader.number(DCM_SeriesNumber, 0);
                                  header.seriesDescription = reader.text(DCM_SeriesDescription);
                                  documents << header;
                              }));
    association->release();
    return documents;
}

Result<Finder::Inventory> Finder::inventory(const QString& studyUid, std::stop_token stop) {
    VIGIL_TRY(auto association,
              Association::open(m_peer, m_local,
                                {uncompressed(UID_FINDStudyRootQueryRetrieveInformationModel)}, stop));
    Inventory inventory;
    Query seriesQuery(Query::Level::Series);
    seriesQuery.match(DCM_StudyInstanceUID, studyUid)
        .ask({DCM_SeriesInstanceUID, DCM_NumberOfSeriesRelatedInstances});
    QList<int> counts;
    const auto listed = dicom::find(*association, seriesQuery, [&](DcmItem& item) {
        const ItemReader reader(item, {});
        const auto uid = reader.value(DCM_SeriesInstanceUID);
        if (uid.isEmpty() || inventory.series.contains(uid)) return;
        inventory.series << uid;
        counts << reader.number(DCM_NumberOfSeriesRelatedInstances, -1);
    });
    if (!listed && !isAnswer(listed.error())) return listed.error();
    if (!counts.isEmpty() && !counts.contains(-1))
        inventory.counted = std::accumulate(counts.cbegin(), counts.cend(), 0);
    inventory.isNamed = listed.has_value();
    if (listed) VIGIL_CHECK(nameInstances(*association, studyUid, inventory));
    association->release();
    return inventory;
}

Result<void> Finder::nameInstances(Association& association, const QString& studyUid, Inventory& inventory) {
    QSet<QString> seen;
    for (const auto& seriesUid : std::as_const(inventory.series)) {
        Query query(Query::Level::Image);
        query.match(DCM_StudyInstanceUID, studyUid)
            .match(DCM_SeriesInstanceUID, seriesUid)
            .ask({DCM_SOPInstanceUID, DCM_SOPClassUID, DCM_InstanceNumber});
        const auto named = dicom::find(association, query, [&](DcmItem& image) {
            const ItemReader reader(image, {});
            const auto uid = reader.value(DCM_SOPInstanceUID);
            if (uid.isEmpty() || seen.contains(uid)) return;
            seen.insert(uid);
            inventory.named << study::InstanceKey{studyUid, seriesUid, reader.value(DCM_SOPClassUID), uid};
        });
        if (!named && !isAnswer(named.error())) return named.error();
        if (!named) {
            // Half a list would look like a whole one.
            inventory.named.clear();
            inventory.isNamed = false;
            spdlog::info("{} does not name the instances of a series: {}", m_peer.name, named.error().detail);
            return {};
        }
    }
    inventory.isNamed = inventory.series.isEmpty() || !inventory.named.isEmpty();
    return {};
}

Result<void> Finder::echo(std::stop_token stop) {
    return echoUntil(Association::TimePoint::max(), std::move(stop));
}

Result<void> Finder::echoUntil(Association::TimePoint until, std::stop_token stop) {
    VIGIL_TRY(auto association,
              Association::open(m_peer, m_local, {uncompressed(UID_VerificationSOPClass)}, stop, until));
    T_DIMSE_Message message{};
    message.CommandField = DIMSE_C_ECHO_RQ;
    message.msg.CEchoRQ.MessageID = association->nextMessageId();
    message.msg.CEchoRQ.DataSetType = DIMSE_DATASET_NULL;
    OFStandard::strlcpy(message.msg.CEchoRQ.AffectedSOPClassUID, UID_VerificationSOPClass,
                        sizeof(message.msg.CEchoRQ.AffectedSOPClassUID));
    VIGIL_CHECK(association->send(association->contextFor(UID_VerificationSOPClass), message, nullptr));
    VIGIL_TRY(const auto answer, association->receive());
    if (answer.command.CommandField != DIMSE_C_ECHO_RSP)
        return association->errorOf(
            makeDcmnetCondition(DIMSEC_UNEXPECTEDRESPONSE, OF_error, "no C-ECHO response"));
    const auto status = answer.command.msg.CEchoRSP.DimseStatus;
    association->release();
    if (status != STATUS_Success) return errorOfStatus(status, QStringLiteral("C-ECHO"), {m_peer, m_local});
    return {};
}

} // namespace vigil::dicom
