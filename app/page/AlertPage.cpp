// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/AlertPage.h"

#include "app/page/AlertForms.h"
#include "app/page/PageText.h"

namespace vigil::page {

namespace {

using alert::State;
namespace kind = journal::kind;

Html section(const QString& heading, const QList<Html>& content, const QString& style = {}) {
    Html::Attributes attributes;
    if (!style.isEmpty()) attributes << Html::Attribute{"class", style};
    return Html::element("section", attributes, QList<Html>{Html::tag("h2", {Html(heading)})} + content);
}

/// One line of a list of facts; nothing when there is no value.
Html fact(const QString& name, const QString& value) {
    if (value.isEmpty()) return {};
    return Html::tag("div", {Html::tag("dt", {Html(name)}), Html::tag("dd", {Html(value)})});
}

QString untilWords(const AlertPageContent& content, UtcTime until) {
    return QStringLiteral("%1, %2").arg(timeWords(until, content.now, content.shown.rules.calendar.zone),
                                        leftWords(until, content.now));
}

/// The one sentence that says how it stands, and the one that says until when.
struct Standing {
    QString state;
    QString limit;
    bool late = false;
};

Standing settledStanding(const AlertPageContent& content) {
    const auto& shown = content.shown;
    const auto& view = shown.view;
    switch (view.state) {
    case State::Withdrawn:
        return {QStringLiteral(
                    "This alert was withdrawn. Do not act on it. If you have acted already, telephone."),
                shown.withdrawnBecause.isEmpty() ? QString()
                                                 : QStringLiteral("Reason: ") + shown.withdrawnBecause};
    case State::Superseded:
        return {QStringLiteral("This alert was replaced by a newer one. Do not act on this one: telephone."),
                {}};
    case State::DocumentedOnly:
        return {QStringLiteral("For your information. Nobody has to accept this alert."), {}};
    default:
        return {view.act.by == alert::Party{content.who.name, content.who.role}
                    ? QStringLiteral("Thank you. What you did is recorded.")
                    : QStringLiteral("%1 has acted on this alert.").arg(partyWords(view.act.by)),
                {}};
    }
}

Standing standing(const AlertPageContent& content) {
    const auto& shown = content.shown;
    const auto& view = shown.view;
    if (shown.isSettled()) return settledStanding(content);
    const auto zone = shown.rules.calendar.zone;
    if (shown.onlyCopied && view.acknowledgedBy.isEmpty())
        return {
            QStringLiteral("For your information: %1 is asked to act. That you have seen this is recorded.")
                .arg(partyWords(shown.responsible)),
            {}};
    if (view.acknowledgedBy.isEmpty()) {
        Standing open{QStringLiteral("Nobody has accepted this alert yet."), {}};
        if (view.acknowledgeBy) {
            open.limit = QStringLiteral("Accept by ") + untilWords(content, *view.acknowledgeBy);
            open.late = *view.acknowledgeBy < content.now;
        }
        return open;
    }
    const auto at = shown.acceptedAt ? timeWords(*shown.acceptedAt, content.now, zone) : QString();
    Standing taken{shown.isMine
                       ? QStringLiteral("You accepted this alert at %1. You are responsible.").arg(at)
                       : QStringLiteral("%1 accepted this alert at %2 and is responsible.")
                             .arg(partyWords(view.acknowledgedBy), at),
                   {}};
    if (view.state == State::Escalated)
        taken.state +=
            QStringLiteral(" Nobody acted in time: it has gone to %1. Somebody else may accept it now.")
                .arg(partyWords(view.owner));
    if (view.actBy) {
        taken.limit = QStringLiteral("Act by ") + untilWords(content, *view.actBy);
        taken.late = *view.actBy < content.now;
    }
    return taken;
}

QString headingOf(const AlertPageContent& content) {
    const auto alert = content.shown.rules.category.label + QStringLiteral(" alert");
    if (content.shown.view.state == State::Withdrawn) return QStringLiteral("Withdrawn: ") + alert;
    if (content.shown.view.state == State::Superseded) return QStringLiteral("Replaced: ") + alert;
    return alert;
}

Html banner(const AlertPageContent& content) {
    const auto& category = content.shown.rules.category;
    const auto told = standing(content);
    const bool settled = content.shown.isSettled();
    return Html::element(
        "div",
        {{"class", QStringLiteral("banner rank%1%2")
                       .arg(std::min(category.rank, 3))
                       .arg(settled ? QStringLiteral(" settled") : QString())}},
        {Html::tag("h1", {Html(headingOf(content))}), settled ? Html() : paragraph(urgencyWords(category)),
         paragraph(told.state, QStringLiteral("state")),
         paragraph(told.limit, told.late ? QStringLiteral("limit late") : QStringLiteral("limit"))});
}

Html finding(const AlertPageContent& content) {
    const auto& shown = content.shown;
    const auto& draft = shown.draft;
    if (shown.hidesText())
        return section(QStringLiteral("What was found"),
                       {paragraph(QStringLiteral("This finding is restricted. Its text is shown to the team "
                                                 "that the alert names: %1. Telephone to hear what you need.")
                                      .arg(shown.team.join(QStringLiteral(", "))),
                                  QStringLiteral("restricted"))});
    auto place = draft.site;
    if (const auto side = sideWords(draft.laterality); !side.isEmpty())
        place += (place.isEmpty() ? QString() : QStringLiteral(", ")) + side;
    return section(
        QStringLiteral("What was found"),
        {shown.restricted
             ? paragraph(QStringLiteral("Restricted: do not pass this text on outside your team."),
                         QStringLiteral("restricted"))
             : Html(),
         paragraph(shown.findingLabel, QStringLiteral("finding")),
         draft.text == shown.findingLabel ? Html() : paragraph(draft.text, QStringLiteral("text")),
         Html::tag(
             "dl",
             {fact(QStringLiteral("Where"), place),
              fact(QStringLiteral("Suspected"),
                   draft.suspected == alert::Suspected::Yes ? QStringLiteral("Yes") : QStringLiteral("No")),
              fact(QStringLiteral("Advice"), draft.recommendedAction),
              fact(QStringLiteral("To be done"),
                   draft.dueDate.isValid()
                       ? QStringLiteral("by ") + draft.dueDate.toString(QStringLiteral("d MMMM yyyy"))
                       : QString())})});
}

QString sexWords(const QString& sex) {
    if (sex == QLatin1String("F")) return QStringLiteral("female");
    if (sex == QLatin1String("M")) return QStringLiteral("male");
    return sex.isEmpty() ? QString() : QStringLiteral("other sex");
}

Html patient(const AlertPageContent& content) {
    const auto& draft = content.shown.draft;
    const auto& person = draft.patient;
    const auto today = content.shown.rules.calendar.dayOf(content.now);
    const auto age = study::ageAt(person.birthDate, today);
    auto born =
        person.birthDate.isValid() ? person.birthDate.toString(QStringLiteral("d MMM yyyy")) : QString();
    if (!age.isEmpty()) born += QStringLiteral(" (%1)").arg(age);
    const auto sex = sexWords(person.sex);
    if (!sex.isEmpty()) born += (born.isEmpty() ? QString() : QStringLiteral(", ")) + sex;
    QStringList examinations;
    QStringList accessions;
    for (const auto& procedure : draft.procedures) {
        if (!procedure.description.isEmpty()) examinations << procedure.description;
        if (!procedure.accessionNumber.isEmpty()) accessions << procedure.accessionNumber;
    }
    const auto issuer = person.key.issuer.isEmpty() ? QStringLiteral("Patient number")
                                                    : person.key.issuer + QStringLiteral(" number");
    return section(
        QStringLiteral("Patient"),
        {Html::tag("dl", {fact(QStringLiteral("Name"), study::displayName(person.name)),
                          fact(QStringLiteral("Born"), born), fact(issuer, person.key.id),
                          fact(QStringLiteral("Examination"), examinations.join(QStringLiteral(", "))),
                          fact(QStringLiteral("Accession"), accessions.join(QStringLiteral(", ")))})});
}

/// What happens without anybody's doing.
Html otherwise(const AlertPageContent& content) {
    const auto& shown = content.shown;
    if (shown.isSettled()) return {};
    const auto taken = !shown.view.acknowledgedBy.isEmpty();
    QList<Html> lines;
    for (const auto& [at, role] : shown.ahead) {
        const auto when = timeWords(at, content.now, shown.rules.calendar.zone);
        lines << Html::tag(
            "li",
            {Html((at < content.now ? QStringLiteral("Since %1: ") : QStringLiteral("At %1: ")).arg(when) +
                  QStringLiteral("it goes to %1.").arg(role))});
    }
    return section(
        QStringLiteral("If nobody acts"),
        {Html::tag("ul", lines),
         taken ? Html()
               : paragraph(QStringLiteral("Opening this page accepts nothing."), QStringLiteral("hint"))});
}

Html people(const AlertPageContent& content, const PageSettings& settings) {
    const auto& shown = content.shown;
    const auto zone = shown.rules.calendar.zone;
    QList<Html> lines{paragraph(
        QStringLiteral("%1, at %2.")
            .arg(partyWords(shown.view.raisedBy), timeWords(shown.view.raisedAt, content.now, zone)))};
    for (const auto& call : shown.view.communications)
        lines << paragraph(
            QStringLiteral("Told by %1: %2, at %3.")
                .arg(call.method, partyWords({call.name, call.role}), timeWords(call.at, content.now, zone)));
    lines << telephones(settings);
    return section(QStringLiteral("Who raised it"), lines);
}

Html done(const AlertPageContent& content) {
    const auto& shown = content.shown;
    const auto zone = shown.rules.calendar.zone;
    QList<Html> parts;
    if (shown.actedAt && !shown.view.act.what.isEmpty())
        parts << section(
            QStringLiteral("What was done"),
            {paragraph(shown.view.act.what, QStringLiteral("text")),
             paragraph(QStringLiteral("%1 By %2, at %3.")
                           .arg(toldWords(shown.view.act.patientTold), partyWords(shown.view.act.by),
                                timeWords(*shown.actedAt, content.now, zone)))});
    QList<Html> lines;
    bool pending = false;
    for (const auto& deed : shown.deeds) {
        pending = pending || deed.pending;
        lines << Html::element(
            "li",
            deed.remark.isEmpty() ? Html::Attributes{}
                                  : Html::Attributes{{"class", QStringLiteral("ineffective")}},
            {Html(timeWords(deed.at, content.now, zone) + QStringLiteral(": ") + deedWords(deed))});
    }
    if (!lines.isEmpty())
        parts << section(QStringLiteral("What you recorded here"),
                         {Html::tag("ul", lines),
                          pending ? paragraph(QStringLiteral("Kept here and on its way to the department."),
                                              QStringLiteral("hint"))
                                  : Html()});
    Html all;
    for (const auto& part : parts)
        all << part;
    return all;
}

Html signedIn(const AlertPageContent& content) {
    const auto zone = content.shown.rules.calendar.zone;
    return Html::element("div", {{"class", QStringLiteral("signed-in")}},
                         {paragraph(QStringLiteral("You are %1. As of %2.")
                                        .arg(partyWords({content.who.name, content.who.role}),
                                             timeWords(content.now, content.now, zone))),
                          postForm(content.action + QStringLiteral("/sign-out"), content.token,
                                   {button(QStringLiteral("Sign out"), QStringLiteral("plain"))})});
}

} // namespace

QString deedWords(const Shown::Deed& deed) {
    QString words;
    if (deed.kind == kind::alertAcknowledged)
        words = QStringLiteral("you accepted the alert");
    else if (deed.kind == kind::alertDeclined)
        words = deed.passedTo.isEmpty() ? QStringLiteral("you gave the alert back: %1").arg(deed.reason)
                                        : QStringLiteral("you passed the alert on to %1: %2")
                                              .arg(partyWords(deed.passedTo), deed.reason);
    else if (deed.kind == kind::alertActedOn)
        words = QStringLiteral("you acted: %1 %2").arg(deed.act.what, toldWords(deed.act.patientTold));
    else
        words = QStringLiteral("recorded");
    if (deed.remark.isEmpty()) return words;
    return words + QStringLiteral(". This is on record but changed nothing: %1.").arg(deed.remark);
}

Page recordedAlreadyPage(const AlertPageContent& content) {
    const auto& shown = content.shown;
    Page page;
    page.title = QStringLiteral("Recorded already");
    page.content << Html::tag("h1", {Html(page.title)});
    if (!shown.deeds.isEmpty()) {
        const auto& deed = shown.deeds.last();
        page.content << paragraph(timeWords(deed.at, content.now, shown.rules.calendar.zone) +
                                  QStringLiteral(": ") + deedWords(deed));
    }
    page.content << paragraph(QStringLiteral("Nothing more was recorded. The alert is with %1.")
                                  .arg(partyWords(shown.responsible)))
                 << Html::tag("p",
                              {Html::element("a", {{"href", content.action}}, {Html("Back to the alert")})});
    return page;
}

Page alertPage(const AlertPageContent& content, const PageSettings& settings) {
    Page page;
    page.title = QStringLiteral("Radiology alert");
    page.errors = content.errors;
    page.telephones = Page::Telephones::InContent;
    page.content << banner(content) << finding(content) << patient(content) << acceptForm(content)
                 << actForm(content) << passOnForm(content) << done(content);
    page.content << otherwise(content) << people(content, settings) << signedIn(content);
    return page;
}

} // namespace vigil::page
