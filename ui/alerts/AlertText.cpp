// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/AlertText.h"

#include "core/alert/AlertJson.h"
#include "core/alert/KeptApart.h"

#include <QHash>
#include <QLocale>
#include <QSet>

#include <algorithm>

namespace vigil::ui {

namespace {

using namespace std::chrono_literals;
using alert::Due;

QString durationWords(std::chrono::minutes span) {
    const auto minutes = span.count();
    if (minutes < 1) return QStringLiteral("under a minute");
    if (minutes < 60) return QStringLiteral("%1 min").arg(minutes);
    const auto hours = minutes / 60;
    if (hours < 24)
        return minutes % 60 == 0 ? QStringLiteral("%1 h").arg(hours)
                                 : QStringLiteral("%1 h %2 min").arg(hours).arg(minutes % 60);
    const auto days = hours / 24;
    return hours % 24 == 0 ? QStringLiteral("%1 d").arg(days)
                           : QStringLiteral("%1 d %2 h").arg(days).arg(hours % 24);
}

QString who(const alert::Fact& fact) {
    const auto& event = fact.logged.event;
    const auto by = fact.data.value(QLatin1String("by")).toObject();
    const auto named = study::displayName(by.value(QLatin1String("name")).toString());
    const auto typist = named.isEmpty() ? event.author : named;
    if (event.onBehalfOf.isEmpty()) return typist;
    const auto& person = event.onBehalfOf;
    QStringList parts{person.role, person.registration, person.howKnown};
    parts.removeAll(QString());
    auto name = study::displayName(person.name);
    if (!parts.isEmpty()) name += QStringLiteral(" (%1)").arg(parts.join(QStringLiteral(", ")));
    return typist.isEmpty() ? name : QStringLiteral("%1, entered by %2").arg(name, typist);
}

QString dayAndTime(UtcTime time) {
    return QLocale(QLocale::English, QLocale::UnitedKingdom)
        .toString(toDateTime(time).toLocalTime(), QStringLiteral("d MMM HH:mm"));
}

QString callWords(const alert::CallRecord& call) {
    auto outcome = outcomeWords(call.outcome);
    if (call.callBackAt) outcome += u' ' + dayAndTime(*call.callBackAt);
    QStringList parts{outcome, partyText(call.told), call.method};
    if (call.readBack) parts << QStringLiteral("read back");
    parts << call.note;
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

QString actWords(const alert::Act& act) {
    QStringList parts{act.what, partyText(act.by), patientToldWords(act.patientTold)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

/// The words that an event carries for people.
QString saidIn(const alert::Fact& fact) {
    const auto& kind = fact.logged.event.kind;
    const auto data = alert::wholeData(fact);
    if (kind == journal::kind::alertRaised) // what it says stands above the time line
        return data.value(QLatin1String("offline")).toBool()
                   ? QStringLiteral("while the department did not answer")
                   : QString();
    if (kind == journal::kind::alertCallRecorded) return callWords(alert::callFromObject(data));
    if (kind == journal::kind::alertActedOn) return actWords(alert::actFromObject(data));
    QStringList parts;
    if (kind == journal::kind::alertJoined)
        for (const auto& procedure : alert::draftFromObject(data).procedures)
            parts << QStringLiteral("%1 %2").arg(procedure.description, procedure.accessionNumber).trimmed();
    for (const auto* key : {"category", "location", "reason", "note", "role"})
        if (const auto text = data.value(QLatin1String(key)).toString(); !text.isEmpty()) parts << text;
    for (const auto* key : {"to", "rerouteTo"})
        if (const auto text = partyText(alert::partyFromObject(data.value(QLatin1String(key)).toObject()));
            !text.isEmpty())
            parts << QStringLiteral("to ") + text;
    return parts.join(QStringLiteral(", "));
}

QString kindWords(const QString& kind) {
    using namespace journal::kind;
    static const QHash<QString, QString> words{{alertRaised, QStringLiteral("Raised")},
                                               {alertCallRecorded, QStringLiteral("Telephoned")},
                                               {alertCallHandedOver, QStringLiteral("Call handed over")},
                                               {alertViewed, QStringLiteral("Viewed")},
                                               {alertAcknowledged, QStringLiteral("Acknowledged")},
                                               {alertDeclined, QStringLiteral("Declined")},
                                               {alertEscalated, QStringLiteral("Escalated")},
                                               {alertActedOn, QStringLiteral("Acted on")},
                                               {alertClosed, QStringLiteral("Closed")},
                                               {alertRecategorised, QStringLiteral("Category changed")},
                                               {alertRerouted, QStringLiteral("Patient moved")},
                                               {alertWithdrawn, QStringLiteral("Withdrawn")},
                                               {alertSuperseded, QStringLiteral("Superseded")},
                                               {alertJoined, QStringLiteral("Seen again")},
                                               {alertRetracted, QStringLiteral("Taken back")},
                                               {noticeQueued, QStringLiteral("Message on its way")},
                                               {noticeSent, QStringLiteral("Message received there")},
                                               {noticeFailed, QStringLiteral("No message arrived")},
                                               {alertNoted, QStringLiteral("Noted")},
                                               {alertSignInLocked, QStringLiteral("Sign-in locked")}};
    return words.value(kind, QStringLiteral("Unknown entry, needs a newer Vigil"));
}

QUuid targetOf(const alert::Fact& retraction) {
    return QUuid(retraction.data.value(QLatin1String("event")).toString());
}

QString takenBackIn(const alert::Fact& retraction, const QList<alert::Fact>& history) {
    const auto target = targetOf(retraction);
    for (const auto& fact : history)
        if (fact.logged.event.eventId == target)
            return QStringLiteral("%1, %2").arg(kindWords(fact.logged.event.kind), dayAndTime(fact.at()));
    return {};
}

} // namespace

QString categoryIcon(const QString& category) {
    static const QHash<QString, QString> icons{{QStringLiteral("critical"), QStringLiteral("emergency")},
                                               {QStringLiteral("urgent"), QStringLiteral("urgent")},
                                               {QStringLiteral("cancer"), QStringLiteral("pathway")},
                                               {QStringLiteral("significant"), QStringLiteral("warning")},
                                               {QStringLiteral("routine"), QStringLiteral("routine")}};
    return icons.value(category, QStringLiteral("alerts"));
}

Tone categoryTone(int rank) {
    if (rank == 0) return Tone::Critical;
    return rank <= 2 ? Tone::Warning : Tone::Info;
}

QString stateIcon(alert::State state) {
    switch (state) {
    case alert::State::Draft:
    case alert::State::Superseded:
    case alert::State::DocumentedOnly:
        return QStringLiteral("draft");
    case alert::State::ThisComputerOnly:
        return QStringLiteral("offline");
    case alert::State::Department:
        return QStringLiteral("department");
    case alert::State::Delivered:
        return QStringLiteral("inbox");
    case alert::State::Viewed:
        return QStringLiteral("person");
    case alert::State::Acknowledged:
        return QStringLiteral("claimed");
    case alert::State::ActedOn:
    case alert::State::Closed:
        return QStringLiteral("final");
    case alert::State::Declined:
    case alert::State::Withdrawn:
        return QStringLiteral("cancel");
    case alert::State::Escalated:
        return QStringLiteral("overdue");
    case alert::State::NoRoute:
        return QStringLiteral("warning");
    }
    return QStringLiteral("alerts");
}

Tone stateTone(const alert::AlertView& view) {
    switch (view.state) {
    case alert::State::ThisComputerOnly:
    case alert::State::Declined:
    case alert::State::Escalated:
        return Tone::Warning;
    case alert::State::NoRoute:
        return Tone::Critical;
    case alert::State::Acknowledged:
    case alert::State::ActedOn:
    case alert::State::Closed:
        return Tone::Good;
    default:
        return Tone::Plain;
    }
}

QString stateWords(alert::State state) {
    auto text = alert::toText(state);
    if (!text.isEmpty()) text[0] = text.at(0).toUpper();
    return text;
}

QString stateWords(const alert::AlertView& view) {
    const auto words = stateWords(view.state);
    if (view.state != alert::State::Escalated || view.owner.role.isEmpty()) return words;
    return QStringLiteral("%1 to %2").arg(words, view.owner.role);
}

bool isOverdue(const alert::AlertView& view, UtcTime now) {
    const auto next = nextTime(view);
    return view.open && (view.overdue || (next && *next < now));
}

QString countdown(const alert::AlertView& view, UtcTime now) {
    const auto next = nextTime(view);
    if (!view.open || !next) return {};
    const auto left = *next - now;
    if (left >= UtcTime::duration::zero())
        return QStringLiteral("in %1").arg(
            durationWords(std::chrono::duration_cast<std::chrono::minutes>(left)));
    return QStringLiteral("overdue %1")
        .arg(durationWords(std::chrono::duration_cast<std::chrono::minutes>(-left)));
}

std::optional<UtcTime> nextTime(const alert::AlertView& view) {
    if (!view.callBackAt) return view.nextAt;
    return view.nextAt ? std::min(*view.nextAt, *view.callBackAt) : *view.callBackAt;
}

QString nextStep(const alert::AlertView& view, UtcTime now) {
    if (view.needsNewerVigil) return QStringLiteral("needs a newer Vigil");
    if (view.open && view.callBackAt && nextTime(view) == view.callBackAt)
        return QStringLiteral("Call back at %1").arg(timeText(*view.callBackAt, now));
    if (!view.open || view.due == Due::Nothing) return {};
    auto text = alert::toText(view.due);
    if (!text.isEmpty()) text[0] = text.at(0).toUpper();
    return text;
}

QString partyText(const alert::Party& party) {
    const auto name = study::displayName(party.name);
    if (name.isEmpty()) return party.role;
    return party.role.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, party.role);
}

QString timeText(UtcTime time, UtcTime now) {
    const QLocale british(QLocale::English, QLocale::UnitedKingdom);
    const auto local = toDateTime(time).toLocalTime();
    const bool today = local.date() == toDateTime(now).toLocalTime().date();
    return british.toString(local, today ? QStringLiteral("HH:mm") : QStringLiteral("d MMM HH:mm"));
}

QString aboutText(const alert::AlertRow& row, UtcTime now) {
    QStringList who{study::displayName(row.patient.name), patientLine(row.patient, now)};
    who.removeAll(QString());
    const auto site = siteText(row);
    return QStringLiteral("%1: %2").arg(
        who.join(QStringLiteral(" · ")),
        site.isEmpty() ? row.findingLabel : QStringLiteral("%1, %2").arg(row.findingLabel, site));
}

QString patientLine(const study::Patient& patient, UtcTime now) {
    QStringList parts{study::ageAt(patient.birthDate, toDateTime(now).toLocalTime().date()), patient.sex};
    parts.removeAll(QString());
    QStringList whole{parts.join(u' '), patient.key.id};
    whole.removeAll(QString());
    return whole.join(QStringLiteral(" · "));
}

QString outcomeWords(alert::CallOutcome outcome) {
    using alert::CallOutcome;
    switch (outcome) {
    case CallOutcome::Reached:
        return QStringLiteral("reached");
    case CallOutcome::NoAnswer:
        return QStringLiteral("no answer");
    case CallOutcome::WrongNumber:
        return QStringLiteral("wrong number");
    case CallOutcome::CallBack:
        return QStringLiteral("call back at");
    case CallOutcome::PassedOn:
        return QStringLiteral("passed to a colleague");
    case CallOutcome::CannotBeReached:
        return QStringLiteral("cannot be reached");
    case CallOutcome::Bleep:
        return QStringLiteral("bleep not answered");
    case CallOutcome::Voicemail:
        return QStringLiteral("voicemail");
    }
    return {};
}

QString patientToldWords(alert::Act::PatientTold told) {
    using Told = alert::Act::PatientTold;
    if (told == Told::NotYetKnown) return QStringLiteral("not yet known whether the patient was told");
    return told == Told::Yes ? QStringLiteral("patient told") : QStringLiteral("patient not told");
}

QString siteText(const alert::AlertRow& row) {
    QStringList parts{row.site, alert::sideWords(row.laterality)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

QString factText(const alert::Fact& fact, const QList<alert::Fact>& history) {
    auto text = QStringLiteral("%1 by %2").arg(kindWords(fact.logged.event.kind), who(fact));
    const auto said =
        fact.logged.event.kind == journal::kind::alertRetracted ? takenBackIn(fact, history) : saidIn(fact);
    if (!said.isEmpty()) text += QStringLiteral(": ") + said;
    if (!fact.logged.isAccepted()) text += QStringLiteral("  [this computer only]");
    return text;
}

QString actText(const alert::Fact& fact) {
    return QStringLiteral("%1 by %2, %3")
        .arg(kindWords(fact.logged.event.kind), who(fact), dayAndTime(fact.at()));
}

const alert::Fact* takenBackNext(const alert::Alert& alert, const QString& userId, UtcTime now) {
    using namespace journal::kind;
    static const QStringList stays{alertRaised, alertViewed, alertRetracted, alertEscalated};
    QSet<QUuid> gone;
    for (const auto& fact : alert.facts)
        if (fact.logged.event.kind == alertRetracted) gone << targetOf(fact);
    const alert::Fact* last = nullptr;
    for (const auto& fact : alert.facts) {
        const auto& event = fact.logged.event;
        if (event.author == userId && !stays.contains(event.kind) &&
            !event.kind.startsWith(QLatin1String("notice.")) && !gone.contains(event.eventId) &&
            now - event.occurredAt <= 10min)
            last = &fact;
    }
    return last;
}

bool isCall(const alert::Fact& fact) {
    return fact.logged.event.kind == journal::kind::alertCallRecorded ||
           fact.logged.event.kind == journal::kind::alertCallHandedOver;
}

QString keptApartText(const alert::Alert& alert) {
    const auto raised = alert::raisedDraft(alert);
    if (!raised || raised->text.isEmpty())
        return QStringLiteral("The text is restricted to the responsible team.");
    QString label;
    for (const auto& fact : alert.facts)
        if (fact.logged.event.kind == journal::kind::alertRaised)
            label = alert::wholeData(fact).value(QLatin1String("label")).toString();
    QStringList where{label, raised->site, alert::sideWords(raised->laterality)};
    where.removeAll(QString());
    QStringList lines{where.join(QStringLiteral(", ")), raised->text, raised->recommendedAction};
    lines.removeAll(QString());
    return lines.join(u'\n');
}

QStringList callMethods() {
    return {QStringLiteral("telephone"), QStringLiteral("in person"), QStringLiteral("bleep"),
            QStringLiteral("video call")};
}

QStringList rolesOf(const alert::AlertPolicy& policy) {
    QStringList roles;
    const auto add = [&roles](const QString& role) {
        if (!role.isEmpty() && !roles.contains(role)) roles << role;
    };
    for (const auto& rule : policy.categories()) {
        for (const auto& role : {rule.ownerRole, rule.backUpRole, rule.endRole})
            add(role);
        for (const auto& role : rule.mayAccept + rule.mayPassOn)
            add(role);
    }
    for (const auto& rule : policy.findings())
        add(rule.ownerRole);
    add(policy.officerRole());
    return roles;
}

bool isCalledOrHandedOver(const alert::AlertRow& row) {
    if (row.rank != 0 || !row.view.open) return true;
    return row.view.callTask == alert::CallTask::HandedOver || !row.view.communications.isEmpty();
}

QStringList whyUntold(const alert::AlertRow& row) {
    QStringList why;
    if (row.rank != 0 || !row.view.open) return why;
    if (row.view.callTask == alert::CallTask::Open) why << QStringLiteral("no call recorded yet");
    if (row.view.callTask == alert::CallTask::HandedOver)
        why << QStringLiteral("call handed over, not yet made");
    if (row.view.state == alert::State::ThisComputerOnly)
        why << QStringLiteral("on this computer only, the department does not have it");
    return why;
}

} // namespace vigil::ui
