// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include "core/alert/AlertJson.h"

#include <QDateTime>
#include <QFile>
#include <QHash>
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

QString optionOf(const Call& call, const char* name) {
    return call.option(QLatin1String(name)).value_or(QString());
}

Error wrong(const QString& message) {
    return {Error::Code::Invalid, message, {}};
}

Result<alert::CallOutcome> outcomeOf(const Call& call) {
    using alert::CallOutcome;
    static const QHash<QString, CallOutcome> outcomes{
        {QStringLiteral("reached"), CallOutcome::Reached},
        {QStringLiteral("no-answer"), CallOutcome::NoAnswer},
        {QStringLiteral("bleep"), CallOutcome::Bleep},
        {QStringLiteral("voicemail"), CallOutcome::Voicemail},
        {QStringLiteral("wrong-number"), CallOutcome::WrongNumber},
        {QStringLiteral("call-back"), CallOutcome::CallBack},
        {QStringLiteral("passed-on"), CallOutcome::PassedOn},
        {QStringLiteral("cannot-be-reached"), CallOutcome::CannotBeReached}};
    const auto word = call.option(QStringLiteral("outcome")).value_or(QStringLiteral("reached"));
    if (outcomes.contains(word)) return outcomes.value(word);
    return wrong(QStringLiteral("--outcome is reached, no-answer, bleep, voicemail, wrong-number, call-back, "
                                "passed-on or cannot-be-reached, not \"%1\".")
                     .arg(word));
}

Result<void> callAct(Call& call, alert::AlertService& alerts, const QString& id) {
    alert::CallRecord record;
    VIGIL_TRY(record.outcome, outcomeOf(call));
    record.told = partyOf(call);
    record.method = call.option(QStringLiteral("method")).value_or(QStringLiteral("telephone"));
    record.readBack = call.flag(QStringLiteral("read-back"));
    record.note = optionOf(call, "note");
    if (const auto at = call.option(QStringLiteral("at"))) {
        const auto time = QDateTime::fromString(*at, Qt::ISODate);
        if (record.outcome != alert::CallOutcome::CallBack || !time.isValid())
            return wrong(
                QStringLiteral("--at is a time like 2026-11-24T14:20 and goes with --outcome call-back."));
        record.callBackAt = fromDateTime(time);
    }
    return Call::waitFor(alerts.recordCall(id, record));
}

/// For whom something is recorded; only when that is said.
journal::OnBehalfOf behalfOf(const Call& call) {
    const auto how = optionOf(call, "how");
    if (how.isEmpty()) return {};
    return {partyOf(call).name, partyOf(call).role, optionOf(call, "registration"), how};
}

Result<void> actOnAct(Call& call, alert::AlertService& alerts, const QString& id) {
    alert::Act act;
    act.what = optionOf(call, "what");
    act.by = partyOf(call);
    const auto told = optionOf(call, "patient-told");
    act.patientTold = told == QLatin1String("yes")  ? alert::Act::PatientTold::Yes
                      : told == QLatin1String("no") ? alert::Act::PatientTold::No
                                                    : alert::Act::PatientTold::NotYetKnown;
    return Call::waitFor(alerts.actOn(id, act, behalfOf(call)));
}

Result<void> acknowledgeAct(Call& call, alert::AlertService& alerts, const QString& id) {
    const auto who = partyOf(call);
    return Call::waitFor(
        alerts.acknowledge(id, {who.name, who.role, optionOf(call, "registration"), optionOf(call, "how")}));
}

Result<void> retractAct(Call& call, alert::AlertService& alerts, const QString& id) {
    QUuid event;
    if (const auto named = call.option(QStringLiteral("event"))) {
        event = QUuid::fromString(*named);
        if (event.isNull()) return wrong(QStringLiteral("--event is the id of an event."));
    }
    return Call::waitFor(alerts.retract(id, event));
}

Result<void> onePersonsAct(Call& call, alert::AlertService& alerts, const QString& verb, const QString& id) {
    using Record = Result<void> (*)(Call&, alert::AlertService&, const QString&);
    static const QHash<QString, Record> acts{
        {QStringLiteral("ack"), acknowledgeAct},
        {QStringLiteral("call"), callAct},
        {QStringLiteral("act"), actOnAct},
        {QStringLiteral("retract"), retractAct},
        {QStringLiteral("hand-over"),
         [](Call& c, alert::AlertService& to, const QString& alert) {
             return Call::waitFor(to.handOverCall(alert, partyOf(c)));
         }},
        {QStringLiteral("decline"),
         [](Call& c, alert::AlertService& to, const QString& alert) {
             return Call::waitFor(to.decline(alert, optionOf(c, "reason"), partyOf(c)));
         }},
        {QStringLiteral("escalate"),
         [](Call& c, alert::AlertService& to, const QString& alert) {
             return Call::waitFor(to.escalate(alert, optionOf(c, "to"), optionOf(c, "reason")));
         }},
        {QStringLiteral("recategorise"),
         [](Call& c, alert::AlertService& to, const QString& alert) {
             return Call::waitFor(to.recategorise(alert, optionOf(c, "category"), optionOf(c, "reason")));
         }},
        {QStringLiteral("move"),
         [](Call& c, alert::AlertService& to, const QString& alert) {
             return Call::waitFor(to.reroute(alert, optionOf(c, "location")));
         }},
        {QStringLiteral("withdraw"),
         [](Call& c, alert::AlertService& to, const QString& alert) {
             return Call::waitFor(to.withdraw(alert, optionOf(c, "reason")));
         }},
        {QStringLiteral("note"),
         [](Call& c, alert::AlertService& to, const QString& alert) {
             return Call::waitFor(to.note(alert, optionOf(c, "text")));
         }},
        {QStringLiteral("close"), [](Call& c, alert::AlertService& to, const QString& alert) {
             return Call::waitFor(to.close(alert, optionOf(c, "note")));
         }}};
    return acts.value(verb)(call, alerts, id);
}

Result<UtcTime> localTimeOf(const QString& option, const QString& text) {
    const auto time = QDateTime::fromString(text, Qt::ISODate);
    if (time.isValid()) return fromDateTime(time);
    return wrong(QStringLiteral("--%1 is a time like 2026-11-24T14:20, not \"%2\".").arg(option, text));
}

/// Who was told before the alert is raised; nothing when no option says so.
Result<std::optional<alert::CallRecord>> toldBefore(const Call& call) {
    const auto name = call.option(QStringLiteral("told-name"));
    if (!name) {
        for (const auto* other : {"told-role", "told-at", "told-method", "read-back"})
            if (call.flag(QLatin1String(other)))
                return wrong(QStringLiteral("--%1 goes with --told-name.").arg(QLatin1String(other)));
        return std::optional<alert::CallRecord>();
    }
    alert::CallRecord told;
    told.told = {*name, optionOf(call, "told-role")};
    told.method = call.option(QStringLiteral("told-method")).value_or(told.method);
    told.readBack = call.flag(QStringLiteral("read-back"));
    if (const auto at = call.option(QStringLiteral("told-at"))) {
        VIGIL_TRY(told.at, localTimeOf(QStringLiteral("told-at"), *at));
    }
    return std::optional(told);
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

namespace {

int ratesOf(Call& call, safetynet::SafetyNetService& net, UtcTime now) {
    const auto days = call.option(QStringLiteral("days")).value_or(QStringLiteral("30")).toInt();
    if (days < 1) return call.usage(QStringLiteral("--days is a number from 1 on"));
    const auto rates = Call::waitFor(net.rates(now - std::chrono::days(days)));
    if (!rates) return call.fail(rates.error());
    QJsonArray categories;
    QJsonArray notNeeded;
    QStringList lines{QStringLiteral("%1 final reports in %2 days, as far as this computer knows.")
                          .arg(rates->reports)
                          .arg(days)};
    for (const auto& each : rates->categories) {
        const auto rate = safetynet::perHundred(each.alerts, rates->reports);
        categories << QJsonObject{{"category", each.label},
                                  {"alerts", each.alerts},
                                  {"perHundredReports", rate ? QJsonValue(*rate) : QJsonValue()}};
        lines << QStringLiteral("%1  %2 alerts  %3 per 100 reports")
                     .arg(each.label)
                     .arg(each.alerts)
                     .arg(rate ? QString::number(*rate, 'f', 1) : QStringLiteral("-"));
    }
    for (const auto& each : rates->notNeeded) {
        notNeeded << QJsonObject{{"reason", each.reason}, {"count", each.count}};
        lines << QStringLiteral("not needed: %1  %2").arg(each.reason).arg(each.count);
    }
    lines << QStringLiteral("must-alert remarks dismissed when signing here: %1")
                 .arg(rates->dismissedWhenSigning);
    return call.done({{"since", toIso(rates->since)},
                      {"reports", rates->reports},
                      {"categories", categories},
                      {"notNeeded", notNeeded},
                      {"dismissedWhenSigning", rates->dismissedWhenSigning}},
                     lines.join(QLatin1Char('\n')));
}

int listOf(Call& call, const alert::BoardRows& rows) {
    QJsonArray json;
    QStringList lines;
    for (const auto& each : rows) {
        const auto& row = *each;
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

} // namespace

int alertsVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    if (call.flag(QStringLiteral("rates")))
        return ratesOf(call, (*application)->safetyNet(), (*application)->clock().now());
    auto filter = alert::BoardFilter::openAlone();
    filter.which = call.flag(QStringLiteral("overdue")) ? alert::BoardFilter::Which::Overdue
                   : call.flag(QStringLiteral("open"))  ? alert::BoardFilter::Which::Open
                                                        : alert::BoardFilter::Which::All;
    filter.patient = {call.option(QStringLiteral("issuer")).value_or(QString()),
                      call.option(QStringLiteral("patient")).value_or(QString())};
    const auto rows = Call::waitFor((*application)->alerts().board(filter));
    if (!rows) return call.fail(rows.error());
    return listOf(call, *rows);
}

int alertEarlierVerb(Call& call) {
    const study::PatientKey patient{optionOf(call, "issuer"), optionOf(call, "patient")};
    if (patient.id.isEmpty()) return call.usage(QStringLiteral("--patient is the patient's number"));
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    auto& alerts = (*application)->alerts();
    const auto all = Call::waitFor(alerts.earlierInLog(patient, {}));
    if (all) {
        if (all->more > 0)
            call.warn(QStringLiteral("The department has %1 more, all older than these.").arg(all->more));
        return listOf(call, all->rows);
    }
    const auto recent = Call::waitFor(alerts.earlier(patient));
    if (!recent) return call.fail(recent.error());
    call.warn(alert::whyOnlyRecent(all.error()));
    return listOf(call, *recent);
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
    auto draft = draftFrom(call.file(0));
    if (!draft) return call.fail(draft.error());
    const auto told = toldBefore(call);
    if (!told) return call.fail(told.error());
    draft->told = *told;
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
