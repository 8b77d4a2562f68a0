// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/ContentChecks.h"

#include "core/base/Ids.h"
#include "dicom/sr/Codes.h"
#include "dicom/sr/FieldChecks.h"

namespace vigil::dicom {

namespace {

Error invalid(const QString& message) {
    return {Error::Code::Invalid, message, QString()};
}

Result<void> checkPatient(const study::Patient& patient) {
    VIGIL_CHECK(checkField(QStringLiteral("The patient's name"), patient.name, Vr::Pn));
    VIGIL_CHECK(checkField(QStringLiteral("The patient id"), patient.key.id, Vr::Lo, Presence::Required));
    VIGIL_CHECK(checkField(QStringLiteral("The issuer of the patient id"), patient.key.issuer, Vr::Lo));
    return checkField(QStringLiteral("The patient's sex"), patient.sex, Vr::Sh);
}

Result<void> checkProcedure(const study::RequestedProcedure& procedure) {
    VIGIL_CHECK(
        checkField(QStringLiteral("The Study Instance UID"), procedure.studyUid, Vr::Ui, Presence::Required));
    VIGIL_CHECK(checkField(QStringLiteral("The accession number"), procedure.accessionNumber, Vr::Sh));
    VIGIL_CHECK(
        checkField(QStringLiteral("The issuer of the accession number"), procedure.accessionIssuer, Vr::Lo));
    VIGIL_CHECK(checkField(QStringLiteral("The placer order number"), procedure.placerOrderNumber, Vr::Lo));
    VIGIL_CHECK(checkField(QStringLiteral("The filler order number"), procedure.fillerOrderNumber, Vr::Lo));
    VIGIL_CHECK(
        checkField(QStringLiteral("The requested procedure id"), procedure.requestedProcedureId, Vr::Sh));
    VIGIL_CHECK(checkField(QStringLiteral("The procedure's description"), procedure.description, Vr::Lo));
    return checkCode(QStringLiteral("The procedure"), procedure.code);
}

Result<void> checkImages(const QList<report::ImageReference>& images) {
    for (const auto& image : images) {
        const auto check = [](const QString& uid) {
            return checkField(QStringLiteral("A referenced image"), uid, Vr::Ui, Presence::Required);
        };
        VIGIL_CHECK(check(image.instance.studyUid));
        VIGIL_CHECK(check(image.instance.seriesUid));
        VIGIL_CHECK(check(image.instance.sopClassUid));
        VIGIL_CHECK(check(image.instance.sopInstanceUid));
        VIGIL_CHECK(checkCode(QStringLiteral("The purpose of an image"), image.purpose, Presence::Required));
        if (image.frame < 0)
            return invalid(QStringLiteral("The report points at a frame that cannot exist."));
    }
    return {};
}

Result<void> checkSection(const report::Section& section) {
    VIGIL_CHECK(checkCode(QStringLiteral("A heading"), section.heading, Presence::Required));
    if (section.heading == codes::criticalResults)
        return invalid(
            QStringLiteral("The heading \"Communication of Critical Results\" is kept for alerts."));
    for (const auto& paragraph : section.paragraphs) {
        // A blank paragraph says nothing and is left out, unless an image hangs on it.
        const auto presence = paragraph.images.isEmpty() ? Presence::Optional : Presence::Required;
        VIGIL_CHECK(checkField(QStringLiteral("A paragraph of \"%1\"").arg(section.heading.meaning),
                               normalisedText(paragraph.text), Vr::Ut, presence));
        VIGIL_CHECK(checkImages(paragraph.images));
    }
    return {};
}

Result<void> checkFinding(const report::ActionableFinding& finding) {
    const QUuid alert(finding.alertId);
    if (alert.isNull() || finding.observationUid != dicomUid(alert))
        return invalid(QStringLiteral(
            "A finding is not linked to its alert: its Observation UID must be made from the alert's id."));
    VIGIL_CHECK(checkCode(QStringLiteral("A finding's category"), finding.category, Presence::Required));
    VIGIL_CHECK(checkField(QStringLiteral("A finding's text"), normalisedText(finding.text), Vr::Ut,
                           Presence::Required));
    VIGIL_CHECK(checkField(QStringLiteral("An alert text code"), normalisedText(finding.textCode), Vr::Ut));
    VIGIL_CHECK(checkField(QStringLiteral("The name of who raised an alert"), finding.raisedByName, Vr::Pn));
    VIGIL_CHECK(checkImages(finding.images));
    for (const auto& communication : finding.communications) {
        VIGIL_CHECK(checkField(QStringLiteral("The name of who was told"), communication.name, Vr::Pn));
        VIGIL_CHECK(checkField(QStringLiteral("The role of who was told"), normalisedText(communication.role),
                               Vr::Ut));
        VIGIL_CHECK(
            checkField(QStringLiteral("The way of telling"), normalisedText(communication.method), Vr::Ut));
    }
    return {};
}

Result<void> checkUser(const QString& who, const report::User& user, Presence presence) {
    VIGIL_CHECK(checkField(QStringLiteral("The name of the %1").arg(who), user.name, Vr::Pn, presence));
    VIGIL_CHECK(checkField(QStringLiteral("The organisation of the %1").arg(who), user.organisation, Vr::Lo,
                           presence));
    VIGIL_CHECK(checkField(QStringLiteral("The login name of the %1").arg(who), user.id, Vr::Lo));
    return checkField(QStringLiteral("The registration number of the %1").arg(who), user.registration,
                      Vr::Lo);
}

Result<void> checkInstances(const QList<study::InstanceKey>& instances) {
    for (const auto& instance : instances)
        for (const auto& uid :
             {instance.studyUid, instance.seriesUid, instance.sopClassUid, instance.sopInstanceUid})
            VIGIL_CHECK(
                checkField(QStringLiteral("An instance of the study"), uid, Vr::Ui, Presence::Required));
    return {};
}

} // namespace

Result<void> checkForEncoding(const report::ReportContent& content, const report::SigningContext& context) {
    if (QUuid(content.reportId).isNull()) return invalid(QStringLiteral("The report has no identifier."));
    if (content.version < 1) return invalid(QStringLiteral("The report has no version number."));
    if (content.procedures.isEmpty())
        return invalid(QStringLiteral("The report belongs to no requested procedure."));
    if (content.sections.isEmpty() && content.findings.isEmpty())
        return invalid(QStringLiteral("The report says nothing."));
    VIGIL_CHECK(checkPatient(content.patient));
    for (const auto& procedure : content.procedures)
        VIGIL_CHECK(checkProcedure(procedure));
    VIGIL_CHECK(checkCode(QStringLiteral("The title"), content.title, Presence::Required));
    VIGIL_CHECK(checkField(QStringLiteral("The language"), content.language, Vr::Sh, Presence::Required));
    for (const auto& section : content.sections)
        VIGIL_CHECK(checkSection(section));
    for (const auto& finding : content.findings)
        VIGIL_CHECK(checkFinding(finding));
    // PS3.3 C.17.2: name and organisation of the verifier are type 1.
    if (context.state == report::SigningContext::State::Final)
        VIGIL_CHECK(checkUser(QStringLiteral("verifying reader"), context.verifier, Presence::Required));
    VIGIL_CHECK(checkUser(QStringLiteral("author"), context.author, Presence::Optional));
    VIGIL_CHECK(checkField(QStringLiteral("The name of the author"), context.author.name, Vr::Pn,
                           Presence::Required));
    VIGIL_CHECK(checkInstances(context.evidence));
    for (const auto& predecessor : context.predecessors) {
        VIGIL_CHECK(checkInstances({predecessor.instance}));
        VIGIL_CHECK(checkCode(QStringLiteral("The purpose of the predecessor"), predecessor.purpose));
    }
    return {};
}

} // namespace vigil::dicom
