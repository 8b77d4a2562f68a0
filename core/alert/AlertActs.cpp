// SPDX-License-Identifier: GPL-3.0-or-later
// The verbs of AlertService: what each act asks for and what it writes.
#include "core/alert/AlertService.h"

#include "core/alert/AlertRights.h"
#include "core/alert/AlertStory.h"
#include "core/base/Async.h"
#include "core/store/BegunStore.h"
#include "core/study/SamePatient.h"

#include <algorithm>

namespace vigil::alert {

namespace {

using Answer = QFuture<Result<void>>;

Error denied(const QString& message) {
    return {Error::Code::Denied, message, {}};
}
Error invalid(const QString& message) {
    return {Error::Code::Invalid, message, {}};
}

bool isBlank(const QString& text) {
    return text.trimmed().isEmpty();
}

/// For acts on an alert that is still open.
Result<void> mustBeOpen(const AlertView& view) {
    if (view.state == State::Closed)
        return Error{Error::Code::Conflict,
                     QStringLiteral("This alert was closed already. Nothing was recorded."),
                     {}};
    if (view.state == State::Superseded)
        return Error{Error::Code::Conflict,
                     QStringLiteral("Another alert has taken the place of this one. Nothing was recorded."),
                     {}};
    if (view.state == State::Withdrawn)
        return Error{
            Error::Code::Conflict, QStringLiteral("This alert was withdrawn. Nothing was recorded."), {}};
    return {};
}

Result<void> anyTime(const Alert&, const AlertView&) {
    return {};
}

Rules rulesOf(const Alert& alert) {
    return AlertStory(alert).rules();
}

/// What is typed for somebody else says who that is and from where it is known.
Result<void> howIsItKnown(const journal::OnBehalfOf& person) {
    if (person.isEmpty()) return {};
    if (isBlank(person.name) || isBlank(person.role))
        return invalid(QStringLiteral("Say for whom this is recorded: name and role."));
    if (isBlank(person.howKnown))
        return invalid(QStringLiteral("Say how it is known: by telephone, in person …"));
    return {};
}

Result<void> checkCall(const CallRecord& call, UtcTime now) {
    if (call.outcome == CallOutcome::Reached && (isBlank(call.told.name) || isBlank(call.told.role)))
        return invalid(QStringLiteral("Say who was told: name and role."));
    if (call.outcome == CallOutcome::CannotBeReached && call.told.isEmpty())
        return invalid(QStringLiteral("Say who cannot be reached."));
    if (call.at && *call.at > now)
        return invalid(QStringLiteral("The call is recorded at a time that has not come yet."));
    return {};
}

/// Giving up on somebody who has to hear of a change is not for everybody.
Result<void> mayRecord(const CallRecord& call, const Alert& alert, const QString& role) {
    if (call.outcome != CallOutcome::CannotBeReached) return {};
    const auto rules = rulesOf(alert);
    if (!role.isEmpty() && (role == rules.officerRole || role == rules.officerDeputyRole)) return {};
    return denied(
        QStringLiteral("Only the %1 may say that somebody cannot be reached.").arg(rules.officerRole));
}

/// Who brought somebody in has told them: it is not undone, an alert that was wrong is withdrawn.
bool canBeTakenBack(const QString& kind) {
    return kind != journal::kind::alertRetracted && kind != journal::kind::alertRaised &&
           kind != journal::kind::alertEscalated && !kind.startsWith(QLatin1String("notice."));
}

/// The author's last act that can be taken back.
const Fact* lastActOf(const Alert& alert, const QString& author) {
    const Fact* last = nullptr;
    QSet<QUuid> gone;
    for (const auto& fact : alert.facts)
        if (fact.logged.event.kind == journal::kind::alertRetracted)
            gone << QUuid(fact.data.value(QLatin1String("event")).toString());
    for (const auto& fact : alert.facts) {
        const auto& event = fact.logged.event;
        if (event.author == author && canBeTakenBack(event.kind) &&
            event.kind != journal::kind::alertViewed && !gone.contains(event.eventId))
            last = &fact;
    }
    return last;
}

} // namespace

Answer AlertService::recordCall(const QString& alertId, const CallRecord& call) {
    return recordCalls({{alertId, call}});
}

Answer AlertService::recordCalls(const QList<CallOf>& calls) {
    for (const auto& each : calls)
        if (const auto checked = checkCall(each.call, m_clock.now()); !checked)
            return readyFuture<Result<void>>(checked.error());
    return runOn(m_pool, [this, calls]() -> Result<void> {
        QList<journal::Event> events;
        QList<Alert> standing;
        for (const auto& each : calls) {
            VIGIL_TRY(const auto before, load(each.alertId));
            // A call counts also after an end: withdrawing asks for one.
            VIGIL_CHECK(mayRecord(each.call, before, m_user.role));
            events << eventAbout(before, {journal::kind::alertCallRecorded, toObject(each.call), {}});
            standing << after(before, events.last());
        }
        return commit(events, [&](store::Transaction& records) -> Result<void> {
            VIGIL_CHECK(store::BegunStore::removeActs(records, m_user.id, calls.value(0).alertId));
            for (const auto& each : standing)
                VIGIL_CHECK(updateReports(records, each));
            return {};
        });
    });
}

Answer AlertService::handOverCall(const QString& alertId, const Party& coordinator) {
    if (isBlank(coordinator.name))
        return readyFuture<Result<void>>(
            invalid(QStringLiteral("A call is handed over to a person: give the name.")));
    return act(alertId,
               [](const Alert&, const AlertView& view) -> Result<void> {
                   VIGIL_CHECK(mustBeOpen(view));
                   if (view.callTask != CallTask::Open && view.callTask != CallTask::HandedOver)
                       return Error{Error::Code::Conflict,
                                    QStringLiteral("There is no open call for this alert."),
                                    {}};
                   return {};
               },
               {journal::kind::alertCallHandedOver, {{QStringLiteral("to"), toObject(coordinator)}}, {}});
}

Answer AlertService::markViewed(const QString& alertId) {
    return act(alertId, anyTime, {journal::kind::alertViewed, {}, {}});
}

Answer AlertService::acknowledge(const QString& alertId, const journal::OnBehalfOf& onBehalfOf) {
    const auto who =
        onBehalfOf.isEmpty() ? Party{m_user.name, m_user.role} : Party{onBehalfOf.name, onBehalfOf.role};
    if (!onBehalfOf.isEmpty() && isBlank(onBehalfOf.howKnown))
        return readyFuture<Result<void>>(invalid(
            QStringLiteral("Say how the acceptance is known: by telephone with read-back, in person …")));
    return act(
        alertId,
        [who, role = who.role](const Alert& alert, const AlertView& view) -> Result<void> {
            VIGIL_CHECK(mustBeOpen(view));
            if (view.acknowledgedBy == who && !view.acknowledgeAnew)
                return Error{Error::Code::Conflict,
                             QStringLiteral("You have acknowledged this alert before. Record what was done."),
                             {}};
            if (isTaken(view) && !view.acknowledgeAnew)
                return Error{Error::Code::Conflict,
                             QStringLiteral("This alert was acknowledged before, by %1.")
                                 .arg(view.acknowledgedBy.role),
                             {}};
            const auto category = rulesOf(alert).category;
            if (category.mayAccept.contains(role, Qt::CaseInsensitive)) return {};
            if (category.mayPassOn.contains(role, Qt::CaseInsensitive))
                return denied(
                    QStringLiteral("As %1 you may pass this alert on, but only a clinician can acknowledge "
                                   "it. The time runs on.")
                        .arg(role));
            return denied(
                QStringLiteral("The role \"%1\" may not acknowledge an alert of this category. If you typed "
                               "it for a clinician, enter name and role of that clinician.")
                    .arg(role));
        },
        {journal::kind::alertAcknowledged, {}, onBehalfOf});
}

Answer AlertService::decline(const QString& alertId, const QString& reason, const Party& rerouteTo,
                             const journal::OnBehalfOf& onBehalfOf) {
    if (isBlank(reason))
        return readyFuture<Result<void>>(invalid(QStringLiteral("Say why the alert is declined.")));
    if (const auto known = howIsItKnown(onBehalfOf); !known) return readyFuture<Result<void>>(known.error());
    return act(
        alertId,
        [author = m_user.id, onBehalfOf](const Alert& alert, const AlertView& view) -> Result<void> {
            VIGIL_CHECK(mustBeOpen(view));
            if (view.state == State::ActedOn)
                return Error{
                    Error::Code::Conflict, QStringLiteral("Somebody has acted on this alert already."), {}};
            if (!isTaken(view)) return {};
            if (!onBehalfOf.isEmpty()) {
                if (view.acknowledgedBy == Party{onBehalfOf.name, onBehalfOf.role}) return {};
                return denied(
                    QStringLiteral("Somebody else has taken this alert; only they can give it back."));
            }
            for (const auto& fact : alert.facts)
                if (fact.logged.event.kind == journal::kind::alertAcknowledged &&
                    fact.logged.event.author == author)
                    return {};
            return denied(QStringLiteral("Somebody else has taken this alert; only they can give it back."));
        },
        {journal::kind::alertDeclined,
         {{QStringLiteral("reason"), reason}, {QStringLiteral("rerouteTo"), toObject(rerouteTo)}},
         onBehalfOf});
}

Answer AlertService::escalate(const QString& alertId, const QString& role, const QString& reason) {
    if (isBlank(reason))
        return readyFuture<Result<void>>(invalid(QStringLiteral("Say why the alert is escalated.")));
    return act(
        alertId,
        [](const Alert& alert, const AlertView& view) -> Result<void> {
            VIGIL_CHECK(mustBeOpen(view));
            if (view.state == State::ActedOn)
                return Error{
                    Error::Code::Conflict, QStringLiteral("Somebody has acted on this alert already."), {}};
            if (AlertStory(alert).rungsAhead().isEmpty())
                return denied(
                    QStringLiteral("Nobody has to act on this alert. There is nobody to bring in."));
            return {};
        },
        [role = role.trimmed(), reason = reason.trimmed()](const Alert& alert, const AlertView&) {
            const auto next = role.isEmpty() ? AlertStory(alert).rungsAhead().first().role : role;
            return Deed{journal::kind::alertEscalated,
                        {{QStringLiteral("role"), next}, {QStringLiteral("reason"), reason}},
                        {}};
        });
}

Answer AlertService::actOn(const QString& alertId, const Act& done, const journal::OnBehalfOf& onBehalfOf) {
    if (isBlank(done.what)) return readyFuture<Result<void>>(invalid(QStringLiteral("Say what was done.")));
    if (const auto known = howIsItKnown(onBehalfOf); !known) return readyFuture<Result<void>>(known.error());
    auto complete = done;
    if (complete.by.isEmpty())
        complete.by =
            onBehalfOf.isEmpty() ? Party{m_user.name, m_user.role} : Party{onBehalfOf.name, onBehalfOf.role};
    return act(alertId,
               [role = complete.by.role](const Alert& alert, const AlertView& view) -> Result<void> {
                   VIGIL_CHECK(mustBeOpen(view));
                   if (rulesOf(alert).category.lets(role)) return {};
                   return denied(QStringLiteral("The role \"%1\" may not act on an alert of this category. "
                                                "Enter name and role of the clinician who did.")
                                     .arg(role));
               },
               {journal::kind::alertActedOn, toObject(complete), onBehalfOf});
}

Answer AlertService::close(const QString& alertId, const QString& note) {
    return act(alertId,
               [](const Alert&, const AlertView& view) -> Result<void> {
                   VIGIL_CHECK(mustBeOpen(view));
                   if (view.needsNewerVigil)
                       return Error{Error::Code::Newer,
                                    QStringLiteral("A newer Vigil wrote to this alert. Close it there."),
                                    {}};
                   if (view.state != State::ActedOn && view.state != State::DocumentedOnly)
                       return denied(QStringLiteral(
                           "Nobody has acted on this alert yet. Record what was done, then close it."));
                   if (view.due == Due::TellPatient)
                       return denied(QStringLiteral("The patient has not been told. Record it as acted on, "
                                                    "patient told, when they have; then close it."));
                   return {};
               },
               {journal::kind::alertClosed, {{QStringLiteral("note"), note}}, {}});
}

Answer AlertService::recategorise(const QString& alertId, const QString& category, const QString& reason) {
    const auto& current = policy(); // one and the same, also when another comes into force meanwhile
    const auto* rule = current.category(category);
    if (!rule) return readyFuture<Result<void>>(invalid(QStringLiteral("Choose a category from the list.")));
    return act(
        alertId,
        [this, rule = *rule, reason](const Alert& alert, const AlertView& view) -> Result<void> {
            VIGIL_CHECK(mustBeOpen(view));
            if (rule.code == view.category)
                return Error{
                    Error::Code::Conflict, QStringLiteral("The alert has this category already."), {}};
            if (rule.rank <= rulesOf(alert).category.rank) return {};
            if (isBlank(reason)) return invalid(QStringLiteral("Say why the alert is lowered."));
            if (!rightsOf(alert, m_user).mayLower)
                return denied(QStringLiteral("Only its author or the duty radiologist may lower an alert."));
            return {};
        },
        [this, &current, code = rule->code, reason](const Alert& alert, const AlertView&) {
            const auto day = today(current);
            const auto draft = AlertStory(alert).draft(); // the patient may have moved since
            const auto here = current.categoryFor(draft.findingCode, code, draft.location)
                                  .value_or(*current.categoryAt(code, {}));
            return Deed{journal::kind::alertRecategorised,
                        {{QStringLiteral("category"), code},
                         {QStringLiteral("reason"), reason},
                         {QStringLiteral("rules"), toObject(alert::rulesOf(current, here, day))}},
                        {}};
        });
}

Answer AlertService::reroute(const QString& alertId, const QString& location) {
    if (isBlank(location))
        return readyFuture<Result<void>>(invalid(QStringLiteral("Say where the patient is now.")));
    const auto& current = policy(); // one and the same, also when another comes into force meanwhile
    return act(
        alertId,
        [&current](const Alert& alert, const AlertView& view) -> Result<void> {
            VIGIL_CHECK(mustBeOpen(view));
            if (!view.act.what.isEmpty())
                return Error{Error::Code::Conflict,
                             QStringLiteral("Somebody has acted on this alert. Nothing was recorded."),
                             {}};
            if (current.categoryFor(AlertStory(alert).draft().findingCode, view.category, {})) return {};
            return invalid(QStringLiteral("The policy in force does not know the category of this alert."));
        },
        [this, &current, location](const Alert& alert, const AlertView& view) {
            auto draft = AlertStory(alert).draft();
            draft.location = location.trimmed();
            draft.category = view.category;
            draft.owner = {}; // the new team's, and not whom the reporter knew at the old place
            draft.backUpRole.clear();
            const auto there = *current.categoryFor(draft.findingCode, draft.category, draft.location);
            const auto route = findRoute(draft, current);
            const auto day = today(current);
            QJsonObject data{{QStringLiteral("location"), draft.location},
                             {QStringLiteral("rules"), toObject(alert::rulesOf(current, there, day))},
                             {QStringLiteral("owner"),
                              toObject(draft.owner.isEmpty() ? Party{{}, there.ownerRole} : draft.owner)},
                             {QStringLiteral("backUpRole"),
                              draft.backUpRole.isEmpty() ? there.backUpRole : draft.backUpRole}};
            if (!route.isEmpty()) data.insert(QStringLiteral("route"), route);
            return Deed{journal::kind::alertRerouted, data, {}};
        });
}

Answer AlertService::note(const QString& alertId, const QString& text) {
    if (isBlank(text))
        return readyFuture<Result<void>>(invalid(QStringLiteral("Write what is to be noted.")));
    return act(alertId, anyTime, {journal::kind::alertNoted, {{QStringLiteral("note"), text.trimmed()}}, {}});
}

Answer AlertService::tickOff(const QString& alertId, const QUuid& item, const QString& reason) {
    if (isBlank(reason))
        return readyFuture<Result<void>>(invalid(QStringLiteral("Say why this needs nothing more.")));
    return act(alertId,
               [item](const Alert&, const AlertView& view) -> Result<void> {
                   for (const auto& each : view.attention)
                       if (each.eventId == item && !each.seen) return {};
                   return Error{
                       Error::Code::Conflict,
                       QStringLiteral("This alert has no such remark any more. Nothing was recorded."),
                       {}};
               },
               {journal::kind::alertNoted,
                {{QStringLiteral("note"), reason.trimmed()}, {QStringLiteral("seen"), vigil::toText(item)}},
                {}});
}

Answer AlertService::withdraw(const QString& alertId, const QString& reason) {
    if (isBlank(reason))
        return readyFuture<Result<void>>(invalid(QStringLiteral("Say why the alert is withdrawn.")));
    return act(alertId,
               [this](const Alert& alert, const AlertView& view) -> Result<void> {
                   VIGIL_CHECK(mustBeOpen(view));
                   if (!rightsOf(alert, m_user).mayWithdraw)
                       return denied(
                           QStringLiteral("Only its author or the duty radiologist may withdraw an alert."));
                   return {};
               },
               {journal::kind::alertWithdrawn, {{QStringLiteral("reason"), reason}}, {}});
}

Result<AlertService::End> AlertService::endOf(const QString& superseded, const QString& by,
                                              const AlertDraft& draft) const {
    VIGIL_TRY(const auto earlier, load(superseded));
    VIGIL_CHECK(mustBeOpen(stateAt(earlier, m_clock.now())));
    const auto raised = raisedDraft(earlier);
    if (!raised || !study::isSamePatient(raised->patient.key, draft.patient.key))
        return invalid(QStringLiteral("The earlier alert is about another patient. Nothing was raised."));
    if (!rightsOf(earlier, m_user).mayWithdraw)
        return denied(QStringLiteral("Only its author or the duty radiologist may replace an alert."));
    const auto event =
        eventOf(superseded, {journal::kind::alertSuperseded,
                             {{QStringLiteral("by"), by}, {QStringLiteral("reportId"), draft.reportId}},
                             {}});
    return End{event, after(earlier, event)};
}

Answer AlertService::join(const QString& alertId, const AlertDraft& seen, const QString& begun) {
    AlertDraft joined;
    joined.reportId = seen.reportId;
    joined.procedures = seen.procedures;
    joined.images = seen.images;
    return act(alertId,
               [patient = seen.patient.key](const Alert& alert, const AlertView& view) -> Result<void> {
                   const auto raised = raisedDraft(alert);
                   if (!raised || !study::isSamePatient(raised->patient.key, patient))
                       return invalid(QStringLiteral("That alert is about another patient."));
                   VIGIL_CHECK(mustBeOpen(view));
                   if (stillActs(view)) return {};
                   return Error{Error::Code::Conflict,
                                QStringLiteral("Nobody is acting on that alert now. Raise a new one."),
                                {}};
               },
               {journal::kind::alertJoined, toObject(joined), {}, begun});
}

Answer AlertService::retract(const QString& alertId, const QUuid& eventId) {
    const auto target = [eventId, author = m_user.id](const Alert& alert) -> const Fact* {
        if (eventId.isNull()) return lastActOf(alert, author);
        const auto found = std::find_if(alert.facts.begin(), alert.facts.end(), [&](const Fact& fact) {
            return fact.logged.event.eventId == eventId;
        });
        return found == alert.facts.end() ? nullptr : &*found;
    };
    return act(
        alertId,
        [this, target](const Alert& alert, const AlertView&) -> Result<void> {
            const auto* fact = target(alert);
            if (!fact)
                return Error{Error::Code::NotFound, QStringLiteral("There is no act to take back."), {}};
            if (fact->logged.event.author != m_user.id)
                return denied(QStringLiteral("Only the person who did it can take an act back."));
            if (fact->logged.event.kind == journal::kind::alertRaised)
                return denied(
                    QStringLiteral("A raised alert is not taken back but withdrawn: then everyone who was "
                                   "told hears of it."));
            if (!canBeTakenBack(fact->logged.event.kind))
                return denied(QStringLiteral("This cannot be taken back: somebody was told by it. An alert "
                                             "that is not right is withdrawn."));
            if (m_clock.now() - fact->logged.event.occurredAt > std::chrono::minutes(10))
                return denied(QStringLiteral(
                    "An act can be taken back for ten minutes. Record what is right instead."));
            return {};
        },
        [target](const Alert& alert, const AlertView&) {
            return Deed{journal::kind::alertRetracted,
                        {{QStringLiteral("event"), vigil::toText(target(alert)->logged.event.eventId)}},
                        {}};
        });
}

} // namespace vigil::alert
