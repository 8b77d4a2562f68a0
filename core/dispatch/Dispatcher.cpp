// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/Dispatcher.h"

#include "core/alert/AlertJson.h"
#include "core/base/Ids.h"
#include "core/dispatch/AlertStates.h"
#include "core/dispatch/FollowUpNotices.h"
#include "core/store/CursorStore.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace vigil::dispatch {

using journal::Event;
using store::Database;
using store::Lane;
using store::Transaction;

namespace {

/// Escalate, read back, queue, read back, take into the outbox: more passes are for what happens meanwhile.
constexpr int mostPasses = 6;
constexpr int eventsAtOnce = 100;
/// The rest comes with the next round: folding a whole department must not hold up an alert.
constexpr int statesAtOnce = 300;
/// How long after an end those who were written to are still corrected, should no dispatcher have worked
/// then. The mirror keeps what has ended for 30 days.
constexpr std::chrono::hours correctsFor{7 * 24};

} // namespace

/// A notice that somebody is to have, and what the log knows of it.
struct Dispatcher::Candidate {
    journal::AggregateKey about;
    Telling telling;
    Address address;
    QUuid id;
    NoticeTrack track;
    MakeMessage make; ///< none: it is not to go out, it may have gone out already
};

DispatchRound Dispatcher::dispatchOnce(std::stop_token stop) {
    DispatchRound round;
    if (const auto result = carryOut(round, std::move(stop)); !result) round.fault = result.error();
    return round;
}

Result<void> Dispatcher::carryOut(DispatchRound& round, std::stop_token stop) {
    VIGIL_CHECK(follow(stop));
    const auto before = Turn::Steady::now();
    const auto ours = m_parts.lock.hold(stop);
    if (!ours || !*ours) m_parts.turn.lose();
    if (!ours) return ours.error();
    round.ours = *ours;
    if (!*ours)
        return m_parts.department.setPresence(heartbeatTopic, standbyKey(m_options.device),
                                              m_options.beatLasts, stop);
    m_parts.turn.holdUntil(before + m_options.turnLasts);
    // What was read before the turn was ours may lack what the one before has sent.
    if (!m_parts.turn.mayDeliver()) VIGIL_CHECK(follow(stop));
    VIGIL_CHECK(sayStarted(stop));
    for (int pass = 0; pass < mostPasses; ++pass) {
        VIGIL_TRY(const auto work, lookAt(round));
        VIGIL_CHECK(keep(work));
        m_parts.turn.letDeliver();
        if (work.events.isEmpty()) break;
        VIGIL_CHECK(append(work.events, stop));
        VIGIL_CHECK(follow(stop));
    }
    VIGIL_CHECK(beat(round, stop));
    if (const auto published = publishStates(stop); !published) round.statesFault = published.error();
    return {};
}

Result<void> Dispatcher::follow(std::stop_token stop) {
    const auto synced = m_parts.log.syncOnce(stop);
    if (stop.stop_requested()) return Error{Error::Code::Cancelled, QStringLiteral("Stopped."), {}};
    if (synced.state != sync::Round::State::Online)
        return Error{Error::Code::Unreachable, synced.message, {}};
    VIGIL_TRY(const auto cursor, m_parts.data.cacheReader().runAndWait([](const Database& cache) {
        return store::CursorStore().cursor(cache, store::departmentDestination);
    }));
    if (!cursor) return Error{Error::Code::NotFound, QStringLiteral("The log has not been read yet."), {}};
    m_clockOffsetMs = cursor->clockOffsetMs;
    if (m_logId != cursor->logId) m_published.clear();
    m_logId = cursor->logId;
    return {};
}

UtcTime Dispatcher::departmentNow() const {
    return m_parts.clock.now() + std::chrono::milliseconds(m_clockOffsetMs);
}

Event Dispatcher::eventOf(const QString& kind, const QUuid& id, const journal::AggregateKey& about,
                          QJsonObject data) const {
    data.insert(QStringLiteral("by"), alert::toObject(alert::Party{{}, QStringLiteral("Dispatcher")}));
    Event event;
    event.eventId = id;
    event.aggregateKind = about.kind;
    event.aggregateId = about.id;
    event.kind = kind;
    event.author = m_options.user;
    event.device = m_options.device;
    event.occurredAt = m_parts.clock.now();
    event.clockOffsetMs = m_clockOffsetMs;
    event.clientVersion = QStringLiteral(VIGIL_VERSION);
    event.open = QJsonDocument(data).toJson(QJsonDocument::Compact);
    return event;
}

/// Once a log and computer: from then on its silence means something.
Result<void> Dispatcher::sayStarted(std::stop_token stop) {
    if (m_startedIn == m_logId) return {};
    const auto event = eventOf(journal::kind::dispatcherStarted,
                               derivedId(m_logId, QStringLiteral("dispatcher ") + m_options.device),
                               {journal::aggregate::dispatcher, beatKey}, {});
    VIGIL_CHECK(append({event}, stop));
    m_startedIn = m_logId;
    return {};
}

Result<QList<alert::Alert>> Dispatcher::openAlerts() {
    return m_parts.data.cacheReader().runAndWait(
        [this](const Database& cache) -> Result<QList<alert::Alert>> {
            const auto open = alert::BoardFilter::openAlone();
            VIGIL_TRY(const auto rows, store::AlertStore::board(cache, open, departmentNow()));
            VIGIL_TRY(auto ids, store::AlertStore::endedAfterNotices(cache, departmentNow() - correctsFor));
            for (const auto& row : rows)
                ids << row->view.alertId;
            QList<alert::Alert> alerts;
            for (const auto& id : ids) {
                VIGIL_TRY(auto alert, m_parts.alerts.load(cache, id));
                alerts << std::move(alert);
            }
            return alerts;
        });
}

/// Those whose step is due, and those of which somebody has been or is to be told.
Result<QList<followup::FollowUp>> Dispatcher::openFollowUps() {
    return m_parts.data.cacheReader().runAndWait(
        [this](const Database& cache) -> Result<QList<followup::FollowUp>> {
            store::FollowUpStore::Filter toTell;
            toTell.which = store::FollowUpStore::Which::ToTell;
            VIGIL_TRY(const auto ids, m_parts.followUps.ids(cache, toTell, departmentNow()));
            QList<followup::FollowUp> followUps;
            for (const auto& id : ids) {
                VIGIL_TRY(auto followUp, m_parts.followUps.load(cache, id));
                followUps << std::move(followUp);
            }
            return followUps;
        });
}

Result<Dispatcher::Work> Dispatcher::lookAt(DispatchRound& round) {
    VIGIL_CHECK(m_parts.addresses.lookAgain());
    VIGIL_TRY(const auto alerts, openAlerts());
    VIGIL_TRY(const auto followUps, openFollowUps());
    Work work;
    auto candidates = lookAtAlerts(alerts, round, work) + lookAtFollowUps(followUps, round, work);
    VIGIL_TRY(const auto weekly, lookAtWeeklyList(work));
    candidates += weekly;
    VIGIL_CHECK(weigh(candidates, work));
    for (const auto& event : work.events) {
        round.queued += event.kind == journal::kind::noticeQueued ? 1 : 0;
        round.sent += event.kind == journal::kind::noticeSent ? 1 : 0;
        round.failed += event.kind == journal::kind::noticeFailed ? 1 : 0;
    }
    // What still waits must not send anybody running for what is over, or what somebody else has taken.
    for (const auto& candidate : candidates)
        if (candidate.make) work.aliveMessages << vigil::toText(candidate.id);
    for (const auto& followUp : followUps)
        work.alive << followUp.followUpId;
    return work;
}

Way Dispatcher::wayTo(const QString& role) const {
    const alert::Party party{{}, role};
    const auto addresses = m_parts.addresses.addressesOf(party);
    if (std::any_of(addresses.begin(), addresses.end(),
                    [this](const Address& each) { return m_parts.channels.has(each); }))
        return Way::Message;
    return m_parts.addresses.hasTelephone(party) ? Way::Telephone : Way::None;
}

QList<Dispatcher::Candidate> Dispatcher::lookAtAlerts(const QList<alert::Alert>& alerts, DispatchRound& round,
                                                      Work& work) const {
    const auto decision =
        decide(alerts, departmentNow(), [this](const QString& role) { return wayTo(role); });
    for (const auto& due : decision.escalations) {
        QJsonArray skipped;
        for (const int step : due.skipped)
            skipped << step;
        QJsonObject data{{QStringLiteral("step"), due.step},
                         {QStringLiteral("role"), due.role},
                         {QStringLiteral("skipped"), skipped},
                         {QStringLiteral("ladder"), vigil::toText(due.ladder)},
                         {QStringLiteral("dueAt"), toIso(due.dueAt)}};
        if (!due.insteadOf.isEmpty())
            data.insert(QStringLiteral("note"), QStringLiteral("%1 cannot be reached by any message")
                                                    .arg(due.insteadOf.join(QStringLiteral(", "))));
        work.events << eventOf(journal::kind::alertEscalated, due.eventId,
                               {journal::aggregate::alert, due.alertId}, data);
        ++round.escalated;
    }
    work.alive += decision.sought;
    QHash<QString, alert::Alert> byId;
    for (const auto& alert : alerts)
        byId.insert(alert.alertId, alert);
    QList<Candidate> candidates;
    for (const auto& [alertId, tellings] : decision.tellings) {
        const auto alert = byId.value(alertId);
        const auto make = [this, alert](const alert::Fact& queued, const Address& address) {
            return m_parts.channels.message(alert, queued, address);
        };
        candidates += candidatesOf({journal::aggregate::alert, alertId}, alert.facts, tellings, make, work);
    }
    for (const auto& alert : alerts)
        candidates += onTheirWay(alert, candidates);
    return candidates;
}

QList<Dispatcher::Candidate> Dispatcher::onTheirWay(const alert::Alert& alert,
                                                    const QList<Candidate>& asked) {
    QList<Candidate> candidates;
    const auto tracks = tracksOf(alert.facts);
    for (auto track = tracks.cbegin(); track != tracks.cend(); ++track) {
        const auto isAsked = [&](const Candidate& each) { return each.id == track.key(); };
        if (!track->queued || track->sent || track->failed ||
            std::any_of(asked.begin(), asked.end(), isAsked))
            continue;
        Address address{Address::Channel::Mail, {}};
        const auto destination = track->queued->data.value(QLatin1String("destination")).toString();
        if (destination.startsWith(QLatin1String("hl7/")))
            address = {Address::Channel::Hl7, destination.mid(4)};
        candidates << Candidate{
            {journal::aggregate::alert, alert.alertId}, {}, address, track.key(), *track, {}};
    }
    return candidates;
}

/// A correction follows what it corrects: to the same receivers, whatever the directory says by now.
QList<Address> Dispatcher::addressesFor(const Telling& telling) const {
    auto addresses = m_parts.addresses.addressesOf(telling.to);
    if (telling.only.isEmpty()) return addresses;
    addresses.removeIf([](const Address& each) { return each.channel == Address::Channel::Hl7; });
    if (!telling.only.contains(QLatin1String("mail"))) addresses.clear();
    for (const auto& destination : telling.only)
        if (destination.startsWith(QLatin1String("hl7/")))
            addresses << Address{Address::Channel::Hl7, destination.mid(4)};
    return addresses;
}

QList<Dispatcher::Candidate> Dispatcher::lookAtFollowUps(const QList<followup::FollowUp>& followUps,
                                                         DispatchRound& round, Work& work) const {
    const auto decision = decideFollowUps(followUps, departmentNow());
    for (const auto& due : decision.steps) {
        const auto [kind, data] = dispatch::eventOf(due);
        work.events << eventOf(kind, due.eventId, {journal::aggregate::followUp, due.followUpId}, data);
        auto& count = due.step.kind == followup::Step::Kind::Reminder ? round.reminded : round.escalated;
        ++count;
    }
    QHash<QString, followup::FollowUp> byId;
    for (const auto& followUp : followUps)
        byId.insert(followUp.followUpId, followUp);
    QList<Candidate> candidates;
    for (const auto& [followUpId, tellings] : decision.tellings) {
        const auto followUp = byId.value(followUpId);
        const auto make = [this, followUp](const alert::Fact& queued, const Address& address) {
            return m_parts.channels.message(followUp, queued, address);
        };
        candidates +=
            candidatesOf({journal::aggregate::followUp, followUpId}, followUp.facts, tellings, make, work);
    }
    return candidates;
}

Result<QList<Dispatcher::Candidate>> Dispatcher::lookAtWeeklyList(Work& work) {
    QList<Candidate> candidates;
    if (!m_options.weekly || !m_parts.channels.mail) return candidates;
    const auto& [time, zone, role] = m_options.weekly();
    const auto now = departmentNow();
    const auto day = weeklyDue(time, now, zone);
    if (!day) return candidates;
    const journal::AggregateKey about{journal::aggregate::dispatcher, weeklyAggregate(*day)};
    alert::BoardRows rows;
    QList<alert::Fact> facts;
    VIGIL_CHECK(m_parts.data.cacheReader().runAndWait([&](const Database& cache) -> Result<void> {
        VIGIL_TRY(rows, store::AlertStore::board(cache, alert::BoardFilter::openAlone(), now));
        VIGIL_TRY(const auto events, m_parts.journal.eventsOf(cache, about.kind, about.id));
        for (const auto& event : events)
            facts << alert::Fact{event, QJsonDocument::fromJson(event.event.open).object()};
        return {};
    }));
    const auto tracks = tracksOf(facts);
    const Telling telling{{{}, role}};
    const auto make = [this, rows, zone = zone, about](const alert::Fact& queued, const Address& address) {
        const auto text = weeklyText(weeklyList(rows, queued.at(), zone), queued.at(), zone);
        return m_parts.channels.weekly(about.id, queued, text, address);
    };
    bool reachable = false;
    for (const auto& address : m_parts.addresses.addressesOf(telling.to)) {
        if (address.channel != Address::Channel::Mail) continue;
        reachable = true;
        const auto id = weeklyNoticeId(m_logId, *day, address.value);
        candidates << Candidate{about, telling, address, id, tracks.value(id), make};
    }
    const auto id = unroutableId(about.id, telling);
    if (reachable || tracks.value(id).failed) return candidates;
    auto data = noticeData(id, telling, {});
    data.insert(QStringLiteral("reason"), QStringLiteral("the dispatcher knows no mail address"));
    work.events << eventOf(journal::kind::noticeFailed, id, about, data);
    return candidates;
}

QList<Dispatcher::Candidate> Dispatcher::candidatesOf(const journal::AggregateKey& about,
                                                      const QList<alert::Fact>& facts,
                                                      const QList<Telling>& tellings, const MakeMessage& make,
                                                      Work& work) const {
    QList<Candidate> candidates;
    const auto tracks = tracksOf(facts);
    QSet<QUuid> named; // two roles may share a mailbox
    for (const auto& telling : tellings) {
        bool reachable = false;
        for (const auto& address : addressesFor(telling)) {
            // An HL7 message says that there is a finding to be acted on, or that it has changed.
            const bool says = telling.what == Telling::What::Act || telling.what == Telling::What::Correct ||
                              address.channel == Address::Channel::Mail;
            if (!says || !m_parts.channels.has(address)) continue;
            reachable = true;
            const auto id = noticeId(about.id, telling, address, facts);
            if (named.contains(id)) continue;
            named << id;
            candidates << Candidate{about, telling, address, id, tracks.value(id), make};
        }
        const auto id = unroutableId(about.id, telling);
        if (reachable || tracks.value(id).failed) continue;
        auto data = noticeData(id, telling, {});
        data.insert(QStringLiteral("reason"), QStringLiteral("the dispatcher knows no address"));
        work.events << eventOf(journal::kind::noticeFailed, id, about, data);
    }
    return candidates;
}

Result<void> Dispatcher::weigh(const QList<Candidate>& candidates, Work& work) {
    const store::OutboxStore outbox;
    return m_parts.data.recordsReader().runAndWait([&](const Database& records) -> Result<void> {
        VIGIL_TRY(const auto parked, outbox.parked(records));
        const auto reasonOf = [&parked](const QString& destination, const QString& message) {
            for (const auto& entry : parked)
                if (entry.message.messageId == message && entry.message.destination == destination)
                    return entry.message.lastError;
            return QString();
        };
        for (const auto& [about, telling, address, id, track, make] : candidates) {
            const auto destination = address.destination();
            const auto message = vigil::toText(id);
            VIGIL_TRY(const auto state, outbox.state(records, destination, message));
            auto data = make ? noticeData(id, telling, destination) : track.queued->data;
            const auto tell = [&, about = about, id = id](const QString& kind, const char* what) {
                work.events << eventOf(kind, *what == '\0' ? id : derivedId(id, QLatin1String(what)), about,
                                       data);
            };
            if (track.sent) {
                if (state == QLatin1String("waiting")) work.settled << std::pair(destination, message);
            } else if (!track.queued) {
                tell(journal::kind::noticeQueued, "");
            } else if (state == QLatin1String("delivered")) {
                tell(journal::kind::noticeSent, "sent");
            } else if (!make) {
                continue;
            } else if (state == QLatin1String("parked")) {
                const auto reason = reasonOf(destination, message);
                if (reason == endedReason) {
                    work.revived << std::pair(destination, message);
                } else if (!track.failed) {
                    data.insert(QStringLiteral("reason"), reason);
                    tell(journal::kind::noticeFailed, "failed");
                }
            } else if (state.isEmpty() && !track.failed) {
                work.rows << make(*track.queued, address);
            }
        }
        return {};
    });
}

Result<void> Dispatcher::keep(const Work& work) {
    const store::OutboxStore outbox;
    return m_parts.data.records().runAndWait(Lane::Person, [&](Transaction& records) -> Result<void> {
        const auto now = m_parts.clock.now();
        for (const auto& row : work.rows)
            VIGIL_CHECK(outbox.add(records, row));
        for (const auto& [destination, message] : work.settled)
            VIGIL_CHECK(outbox.record(records, destination, message, sync::Delivered{}, now, now));
        for (const auto& [destination, message] : work.revived)
            VIGIL_CHECK(outbox.sendAgain(records, destination, message));
        for (const auto& destination : m_parts.channels.destinations()) {
            VIGIL_TRY(const auto waiting, outbox.undelivered(records.database(), destination));
            for (const auto& message : waiting)
                if (!work.alive.contains(aggregateOf(message)) &&
                    !work.aliveMessages.contains(message.messageId) && message.lastError != endedReason)
                    VIGIL_CHECK(outbox.record(records, destination, message.messageId,
                                              sync::Rejected{endedReason}, now, now));
        }
        return {};
    });
}

Result<void> Dispatcher::append(const QList<Event>& events, std::stop_token stop) {
    QString refused;
    for (qsizetype at = 0; at < events.size(); at += eventsAtOnce) {
        // A dispatcher that lost its turn meanwhile would do no harm, but has no business here.
        if (!m_parts.turn.isOurs())
            return Error{Error::Code::Conflict, QStringLiteral("The turn went to another dispatcher."), {}};
        VIGIL_TRY(const auto answers, m_parts.department.append(events.mid(at, eventsAtOnce), stop));
        // A conflict is the same event by another dispatcher: the log has what is needed.
        for (const auto& answer : answers)
            if (answer.outcome == sync::Appended::Outcome::Refused) refused = answer.reason;
    }
    if (refused.isEmpty()) return {};
    return Error{Error::Code::Denied,
                 QStringLiteral("The department refuses what the dispatcher records: %1.").arg(refused),
                 {}};
}

Result<void> Dispatcher::publishStates(std::stop_token stop) {
    QJsonArray rows;
    QHash<QString, qint64> told;
    VIGIL_CHECK(m_parts.data.cacheReader().runAndWait([&](const Database& cache) -> Result<void> {
        VIGIL_TRY(const auto seqs, store::AlertStore::lastSeqs(cache));
        for (auto each = seqs.cbegin(); each != seqs.cend() && told.size() < statesAtOnce; ++each) {
            if (m_published.value(each.key()) == each.value()) continue;
            VIGIL_TRY(const auto alert, m_parts.alerts.load(cache, each.key()));
            rows << stateRow(alert, m_parts.alerts.foldVersion());
            told.insert(each.key(), each.value());
        }
        return {};
    }));
    if (rows.isEmpty()) return {};
    const auto kept =
        m_parts.department.keepAlertStates(QJsonDocument(rows).toJson(QJsonDocument::Compact), stop);
    if (!kept && kept.error().code != Error::Code::Unsupported) return kept;
    m_published.insert(told);
    return {};
}

Result<QStringList> Dispatcher::undelivered() {
    const store::OutboxStore outbox;
    return m_parts.data.recordsReader().runAndWait([&](const Database& records) -> Result<QStringList> {
        QStringList names;
        const auto late = m_parts.clock.now() - m_options.lateAfter;
        for (const auto& destination : m_parts.channels.destinations()) {
            VIGIL_TRY(const auto messages, outbox.undelivered(records, destination));
            if (std::any_of(messages.begin(), messages.end(), [&](const sync::OutboxMessage& message) {
                    return message.lastError != endedReason && message.attempts > 0 &&
                           message.createdAt < late;
                }))
                names << destination;
        }
        return names;
    });
}

Result<void> Dispatcher::beat(DispatchRound& round, std::stop_token stop) {
    auto& department = m_parts.department;
    const auto say = [&](const QString& key, std::chrono::seconds lease) -> Result<void> {
        const auto told = department.setPresence(heartbeatTopic, key, lease, stop);
        // Another login's beat stays until it runs out; meanwhile it says the same.
        if (!told && told.error().code != Error::Code::Conflict) return told;
        return {};
    };
    VIGIL_TRY(round.undelivered, undelivered());
    for (const auto& destination : round.undelivered) {
        VIGIL_CHECK(say(undeliveredKey(destination), m_options.beatLasts));
        m_saidUndelivered << destination;
    }
    for (const auto& destination : m_saidUndelivered.values()) {
        if (round.undelivered.contains(destination)) continue;
        VIGIL_CHECK(say(undeliveredKey(destination), std::chrono::seconds(0)));
        m_saidUndelivered.remove(destination);
    }
    const bool silent = m_options.pacsSilent && m_options.pacsSilent();
    if (silent || m_saidPacsSilent)
        VIGIL_CHECK(say(silentPacsKey, silent ? m_options.beatLasts : std::chrono::seconds(0)));
    m_saidPacsSilent = silent;
    return say(beatKey, m_options.beatLasts);
}

} // namespace vigil::dispatch
