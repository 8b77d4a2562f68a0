// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/ReportJson.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace vigil::report {

namespace {

QString text(const QJsonObject& object, const char* key) {
    return object.value(QLatin1String(key)).toString();
}

template <class T, class Read>
QList<T> listOf(const QJsonObject& object, const char* key, Read read) {
    QList<T> list;
    for (const auto& value : object.value(QLatin1String(key)).toArray())
        list << read(value.toObject());
    return list;
}

template <class T, class Write>
QJsonArray arrayOf(const QList<T>& list, Write write) {
    QJsonArray array;
    for (const auto& value : list)
        array << write(value);
    return array;
}

QJsonArray imagesArray(const QList<ImageReference>& images) {
    return arrayOf(images, [](const ImageReference& image) { return report::toObject(image); });
}

QJsonObject paragraphObject(const Paragraph& paragraph) {
    QJsonObject object{{QStringLiteral("text"), paragraph.text}};
    if (!paragraph.images.isEmpty()) object.insert(QStringLiteral("images"), imagesArray(paragraph.images));
    return object;
}

Paragraph paragraphFromObject(const QJsonObject& object) {
    return {text(object, "text"), listOf<ImageReference>(object, "images", imageFromObject)};
}

QJsonObject sectionObject(const Section& section) {
    return {{QStringLiteral("heading"), report::toObject(section.heading)},
            {QStringLiteral("paragraphs"), arrayOf(section.paragraphs, [](const Paragraph& paragraph) {
                 return paragraphObject(paragraph);
             })}};
}

Section sectionFromObject(const QJsonObject& object) {
    return {codeFromObject(object.value(QLatin1String("heading")).toObject()),
            listOf<Paragraph>(object, "paragraphs", paragraphFromObject)};
}

} // namespace

QJsonObject toObject(const study::Code& code) {
    return {{QStringLiteral("value"), code.value},
            {QStringLiteral("scheme"), code.scheme},
            {QStringLiteral("meaning"), code.meaning}};
}

study::Code codeFromObject(const QJsonObject& object) {
    return {text(object, "value"), text(object, "scheme"), text(object, "meaning")};
}

QJsonObject toObject(const User& user) {
    return {{QStringLiteral("id"), user.id},
            {QStringLiteral("name"), user.name},
            {QStringLiteral("organisation"), user.organisation},
            {QStringLiteral("role"), user.role},
            {QStringLiteral("registration"), user.registration}};
}

User userFromObject(const QJsonObject& object) {
    return {text(object, "id"), text(object, "name"), text(object, "organisation"), text(object, "role"),
            text(object, "registration")};
}

QJsonObject toObject(const study::Patient& patient) {
    return {{QStringLiteral("id"), patient.key.id},
            {QStringLiteral("issuer"), patient.key.issuer},
            {QStringLiteral("name"), patient.name},
            {QStringLiteral("birthDate"), patient.birthDate.toString(Qt::ISODate)},
            {QStringLiteral("sex"), patient.sex}};
}

study::Patient patientFromObject(const QJsonObject& object) {
    return {{text(object, "issuer"), text(object, "id")},
            text(object, "name"),
            QDate::fromString(text(object, "birthDate"), Qt::ISODate),
            text(object, "sex")};
}

QJsonObject toObject(const study::RequestedProcedure& procedure) {
    return {{QStringLiteral("studyUid"), procedure.studyUid},
            {QStringLiteral("accessionIssuer"), procedure.accessionIssuer},
            {QStringLiteral("accessionNumber"), procedure.accessionNumber},
            {QStringLiteral("placerOrderNumber"), procedure.placerOrderNumber},
            {QStringLiteral("fillerOrderNumber"), procedure.fillerOrderNumber},
            {QStringLiteral("requestedProcedureId"), procedure.requestedProcedureId},
            {QStringLiteral("description"), procedure.description},
            {QStringLiteral("code"), toObject(procedure.code)}};
}

study::RequestedProcedure procedureFromObject(const QJsonObject& object) {
    return {
        text(object, "studyUid"),          text(object, "accessionIssuer"),
        text(object, "accessionNumber"),   text(object, "placerOrderNumber"),
        text(object, "fillerOrderNumber"), text(object, "requestedProcedureId"),
        text(object, "description"),       codeFromObject(object.value(QLatin1String("code")).toObject())};
}

QJsonObject toObject(const ImageReference& image) {
    return {{QStringLiteral("studyUid"), image.instance.studyUid},
            {QStringLiteral("seriesUid"), image.instance.seriesUid},
            {QStringLiteral("sopClassUid"), image.instance.sopClassUid},
            {QStringLiteral("sopInstanceUid"), image.instance.sopInstanceUid},
            {QStringLiteral("frame"), image.frame},
            {QStringLiteral("purpose"), toObject(image.purpose)}};
}

ImageReference imageFromObject(const QJsonObject& object) {
    ImageReference image;
    image.instance = {text(object, "studyUid"), text(object, "seriesUid"), text(object, "sopClassUid"),
                      text(object, "sopInstanceUid")};
    image.frame = object.value(QLatin1String("frame")).toInt();
    if (const auto purpose = object.value(QLatin1String("purpose")); purpose.isObject())
        image.purpose = codeFromObject(purpose.toObject());
    return image;
}

QJsonObject toObject(const Communication& communication) {
    return {{QStringLiteral("name"), communication.name},
            {QStringLiteral("role"), communication.role},
            {QStringLiteral("method"), communication.method},
            {QStringLiteral("readBack"), communication.readBack},
            {QStringLiteral("at"), toIso(communication.at)}};
}

Communication communicationFromObject(const QJsonObject& object) {
    return {text(object, "name"), text(object, "role"), text(object, "method"),
            object.value(QLatin1String("readBack")).toBool(),
            fromIso(text(object, "at")).value_or(UtcTime{})};
}

QJsonObject toObject(const ActionableFinding& finding) {
    return {{QStringLiteral("alertId"), finding.alertId},
            {QStringLiteral("observationUid"), finding.observationUid},
            {QStringLiteral("category"), toObject(finding.category)},
            {QStringLiteral("text"), finding.text},
            {QStringLiteral("raisedAt"), toIso(finding.raisedAt)},
            {QStringLiteral("raisedByName"), finding.raisedByName},
            {QStringLiteral("images"), imagesArray(finding.images)},
            {QStringLiteral("textCode"), finding.textCode},
            {QStringLiteral("communications"),
             arrayOf(finding.communications,
                     [](const Communication& communication) { return toObject(communication); })}};
}

ActionableFinding findingFromObject(const QJsonObject& object) {
    return {text(object, "alertId"),
            text(object, "observationUid"),
            codeFromObject(object.value(QLatin1String("category")).toObject()),
            text(object, "text"),
            fromIso(text(object, "raisedAt")).value_or(UtcTime{}),
            text(object, "raisedByName"),
            listOf<ImageReference>(object, "images", imageFromObject),
            listOf<Communication>(object, "communications", communicationFromObject),
            text(object, "textCode")};
}

QByteArray toJson(const ReportContent& content) {
    const QJsonObject object{
        {QStringLiteral("reportId"), content.reportId},
        {QStringLiteral("version"), content.version},
        {QStringLiteral("patient"), toObject(content.patient)},
        {QStringLiteral("procedures"),
         arrayOf(content.procedures,
                 [](const study::RequestedProcedure& procedure) { return toObject(procedure); })},
        {QStringLiteral("title"), toObject(content.title)},
        {QStringLiteral("language"), content.language},
        {QStringLiteral("sections"),
         arrayOf(content.sections, [](const Section& section) { return sectionObject(section); })},
        {QStringLiteral("findings"),
         arrayOf(content.findings, [](const ActionableFinding& finding) { return toObject(finding); })}};
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

Result<ReportContent> reportFromJson(const QByteArray& json) {
    QJsonParseError fault;
    const auto document = QJsonDocument::fromJson(json, &fault);
    if (!document.isObject())
        return Error{Error::Code::Invalid, QStringLiteral("This is not a report in JSON."),
                     fault.errorString()};
    const auto object = document.object();
    ReportContent content;
    content.reportId = text(object, "reportId");
    content.version = object.value(QLatin1String("version")).toInt(1);
    content.patient = patientFromObject(object.value(QLatin1String("patient")).toObject());
    content.procedures = listOf<study::RequestedProcedure>(object, "procedures", procedureFromObject);
    content.title = codeFromObject(object.value(QLatin1String("title")).toObject());
    if (const auto language = text(object, "language"); !language.isEmpty()) content.language = language;
    content.sections = listOf<Section>(object, "sections", sectionFromObject);
    content.findings = listOf<ActionableFinding>(object, "findings", findingFromObject);
    return content;
}

} // namespace vigil::report
