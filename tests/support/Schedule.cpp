// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Schedule.h"

#include "core/alert/AlertJson.h"
#include "core/journal/Chain.h"

#include <QDir>

namespace vigil::test {

using namespace std::chrono_literals;
using Fault = FakeDepartment::Fault;
namespace kind = journal::kind;

namespace {

const QByteArray refusedPart = R"({"refuse":1})";

/// Thousands of commits: in memory where there is such a folder.
QString folderTemplate() {
    const QString memory = QStringLiteral("/dev/shm");
    return (QDir(memory).exists() ? memory : QDir::tempPath()) + QStringLiteral("/vigil-XXXXXX");
}

QString refuses(const journal::Event& event) {
    return event.open == refusedPart ? QStringLiteral("your role may not") : QString();
}

} // namespace

Schedule::Schedule(quint32 seed) : m_random(seed), m_acts(m_random), m_folder(folderTemplate()) {
    for (int i = 0; i < clientCount; ++i) {
        const auto user = QStringLiteral("user%1").arg(i);
        m_clients.push_back(std::make_unique<SyncClient>(m_folder.filePath(user), user, m_log, m_serverClock,
                                                         below(1000) / 1000.0));
        m_clients.back()->clock().set(m_serverClock.now() + std::chrono::minutes(below(240) - 120));
    }
    m_backups.push_back(m_log);
}

QString Schedule::run(int steps) {
    for (int i = 0; i < steps; ++i)
        step();
    heal();
    return judge();
}

void Schedule::step() {
    const auto passed = std::chrono::seconds(below(40));
    m_serverClock.advance(passed);
    for (auto& client : m_clients)
        client->clock().advance(passed);
    auto& client = anyClient();
    const int dice = below(100);
    if (dice < 45)
        act(client);
    else if (dice < 75)
        sync(client);
    else if (dice < 87)
        disturb(client);
    else if (dice < 95)
        crash(client);
    else
        changeLog();
}

void Schedule::act(SyncClient& client) {
    const auto user = client.user();
    journal::Event event;
    if (m_alerts.isEmpty() || below(3) == 0) {
        m_alerts << QStringLiteral("alert%1").arg(m_alerts.size());
        const auto raise = m_acts.raise(user);
        event = client.act(raise.kind, m_alerts.last(), raise.open);
    } else if (below(6) == 0) {
        event = client.act(kind::reportSigned, QStringLiteral("1.2.%1").arg(below(4)));
    } else {
        const auto& alert = m_alerts.at(below(static_cast<int>(m_alerts.size())));
        const bool refused = below(12) == 0;
        const auto act = m_acts.anyAct(user, alert);
        event = client.act(act.kind, alert, refused ? refusedPart : act.open);
        if (refused)
            m_refused << event.eventId;
        else
            m_acts.done(user, alert, event);
    }
    m_made << event.eventId;
}

void Schedule::sync(SyncClient& client) {
    client.department().setRefuses(refuses);
    if (below(2) == 0) client.retryNow();
    if (below(2) == 0)
        client.sync();
    else
        client.syncOn({true, below(4) == 0, false});
}

void Schedule::disturb(SyncClient& client) {
    static const QStringList calls{"hello", "append", "since", "bootstrap", "history", "hashAt", "presence"};
    switch (below(3)) {
    case 0: // away for a while
        ++m_struck[QStringLiteral("partition")];
        client.department().setFaults([](const QString&) { return Fault{Fault::When::Before, {}}; });
        break;
    case 1: { // every other answer of one call gets lost
        const auto call = calls.at(below(static_cast<int>(calls.size())));
        auto odd = std::make_shared<bool>(false);
        ++m_struck[QStringLiteral("lost ") + call];
        client.department().setFaults([call, odd](const QString& asked) {
            if (asked != call) return Fault{};
            *odd = !*odd;
            return *odd ? Fault{Fault::When::After, {Error::Code::Timeout, {}, {}}} : Fault{};
        });
        sync(client);
        break;
    }
    default:
        client.department().setFaults({});
        break;
    }
}

void Schedule::crash(SyncClient& client) {
    if (below(4) == 0) {
        ++m_struck[QStringLiteral("lost cache")];
        client.loseCache();
        return;
    }
    // The n-th statement fails, so does everything after it, and then the power goes.
    auto left = std::make_shared<int>(below(25));
    const auto hook = [left]() -> Result<void> {
        if (--*left >= 0) return {};
        return Error{Error::Code::DiskFull, QStringLiteral("injected"), {}};
    };
    ++m_struck[QStringLiteral("crash")];
    if (below(2) == 0)
        client.folder().records().beforeEachStatement(hook);
    else
        client.folder().cache().beforeEachStatement(hook);
    sync(client);
    client.close();
    client.open();
}

void Schedule::changeLog() {
    switch (below(4)) {
    case 0:
        if (below(4) == 0) {
            ++m_struck[QStringLiteral("another log")];
            m_log = FakeLog{};
        }
        break;
    case 1:
        ++m_struck[QStringLiteral("restore")];
        if (below(2) == 0) appendUnseen(anyClient());
        m_log = m_backups.at(static_cast<size_t>(below(static_cast<int>(m_backups.size()))));
        break;
    default:
        m_backups.push_back(m_log);
        break;
    }
}

void Schedule::appendUnseen(SyncClient& client) {
    // Taken by the log, but not read back: what a restore then loses leaves no fork behind.
    ++m_struck[QStringLiteral("unseen append")];
    client.department().setFaults([](const QString& call) {
        return Fault{call == QLatin1String("since") ? Fault::When::Before : Fault::When::Never, {}};
    });
    act(client);
    sync(client);
    client.department().setFaults({});
}

void Schedule::heal() {
    for (auto& client : m_clients) {
        client->department().setFaults({});
        client->department().setRefuses(refuses);
    }
    // Parked messages come to light one behind the other, as many as were refused.
    for (int pass = 0; pass < 100; ++pass) {
        qsizetype before = m_log.events.size();
        bool parked = false;
        for (auto& client : m_clients) {
            client->letAllPass();
            client->retryNow();
            parked |= client->sync().parked > 0;
        }
        if (pass > 0 && !parked && before == m_log.events.size()) break;
    }
}

SyncClient::Orders Schedule::logged() const {
    SyncClient::Orders orders;
    for (const auto& each : m_log.events)
        orders[each.event.aggregateId] << toText(each.event.eventId);
    return orders;
}

QString Schedule::whereabouts(const QUuid& id) const {
    journal::Event event;
    event.eventId = id;
    QStringList states;
    for (const auto& client : m_clients)
        states << client->outboxState(event);
    return QStringLiteral("in the outboxes: ") + states.join(QLatin1Char('|'));
}

QString Schedule::judgeLog() const {
    if (const auto verdict = journal::chain::verify(m_log.events, {}); !verdict.isGood())
        return QStringLiteral("the log itself is broken: ") + verdict.what;
    QHash<QUuid, int> times;
    for (const auto& each : m_log.events)
        ++times[each.event.eventId];
    for (const auto& id : m_made) {
        const int expected = m_refused.contains(id) ? 0 : 1;
        if (times.value(id) != expected)
            return QStringLiteral("event %1 is %2 times in the log; %3")
                .arg(toText(id))
                .arg(times.value(id))
                .arg(whereabouts(id));
    }
    if (m_log.events.size() != m_made.size() - m_refused.size())
        return QStringLiteral("the log holds events that nobody made");
    return {};
}

Schedule::Alerts Schedule::told() const {
    Alerts alerts;
    for (const auto& logged : m_log.events)
        if (logged.event.aggregateKind == journal::aggregate::alert)
            alerts.insert(logged.event.aggregateId, apply(alerts.value(logged.event.aggregateId), logged));
    return alerts;
}

/// What the department's log says of one alert: raised, with somebody and a time while it is open, and each
/// act with one effect at most.
QString Schedule::judgeAlert(const alert::Alert& alert) {
    const auto view = alert::stateAt(alert, m_serverClock.now());
    ++m_reached[toText(view.state)];
    QHash<QString, int> made;
    int reached = 0;
    for (const auto& fact : alert.facts) {
        ++made[fact.logged.event.kind];
        const auto call = alert::callFromObject(fact.data);
        reached +=
            fact.logged.event.kind == kind::alertCallRecorded && call.outcome == alert::CallOutcome::Reached
                ? 1
                : 0;
    }
    if (made.value(kind::alertRaised) != 1 || view.raisedBy.isEmpty())
        return QStringLiteral("its raising is lost");
    if (view.open && (view.owner.isEmpty() || !view.nextAt || view.due == alert::Due::Nothing))
        return QStringLiteral("it is open and nobody's");
    if (!view.open &&
        made.value(kind::alertClosed) + made.value(kind::alertWithdrawn) +
                made.value(kind::alertSuperseded) ==
            0 &&
        view.state != alert::State::DocumentedOnly)
        return QStringLiteral("it is over although nobody ended it");
    if (view.declines > made.value(kind::alertDeclined) || view.communications.size() > reached)
        return QStringLiteral("an act was applied twice");
    QSet<QUuid> seen;
    for (const auto& item : view.attention) {
        if (seen.contains(item.eventId)) return QStringLiteral("an act was noted twice");
        seen << item.eventId;
    }
    auto again = alert;
    for (const auto& fact : alert.facts)
        again = apply(std::move(again), fact.logged);
    if (again != alert) return QStringLiteral("telling it twice changes it");
    return {};
}

QString Schedule::judgeAlerts(const Alerts& alerts) {
    if (alerts.size() != m_alerts.size()) return QStringLiteral("an alert is lost");
    for (auto each = alerts.cbegin(); each != alerts.cend(); ++each)
        if (const auto wrong = judgeAlert(*each); !wrong.isEmpty())
            return each.key() + QStringLiteral(": ") + wrong;
    return {};
}

/// Every client tells each alert as the log tells it.
QString Schedule::compare(SyncClient& client, const Alerts& alerts) const {
    const auto now = m_serverClock.now();
    const auto known = client.alertEvents();
    for (auto each = alerts.cbegin(); each != alerts.cend(); ++each) {
        QList<journal::LoggedEvent> logged;
        for (const auto& fact : each->facts)
            logged << fact.logged;
        const auto events = known.value(each.key());
        if (events == logged) continue; // the fold is pure
        alert::Alert here;
        for (const auto& event : events)
            here = apply(std::move(here), event);
        if (alert::stateAt(here, now) != alert::stateAt(*each, now))
            return QStringLiteral("it tells an alert otherwise than the log");
    }
    return {};
}

QString Schedule::judge() {
    if (const auto wrong = judgeLog(); !wrong.isEmpty()) return wrong;
    const auto alerts = told();
    if (const auto wrong = judgeAlerts(alerts); !wrong.isEmpty()) return wrong;
    const auto expected = logged();
    int number = 0;
    for (auto& client : m_clients) {
        const auto who = QStringLiteral("client %1: ").arg(number++);
        if (client->outbox().all.waiting > 0) return who + QStringLiteral("messages still wait");
        if (client->mirrored() != expected) return who + QStringLiteral("its mirror differs from the log");
        if (client->projected() != expected) return who + QStringLiteral("its projection differs");
        if (const auto wrong = compare(*client, alerts); !wrong.isEmpty()) return who + wrong;
    }
    return {};
}

} // namespace vigil::test
