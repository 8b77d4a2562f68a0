// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/Shown.h"

#include "core/alert/AlertStory.h"
#include "core/alert/RecipientAct.h"

namespace vigil::page {

namespace {

using alert::Fact;
namespace kind = journal::kind;

QString remarkOn(const alert::AlertView& view, const QUuid& eventId) {
    for (const auto& item : view.attention)
        if (item.eventId == eventId) return item.reason;
    return {};
}

Shown::Deed deedOf(const Fact& fact, const alert::AlertView& view) {
    Shown::Deed deed;
    deed.kind = fact.logged.event.kind;
    deed.at = fact.at();
    deed.remark = remarkOn(view, fact.logged.event.eventId);
    deed.reason = fact.data.value(QLatin1String("reason")).toString();
    deed.passedTo = alert::partyFromObject(fact.data.value(QLatin1String("rerouteTo")).toObject());
    if (deed.kind == kind::alertActedOn) deed.act = alert::actFromObject(fact.data);
    deed.pending = !fact.logged.isAccepted();
    return deed;
}

void tell(Shown& shown, const journal::OnBehalfOf& who, const Fact& fact) {
    const auto& event = fact.logged.event;
    const bool counts = remarkOn(shown.view, event.eventId).isEmpty();
    if (event.kind == kind::alertRaised && shown.raisedEvent.isNull()) {
        shown.raisedEvent = event.eventId;
        shown.findingLabel = fact.data.value(QLatin1String("findingLabel")).toString();
        shown.restricted = fact.data.value(QLatin1String("restricted")).toBool();
    }
    if (event.kind == kind::alertAcknowledged && counts) shown.acceptedAt = fact.at();
    if (event.kind == kind::alertActedOn && counts) shown.actedAt = fact.at();
    if (event.kind == kind::alertWithdrawn && counts)
        shown.withdrawnBecause = fact.data.value(QLatin1String("reason")).toString();
    if (event.onBehalfOf.name == who.name && event.onBehalfOf.role == who.role &&
        event.kind != kind::alertViewed)
        shown.deeds << deedOf(fact, shown.view);
}

} // namespace

bool Shown::isSettled() const {
    using alert::State;
    return view.state == State::ActedOn || view.state == State::Closed || view.state == State::Withdrawn ||
           view.state == State::Superseded || view.state == State::DocumentedOnly;
}

Shown shownTo(const journal::OnBehalfOf& who, const alert::Alert& alert, UtcTime now) {
    Shown shown;
    shown.view = stateAt(alert, now);
    const alert::AlertStory story(alert);
    shown.responsible = story.responsible();
    shown.rules = story.rules();
    for (const auto& rung : story.rungsAhead())
        shown.ahead << qMakePair(rung.at, rung.role);
    shown.draft = raisedDraft(alert).value_or(alert::AlertDraft{});
    for (const auto& fact : alert.facts)
        tell(shown, who, fact);
    for (const auto& role : {shown.draft.owner.role, shown.draft.backUpRole})
        if (!role.isEmpty() && !shown.team.contains(role, Qt::CaseInsensitive)) shown.team << role;
    shown.inTeam = shown.team.contains(who.role, Qt::CaseInsensitive);
    const auto& accepted = shown.view.acknowledgedBy;
    shown.isMine = !accepted.isEmpty() && accepted == alert::Party{who.name, who.role};

    const bool clinician = shown.rules.category.mayAccept.contains(who.role, Qt::CaseInsensitive);
    const bool asks = !shown.isSettled();
    shown.onlyCopied = isOnlyCopied(alert, {who.name, who.role});
    const bool taken = isTaken(shown.view);
    shown.mayAccept = asks && !shown.onlyCopied && clinician && !taken && !shown.isMine;
    shown.mayPassOn = asks && !shown.onlyCopied && (!taken || shown.isMine);
    shown.mayAct = asks && shown.rules.category.lets(who.role);
    return shown;
}

} // namespace vigil::page
