// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertJson.h"

#include "core/report/ReportJson.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace vigil::alert {

namespace {

using report::toObject;

QString text(const QJsonObject& object, const char* key) {
    return object.value(QLatin1String(key)).toString();
}

QStringList texts(const QJsonObject& object, const char* key) {
    QStringList list;
    for (const auto& value : object.value(QLatin1String(key)).toArray())
        list << value.toString();
    return list;
}

void put(QJsonObject& object, const char* key, const std::optional<Limit>& limit) {
    if (limit) object.insert(QLatin1String(key), toText(*limit));
}

/// A name in JSON for each value of an enum; the first stands for anything unknown.
template <class Enum, std::size_t N>
struct Names {
    std::pair<Enum, const char*> entries[N];

    QString of(Enum value) const {
        for (const auto& [entry, name] : entries)
            if (entry == value) return QLatin1String(name);
        return QLatin1String(entries[0].second);
    }
    Enum from(const QString& name) const {
        for (const auto& [entry, entryName] : entries)
            if (name == QLatin1String(entryName)) return entry;
        return entries[0].first;
    }
};

const Names<Laterality, 4> lateralities{{{Laterality::NotApplicable, ""},
                                         {Laterality::Left, "left"},
                                         {Laterality::Right, "right"},
                                         {Laterality::Bilateral, "bilateral"}}};
const Names<CallOutcome, 8> outcomes{{{CallOutcome::NoAnswer, "noAnswer"},
                                      {CallOutcome::Reached, "reached"},
                                      {CallOutcome::WrongNumber, "wrongNumber"},
                                      {CallOutcome::CallBack, "callBack"},
                                      {CallOutcome::PassedOn, "passedOn"},
                                      {CallOutcome::CannotBeReached, "cannotBeReached"},
                                      {CallOutcome::Bleep, "bleep"},
                                      {CallOutcome::Voicemail, "voicemail"}}};
const Names<Act::PatientTold, 3> toldNames{{{Act::PatientTold::NotYetKnown, "unknown"},
                                            {Act::PatientTold::Yes, "yes"},
                                            {Act::PatientTold::No, "no"}}};

} // namespace

Rules rulesOf(const AlertPolicy& policy, const CategoryRule& category, const QDate& day) {
    Rules rules{category,
                policy.calendar(),
                policy.officerRole(),
                policy.dutyRole(),
                policy.permissions().lower,
                policy.permissions().withdraw,
                policy.officerDeputyRole()};
    rules.calendar.bankHolidays.removeIf(
        [&](const QDate& holiday) { return holiday < day || holiday > day.addDays(90); });
    return rules;
}

QJsonObject toObject(const Rules& rules) {
    const auto& category = rules.category;
    QJsonObject limits;
    put(limits, "spokenContact", category.limits.spokenContact);
    put(limits, "acknowledge", category.limits.acknowledge);
    put(limits, "backUp", category.limits.backUp);
    put(limits, "endOfLadder", category.limits.endOfLadder);
    put(limits, "actedOn", category.limits.actedOn);
    put(limits, "renew", category.limits.renew);
    put(limits, "signed", category.limits.reportSigned);
    QStringList holidays;
    for (const auto& day : rules.calendar.bankHolidays)
        holidays << day.toString(Qt::ISODate);
    holidays.sort();
    return {{QStringLiteral("code"), category.code},
            {QStringLiteral("label"), category.label},
            {QStringLiteral("radlex"), toObject(category.radlex)},
            {QStringLiteral("textCode"), category.textCode},
            {QStringLiteral("rank"), category.rank},
            {QStringLiteral("actionable"), category.actionable},
            {QStringLiteral("documentsSuspected"), category.documentsSuspected},
            {QStringLiteral("documentsTold"), category.documentsTold},
            {QStringLiteral("limits"), limits},
            {QStringLiteral("owner"), category.ownerRole},
            {QStringLiteral("backUp"), category.backUpRole},
            {QStringLiteral("end"), category.endRole},
            {QStringLiteral("laterEnds"), QJsonArray::fromStringList(category.laterEnds)},
            {QStringLiteral("copyTo"), category.copyTo},
            {QStringLiteral("mayAccept"), QJsonArray::fromStringList(category.mayAccept)},
            {QStringLiteral("mayPassOn"), QJsonArray::fromStringList(category.mayPassOn)},
            {QStringLiteral("mayAct"), QJsonArray::fromStringList(category.mayAct)},
            {QStringLiteral("patientToKnow"), category.patientToKnow},
            {QStringLiteral("zone"), QString::fromLatin1(rules.calendar.zone.id())},
            {QStringLiteral("holidays"), QJsonArray::fromStringList(holidays)},
            {QStringLiteral("officer"), rules.officerRole},
            {QStringLiteral("officerDeputy"), rules.officerDeputyRole},
            {QStringLiteral("duty"), rules.dutyRole},
            {QStringLiteral("mayLower"), QJsonArray::fromStringList(rules.mayLower)},
            {QStringLiteral("mayWithdraw"), QJsonArray::fromStringList(rules.mayWithdraw)}};
}

Rules rulesFromObject(const QJsonObject& object) {
    Rules rules;
    auto& category = rules.category;
    category.code = text(object, "code");
    category.label = text(object, "label");
    category.radlex = report::codeFromObject(object.value(QLatin1String("radlex")).toObject());
    category.textCode = text(object, "textCode");
    category.rank = object.value(QLatin1String("rank")).toInt();
    category.actionable = object.value(QLatin1String("actionable")).toBool(true);
    category.documentsSuspected = object.value(QLatin1String("documentsSuspected")).toBool();
    category.documentsTold = object.value(QLatin1String("documentsTold")).toBool();
    const auto limits = object.value(QLatin1String("limits")).toObject();
    category.limits = {
        limitFromText(text(limits, "spokenContact")), limitFromText(text(limits, "acknowledge")),
        limitFromText(text(limits, "backUp")),        limitFromText(text(limits, "endOfLadder")),
        limitFromText(text(limits, "actedOn")),       limitFromText(text(limits, "renew")),
        limitFromText(text(limits, "signed"))};
    category.ownerRole = text(object, "owner");
    category.backUpRole = text(object, "backUp");
    category.endRole = text(object, "end");
    category.laterEnds = texts(object, "laterEnds");
    category.copyTo = text(object, "copyTo");
    category.mayAccept = texts(object, "mayAccept");
    category.mayPassOn = texts(object, "mayPassOn");
    category.mayAct = texts(object, "mayAct");
    category.patientToKnow = object.value(QLatin1String("patientToKnow")).toBool();
    if (const QTimeZone zone(text(object, "zone").toLatin1()); zone.isValid()) rules.calendar.zone = zone;
    for (const auto& day : texts(object, "holidays"))
        rules.calendar.bankHolidays << QDate::fromString(day, Qt::ISODate);
    rules.officerRole = text(object, "officer");
    rules.officerDeputyRole = text(object, "officerDeputy");
    rules.dutyRole = text(object, "duty");
    // Alerts of before these lists: the duty role alone.
    const QStringList duty = rules.dutyRole.isEmpty() ? QStringList() : QStringList{rules.dutyRole};
    rules.mayLower = object.contains(QLatin1String("mayLower")) ? texts(object, "mayLower") : duty;
    rules.mayWithdraw = object.contains(QLatin1String("mayWithdraw")) ? texts(object, "mayWithdraw") : duty;
    return rules;
}

QJsonObject toObject(const Party& party) {
    return {{QStringLiteral("name"), party.name}, {QStringLiteral("role"), party.role}};
}

Party partyFromObject(const QJsonObject& object) {
    return {text(object, "name"), text(object, "role")};
}

QJsonObject toObject(const AlertDraft& draft) {
    QJsonArray procedures;
    for (const auto& procedure : draft.procedures)
        procedures << toObject(procedure);
    QJsonArray images;
    for (const auto& image : draft.images)
        images << toObject(image);
    return {{QStringLiteral("report"), draft.reportId},
            {QStringLiteral("patient"), toObject(draft.patient)},
            {QStringLiteral("procedures"), procedures},
            {QStringLiteral("finding"), draft.findingCode},
            {QStringLiteral("category"), draft.category},
            {QStringLiteral("loweringReason"), draft.loweringReason},
            {QStringLiteral("suspected"), draft.suspected == Suspected::Yes},
            {QStringLiteral("site"), draft.site},
            {QStringLiteral("laterality"), lateralities.of(draft.laterality)},
            {QStringLiteral("text"), draft.text},
            {QStringLiteral("owner"), toObject(draft.owner)},
            {QStringLiteral("backUp"), draft.backUpRole},
            {QStringLiteral("location"), draft.location},
            {QStringLiteral("requestingPractice"), draft.requestingPractice},
            {QStringLiteral("registeredPractice"), draft.registeredPractice},
            {QStringLiteral("recommendedAction"), draft.recommendedAction},
            {QStringLiteral("dueDate"), draft.dueDate.toString(Qt::ISODate)},
            {QStringLiteral("images"), images}};
}

AlertDraft draftFromObject(const QJsonObject& object) {
    AlertDraft draft;
    draft.reportId = text(object, "report");
    draft.patient = report::patientFromObject(object.value(QLatin1String("patient")).toObject());
    for (const auto& value : object.value(QLatin1String("procedures")).toArray())
        draft.procedures << report::procedureFromObject(value.toObject());
    draft.findingCode = text(object, "finding");
    draft.category = text(object, "category");
    draft.loweringReason = text(object, "loweringReason");
    draft.suspected = object.value(QLatin1String("suspected")).toBool() ? Suspected::Yes : Suspected::No;
    draft.site = text(object, "site");
    draft.laterality = lateralities.from(text(object, "laterality"));
    draft.text = text(object, "text");
    draft.owner = partyFromObject(object.value(QLatin1String("owner")).toObject());
    draft.backUpRole = text(object, "backUp");
    draft.location = text(object, "location");
    draft.requestingPractice = text(object, "requestingPractice");
    draft.registeredPractice = text(object, "registeredPractice");
    draft.recommendedAction = text(object, "recommendedAction");
    draft.dueDate = QDate::fromString(text(object, "dueDate"), Qt::ISODate);
    for (const auto& value : object.value(QLatin1String("images")).toArray())
        draft.images << report::imageFromObject(value.toObject());
    return draft;
}

QJsonObject toObject(const CallRecord& call) {
    QJsonObject object{{QStringLiteral("outcome"), outcomes.of(call.outcome)},
                       {QStringLiteral("told"), toObject(call.told)},
                       {QStringLiteral("method"), call.method},
                       {QStringLiteral("readBack"), call.readBack},
                       {QStringLiteral("note"), call.note}};
    if (call.callBackAt) object.insert(QStringLiteral("callBackAt"), toIso(*call.callBackAt));
    if (call.at) object.insert(QStringLiteral("at"), toIso(*call.at));
    return object;
}

CallRecord callFromObject(const QJsonObject& object) {
    return {outcomes.from(text(object, "outcome")),
            partyFromObject(object.value(QLatin1String("told")).toObject()),
            text(object, "method"),
            object.value(QLatin1String("readBack")).toBool(),
            text(object, "note"),
            fromIso(text(object, "callBackAt")),
            fromIso(text(object, "at"))};
}

QJsonObject toObject(const Act& act) {
    return {{QStringLiteral("what"), act.what},
            {QStringLiteral("actor"), toObject(act.by)},
            {QStringLiteral("patientTold"), toldNames.of(act.patientTold)}};
}

Act actFromObject(const QJsonObject& object) {
    return {text(object, "what"), partyFromObject(object.value(QLatin1String("actor")).toObject()),
            toldNames.from(text(object, "patientTold"))};
}

} // namespace vigil::alert
