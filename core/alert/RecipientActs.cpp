// SPDX-License-Identifier: GPL-3.0-or-later
// The acts of recipients who have no Vigil, as the recipient's page takes them.
#include "core/alert/AlertService.h"

#include "core/alert/AlertStory.h"
#include "core/base/Async.h"
#include "core/base/Ids.h"

#include <QJsonDocument>

#include <algorithm>
#include <limits>
#include <mutex>

namespace vigil::alert {

namespace {

Error lacking(const QString& message) {
    return {Error::Code::Invalid, message, {}};
}

/// What has to be said whatever became of the alert.
Result<void> checkWords(const journal::OnBehalfOf& recipient, const RecipientAct& act) {
    using Kind = RecipientAct::Kind;
    if (act.kind != Kind::SignInLocked &&
        (recipient.name.trimmed().isEmpty() || recipient.howKnown.trimmed().isEmpty()))
        return lacking(QStringLiteral("Say who you are."));
    if (act.kind == Kind::NotMine && act.reason.trimmed().isEmpty())
        return lacking(QStringLiteral("Say why the alert is not yours."));
    if (act.kind == Kind::ActedOn && act.act.what.trimmed().isEmpty())
        return lacking(QStringLiteral("Say what was done."));
    return {};
}

/// Whoever may only pass on does not become responsible by a button.
Result<void> checkRole(const Alert& alert, const journal::OnBehalfOf& recipient, const RecipientAct& act) {
    using Kind = RecipientAct::Kind;
    const auto category = AlertStory(alert).rules().category;
    const bool answers = act.kind == Kind::Accepted || act.kind == Kind::NotMine;
    if (answers && isOnlyCopied(alert, {recipient.name, recipient.role}))
        return Error{Error::Code::Denied,
                     QStringLiteral("This alert was sent to you for information. Somebody else is asked to "
                                    "accept it: telephone if it is for you."),
                     {}};
    if (act.kind == RecipientAct::Kind::ActedOn) {
        // Neither by whom it is said nor of whom.
        const auto& by = act.act.by;
        if (category.lets(recipient.role) && (by.isEmpty() || category.lets(by.role))) return {};
        return Error{
            Error::Code::Denied,
            QStringLiteral("As %1 you may pass this alert on, but what was done about it is recorded "
                           "for the clinician who did it. The time runs on.")
                .arg(recipient.role),
            {}};
    }
    if (act.kind != RecipientAct::Kind::Accepted) return {};
    if (category.mayAccept.contains(recipient.role, Qt::CaseInsensitive)) return {};
    return Error{Error::Code::Denied,
                 QStringLiteral("As %1 you may pass this alert on, but only a clinician can accept it. The "
                                "time runs on.")
                     .arg(recipient.role),
                 {}};
}

/// One at a time: of two that are sent at once the second has to see the first.
std::mutex& recording() {
    static std::mutex mutex;
    return mutex;
}

/// What is on record beside what people do about it.
bool changesNothing(const QString& kind) {
    namespace k = journal::kind;
    static const QStringList beside{k::alertViewed,         k::alertNoted,  k::alertCallRecorded,
                                    k::alertCallHandedOver, k::alertJoined, k::alertSignInLocked};
    return beside.contains(kind) || kind.startsWith(QLatin1String("notice."));
}

/// The same once more. What was done may be two things; whoever accepts or declines says one thing twice.
bool repeats(const Fact& before, const journal::Event& event) {
    const auto& earlier = before.logged.event;
    if (earlier.kind != event.kind || earlier.onBehalfOf.name != event.onBehalfOf.name ||
        earlier.onBehalfOf.role != event.onBehalfOf.role)
        return false;
    if (event.kind == journal::kind::alertActedOn)
        return actFromObject(before.data) == actFromObject(QJsonDocument::fromJson(event.open).object());
    return event.kind == journal::kind::alertAcknowledged || event.kind == journal::kind::alertDeclined;
}

QString remarkOn(const AlertView& view, const QUuid& eventId) {
    for (const auto& item : view.attention)
        if (item.eventId == eventId) return item.reason;
    return {};
}

std::optional<Recorded> recordedBefore(const Alert& before, const journal::Event& event, UtcTime now) {
    const auto& facts = before.facts;
    const auto isIt = [&](const Fact& fact) { return fact.logged.event.eventId == event.eventId; };
    if (std::any_of(facts.begin(), facts.end(), isIt))
        return Recorded{event.eventId, remarkOn(stateAt(before, now), event.eventId)};
    const auto last = std::find_if(facts.rbegin(), facts.rend(),
                                   [](const Fact& fact) { return !changesNothing(fact.logged.event.kind); });
    if (last == facts.rend() || !repeats(*last, event)) return std::nullopt;
    const auto& id = last->logged.event.eventId;
    return Recorded{id, remarkOn(stateAt(before, now), id), true};
}

} // namespace

bool isCopy(const Rules& rules, const Fact& notice) {
    const auto to = partyFromObject(notice.data.value(QLatin1String("to")).toObject());
    const bool beside = notice.data.value(QLatin1String("beside")).toBool();
    return beside && to.role != rules.officerDeputyRole;
}

bool isOnlyCopied(const Alert& alert, const Party& recipient) {
    const auto isTheirs = [&](const Party& party) {
        return party.role.compare(recipient.role, Qt::CaseInsensitive) == 0 &&
               (party.name.isEmpty() || party.name == recipient.name);
    };
    const AlertStory story(alert);
    if (isTheirs(story.responsible()) || isTheirs(story.raisedFor())) return false;
    bool copied = false;
    for (const auto& fact : alert.facts) {
        if (fact.logged.event.kind != journal::kind::noticeQueued) continue;
        const auto to = partyFromObject(fact.data.value(QLatin1String("to")).toObject());
        if (!isTheirs(to) || !fact.data.value(QLatin1String("asks")).toString().isEmpty()) continue;
        if (!isCopy(story.rules(), fact)) return false;
        copied = true;
    }
    return copied;
}

AlertService::Deed AlertService::deedOf(const journal::OnBehalfOf& recipient, const RecipientAct& act) {
    using Kind = RecipientAct::Kind;
    switch (act.kind) {
    case Kind::Accepted:
        return {journal::kind::alertAcknowledged, {}, recipient};
    case Kind::NotMine:
        return {
            journal::kind::alertDeclined,
            {{QStringLiteral("reason"), act.reason}, {QStringLiteral("rerouteTo"), toObject(act.passedTo)}},
            recipient};
    case Kind::ActedOn: {
        auto done = act.act;
        if (done.by.isEmpty()) done.by = {recipient.name, recipient.role};
        return {journal::kind::alertActedOn, toObject(done), recipient};
    }
    case Kind::SignInLocked:
        return {journal::kind::alertSignInLocked,
                {{QStringLiteral("of"), toObject(Party{recipient.name, recipient.role})}},
                {}};
    case Kind::Viewed:
        break;
    }
    return {journal::kind::alertViewed, {}, recipient};
}

QFuture<Result<Recorded>> AlertService::recordFor(const journal::OnBehalfOf& recipient,
                                                  const QString& alertId, const RecipientAct& act) {
    return runOn(m_pool, [=, this]() -> Result<Recorded> {
        VIGIL_CHECK(checkWords(recipient, act));
        const std::scoped_lock oneByOne(recording());
        VIGIL_TRY(const auto before, load(alertId));
        VIGIL_CHECK(checkRole(before, recipient, act));
        auto event = eventAbout(before, deedOf(recipient, act));
        if (!act.form.isNull()) event.eventId = derivedId(act.form, alertId + QLatin1Char(' ') + event.kind);
        if (auto known = recordedBefore(before, event, m_clock.now())) return *std::move(known);
        VIGIL_CHECK(commit({event}, [](store::Transaction&) -> Result<void> { return {}; }));
        event.deviceSeq = std::numeric_limits<qint64>::max(); // after everything that was here
        const auto after = stateAt(apply(before, {event, {}}), m_clock.now());
        return Recorded{event.eventId, remarkOn(after, event.eventId)};
    });
}

} // namespace vigil::alert
