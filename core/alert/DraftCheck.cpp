// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/DraftCheck.h"

#include "core/study/SamePatient.h"

namespace vigil::alert {

namespace {

Error incomplete(const QString& message) {
    return {Error::Code::Invalid, message, {}};
}

Result<void> checkPatient(const AlertDraft& draft) {
    const auto& key = draft.patient.key;
    if (key.id.isEmpty()) return incomplete(QStringLiteral("The alert has no patient. Nothing was raised."));
    if (!study::isSamePatient(draft.reportPatient, key))
        return incomplete(
            QStringLiteral("The report is of another patient than this alert. Nothing was raised: open the "
                           "report of the patient whose images you see, then flag the finding again."));
    if (!study::areOnePatient({draft.imagesPatient, draft.reportPatient, key}))
        return incomplete(
            QStringLiteral("The images are of another patient than this alert. Nothing was raised: look at "
                           "the images of this patient, then flag the finding again."));
    if (draft.procedures.isEmpty())
        return incomplete(QStringLiteral("The alert belongs to no examination. Nothing was raised."));
    QStringList studies;
    for (const auto& procedure : draft.procedures) {
        if (procedure.studyUid.isEmpty())
            return incomplete(
                QStringLiteral("An examination of this alert has no study. Nothing was raised."));
        studies << procedure.studyUid;
    }
    for (const auto& image : draft.images)
        if (!studies.contains(image.instance.studyUid))
            return incomplete(
                QStringLiteral("A linked image is of another study than this alert. Nothing was raised: "
                               "remove the image, or flag the finding in that study's report."));
    return {};
}

} // namespace

Result<AlertDraft> completed(AlertDraft draft, const AlertPolicy& policy) {
    VIGIL_CHECK(checkPatient(draft));
    const auto* finding = policy.finding(draft.findingCode);
    if (!finding) return incomplete(QStringLiteral("Choose a finding from the list."));
    const auto* standard = policy.category(finding->category);
    if (draft.category.isEmpty()) draft.category = finding->category;
    const auto* category = policy.category(draft.category);
    if (!category || !standard) return incomplete(QStringLiteral("Choose a category from the list."));
    if (category->rank > standard->rank && draft.loweringReason.trimmed().isEmpty())
        return incomplete(
            QStringLiteral("\"%1\" is less urgent than \"%2\", which this finding has by policy. Say why.")
                .arg(category->label, standard->label));
    if (draft.text.trimmed().isEmpty()) draft.text = finding->text;
    if (draft.text.trimmed().isEmpty()) return incomplete(QStringLiteral("Say what was found."));
    if (finding->laterality == FindingRule::Ask::Yes && draft.laterality == Laterality::NotApplicable &&
        finding->site == FindingRule::Ask::No)
        return incomplete(QStringLiteral("Say which side the finding is on."));
    const auto here = *policy.categoryFor(draft.findingCode, draft.category, draft.location);
    // A form that shows the category's default has not chosen it: where the patient is decides.
    const auto isDefault = [](const QString& role, const QString& standardRole) {
        return role.isEmpty() || role.compare(standardRole, Qt::CaseInsensitive) == 0;
    };
    if (draft.owner.role.isEmpty() ||
        (draft.owner.name.isEmpty() && isDefault(draft.owner.role, category->ownerRole)))
        draft.owner.role = here.ownerRole;
    if (isDefault(draft.backUpRole, category->backUpRole)) draft.backUpRole = here.backUpRole;
    // Whatever form it was entered by: a restricted finding is its team's, and a name in the form may be the
    // referrer's.
    const auto& team = finding->team;
    if (!team.isEmpty())
        draft.owner = {
            {}, team.contains(draft.owner.role, Qt::CaseInsensitive) ? draft.owner.role : here.ownerRole};
    if (!team.isEmpty() && !team.contains(draft.backUpRole, Qt::CaseInsensitive))
        draft.backUpRole = here.backUpRole;
    return draft;
}

Result<void> checkTold(const CallRecord& told, UtcTime now, const std::optional<UtcTime>& examinedAt) {
    if (told.outcome != CallOutcome::Reached)
        return incomplete(QStringLiteral("Nobody was reached by that call, so nobody was told. Nothing was "
                                         "raised: raise the alert, then record the call."));
    if (told.told.name.trimmed().isEmpty() || told.told.role.trimmed().isEmpty())
        return incomplete(QStringLiteral("Say who was told: name and role. Nothing was raised."));
    const auto at = told.at.value_or(now);
    const auto wrong = [](const QString& why) {
        return incomplete(
            QStringLiteral("%1. Nothing was raised: put the time of the call right, or untick it, "
                           "raise the alert and record the call.")
                .arg(why));
    };
    if (at > now) return wrong(QStringLiteral("The call is recorded at a time that has not come yet"));
    if (now - at > std::chrono::hours(24))
        return wrong(QStringLiteral("The call is recorded more than 24 hours ago"));
    // A call is written down by the minute. A scanner whose clock is ahead says nothing of when it was.
    if (examinedAt && *examinedAt <= now && at < std::chrono::floor<std::chrono::minutes>(*examinedAt))
        return wrong(QStringLiteral("The call is recorded at a time before the examination"));
    return {};
}

Documented documentedOnly(const AlertDraft& draft, const CategoryRule& category) {
    if (!category.actionable) return Documented::ByCategory;
    if (category.documentsSuspected && draft.suspected == Suspected::Yes) return Documented::Suspected;
    if (!category.documentsTold || !draft.told || !draft.told->readBack) return Documented::No;
    const bool accepts = category.mayAccept.contains(draft.told->told.role.trimmed(), Qt::CaseInsensitive);
    return accepts ? Documented::Told : Documented::No;
}

} // namespace vigil::alert
