// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/DraftCheck.h"

namespace vigil::alert {

namespace {

Error invalid(const QString& message) {
    return {Error::Code::Invalid, message, {}};
}

Result<void> checkPatient(const AlertDraft& draft) {
    const auto& key = draft.patient.key;
    if (key.id.isEmpty()) return invalid(QStringLiteral("The alert has no patient. Nothing was raised."));
    if (draft.reportPatient != key)
        return invalid(
            QStringLiteral("The report is of another patient than this alert. Nothing was raised: open the "
                           "report of the patient whose images you see, then flag the finding again."));
    if (draft.imagesPatient != key)
        return invalid(
            QStringLiteral("The images are of another patient than this alert. Nothing was raised: look at "
                           "the images of this patient, then flag the finding again."));
    if (draft.procedures.isEmpty())
        return invalid(QStringLiteral("The alert belongs to no examination. Nothing was raised."));
    QStringList studies;
    for (const auto& procedure : draft.procedures) {
        if (procedure.studyUid.isEmpty())
            return invalid(QStringLiteral("An examination of this alert has no study. Nothing was raised."));
        studies << procedure.studyUid;
    }
    for (const auto& image : draft.images)
        if (!studies.contains(image.instance.studyUid))
            return invalid(
                QStringLiteral("A linked image is of another study than this alert. Nothing was raised: "
                               "remove the image, or flag the finding in that study's report."));
    return {};
}

} // namespace

Result<AlertDraft> completed(AlertDraft draft, const AlertPolicy& policy) {
    VIGIL_CHECK(checkPatient(draft));
    const auto* finding = policy.finding(draft.findingCode);
    if (!finding) return invalid(QStringLiteral("Choose a finding from the list."));
    const auto* standard = policy.category(finding->category);
    if (draft.category.isEmpty()) draft.category = finding->category;
    const auto* category = policy.category(draft.category);
    if (!category || !standard) return invalid(QStringLiteral("Choose a category from the list."));
    if (category->rank > standard->rank && draft.loweringReason.trimmed().isEmpty())
        return invalid(
            QStringLiteral("\"%1\" is less urgent than \"%2\", which this finding has by policy. Say why.")
                .arg(category->label, standard->label));
    if (draft.text.trimmed().isEmpty()) draft.text = finding->text;
    if (draft.text.trimmed().isEmpty()) return invalid(QStringLiteral("Say what was found."));
    if (finding->laterality == FindingRule::Ask::Yes && draft.laterality == Laterality::NotApplicable &&
        finding->site == FindingRule::Ask::No)
        return invalid(QStringLiteral("Say which side the finding is on."));
    if (draft.owner.role.isEmpty())
        draft.owner.role = finding->ownerRole.isEmpty() ? category->ownerRole : finding->ownerRole;
    if (draft.backUpRole.isEmpty()) draft.backUpRole = category->backUpRole;
    return draft;
}

} // namespace vigil::alert
