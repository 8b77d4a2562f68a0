// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/followup/FollowUpJson.h"

#include "core/alert/AlertJson.h"
#include "core/report/ReportJson.h"

#include <QJsonArray>

namespace vigil::followup {

namespace {

QString textOf(const QJsonObject& object, const char* key) {
    return object.value(QLatin1String(key)).toString();
}

QString agreementName(Aspect::Agreement agreement) {
    return agreement == Aspect::Agreement::Agrees    ? QStringLiteral("agrees")
           : agreement == Aspect::Agreement::Differs ? QStringLiteral("differs")
                                                     : QStringLiteral("not said");
}

/// What a later Vigil may say counts as "not said".
Aspect::Agreement agreementFrom(const QString& name) {
    return name == QLatin1String("agrees")    ? Aspect::Agreement::Agrees
           : name == QLatin1String("differs") ? Aspect::Agreement::Differs
                                              : Aspect::Agreement::NotSaid;
}

} // namespace

QJsonObject toObject(const FollowUpDraft& draft) {
    QJsonArray procedures;
    for (const auto& procedure : draft.procedures)
        procedures << report::toObject(procedure);
    return {{QStringLiteral("reportId"), draft.reportId},
            {QStringLiteral("patient"), report::toObject(draft.patient)},
            {QStringLiteral("procedures"), procedures},
            {QStringLiteral("modality"), draft.modality},
            {QStringLiteral("bodyPart"), draft.bodyPart},
            {QStringLiteral("reason"), draft.reason},
            {QStringLiteral("dueDate"), draft.dueDate.toString(Qt::ISODate)},
            {QStringLiteral("owner"), alert::toObject(draft.owner)},
            {QStringLiteral("alertId"), draft.alertId}};
}

FollowUpDraft draftFromObject(const QJsonObject& object) {
    FollowUpDraft draft;
    draft.reportId = textOf(object, "reportId");
    draft.patient = report::patientFromObject(object.value(QLatin1String("patient")).toObject());
    for (const auto& value : object.value(QLatin1String("procedures")).toArray())
        draft.procedures << report::procedureFromObject(value.toObject());
    draft.modality = textOf(object, "modality");
    draft.bodyPart = textOf(object, "bodyPart");
    draft.reason = textOf(object, "reason");
    draft.dueDate = QDate::fromString(textOf(object, "dueDate"), Qt::ISODate);
    draft.owner = alert::partyFromObject(object.value(QLatin1String("owner")).toObject());
    draft.alertId = textOf(object, "alertId");
    return draft;
}

QJsonObject toObject(const FollowUpRules& rules) {
    QJsonArray reminders;
    for (const int share : rules.reminders)
        reminders << share;
    return {{QStringLiteral("reminders"), reminders},
            {QStringLiteral("graceDays"), rules.graceDays},
            {QStringLiteral("renewDays"), rules.renewDays},
            {QStringLiteral("officerRole"), rules.officerRole},
            {QStringLiteral("mayConfirm"), QJsonArray::fromStringList(rules.mayConfirm)},
            {QStringLiteral("zone"), QString::fromUtf8(rules.zone.id())}};
}

FollowUpRules rulesFromObject(const QJsonObject& object) {
    FollowUpRules rules;
    QList<int> reminders;
    for (const auto& value : object.value(QLatin1String("reminders")).toArray())
        if (value.toInt() > 0) reminders << value.toInt();
    // An event without rules is of nobody's policy: then the defaults of the field count.
    if (!reminders.isEmpty()) rules.reminders = reminders;
    std::sort(rules.reminders.begin(), rules.reminders.end());
    rules.graceDays = object.value(QLatin1String("graceDays")).toInt(rules.graceDays);
    rules.renewDays = std::max(1, object.value(QLatin1String("renewDays")).toInt(rules.renewDays));
    rules.officerRole = textOf(object, "officerRole");
    for (const auto& value : object.value(QLatin1String("mayConfirm")).toArray())
        rules.mayConfirm << value.toString();
    if (const QTimeZone zone(textOf(object, "zone").toUtf8()); zone.isValid()) rules.zone = zone;
    return rules;
}

QJsonObject toObject(const Proposal& proposal) {
    QJsonArray aspects;
    for (const auto& aspect : proposal.aspects)
        aspects << QJsonObject{{QStringLiteral("what"), aspect.what},
                               {QStringLiteral("agreement"), agreementName(aspect.agreement)},
                               {QStringLiteral("said"), aspect.said}};
    return {{QStringLiteral("study"), proposal.studyUid},
            {QStringLiteral("accession"), proposal.accessionNumber},
            {QStringLiteral("description"), proposal.description},
            {QStringLiteral("studyTime"), proposal.studyTime},
            {QStringLiteral("aspects"), aspects}};
}

Proposal proposalFromObject(const QJsonObject& object) {
    Proposal proposal;
    proposal.studyUid = textOf(object, "study");
    proposal.accessionNumber = textOf(object, "accession");
    proposal.description = textOf(object, "description");
    proposal.studyTime = textOf(object, "studyTime");
    for (const auto& value : object.value(QLatin1String("aspects")).toArray()) {
        const auto aspect = value.toObject();
        proposal.aspects << Aspect{textOf(aspect, "what"), agreementFrom(textOf(aspect, "agreement")),
                                   textOf(aspect, "said")};
    }
    return proposal;
}

QJsonObject toObject(const Closing& closing) {
    return {{QStringLiteral("end"), toText(closing.end)},
            {QStringLiteral("note"), closing.note},
            {QStringLiteral("decidedBy"), alert::toObject(closing.decidedBy)},
            {QStringLiteral("study"), closing.studyUid},
            {QStringLiteral("verifiedReport"), closing.verifiedReport}};
}

std::optional<Closing> closingFromObject(const QJsonObject& object) {
    const auto end = endFromText(textOf(object, "end"));
    if (!end) return std::nullopt;
    return Closing{*end, textOf(object, "note"),
                   alert::partyFromObject(object.value(QLatin1String("decidedBy")).toObject()),
                   textOf(object, "study"), textOf(object, "verifiedReport")};
}

QJsonObject toObject(const FollowUpRow& row) {
    const auto& view = row.view;
    QJsonArray proposals;
    for (const auto& each : view.proposals) {
        auto proposal = toObject(each.proposal);
        proposal.insert(QStringLiteral("rejected"), each.rejected);
        proposal.insert(QStringLiteral("rejectedBecause"), each.rejectedBecause);
        proposals << proposal;
    }
    QJsonArray attention;
    for (const auto& item : view.attention)
        attention << item.reason;
    return {{QStringLiteral("id"), view.followUpId},
            {QStringLiteral("state"), toText(view.state)},
            {QStringLiteral("open"), view.open},
            {QStringLiteral("end"), view.state == State::Closed ? toText(view.closing.end) : QString()},
            {QStringLiteral("patientId"), row.draft.patient.key.id},
            {QStringLiteral("patientName"), row.draft.patient.name},
            {QStringLiteral("modality"), row.draft.modality},
            {QStringLiteral("bodyPart"), row.draft.bodyPart},
            {QStringLiteral("reason"), row.draft.reason},
            {QStringLiteral("dueDate"), view.dueDate.toString(Qt::ISODate)},
            {QStringLiteral("ownerName"), view.owner.name},
            {QStringLiteral("ownerRole"), view.owner.role},
            {QStringLiteral("due"), toText(view.due)},
            {QStringLiteral("nextAt"), view.nextAt ? toIso(*view.nextAt) : QString()},
            {QStringLiteral("overdue"), view.overdue},
            {QStringLiteral("reminded"), view.reminded},
            {QStringLiteral("escalations"), view.escalations},
            {QStringLiteral("bookedFor"), view.bookedFor.toString(Qt::ISODate)},
            {QStringLiteral("recommendedAt"), toIso(view.recommendedAt)},
            {QStringLiteral("onlyHere"), view.onlyHere},
            {QStringLiteral("proposals"), proposals},
            {QStringLiteral("attention"), attention},
            {QStringLiteral("needsNewerVigil"), view.needsNewerVigil}};
}

} // namespace vigil::followup
