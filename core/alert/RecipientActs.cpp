// SPDX-License-Identifier: GPL-3.0-or-later
// The acts of recipients who have no Vigil, as the recipient's page takes them.
#include "core/alert/AlertService.h"

#include "core/alert/AlertStory.h"
#include "core/base/Async.h"

#include <limits>

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
    const auto category = AlertStory(alert).rules().category;
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

QString remarkOn(const AlertView& view, const QUuid& eventId) {
    for (const auto& item : view.attention)
        if (item.eventId == eventId) return item.reason;
    return {};
}

} // namespace

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
        VIGIL_TRY(const auto before, load(alertId));
        VIGIL_CHECK(checkRole(before, recipient, act));
        auto event = eventOf(alertId, deedOf(recipient, act));
        VIGIL_CHECK(commit({event}, [](store::Transaction&) -> Result<void> { return {}; }));
        event.deviceSeq = std::numeric_limits<qint64>::max(); // after everything that was here
        const auto after = stateAt(apply(before, {event, {}}), m_clock.now());
        return Recorded{event.eventId, remarkOn(after, event.eventId)};
    });
}

} // namespace vigil::alert
