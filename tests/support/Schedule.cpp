// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Schedule.h"

#include "core/alert/Alert.h"
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

Schedule::Schedule(quint32 seed) : m_random(seed), m_folder(folderTemplate()) {
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
    static const QStringList kinds{
        kind::alertViewed,    kind::alertAcknowledged, kind::alertDeclined,      kind::alertActedOn,
        kind::alertClosed,    kind::alertCallRecorded, kind::alertRecategorised, kind::alertCallHandedOver,
        kind::alertWithdrawn, kind::alertEscalated,    kind::alertNoted};
    journal::Event event;
    if (m_alerts.isEmpty() || below(3) == 0) {
        m_alerts << QStringLiteral("alert%1").arg(m_alerts.size());
        event = client.act(kind::alertRaised, m_alerts.last());
    } else if (below(6) == 0) {
        event = client.act(kind::reportSigned, QStringLiteral("1.2.%1").arg(below(4)));
    } else {
        const auto& alert = m_alerts.at(below(static_cast<int>(m_alerts.size())));
        const bool refused = below(12) == 0;
        event =
            client.act(kinds.at(below(static_cast<int>(kinds.size()))), alert, refused ? refusedPart : "{}");
        if (refused) m_refused << event.eventId;
    }
    m_made << event.eventId;
}

void Schedule::sync(SyncClient& client) {
    client.department().setRefuses(refuses);
    if (below(2) == 0) client.retryNow();
    client.sync();
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
    // Parked messages come to light one behind the other.
    for (int pass = 0; pass < 6; ++pass) {
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

QString Schedule::judgeLog() const {
    if (const auto verdict = journal::chain::verify(m_log.events, {}); !verdict.isGood())
        return QStringLiteral("the log itself is broken: ") + verdict.what;
    QHash<QUuid, int> times;
    for (const auto& each : m_log.events)
        ++times[each.event.eventId];
    for (const auto& id : m_made) {
        const int expected = m_refused.contains(id) ? 0 : 1;
        if (times.value(id) != expected)
            return QStringLiteral("event %1 is %2 times in the log").arg(toText(id)).arg(times.value(id));
    }
    if (m_log.events.size() != m_made.size() - m_refused.size())
        return QStringLiteral("the log holds events that nobody made");
    return {};
}

/// Every client tells each alert as the log tells it; an open one has an owner and a next time.
QString Schedule::judgeAlerts(SyncClient& client) const {
    const auto now = m_serverClock.now();
    QHash<QString, alert::Alert> told;
    for (const auto& logged : m_log.events)
        if (logged.event.aggregateKind == journal::aggregate::alert)
            told.insert(logged.event.aggregateId, apply(told.value(logged.event.aggregateId), logged));
    for (auto each = told.cbegin(); each != told.cend(); ++each) {
        alert::Alert here;
        for (const auto& logged : client.eventsOf(each.key()))
            here = apply(std::move(here), logged);
        const auto view = alert::stateAt(here, now);
        if (view != alert::stateAt(*each, now))
            return QStringLiteral("it tells an alert otherwise than the log");
        if (view.open && ((view.owner.name.isEmpty() && view.owner.role.isEmpty()) || !view.nextAt))
            return QStringLiteral("an open alert is nobody's");
    }
    return {};
}

QString Schedule::judge() {
    if (const auto wrong = judgeLog(); !wrong.isEmpty()) return wrong;
    const auto expected = logged();
    int number = 0;
    for (auto& client : m_clients) {
        const auto who = QStringLiteral("client %1: ").arg(number++);
        if (client->outbox().all.waiting > 0) return who + QStringLiteral("messages still wait");
        if (client->mirrored() != expected) return who + QStringLiteral("its mirror differs from the log");
        if (client->projected() != expected) return who + QStringLiteral("its projection differs");
        if (const auto wrong = judgeAlerts(*client); !wrong.isEmpty()) return who + wrong;
    }
    return {};
}

} // namespace vigil::test
