// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include "core/alert/AlertJson.h"

#include <QFile>
#include <QJsonArray>

namespace vigil::app {

namespace {

QString timeOf(const std::optional<UtcTime>& time) {
    return time ? toIso(*time) : QString();
}

QJsonObject rowJson(const alert::AlertRow& row) {
    const auto& view = row.view;
    return {{"id", view.alertId},
            {"state", alert::toText(view.state)},
            {"open", view.open},
            {"category", view.category},
            {"finding", row.findingCode},
            {"text", row.text},
            {"patientId", row.patient.key.id},
            {"patientName", row.patient.name},
            {"studyUids", QJsonArray::fromStringList(row.studyUids)},
            {"ownerName", view.owner.name},
            {"ownerRole", view.owner.role},
            {"due", alert::toText(view.due)},
            {"nextAt", timeOf(view.nextAt)},
            {"overdue", view.overdue},
            {"raisedAt", toIso(view.raisedAt)},
            {"acknowledgedBy", view.acknowledgedBy.name},
            {"actedOn", view.act.what},
            {"needsNewerVigil", view.needsNewerVigil}};
}

alert::Party partyOf(const Call& call) {
    return {call.option(QStringLiteral("name")).value_or(QString()),
            call.option(QStringLiteral("role")).value_or(QString())};
}

Result<void> callAct(Call& call, alert::AlertService& alerts, const QString& id) {
    alert::CallRecord record;
    record.told = partyOf(call);
    record.method = call.option(QStringLiteral("method")).value_or(QStringLiteral("telephone"));
    record.readBack = call.flag(QStringLiteral("read-back"));
    return Call::waitFor(alerts.recordCall(id, record));
}

Result<void> onePersonsAct(Call& call, alert::AlertService& alerts, const QString& verb, const QString& id) {
    if (verb == QLatin1String("ack"))
        return Call::waitFor(
            alerts.acknowledge(id, {partyOf(call).name, partyOf(call).role,
                                    call.option(QStringLiteral("registration")).value_or(QString()),
                                    call.option(QStringLiteral("how")).value_or(QString())}));
    if (verb == QLatin1String("call")) return callAct(call, alerts, id);
    if (verb == QLatin1String("decline"))
        return Call::waitFor(
            alerts.decline(id, call.option(QStringLiteral("reason")).value_or(QString()), partyOf(call)));
    if (verb == QLatin1String("close"))
        return Call::waitFor(alerts.close(id, call.option(QStringLiteral("note")).value_or(QString())));
    alert::Act act;
    act.what = call.option(QStringLiteral("what")).value_or(QString());
    act.by = partyOf(call);
    const auto told = call.option(QStringLiteral("patient-told")).value_or(QString());
    act.patientTold = told == QLatin1String("yes")  ? alert::Act::PatientTold::Yes
                      : told == QLatin1String("no") ? alert::Act::PatientTold::No
                                                    : alert::Act::PatientTold::NotYetKnown;
    return Call::waitFor(alerts.actOn(id, act));
}

Result<alert::AlertDraft> draftFrom(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::NotFound, QStringLiteral("This file cannot be read."), {}};
    QJsonParseError parse;
    const auto json = QJsonDocument::fromJson(file.readAll(), &parse);
    if (!json.isObject())
        return Error{Error::Code::Invalid,
                     QStringLiteral("The file holds no JSON object: %1").arg(parse.errorString()),
                     {}};
    // A file shows no images and no report of somebody else: it speaks of one patient.
    auto draft = alert::draftFromObject(json.object());
    draft.reportPatient = draft.imagesPatient = draft.patient.key;
    return draft;
}

} // namespace

int alertsVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    alert::BoardFilter filter;
    filter.which = call.flag(QStringLiteral("overdue")) ? alert::BoardFilter::Which::Overdue
                   : call.flag(QStringLiteral("open"))  ? alert::BoardFilter::Which::Open
                                                        : alert::BoardFilter::Which::All;
    filter.patient = {call.option(QStringLiteral("issuer")).value_or(QString()),
                      call.option(QStringLiteral("patient")).value_or(QString())};
    const auto rows = Call::waitFor((*application)->alerts().board(filter));
    if (!rows) return call.fail(rows.error());
    QJsonArray json;
    QStringList lines;
    for (const auto& row : *rows) {
        json << rowJson(row);
        lines << QStringLiteral("%1  %2  %3  owner %4%5  %6  %7")
                     .arg(row.view.alertId, row.categoryLabel, alert::toText(row.view.state),
                          row.view.owner.name.isEmpty() ? row.view.owner.role
                                                        : study::displayName(row.view.owner.name),
                          row.view.overdue ? QStringLiteral("  OVERDUE") : QString(), timeOf(row.view.nextAt),
                          row.findingLabel);
    }
    return call.doneList(QJsonDocument(json),
                         lines.isEmpty() ? QStringLiteral("No alerts.") : lines.join(QLatin1Char('\n')));
}

int alertActVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto result = onePersonsAct(call, (*application)->alerts(), call.words().at(1), call.operand(0));
    if (!result) return call.fail(result.error());
    return call.done({{"id", call.operand(0)}, {"recorded", call.words().at(1)}},
                     QStringLiteral("Recorded."));
}

int alertExampleVerb(Call& call) {
    alert::AlertDraft draft;
    draft.patient = {{QStringLiteral("NHS"), QStringLiteral("9990000018")},
                     QStringLiteral("Example^Erin"),
                     QDate(1953, 3, 9),
                     QStringLiteral("F")};
    study::RequestedProcedure asked;
    asked.studyUid = QStringLiteral("2.25.4711");
    asked.accessionNumber = QStringLiteral("ACC-4711");
    asked.description = QStringLiteral("CT chest");
    draft.procedures = {asked};
    draft.findingCode = QStringLiteral("pe");
    draft.laterality = alert::Laterality::Right;
    draft.text = QStringLiteral("Segmental pulmonary embolism without strain.");
    draft.recommendedAction = QStringLiteral("anticoagulate");
    const QJsonDocument json(alert::toObject(draft));
    return call.doneList(json, QString::fromUtf8(json.toJson(QJsonDocument::Indented)));
}

int alertRaiseVerb(Call& call) {
    const auto draft = draftFrom(call.file(0));
    if (!draft) return call.fail(draft.error());
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    auto& alerts = (*application)->alerts();
    const auto superseded = call.option(QStringLiteral("supersedes"));
    const auto raised =
        Call::waitFor(superseded ? alerts.supersede(*superseded, *draft) : alerts.raise(*draft));
    if (!raised) return call.fail(raised.error());
    return call.done({{"id", *raised}}, *raised);
}

int alertJoinVerb(Call& call) {
    const auto seen = draftFrom(call.file(1));
    if (!seen) return call.fail(seen.error());
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto joined = Call::waitFor((*application)->alerts().join(call.operand(0), *seen));
    if (!joined) return call.fail(joined.error());
    return call.done({{"id", call.operand(0)}, {"recorded", "join"}}, QStringLiteral("Recorded."));
}

} // namespace vigil::app
