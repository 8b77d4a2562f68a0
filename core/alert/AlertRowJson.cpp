// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertJson.h"

#include "core/base/Ids.h"
#include "core/report/ReportJson.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace vigil::alert {

namespace {

QString timeText(const std::optional<UtcTime>& time) {
    return time ? toIso(*time) : QString();
}

QJsonObject viewObject(const AlertView& view) {
    QJsonArray communications;
    for (const auto& communication : view.communications)
        communications << report::toObject(communication);
    QJsonArray stillToTell;
    for (const auto& party : view.stillToTell)
        stillToTell << toObject(party);
    QJsonArray attention;
    for (const auto& item : view.attention)
        attention << QJsonObject{{QStringLiteral("event"), vigil::toText(item.eventId)},
                                 {QStringLiteral("kind"), item.kind},
                                 {QStringLiteral("reason"), item.reason},
                                 {QStringLiteral("seen"), item.seen}};
    return {{QStringLiteral("id"), view.alertId},
            {QStringLiteral("state"), static_cast<int>(view.state)},
            {QStringLiteral("open"), view.open},
            {QStringLiteral("needsNewerVigil"), view.needsNewerVigil},
            {QStringLiteral("category"), view.category},
            {QStringLiteral("owner"), toObject(view.owner)},
            {QStringLiteral("due"), static_cast<int>(view.due)},
            {QStringLiteral("nextAt"), timeText(view.nextAt)},
            {QStringLiteral("callTask"), static_cast<int>(view.callTask)},
            {QStringLiteral("callSteps"), QJsonArray::fromStringList(view.callSteps)},
            {QStringLiteral("raisedBy"), toObject(view.raisedBy)},
            {QStringLiteral("raisedAt"), toIso(view.raisedAt)},
            {QStringLiteral("acknowledgeBy"), timeText(view.acknowledgeBy)},
            {QStringLiteral("actBy"), timeText(view.actBy)},
            {QStringLiteral("acknowledgedBy"), toObject(view.acknowledgedBy)},
            {QStringLiteral("acknowledgeAnew"), view.acknowledgeAnew},
            {QStringLiteral("declines"), view.declines},
            {QStringLiteral("act"), toObject(view.act)},
            {QStringLiteral("communications"), communications},
            {QStringLiteral("stillToTell"), stillToTell},
            {QStringLiteral("callBackAt"), timeText(view.callBackAt)},
            {QStringLiteral("attention"), attention}};
}

AlertView viewFromObject(const QJsonObject& object) {
    const auto at = [&](const char* key) { return object.value(QLatin1String(key)); };
    AlertView view;
    view.alertId = at("id").toString();
    view.state = static_cast<State>(at("state").toInt());
    view.open = at("open").toBool(true);
    view.needsNewerVigil = at("needsNewerVigil").toBool();
    view.category = at("category").toString();
    view.owner = partyFromObject(at("owner").toObject());
    view.due = static_cast<Due>(at("due").toInt());
    view.nextAt = fromIso(at("nextAt").toString());
    view.callTask = static_cast<CallTask>(at("callTask").toInt());
    for (const auto& step : at("callSteps").toArray())
        view.callSteps << step.toString();
    view.raisedBy = partyFromObject(at("raisedBy").toObject());
    view.raisedAt = fromIso(at("raisedAt").toString()).value_or(UtcTime{});
    view.acknowledgeBy = fromIso(at("acknowledgeBy").toString());
    view.actBy = fromIso(at("actBy").toString());
    view.acknowledgedBy = partyFromObject(at("acknowledgedBy").toObject());
    view.acknowledgeAnew = at("acknowledgeAnew").toBool();
    view.declines = at("declines").toInt();
    view.act = actFromObject(at("act").toObject());
    view.callBackAt = fromIso(at("callBackAt").toString());
    for (const auto& value : at("communications").toArray())
        view.communications << report::communicationFromObject(value.toObject());
    for (const auto& value : at("stillToTell").toArray())
        view.stillToTell << partyFromObject(value.toObject());
    for (const auto& value : at("attention").toArray()) {
        const auto item = value.toObject();
        view.attention << AttentionItem{QUuid(item.value(QLatin1String("event")).toString()),
                                        item.value(QLatin1String("kind")).toString(),
                                        item.value(QLatin1String("reason")).toString(),
                                        item.value(QLatin1String("seen")).toBool()};
    }
    return view;
}

} // namespace

QByteArray toJson(const AlertRow& row) {
    // The parts that an AlertDraft has as well are kept in its form.
    AlertDraft draft;
    draft.reportId = row.reportId;
    draft.patient = row.patient;
    draft.owner = row.raisedFor;
    draft.findingCode = row.findingCode;
    draft.suspected = row.suspected;
    draft.site = row.site;
    draft.laterality = row.laterality;
    draft.text = row.text;
    const QJsonObject object{
        {QStringLiteral("view"), viewObject(row.view)},
        {QStringLiteral("draft"), toObject(draft)},
        {QStringLiteral("rank"), row.rank},
        {QStringLiteral("categoryLabel"), row.categoryLabel},
        {QStringLiteral("findingLabel"), row.findingLabel},
        {QStringLiteral("restricted"), row.restricted},
        {QStringLiteral("signBy"), timeText(row.signBy)},
        {QStringLiteral("duty"), row.dutyRole},
        {QStringLiteral("device"), row.device},
        {QStringLiteral("studies"), QJsonArray::fromStringList(row.studyUids)},
        {QStringLiteral("accessions"), QJsonArray::fromStringList(row.accessionNumbers)}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

AlertRow rowFromJson(const QByteArray& json) {
    const auto object = QJsonDocument::fromJson(json).object();
    const auto draft = draftFromObject(object.value(QLatin1String("draft")).toObject());
    AlertRow row;
    row.view = viewFromObject(object.value(QLatin1String("view")).toObject());
    row.rank = object.value(QLatin1String("rank")).toInt();
    row.categoryLabel = object.value(QLatin1String("categoryLabel")).toString();
    row.raisedFor = draft.owner;
    row.findingCode = draft.findingCode;
    row.findingLabel = object.value(QLatin1String("findingLabel")).toString();
    row.text = draft.text;
    row.restricted = object.value(QLatin1String("restricted")).toBool();
    row.reportId = draft.reportId;
    row.patient = draft.patient;
    for (const auto& value : object.value(QLatin1String("studies")).toArray())
        row.studyUids << value.toString();
    for (const auto& value : object.value(QLatin1String("accessions")).toArray())
        row.accessionNumbers << value.toString();
    row.suspected = draft.suspected;
    row.site = draft.site;
    row.laterality = draft.laterality;
    row.signBy = fromIso(object.value(QLatin1String("signBy")).toString());
    row.dutyRole = object.value(QLatin1String("duty")).toString();
    row.device = object.value(QLatin1String("device")).toString();
    return row;
}

} // namespace vigil::alert
