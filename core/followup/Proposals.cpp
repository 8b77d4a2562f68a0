// SPDX-License-Identifier: GPL-3.0-or-later
// Which examination may be the recommended one, and what matches and what does not.
#include "core/followup/FollowUpPolicy.h"

#include "core/study/SamePatient.h"

#include <algorithm>

namespace vigil::followup {

namespace {

using Agreement = Aspect::Agreement;

QString listed(const QStringList& names) {
    return names.join(QStringLiteral(", "));
}

bool shares(const QStringList& a, const QStringList& b) {
    return std::any_of(a.begin(), a.end(), [&](const QString& each) { return b.contains(each); });
}

/// The number is the same already; birth date and name may still say that it is somebody else.
Aspect patientAspect(const study::Patient& asked, const study::Patient& found) {
    const QString what = QStringLiteral("patient");
    if (asked.birthDate.isValid() && found.birthDate.isValid() && asked.birthDate != found.birthDate)
        return {what, Agreement::Differs, QStringLiteral("the same number with another date of birth")};
    if (study::foldedForSearch(asked.name) != study::foldedForSearch(found.name))
        return {what, Agreement::Differs, QStringLiteral("the same number with another name")};
    return {what, Agreement::Agrees, QStringLiteral("the same number, name and date of birth")};
}

/// Nothing when both name parts of the body and share none.
std::optional<Aspect> bodyPartAspect(const QString& asked, const QString& found,
                                     const FollowUpPolicy& policy) {
    const QString what = QStringLiteral("body part");
    const auto wanted = policy.bodyPartsIn(asked);
    const auto taken = policy.bodyPartsIn(found);
    if (wanted.isEmpty() || taken.isEmpty())
        return Aspect{what, Agreement::NotSaid,
                      taken.isEmpty() ? QStringLiteral("the PACS does not say which part of the body")
                                      : QStringLiteral("recommended was \"%1\"").arg(asked)};
    if (!shares(wanted, taken)) return std::nullopt;
    return Aspect{what, Agreement::Agrees, listed(taken)};
}

/// A CTPA is not the nodule CT: what either is made for has to be what the other is made for.
Aspect purposeAspect(const QString& asked, const QString& found, const FollowUpPolicy& policy) {
    const QString what = QStringLiteral("purpose");
    const auto wanted = policy.purposesIn(asked);
    const auto taken = policy.purposesIn(found);
    if (wanted.isEmpty() && taken.isEmpty())
        return {what, Agreement::Agrees, QStringLiteral("neither names a purpose of its own")};
    if (shares(wanted, taken)) return {what, Agreement::Agrees, listed(taken)};
    if (taken.isEmpty())
        return {what, Agreement::Differs, QStringLiteral("recommended for %1").arg(listed(wanted))};
    return {what, Agreement::Differs,
            QStringLiteral("taken for %1, which is not what was recommended").arg(listed(taken))};
}

Aspect dateAspect(const QDate& from, const QDate& due, const QDate& taken) {
    const QString what = QStringLiteral("date");
    if (!due.isValid()) return {what, Agreement::NotSaid, QStringLiteral("no due date was recommended")};
    const auto interval = from.daysTo(due);
    const auto after = from.daysTo(taken);
    if (taken > due)
        return {what, Agreement::Differs,
                QStringLiteral("%1 days after the due date").arg(due.daysTo(taken))};
    if (after * 2 < interval)
        return {what, Agreement::Differs,
                QStringLiteral("early: after %1 of %2 days").arg(after).arg(interval)};
    return {what, Agreement::Agrees, QStringLiteral("after %1 of %2 days").arg(after).arg(interval)};
}

} // namespace

std::optional<Proposal> proposalOf(const FollowUpDraft& draft, UtcTime recommendedAt,
                                   const study::Study& examination, const FollowUpPolicy& policy) {
    const bool isCause = std::any_of(draft.procedures.begin(), draft.procedures.end(),
                                     [&](const auto& each) { return each.studyUid == examination.studyUid; });
    const auto from = toDateTime(recommendedAt).toTimeZone(policy.rules().zone).date();
    const auto taken = examination.studyTime.date();
    if (isCause || !study::isSamePatient(examination.patient.key, draft.patient.key) || !taken.isValid() ||
        taken < from || !policy.isOf(draft.modality, examination.modalities))
        return std::nullopt;
    const auto described = examination.bodyPart + QLatin1Char(' ') + examination.description;
    const auto bodyPart = bodyPartAspect(draft.bodyPart, described, policy);
    if (!bodyPart) return std::nullopt;
    Proposal proposal;
    proposal.studyUid = examination.studyUid;
    proposal.accessionNumber = examination.accessionNumber;
    proposal.description = examination.description;
    proposal.studyTime = examination.studyTime.toString(Qt::ISODate);
    proposal.aspects = {
        patientAspect(draft.patient, examination.patient),
        {QStringLiteral("modality"), Agreement::Agrees, examination.modalities.join(QStringLiteral(", "))},
        *bodyPart,
        purposeAspect(draft.bodyPart + QLatin1Char(' ') + draft.reason, examination.description, policy),
        dateAspect(from, draft.dueDate, taken)};
    return proposal;
}

} // namespace vigil::followup
