// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/Alert.h"

#include "core/alert/AlertJson.h"
#include "core/alert/AlertStory.h"
#include "core/alert/KeptApart.h"

#include <QJsonDocument>

#include <algorithm>

namespace vigil::alert {

namespace {

/// Accepted facts by seq; then what is still on this computer, in its own order. The id decides between
/// pending events of a broken device counter, so that the order never depends on arrival.
bool before(const Fact& a, const Fact& b) {
    const auto key = [](const Fact& fact) {
        const auto& [event, receipt] = fact.logged;
        return std::tuple(fact.logged.isAccepted() ? 0 : 1, receipt.seq, event.deviceSeq, event.eventId);
    };
    return key(a) < key(b);
}

} // namespace

UtcTime Fact::at() const {
    const auto told = logged.event.occurredAt + std::chrono::milliseconds(logged.event.clockOffsetMs);
    return logged.isAccepted() ? std::min(told, logged.receipt.receivedAt) : told;
}

Alert apply(Alert alert, const journal::LoggedEvent& event) {
    if (alert.alertId.isEmpty()) alert.alertId = event.event.aggregateId;
    const auto known = std::find_if(alert.facts.begin(), alert.facts.end(), [&](const Fact& fact) {
        return fact.logged.event.eventId == event.event.eventId;
    });
    if (known != alert.facts.end()) {
        // The receipt is news about a known fact; a pending copy of an accepted one is not.
        if (known->logged.isAccepted() && !event.isAccepted()) return alert;
        alert.facts.erase(known);
    }
    Fact fact{event, QJsonDocument::fromJson(event.event.open).object()};
    const auto place = std::upper_bound(alert.facts.begin(), alert.facts.end(), fact, before);
    alert.facts.insert(place, std::move(fact));
    return alert;
}

AlertView stateAt(const Alert& alert, UtcTime now) {
    auto view = AlertStory(alert).view();
    view.overdue = view.open && view.nextAt && *view.nextAt < now;
    return view;
}

bool isOver(const QList<journal::LoggedEvent>& events) {
    Alert alert;
    for (const auto& event : events)
        alert = apply(std::move(alert), event);
    return !alert.facts.isEmpty() && !AlertStory(alert).view().open;
}

bool isRestricted(const Alert& alert) {
    return std::any_of(alert.facts.begin(), alert.facts.end(), [](const Fact& fact) {
        return fact.logged.event.kind == journal::kind::alertRaised &&
               fact.data.value(QLatin1String("restricted")).toBool();
    });
}

std::optional<AlertDraft> raisedDraft(const Alert& alert) {
    for (const auto& fact : alert.facts) {
        if (fact.logged.event.kind != journal::kind::alertRaised) continue;
        // What is restricted stands in the sealed part, for those who have it.
        return draftFromObject(wholeData(fact));
    }
    return std::nullopt;
}

QString toText(State state) {
    switch (state) {
    case State::Draft:
        return QStringLiteral("draft");
    case State::ThisComputerOnly:
        return QStringLiteral("this computer only");
    case State::Department:
        return QStringLiteral("department");
    case State::Delivered:
        return QStringLiteral("delivered");
    case State::Viewed:
        return QStringLiteral("viewed");
    case State::Acknowledged:
        return QStringLiteral("acknowledged");
    case State::ActedOn:
        return QStringLiteral("acted on");
    case State::Closed:
        return QStringLiteral("closed");
    case State::Declined:
        return QStringLiteral("declined");
    case State::Escalated:
        return QStringLiteral("escalated");
    case State::NoRoute:
        return QStringLiteral("no route");
    case State::Withdrawn:
        return QStringLiteral("withdrawn");
    case State::Superseded:
        return QStringLiteral("superseded");
    case State::DocumentedOnly:
        return QStringLiteral("documented only");
    }
    return {};
}

QString toText(Due due) {
    switch (due) {
    case Due::Nothing:
        return {};
    case Due::SpokenContact:
        return QStringLiteral("telephone");
    case Due::Acknowledge:
        return QStringLiteral("acknowledge");
    case Due::BackUp:
        return QStringLiteral("bring in the back-up");
    case Due::EndOfLadder:
        return QStringLiteral("bring in the last rung");
    case Due::Act:
        return QStringLiteral("act");
    case Due::Close:
        return QStringLiteral("close");
    case Due::TellWithdrawn:
        return QStringLiteral("tell those who were told");
    case Due::LookAgain:
        return QStringLiteral("look again");
    case Due::TellPatient:
        return QStringLiteral("tell the patient");
    }
    return {};
}

} // namespace vigil::alert
