// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/AlertActs.h"

#include "ui/alerts/AlertText.h"

#include "core/base/Async.h"

#include <QRegularExpression>

#include <algorithm>

namespace vigil::ui {

namespace {

using Facts = QHash<QString, QString>;
using Kind = FactField::Kind;
using Need = FactField::Need;

QString text(const char* words) {
    return QString::fromLatin1(words);
}

QString fact(const Facts& facts, const char* key) {
    return facts.value(QLatin1String(key));
}

const QStringList& callOutcomes() {
    using alert::CallOutcome;
    static const QStringList words{
        outcomeWords(CallOutcome::Reached),     outcomeWords(CallOutcome::NoAnswer),
        outcomeWords(CallOutcome::WrongNumber), outcomeWords(CallOutcome::CallBack),
        outcomeWords(CallOutcome::PassedOn),    outcomeWords(CallOutcome::CannotBeReached),
        outcomeWords(CallOutcome::Bleep),       outcomeWords(CallOutcome::Voicemail)};
    return words;
}

const QStringList& patientToldChoices() {
    static const QStringList words{text("yes"), text("no"), text("not yet known")};
    return words;
}

QStringList acceptingRoles(const alert::AlertRow& row, const alert::AlertPolicy& policy) {
    const auto* rule = policy.category(row.view.category);
    return rule && !rule->mayAccept.isEmpty() ? rule->mayAccept + rule->mayPassOn : rolesOf(policy);
}

/// Whom the alert waits for: its author owns it only while nobody has been spoken to.
const alert::Party& waitsFor(const alert::AlertRow& row) {
    return row.view.owner == row.view.raisedBy ? row.raisedFor : row.view.owner;
}

FactField registrationField() {
    return {text("registration"),    text("Registration number"), Kind::Line, Need::Optional, {}, {},
            text("e.g. GMC 1234567")};
}

FactField howKnownField() {
    return {text("howKnown"),
            text("How known"),
            Kind::Choice,
            Need::Required,
            {text("telephone"), text("in person"), text("bleep answered"), text("department system")},
            text("telephone"),
            {}};
}

QList<FactField> acknowledgeFields(const alert::AlertRow& row, const alert::AlertPolicy& policy) {
    const auto& who = waitsFor(row);
    return {
        {text("name"),
         text("On behalf of"),
         Kind::Line,
         Need::Required,
         {},
         study::displayName(who.name),
         text("who takes responsibility")},
        {text("role"), text("Role"), Kind::OpenChoice, Need::Required, acceptingRoles(row, policy), {}, {}},
        registrationField(),
        howKnownField(),
        {text("readBack"), text("Read back"), Kind::YesNo, Need::Optional, {}, {}, {}}};
}

/// "also.ID": whether the call was about this one as well.
QString alsoKey(const alert::AlertRow& other, const char* what = "") {
    return text("also.") + other.view.alertId + text(what);
}

QList<FactField> alsoFields(const alert::AlertRow& other) {
    const auto words =
        QStringLiteral("Also about: %1, %2 (%3)")
            .arg(study::displayName(other.patient.name), other.findingLabel, other.categoryLabel);
    return {{alsoKey(other), words, Kind::YesNo, Need::Optional, {}, {}, {}},
            {alsoKey(other, ".outcome"),
             text("Its outcome"),
             Kind::Choice,
             Need::Required,
             callOutcomes(),
             text("reached"),
             {},
             alsoKey(other),
             {text("yes")}},
            {alsoKey(other, ".readBack"),
             text("This one read back"),
             Kind::YesNo,
             Need::Optional,
             {},
             {},
             {},
             alsoKey(other),
             {text("yes")}}};
}

QString localTime(UtcTime time) {
    auto local = toDateTime(time).toLocalTime();
    local.setTime(QTime(local.time().hour(), local.time().minute()));
    return local.toString(Qt::ISODate);
}

QList<FactField> callFields(const alert::AlertRow& row, const alert::AlertPolicy& policy,
                            const ActContext& context) {
    constexpr std::chrono::minutes usualWait{15};
    QList<FactField> fields{
        {text("outcome"), text("Outcome"), Kind::Choice, Need::Required, callOutcomes(), text("reached"), {}},
        {text("callBackAt"),
         text("Call back at"),
         Kind::Time,
         Need::Required,
         {},
         localTime(context.now + usualWait),
         {},
         text("outcome"),
         {outcomeWords(alert::CallOutcome::CallBack)}},
        {text("name"),
         text("Spoken to"),
         Kind::Line,
         Need::Optional,
         {},
         study::displayName(row.view.stillToTell.value(0).name),
         text("name")},
        {text("role"),
         text("Role"),
         Kind::OpenChoice,
         Need::Optional,
         rolesOf(policy),
         row.view.stillToTell.isEmpty() ? waitsFor(row).role : row.view.stillToTell.first().role,
         {}},
        {text("method"),
         text("Method"),
         Kind::OpenChoice,
         Need::Required,
         callMethods(),
         callMethods().first(),
         {}},
        {text("readBack"), text("Read back"), Kind::YesNo, Need::Optional, {}, {}, {}},
        {text("note"), text("Note"), Kind::Line, Need::Optional, {}, {}, text("number called")},
        {text("at"), text("Called at"), Kind::Time, Need::Required, {}, localTime(context.now), {}}};
    for (const auto& other : context.others)
        fields += alsoFields(*other);
    return fields;
}

QList<FactField> partyFields(const QStringList& roles, Need needed) {
    return {{text("name"), text("Name"), Kind::Line, needed, {}, {}, {}},
            {text("role"), text("Role"), Kind::OpenChoice, needed, roles, {}, {}}};
}

QList<FactField> declineFields(const alert::AlertPolicy& policy) {
    QList<FactField> fields{
        {text("reason"), text("Reason"), Kind::OpenChoice, Need::Required, policy.declineReasons(), {}, {}}};
    auto route = partyFields(rolesOf(policy), Need::Optional);
    route[0].label = text("Send to, name");
    route[1].label = text("Send to, role");
    QList<FactField> said{
        {text("byName"), text("Said by, name"), Kind::Line, Need::Optional, {}, {}, text("empty = you")},
        {text("byRole"), text("Said by, role"), Kind::OpenChoice, Need::Optional, rolesOf(policy), {}, {}},
        registrationField(),
        howKnownField()};
    return fields + route + said;
}

QList<FactField> escalateFields(const alert::AlertPolicy& policy) {
    return {{text("role"),
             text("Bring in"),
             Kind::OpenChoice,
             Need::Optional,
             rolesOf(policy),
             {},
             text("empty = the next of the ladder")},
            {text("reason"),
             text("Reason"),
             Kind::Line,
             Need::Required,
             {},
             {},
             text("why it cannot wait for the clock")}};
}

QStringList unseenRemarks(const alert::AlertRow& row) {
    QStringList reasons;
    for (const auto& item : row.view.attention)
        if (!item.seen && !reasons.contains(item.reason)) reasons << item.reason;
    return reasons;
}

QList<FactField> tickOffFields(const alert::AlertRow& row) {
    const auto reasons = unseenRemarks(row);
    return {{text("item"), text("Remark"), Kind::Choice, Need::Required, reasons, reasons.value(0), {}},
            {text("reason"), text("Why it needs nothing more"), Kind::Line, Need::Required, {}, {}, {}}};
}

QList<FactField> actFields(const alert::AlertRow& row, const alert::AlertPolicy& policy) {
    const auto& by = row.view.acknowledgedBy;
    return {{text("what"), text("What was done"), Kind::Text, Need::Required, {}, {}, {}},
            {text("name"), text("By, name"), Kind::Line, Need::Required, {}, study::displayName(by.name), {}},
            {text("role"), text("By, role"), Kind::OpenChoice, Need::Required, rolesOf(policy), by.role, {}},
            registrationField(),
            howKnownField(),
            {text("patientTold"),
             text("Patient told"),
             Kind::Choice,
             Need::Required,
             patientToldChoices(),
             text("not yet known"),
             {}}};
}

QList<FactField> categoryFields(const alert::AlertRow& row, const alert::AlertPolicy& policy,
                                const alert::AlertRights& rights) {
    QStringList labels;
    for (const auto& rule : policy.categories())
        if (rule.label != row.categoryLabel && (rights.mayLower || rule.rank <= row.rank))
            labels << rule.label;
    return {{text("category"), text("New category"), Kind::Choice, Need::Required, labels, {}, {}},
            {text("reason"),
             text("Reason"),
             Kind::Line,
             Need::Optional,
             {},
             {},
             text("needed when it is lowered")}};
}

QList<FactField> movedFields(const alert::AlertPolicy& policy) {
    QStringList places;
    for (const auto& place : policy.locations())
        places << place.label;
    return {{text("location"),
             text("Patient's place"),
             Kind::OpenChoice,
             Need::Required,
             places,
             {},
             text("ward or clinic, as it is called")}};
}

/// What was typed or chosen; a chosen place whose name the policy would not know again goes by its code.
QString locationOf(const Facts& facts, const alert::AlertPolicy& policy) {
    const auto words = fact(facts, "location");
    for (const auto& place : policy.locations())
        if (place.label.compare(words, Qt::CaseInsensitive) == 0)
            return policy.location(words) == &place ? words : place.code;
    return words;
}

alert::Party partyOf(const Facts& facts) {
    return {fact(facts, "name"), fact(facts, "role")};
}

alert::CallRecord callOf(const Facts& facts) {
    alert::CallRecord call;
    call.outcome = static_cast<alert::CallOutcome>(
        std::max<qsizetype>(0, callOutcomes().indexOf(fact(facts, "outcome"))));
    call.told = partyOf(facts);
    call.method = fact(facts, "method");
    call.readBack = !fact(facts, "readBack").isEmpty();
    call.note = fact(facts, "note");
    if (const auto at = QDateTime::fromString(fact(facts, "at"), Qt::ISODate); at.isValid())
        call.at = fromDateTime(at);
    if (call.outcome == alert::CallOutcome::CallBack)
        if (const auto at = QDateTime::fromString(fact(facts, "callBackAt"), Qt::ISODate); at.isValid())
            call.callBackAt = fromDateTime(at);
    return call;
}

/// The call, and what the same conversation came to for others that were ticked.
QList<alert::CallOf> callsOf(const alert::AlertRow& row, const Facts& facts) {
    const auto call = callOf(facts);
    QList<alert::CallOf> calls{{row.view.alertId, call}};
    static const QRegularExpression also(QStringLiteral("^also\\.([^.]+)$"));
    for (auto each = facts.begin(); each != facts.end(); ++each) {
        const auto named = also.match(each.key());
        if (!named.hasMatch() || each.value().isEmpty()) continue;
        auto other = call;
        other.outcome = static_cast<alert::CallOutcome>(std::max<qsizetype>(
            0, callOutcomes().indexOf(facts.value(each.key() + QStringLiteral(".outcome")))));
        other.readBack = !facts.value(each.key() + QStringLiteral(".readBack")).isEmpty();
        if (other.outcome != alert::CallOutcome::CallBack) other.callBackAt.reset();
        calls << alert::CallOf{named.captured(1), other};
    }
    return calls;
}

/// Who said or did it, when that is not the user.
journal::OnBehalfOf saidBy(const Facts& facts, const alert::Party& who, const report::User& user) {
    if (who.isEmpty() || study::isSamePerson(who.name, user.name)) return {};
    return {who.name, who.role, fact(facts, "registration"), fact(facts, "howKnown")};
}

alert::Act actOf(const Facts& facts) {
    alert::Act act{fact(facts, "what"), partyOf(facts), alert::Act::PatientTold::NotYetKnown};
    if (fact(facts, "patientTold") == patientToldChoices().at(0))
        act.patientTold = alert::Act::PatientTold::Yes;
    if (fact(facts, "patientTold") == patientToldChoices().at(1))
        act.patientTold = alert::Act::PatientTold::No;
    return act;
}

journal::OnBehalfOf behalfOf(const Facts& facts) {
    auto known = fact(facts, "howKnown");
    if (!fact(facts, "readBack").isEmpty()) known += QStringLiteral(", read back");
    return {fact(facts, "name"), fact(facts, "role"), fact(facts, "registration"), known};
}

/// The first that still says these words; a repeated one needs a second look.
QFuture<Result<void>> tickOff(const alert::AlertRow& row, const Facts& facts, alert::AlertService& service) {
    for (const auto& item : row.view.attention)
        if (!item.seen && item.reason == fact(facts, "item"))
            return service.tickOff(row.view.alertId, item.eventId, fact(facts, "reason"));
    return readyFuture(Result<void>(
        Error{Error::Code::Conflict, QStringLiteral("This alert has no such remark any more."), {}}));
}

/// Never whatever happens to be the last act by now.
QFuture<Result<void>> retractShown(const alert::AlertRow& row, const Facts& facts,
                                   alert::AlertService& service) {
    const QUuid event(facts.value(takenBackEvent));
    if (!event.isNull()) return service.retract(row.view.alertId, event);
    return readyFuture(
        Result<void>(Error{Error::Code::NotFound, QStringLiteral("There is no act to take back."), {}}));
}

QString categoryCode(const Facts& facts, const alert::AlertPolicy& policy) {
    for (const auto& rule : policy.categories())
        if (rule.label == fact(facts, "category")) return rule.code;
    return {};
}

} // namespace

const QList<ActWords>& allActs() {
    static const QList<ActWords> acts{
        {AlertAct::Acknowledge, text("acknowledge"), text("Acknowledge alert"), text("A"), text("claimed")},
        {AlertAct::RecordCall, text("recordCall"), text("Record call"), text("T"), text("telephone")},
        {AlertAct::HandOverCall, text("handOverCall"), text("Hand over call"), text("H"), text("person")},
        {AlertAct::Decline, text("decline"), text("Decline"), text("D"), text("cancel")},
        {AlertAct::Escalate, text("escalate"), text("Escalate"), text("E"), text("overdue")},
        {AlertAct::ActOn, text("actOn"), text("Acted on"), text("X"), text("final")},
        {AlertAct::Close, text("close"), text("Close"), text("C"), text("inbox")},
        {AlertAct::Recategorise, text("recategorise"), text("Change category"), text("R"), text("warning")},
        {AlertAct::Moved, text("moved"), text("Patient moved"), text("M"), text("inpatient")},
        {AlertAct::Withdraw, text("withdraw"), text("Withdraw"), text("W"), text("offline")},
        {AlertAct::Note, text("note"), text("Note"), text("N"), text("draft")},
        {AlertAct::TickOff, text("tickOff"), text("Remark seen"), text("S"), text("person")},
        {AlertAct::Retract, text("retract"), text("Take back my last act"), text("Z"), text("reset")}};
    return acts;
}

const ActWords& wordsOf(AlertAct act) {
    return *std::find_if(allActs().begin(), allActs().end(),
                         [act](const auto& words) { return words.act == act; });
}

std::optional<AlertAct> actOfKey(int qtKey) {
    for (const auto& words : allActs())
        if (words.key.at(0).unicode() == qtKey) return words.act;
    return std::nullopt;
}

alert::BoardRows sameOwner(const alert::AlertRow& row, const alert::BoardRows& all) {
    constexpr qsizetype atMost = 4;
    auto others = all;
    others.removeIf([&](const alert::BoardRow& other) {
        return !other->view.open || other->view.alertId == row.view.alertId ||
               waitsFor(*other) != waitsFor(row) || waitsFor(row).isEmpty();
    });
    std::stable_sort(others.begin(), others.end(),
                     [](const auto& a, const auto& b) { return a->rank < b->rank; });
    return others.mid(0, atMost);
}

void askFor(AlertAct act, const alert::AlertRow& row, const alert::AlertPolicy& policy, FactsForm& form,
            const ActContext& context) {
    const auto& words = wordsOf(act);
    const auto ask = [&](const char* explanation, const char* button, const QList<FactField>& fields) {
        form.ask(words.id, words.name, QString::fromUtf8(explanation), QString::fromUtf8(button), fields);
        form.setAbout(aboutText(row, context.now));
    };
    switch (act) {
    case AlertAct::Acknowledge:
        return ask("Acknowledging means taking responsibility. Name the clinician who does.", "Acknowledge",
                   acknowledgeFields(row, policy));
    case AlertAct::RecordCall:
        return ask("Every attempt counts; the time is now. Whoever may only pass it on leaves the call open.",
                   "Save the call", callFields(row, policy, context));
    case AlertAct::HandOverCall:
        return ask("A named coordinator makes the call. The clock keeps running.", "Save hand-over",
                   partyFields(rolesOf(policy), Need::Required));
    case AlertAct::Decline:
        return ask("The alert goes to somebody else; its limits stay as they are.", "Save refusal",
                   declineFields(policy));
    case AlertAct::Escalate:
        return ask("Somebody else is brought in now. The limits stay as they are; this is not taken back.",
                   "Escalate now", escalateFields(policy));
    case AlertAct::ActOn:
        return ask("", "Save the act", actFields(row, policy));
    case AlertAct::Close:
        return ask("", "Close the alert",
                   {{text("note"), text("Note"), Kind::Line, Need::Optional, {}, {}, {}}});
    case AlertAct::Recategorise:
        form.ask(words.id, words.name,
                 QStringLiteral("Category now: %1.").arg(row.categoryLabel) +
                     (context.rights.mayLower
                          ? QString()
                          : text(" Only its author or the duty radiologist may lower it.")),
                 text("Save category"), categoryFields(row, policy, context.rights));
        return form.setAbout(aboutText(row, context.now));
    case AlertAct::Moved:
        return ask("Another team is asked; the limits become shorter or stay, never longer. Who has taken it "
                   "keeps it.",
                   "Ask the new team", movedFields(policy));
    case AlertAct::Withdraw:
        return ask("Everybody who was told has to be told again; the old limit runs until they know.",
                   "Withdraw it", {{text("reason"), text("Reason"), Kind::Line, Need::Required, {}, {}, {}}});
    case AlertAct::Note:
        return ask("Everybody who looks at the alert reads it; it changes nothing.", "Save the note",
                   {{text("note"), text("Note"), Kind::Line, Need::Required, {}, {}, {}}});
    case AlertAct::TickOff:
        return ask("The remark stays in the history, with your reason.", "Seen", tickOffFields(row));
    case AlertAct::Retract:
        form.ask(words.id, words.name,
                 QStringLiteral("Taken back is: %1. That it was taken back stays in the history.")
                     .arg(context.toTakeBack),
                 text("Take it back"), {});
        return form.setAbout(aboutText(row, context.now));
    }
}

QFuture<Result<void>> perform(AlertAct act, const alert::AlertRow& row, const QHash<QString, QString>& facts,
                              alert::AlertService& service) {
    const auto& id = row.view.alertId;
    switch (act) {
    case AlertAct::Acknowledge:
        return service.acknowledge(id, behalfOf(facts));
    case AlertAct::RecordCall:
        return service.recordCalls(callsOf(row, facts));
    case AlertAct::HandOverCall:
        return service.handOverCall(id, partyOf(facts));
    case AlertAct::Decline:
        return service.decline(id, fact(facts, "reason"), partyOf(facts),
                               saidBy(facts, {fact(facts, "byName"), fact(facts, "byRole")}, service.user()));
    case AlertAct::Escalate:
        return service.escalate(id, fact(facts, "role"), fact(facts, "reason"));
    case AlertAct::ActOn:
        return service.actOn(id, actOf(facts), saidBy(facts, partyOf(facts), service.user()));
    case AlertAct::Close:
        return service.close(id, fact(facts, "note"));
    case AlertAct::Recategorise:
        return service.recategorise(id, categoryCode(facts, service.policy()), fact(facts, "reason"));
    case AlertAct::Moved:
        return service.reroute(id, locationOf(facts, service.policy()));
    case AlertAct::Withdraw:
        return service.withdraw(id, fact(facts, "reason"));
    case AlertAct::Note:
        return service.note(id, fact(facts, "note"));
    case AlertAct::TickOff:
        return tickOff(row, facts, service);
    case AlertAct::Retract:
        return retractShown(row, facts, service);
    }
    return readyFuture(Result<void>(Error{Error::Code::Unsupported, QStringLiteral("Unknown act."), {}}));
}

} // namespace vigil::ui
