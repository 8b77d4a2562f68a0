// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/StudyJson.h"

#include <QJsonArray>

namespace vigil::study {

namespace {

QString text(const QJsonObject& json, const char* name) {
    return json.value(QLatin1String(name)).toString();
}

} // namespace

QJsonObject toJson(const Code& code) {
    return {{"value", code.value}, {"scheme", code.scheme}, {"meaning", code.meaning}};
}

Code codeFromJson(const QJsonObject& json) {
    return {text(json, "value"), text(json, "scheme"), text(json, "meaning")};
}

QJsonObject toJson(const Patient& patient) {
    return {{"issuer", patient.key.issuer},
            {"id", patient.key.id},
            {"name", patient.name},
            {"birthDate", patient.birthDate.toString(Qt::ISODate)},
            {"sex", patient.sex}};
}

Patient patientFromJson(const QJsonObject& json) {
    return {{text(json, "issuer"), text(json, "id")},
            text(json, "name"),
            QDate::fromString(text(json, "birthDate"), Qt::ISODate),
            text(json, "sex")};
}

QJsonObject toJson(const RequestedProcedure& procedure) {
    return {{"studyUid", procedure.studyUid},
            {"accessionIssuer", procedure.accessionIssuer},
            {"accessionNumber", procedure.accessionNumber},
            {"placerOrderNumber", procedure.placerOrderNumber},
            {"fillerOrderNumber", procedure.fillerOrderNumber},
            {"requestedProcedureId", procedure.requestedProcedureId},
            {"description", procedure.description},
            {"code", toJson(procedure.code)}};
}

RequestedProcedure procedureFromJson(const QJsonObject& json) {
    RequestedProcedure procedure;
    procedure.studyUid = text(json, "studyUid");
    procedure.accessionIssuer = text(json, "accessionIssuer");
    procedure.accessionNumber = text(json, "accessionNumber");
    procedure.placerOrderNumber = text(json, "placerOrderNumber");
    procedure.fillerOrderNumber = text(json, "fillerOrderNumber");
    procedure.requestedProcedureId = text(json, "requestedProcedureId");
    procedure.description = text(json, "description");
    procedure.code = codeFromJson(json.value(QLatin1String("code")).toObject());
    return procedure;
}

QJsonObject toJson(const InstanceKey& key) {
    return {{"studyUid", key.studyUid},
            {"seriesUid", key.seriesUid},
            {"sopClassUid", key.sopClassUid},
            {"sopInstanceUid", key.sopInstanceUid}};
}

InstanceKey instanceKeyFromJson(const QJsonObject& json) {
    return {text(json, "studyUid"), text(json, "seriesUid"), text(json, "sopClassUid"),
            text(json, "sopInstanceUid")};
}

QJsonObject toJson(const ObjectHeader& header) {
    QJsonObject json{{"key", toJson(header.key)},
                     {"patient", toJson(header.patient)},
                     {"transferSyntaxUid", header.transferSyntaxUid},
                     {"modality", header.modality},
                     {"seriesDescription", header.seriesDescription},
                     {"bodyPart", header.bodyPart},
                     {"laterality", header.laterality},
                     {"seriesNumber", header.seriesNumber},
                     {"instanceNumber", header.instanceNumber},
                     {"frames", header.frames},
                     {"rows", header.rows},
                     {"columns", header.columns},
                     {"frameOfReferenceUid", header.frameOfReferenceUid},
                     {"documentTitle", toJson(header.documentTitle)},
                     {"completionFlag", header.completionFlag},
                     {"verificationFlag", header.verificationFlag}};
    if (header.slicePosition) json.insert(QLatin1String("slicePosition"), *header.slicePosition);
    if (!header.requests.isEmpty()) {
        QJsonArray requests;
        for (const auto& request : header.requests)
            requests << toJson(request);
        json.insert(QLatin1String("requests"), requests);
    }
    return json;
}

ObjectHeader headerFromJson(const QJsonObject& json) {
    ObjectHeader header;
    header.key = instanceKeyFromJson(json.value(QLatin1String("key")).toObject());
    header.patient = patientFromJson(json.value(QLatin1String("patient")).toObject());
    header.transferSyntaxUid = text(json, "transferSyntaxUid");
    header.modality = text(json, "modality");
    header.seriesDescription = text(json, "seriesDescription");
    header.bodyPart = text(json, "bodyPart");
    header.laterality = text(json, "laterality");
    header.seriesNumber = json.value(QLatin1String("seriesNumber")).toInt();
    header.instanceNumber = json.value(QLatin1String("instanceNumber")).toInt();
    header.frames = json.value(QLatin1String("frames")).toInt(1);
    header.rows = json.value(QLatin1String("rows")).toInt();
    header.columns = json.value(QLatin1String("columns")).toInt();
    header.frameOfReferenceUid = text(json, "frameOfReferenceUid");
    header.documentTitle = codeFromJson(json.value(QLatin1String("documentTitle")).toObject());
    header.completionFlag = text(json, "completionFlag");
    header.verificationFlag = text(json, "verificationFlag");
    const auto position = json.value(QLatin1String("slicePosition"));
    if (position.isDouble()) header.slicePosition = position.toDouble();
    for (const auto& request : json.value(QLatin1String("requests")).toArray())
        header.requests << procedureFromJson(request.toObject());
    return header;
}

} // namespace vigil::study
