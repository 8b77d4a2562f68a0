// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/SignCheck.h"

#include "core/study/SamePatient.h"

#include <algorithm>

namespace vigil::report {

namespace {

void checkPatient(const Report& report, const ReportContent& content, const SignContext& context,
                  QStringList& problems) {
    const auto& patient = report.content().patient;
    if (!study::isSamePatient(content.patient.key, patient.key))
        problems << QStringLiteral(
            "The text is of another patient than the report. Do not sign; open the report anew.");
    if (context.imagesPatients.isEmpty() ||
        !study::areOnePatient(context.imagesPatients + QList{patient.key}))
        problems << QStringLiteral(
            "The images in the viewer are of another patient than the report. Open the images of "
            "the report's patient, then sign.");
    if (!context.orderPatient.id.isEmpty() && !study::isSamePatient(context.orderPatient, patient.key))
        problems << QStringLiteral(
            "The order is of another patient than the report. Correct the study at the modality "
            "or the order, then sign.");
    auto named = context.imagesPatients + QList{patient.key};
    for (const auto& uid : content.studyUids()) {
        const auto study = context.studies.constFind(uid);
        if (study == context.studies.constEnd())
            problems << QStringLiteral(
                "A study of this report is not on the worklist. Refresh the list, then sign.");
        else if (!study::areOnePatient(named << study->patient.key))
            problems << QStringLiteral(
                "A study of this report is of another patient. Remove that examination.");
    }
}

void checkEvidence(const ReportContent& content, const SignContext& context, QStringList& problems) {
    const auto studies = content.studyUids();
    for (const auto& uid : studies) {
        const bool named =
            std::any_of(context.evidence.begin(), context.evidence.end(),
                        [&](const study::InstanceKey& instance) { return instance.studyUid == uid; });
        if (!named || context.incompleteEvidence.contains(uid))
            problems << QStringLiteral(
                "Not all images of a study of this report are known. Retrieve it, then sign.");
    }
    const auto isEvidence = [&](const ImageReference& image) {
        return std::any_of(context.evidence.begin(), context.evidence.end(),
                           [&](const study::InstanceKey& instance) {
                               return instance.sopInstanceUid == image.instance.sopInstanceUid;
                           });
    };
    bool foreign = false;
    for (const auto& section : content.sections)
        for (const auto& paragraph : section.paragraphs)
            foreign = foreign || !std::all_of(paragraph.images.begin(), paragraph.images.end(), isEvidence);
    for (const auto& finding : content.findings)
        foreign = foreign || !std::all_of(finding.images.begin(), finding.images.end(), isEvidence);
    if (foreign)
        problems << QStringLiteral(
            "The report points at an image that is not among the images of its studies. Remove "
            "the link.");
}

} // namespace

SignVerdict checkBeforeSigning(const Report& report, const ReportContent& content, const SignContext& context,
                               const alert::AlertPolicy& policy, const QStringList& alertedFindings) {
    SignVerdict verdict;
    const auto to =
        context.state == SigningContext::State::Final ? ReportState::Final : ReportState::Preliminary;
    if (!Report::mayFollow(report.state(), to))
        verdict.problems << QStringLiteral("This report is %1 and cannot be signed as %2.")
                                .arg(toText(report.state()), toText(to));
    if (content.title.isEmpty())
        verdict.problems << QStringLiteral("The report has no title. Choose a template.");
    checkPatient(report, content, context, verdict.problems);
    checkEvidence(content, context, verdict.problems);
    verdict.problems.removeDuplicates();
    for (const auto& sentence : context.unseen) {
        const Remark remark{Remark::Kind::ImagesNotHere, -1, -1, 0, 0, sentence};
        if (!context.dismissed.contains(remark)) verdict.remarks << remark;
    }
    for (const auto& remark : checkText(content, policy, alertedFindings)) {
        if (remark.kind == Remark::Kind::ImpressionEmpty)
            verdict.problems << remark.message; // a report without a conclusion is none
        else if (!context.dismissed.contains(remark))
            verdict.remarks << remark;
    }
    return verdict;
}

} // namespace vigil::report
