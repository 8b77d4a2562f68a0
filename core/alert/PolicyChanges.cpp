// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/PolicyChanges.h"

#include "core/alert/AlertJson.h"
#include "core/alert/DraftCheck.h"

#include <algorithm>

namespace vigil::alert {

namespace {

/// Collects lines like "Urgent: acknowledge 4 h → 1 h".
class Comparison {
public:
    [[nodiscard]] QStringList lines() const { return m_lines; }
    void about(const QString& subject) { m_subject = subject; }
    void say(const QString& what) {
        m_lines << (m_subject.isEmpty() ? what : m_subject + QStringLiteral(": ") + what);
    }
    void compare(const char* what, const QString& from, const QString& to) {
        if (from != to) say(QStringLiteral("%1 %2 → %3").arg(QLatin1String(what), named(from), named(to)));
    }
    void compare(const char* what, const std::optional<Limit>& from, const std::optional<Limit>& to) {
        compare(what, from ? toText(*from) : QString(), to ? toText(*to) : QString());
    }
    void compare(const char* what, bool from, bool to) {
        if (from != to)
            compare(what, from ? QStringLiteral("yes") : QStringLiteral("no"),
                    to ? QStringLiteral("yes") : QStringLiteral("no"));
    }
    void compare(const char* what, const QStringList& from, const QStringList& to) {
        for (const auto& each : to)
            if (!from.contains(each)) say(QStringLiteral("%1: \"%2\" is new").arg(QLatin1String(what), each));
        for (const auto& each : from)
            if (!to.contains(each)) say(QStringLiteral("%1: \"%2\" is gone").arg(QLatin1String(what), each));
    }

private:
    static QString named(const QString& value) { return value.isEmpty() ? QStringLiteral("nothing") : value; }
    QString m_subject;
    QStringList m_lines;
};

void compareLadders(Comparison& out, const CategoryRule& from, const CategoryRule& to) {
    out.compare("owner", from.ownerRole, to.ownerRole);
    out.compare("back-up", from.backUpRole, to.backUpRole);
    out.compare("end of the ladder", from.endRole, to.endRole);
    out.compare("then", from.laterEnds.join(QStringLiteral(", ")), to.laterEnds.join(QStringLiteral(", ")));
    out.compare("copy to", from.copyTo, to.copyTo);
    out.compare("spoken contact", from.limits.spokenContact, to.limits.spokenContact);
    out.compare("acknowledge", from.limits.acknowledge, to.limits.acknowledge);
    out.compare("bring in the back-up", from.limits.backUp, to.limits.backUp);
    out.compare("bring in the end of the ladder", from.limits.endOfLadder, to.limits.endOfLadder);
    out.compare("acted on", from.limits.actedOn, to.limits.actedOn);
    out.compare("look again", from.limits.renew, to.limits.renew);
    out.compare("report signed", from.limits.reportSigned, to.limits.reportSigned);
}

void compareCategory(Comparison& out, const CategoryRule& from, const CategoryRule& to) {
    out.about(to.label);
    out.compare("label", from.label, to.label);
    if (from.rank != to.rank) out.say(QStringLiteral("place %1 → %2").arg(from.rank + 1).arg(to.rank + 1));
    out.compare("RadLex", from.radlex.value, to.radlex.value);
    out.compare("text code", from.textCode, to.textCode);
    out.compare("somebody must act", from.actionable, to.actionable);
    out.compare("the patient must know", from.patientToKnow, to.patientToKnow);
    out.compare("documented only when already suspected", from.documentsSuspected, to.documentsSuspected);
    out.compare("documented only when already told", from.documentsTold, to.documentsTold);
    compareLadders(out, from, to);
    out.compare("may accept", from.mayAccept, to.mayAccept);
    out.compare("may act", from.mayAct, to.mayAct);
    out.compare("may only pass on", from.mayPassOn, to.mayPassOn);
}

void compareFinding(Comparison& out, const FindingRule& from, const FindingRule& to) {
    out.about(to.label);
    out.compare("label", from.label, to.label);
    out.compare("category", from.category, to.category);
    out.compare("owner", from.ownerRole, to.ownerRole);
    out.compare("back-up", from.backUpRole, to.backUpRole);
    out.compare("team", from.team, to.team);
    out.compare("label for others", from.openLabel, to.openLabel);
    out.compare("text", from.text, to.text);
    out.compare("text hidden outside the team", from.restricted, to.restricted);
    out.compare("asks for the site", from.site == FindingRule::Ask::Yes, to.site == FindingRule::Ask::Yes);
    out.compare("asks for the side", from.laterality == FindingRule::Ask::Yes,
                to.laterality == FindingRule::Ask::Yes);
    out.compare("term", from.terms, to.terms);
}

/// By code: what is new, what is gone, and `each` for what both have.
template <class Rule, class Each>
void byCode(Comparison& out, const char* what, const QList<Rule>& from, const QList<Rule>& to, Each each) {
    const auto find = [](const QList<Rule>& rules, const QString& code) {
        return std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.code == code; });
    };
    for (const auto& rule : to) {
        const auto old = find(from, rule.code);
        out.about({});
        if (old == from.end())
            out.say(QStringLiteral("%1 \"%2\" is new").arg(QLatin1String(what), rule.label));
        else
            each(*old, rule);
    }
    out.about({});
    for (const auto& rule : from)
        if (find(to, rule.code) == to.end())
            out.say(QStringLiteral("%1 \"%2\" is gone").arg(QLatin1String(what), rule.label));
}

QString hoursOf(const LocationRule& rule) {
    if (!rule.practice) return {};
    return QStringLiteral("%1 to %2, then %3")
        .arg(rule.practice->hours.opens.toString(QStringLiteral("hh:mm")),
             rule.practice->hours.closes.toString(QStringLiteral("hh:mm")), rule.practice->outOfHoursRole);
}

void compareLocations(Comparison& out, const AlertPolicy& from, const AlertPolicy& to) {
    byCode(out, "location", from.locations(), to.locations(),
           [&](const LocationRule& old, const LocationRule& now) {
               out.about(now.label);
               out.compare("known by", old.match, now.match);
               out.compare("practice open", hoursOf(old), hoursOf(now));
               for (const auto& category : to.categories()) {
                   const auto before = from.categoryAt(category.code, old.code);
                   const auto after = to.categoryAt(category.code, now.code);
                   if (!before || !after) continue;
                   Comparison everywhere, here;
                   compareLadders(everywhere, *from.category(category.code), category);
                   compareLadders(here, *before, *after);
                   out.about(QStringLiteral("%1, %2").arg(now.label, category.label));
                   // What differs everywhere is said once, with the category.
                   for (const auto& line : here.lines())
                       if (!everywhere.lines().contains(line)) out.say(line);
               }
           });
}

void compareCalendars(Comparison& out, const WorkingCalendar& from, const WorkingCalendar& to) {
    const auto listed = [](const QSet<QDate>& days) {
        QStringList texts;
        for (const auto& day : days)
            texts << day.toString(Qt::ISODate);
        texts.sort();
        return texts;
    };
    out.about({});
    out.compare("time zone", QString::fromLatin1(from.zone.id()), QString::fromLatin1(to.zone.id()));
    out.compare("day off", listed(from.bankHolidays), listed(to.bankHolidays));
}

std::optional<CallRecord> toldAtRaising(const Alert& alert, const Fact& raised) {
    const QUuid told(raised.data.value(QLatin1String("toldBy")).toString());
    for (const auto& fact : alert.facts)
        if (!told.isNull() && fact.logged.event.eventId == told) return callFromObject(fact.data);
    return std::nullopt;
}

} // namespace

QStringList differences(const AlertPolicy& from, const AlertPolicy& to) {
    Comparison out;
    out.compare("name", from.name(), to.name());
    out.compare("fail-safe officer", from.officerRole(), to.officerRole());
    out.compare("who is sent the weekly list", from.directorRole(), to.directorRole());
    out.compare("the officer's deputy", from.officerDeputyRole(), to.officerDeputyRole());
    out.compare("duty radiologist", from.dutyRole(), to.dutyRole());
    out.compare("may lower", from.permissions().lower, to.permissions().lower);
    out.compare("may withdraw", from.permissions().withdraw, to.permissions().withdraw);
    out.compare("may propose a policy", from.permissions().proposePolicy, to.permissions().proposePolicy);
    out.compare("may approve a policy", from.permissions().approvePolicy, to.permissions().approvePolicy);
    byCode(out, "category", from.categories(), to.categories(),
           [&](const CategoryRule& old, const CategoryRule& now) { compareCategory(out, old, now); });
    byCode(out, "finding", from.findings(), to.findings(),
           [&](const FindingRule& old, const FindingRule& now) { compareFinding(out, old, now); });
    compareLocations(out, from, to);
    out.about({});
    out.compare("reason to decline", from.declineReasons(), to.declineReasons());
    compareCalendars(out, from.calendar(), to.calendar());
    return out.lines();
}

Replay replayed(const QList<Alert>& alerts, const AlertPolicy& policy) {
    Replay replay;
    for (const auto& alert : alerts) {
        auto draft = raisedDraft(alert);
        if (!draft) continue;
        ++replay.looked;
        Comparison out;
        const Fact* raised = nullptr;
        for (const auto& fact : alert.facts)
            if (!raised && fact.logged.event.kind == journal::kind::alertRaised) raised = &fact;
        draft->told = toldAtRaising(alert, *raised);
        const auto before = rulesFromObject(raised->data.value(QLatin1String("rules")).toObject()).category;
        const auto* finding = policy.finding(draft->findingCode);
        if (!finding) out.say(QStringLiteral("the finding is not in the list any more"));
        // A category that the reporter chose against the default would be chosen again.
        const auto usual = raised->data.value(QLatin1String("usualCategory")).toString();
        const auto code = finding && usual == draft->category ? finding->category : draft->category;
        const auto after = policy.categoryFor(draft->findingCode, code, draft->location);
        if (!after) {
            out.say(QStringLiteral("the category \"%1\" is not in the policy any more").arg(before.label));
        } else {
            out.compare("category", before.label, after->label);
            const auto documented = documentedOnly(*draft, *after);
            out.compare(draft->suspected == Suspected::Yes ? "documented only, being already suspected"
                                                           : "documented only, being already told",
                        raised->data.value(QLatin1String("documentedOnly")).toBool(),
                        documented == Documented::Suspected || documented == Documented::Told);
            compareLadders(out, before, *after);
        }
        if (!out.lines().isEmpty())
            replay.changed << ReplayedAlert{alert.alertId, raised->at(), draft->findingCode, out.lines()};
    }
    return replay;
}

} // namespace vigil::alert
