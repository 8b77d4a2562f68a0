// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/Notices.h"

#include "core/alert/AlertStory.h"
#include "core/alert/RecipientAct.h"
#include "core/base/Ids.h"
#include "core/dispatch/FollowUpNotices.h"

namespace vigil::dispatch {

namespace {

using alert::AlertChange;
using alert::Fact;

/// Past the last rung everybody is told again each time it comes round.
constexpr int lastRung = 2;
/// Between what a message is about and its recipient, in the place by which the outbox keeps order.
constexpr QLatin1Char recipientMark('/');

notify::AlertNotice::Asks asksFrom(const QString& text) {
    using Asks = notify::AlertNotice::Asks;
    return text == QLatin1String("tell")      ? Asks::Tell
           : text == QLatin1String("close")   ? Asks::Close
           : text == QLatin1String("patient") ? Asks::TellPatient
           : text == QLatin1String("correct") ? Asks::Correct
                                              : Asks::Act;
}

/// Whether the receiver at that destination has a message of before `seq` about the alert.
bool wasSentBefore(const alert::Alert& alert, const QString& destination, qint64 seq) {
    return std::any_of(alert.facts.begin(), alert.facts.end(), [&](const Fact& fact) {
        return fact.logged.event.kind == journal::kind::noticeQueued && fact.logged.receipt.seq < seq &&
               fact.data.value(QLatin1String("destination")).toString() == destination;
    });
}

/// The change that a notice tells of. Who is asked anew after a change gets a message that replaces the one
/// of before.
std::optional<AlertChange> correctionOf(const alert::Alert& alert, const Fact& queued,
                                        notify::AlertNotice::Asks asks, const QList<AlertChange>& changes) {
    if (asks == notify::AlertNotice::Asks::Correct) {
        const QUuid since(queued.data.value(QLatin1String("since")).toString());
        for (const auto& change : changes)
            if (change.event == since) return change;
        // Taken back between the queue and the message: what stands is what counts.
        if (!changes.isEmpty()) return changes.last();
        AlertChange restored;
        restored.what = AlertChange::What::Restored;
        restored.at = queued.at();
        return restored;
    }
    if (asks != notify::AlertNotice::Asks::Act) return std::nullopt;
    const auto destination = queued.data.value(QLatin1String("destination")).toString();
    std::optional<AlertChange> last;
    for (const auto& change : changes)
        if (change.seq < queued.logged.receipt.seq && wasSentBefore(alert, destination, change.seq))
            last = change;
    return last;
}

notify::AlertNotice noticeOf(const alert::Alert& alert, const Fact& queued) {
    const alert::AlertStory story(alert);
    const auto view = story.view();
    notify::AlertNotice notice;
    notice.noticeId = queued.logged.event.eventId;
    notice.alertId = alert.alertId;
    notice.at = queued.at();
    notice.zone = story.rules().calendar.zone;
    notice.to = alert::partyFromObject(queued.data.value(QLatin1String("to")).toObject());
    notice.rung = queued.data.value(QLatin1String("rung")).toInt();
    notice.asks = asksFrom(queued.data.value(QLatin1String("asks")).toString());
    notice.category = story.rules().category;
    notice.copy = alert::isCopy(story.rules(), queued);
    notice.owner = story.responsible();
    notice.finding = alert::raisedDraft(alert).value_or(alert::AlertDraft{});
    for (const auto& fact : alert.facts) {
        if (fact.logged.event.kind != journal::kind::alertRaised) continue;
        notice.findingLabel = fact.data.value(QLatin1String("findingLabel")).toString();
        if (fact.data.value(QLatin1String("restricted")).toBool())
            notice.restricted = notify::AlertNotice::Restricted::Yes;
        break;
    }
    notice.raisedBy = view.raisedBy;
    notice.raisedAt = view.raisedAt;
    notice.acknowledgeBy = view.acknowledgeBy;
    notice.communications = view.communications;
    notice.correction = correctionOf(alert, queued, notice.asks, story.changes());
    return notice;
}

QString partyText(const alert::Party& party) {
    return party.name + QLatin1Char('/') + party.role;
}

QString round(const Telling& telling) {
    return telling.rung > lastRung ? QString::number(telling.rung) : QString();
}

} // namespace

QHash<QUuid, NoticeTrack> tracksOf(const QList<Fact>& facts) {
    QHash<QUuid, NoticeTrack> tracks;
    for (const auto& fact : facts) {
        const auto& event = fact.logged.event;
        if (!fact.logged.isAccepted() || !event.kind.startsWith(QLatin1String("notice."))) continue;
        auto& track = tracks[QUuid(fact.data.value(QLatin1String("notice")).toString())];
        if (event.kind == journal::kind::noticeQueued) track.queued = fact;
        track.sent = track.sent || event.kind == journal::kind::noticeSent;
        track.failed = track.failed || event.kind == journal::kind::noticeFailed;
    }
    return tracks;
}

QUuid noticeId(const QString& alertId, const Telling& telling, const Address& address,
               const QList<Fact>& facts) {
    const auto whom = address.channel == Address::Channel::Mail ? QString() : partyText(telling.to);
    if (telling.what == Telling::What::Correct)
        return derivedId(idSpaceOf(alertId),
                         QStringLiteral("correction %1 %2 %3 %4")
                             .arg(address.destination(), address.value, whom, vigil::toText(telling.since)));
    const auto text =
        QStringLiteral("notice %1 %2 %3 %4").arg(address.destination(), address.value, whom, round(telling));
    const auto first = derivedId(idSpaceOf(alertId), text);
    if (telling.since.isNull()) return first;
    qint64 asked = 0;
    qint64 queued = 0;
    for (const auto& fact : facts) {
        const auto& [event, receipt] = fact.logged;
        if (event.eventId == telling.since) asked = receipt.seq;
        if (event.kind == journal::kind::noticeQueued && event.eventId == first) queued = receipt.seq;
    }
    if (queued == 0 || queued > asked) return first;
    return derivedId(idSpaceOf(alertId), text + QLatin1Char(' ') + vigil::toText(telling.since));
}

QUuid unroutableId(const QString& alertId, const Telling& telling) {
    auto text = QStringLiteral("unroutable %1").arg(partyText(telling.to));
    if (telling.what == Telling::What::Correct)
        text += QStringLiteral(" correction ") + vigil::toText(telling.since);
    return derivedId(idSpaceOf(alertId), text);
}

namespace {

QString asksText(Telling::What what) {
    switch (what) {
    case Telling::What::Act:
        break;
    case Telling::What::Tell:
        return QStringLiteral("tell");
    case Telling::What::Close:
        return QStringLiteral("close");
    case Telling::What::TellPatient:
        return QStringLiteral("patient");
    case Telling::What::Correct:
        return QStringLiteral("correct");
    }
    return {};
}

} // namespace

QJsonObject noticeData(const QUuid& notice, const Telling& telling, const QString& destination) {
    QJsonObject data{{QStringLiteral("notice"), vigil::toText(notice)},
                     {QStringLiteral("to"), alert::toObject(telling.to)},
                     {QStringLiteral("rung"), telling.rung},
                     {QStringLiteral("destination"), destination}};
    if (telling.beside) data.insert(QStringLiteral("beside"), true);
    if (telling.what != Telling::What::Act) data.insert(QStringLiteral("asks"), asksText(telling.what));
    if (telling.what == Telling::What::Correct)
        data.insert(QStringLiteral("since"), vigil::toText(telling.since));
    return data;
}

QString aggregateOf(const sync::OutboxMessage& notice) {
    const auto mark = notice.aggregateId.lastIndexOf(recipientMark);
    return mark < 0 ? notice.aggregateId : notice.aggregateId.left(mark);
}

bool Channels::has(const Address& address) const {
    return address.channel == Address::Channel::Mail ? mail.has_value() : hl7.contains(address.value);
}

QStringList Channels::destinations() const {
    QStringList names;
    for (const auto& name : hl7.keys())
        names << Address{Address::Channel::Hl7, name}.destination();
    if (mail) names << Address{Address::Channel::Mail, {}}.destination();
    return names;
}

namespace {

/// Messages about one thing to one recipient keep their order; nobody waits for what another one has not
/// taken yet. A mailbox is one recipient; an HL7 receiver is told of each.
QString orderOf(const QString& aggregateId, const Address& address, const alert::Party& to) {
    const auto recipient = address.channel == Address::Channel::Mail ? address.value : partyText(to);
    return aggregateId + recipientMark +
           vigil::toText(derivedId(idSpaceOf(aggregateId), QStringLiteral("recipient ") + recipient));
}

sync::OutboxMessage noticeRow(const QUuid& noticeId, const QString& order, UtcTime at,
                              const Address& address) {
    sync::OutboxMessage row;
    row.messageId = vigil::toText(noticeId);
    row.destination = address.destination();
    row.kind = QStringLiteral("notice");
    row.aggregateId = order;
    row.createdAt = at;
    row.priority = 0; // nobody waits behind a message that was refused
    return row;
}

} // namespace

sync::OutboxMessage Channels::message(const alert::Alert& alert, const Fact& queued,
                                      const Address& address) const {
    auto notice = noticeOf(alert, queued);
    if (address.channel == Address::Channel::Mail && link) {
        const auto view = alert::AlertStory(alert).view();
        // Of what has ended nothing is to be done there.
        if (!notice.isOver()) notice.link = link(alert.alertId, notice.to, std::max(view.actBy, view.nextAt));
    }
    auto row = noticeRow(notice.noticeId, orderOf(alert.alertId, address, notice.to), notice.at, address);
    row.payload = address.channel == Address::Channel::Hl7
                      ? notify::hl7AlertMessage(notice, hl7.value(address.value).names)
                      : notify::mailPayload(address.value, notify::alertMail(notice, address.value, *mail));
    return row;
}

sync::OutboxMessage Channels::message(const followup::FollowUp& followUp, const Fact& queued,
                                      const Address& address) const {
    const auto notice = followUpNoticeOf(followUp, queued);
    auto row =
        noticeRow(notice.noticeId, orderOf(followUp.followUpId, address, notice.to), notice.at, address);
    row.payload =
        address.channel == Address::Channel::Hl7
            ? notify::hl7FollowUpMessage(notice, hl7.value(address.value).names)
            : notify::mailPayload(address.value, notify::followUpMail(notice, address.value, *mail));
    row.priority = 1; // behind every alert
    return row;
}

sync::OutboxMessage Channels::weekly(const QString& aggregateId, const Fact& queued, const QString& text,
                                     const Address& address) const {
    const auto id = queued.logged.event.eventId;
    auto row = noticeRow(id, orderOf(aggregateId, address, {}), queued.at(), address);
    row.payload =
        notify::mailPayload(address.value, notify::weeklyMail(id, queued.at(), text, address.value, *mail));
    row.priority = 2; // behind everything
    return row;
}

} // namespace vigil::dispatch
