// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/Alert.h"
#include "tests/support/ScheduledActs.h"
#include "tests/support/SyncClient.h"

#include <QTemporaryDir>

#include <random>
#include <vector>

namespace vigil::test {

/// Five clients and a department that go through seeded bad luck: partitions, lost answers, crashes, full
/// disks, wrong clocks, refusals, lost caches, a log restored from older copies or replaced. After each
/// schedule everything heals and all sides must be equal. One thread.
class Schedule {
public:
    explicit Schedule(quint32 seed);

    /// Runs `steps` random steps, then heals; empty when all sides ended equal, else what is wrong.
    QString run(int steps);
    /// How often each kind of bad luck struck, for the test's own honesty.
    [[nodiscard]] QMap<QString, int> struck() const { return m_struck; }
    /// How often an alert ended a schedule in each state, for the same reason.
    [[nodiscard]] QMap<QString, int> reached() const { return m_reached; }
    [[nodiscard]] qsizetype events() const { return m_made.size(); }

private:
    int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(m_random); }
    SyncClient& anyClient() { return *m_clients.at(static_cast<size_t>(below(clientCount))); }

    void step();
    void act(SyncClient& client);
    void sync(SyncClient& client);
    void crash(SyncClient& client);
    void disturb(SyncClient& client);
    void changeLog();
    void appendUnseen(SyncClient& client);
    void heal();
    [[nodiscard]] QString judge();
    using Alerts = QMap<QString, alert::Alert>;
    [[nodiscard]] Alerts told() const; ///< by the department's log
    [[nodiscard]] QString judgeAlerts(const Alerts& alerts);
    [[nodiscard]] QString judgeAlert(const alert::Alert& alert);
    [[nodiscard]] QString compare(SyncClient& client, const Alerts& alerts) const;
    [[nodiscard]] QString judgeLog() const;
    /// What each client's outbox says of an event.
    [[nodiscard]] QString whereabouts(const QUuid& id) const;
    [[nodiscard]] SyncClient::Orders logged() const;

    static constexpr int clientCount = 5;

    std::mt19937 m_random;
    ScheduledActs m_acts;
    QTemporaryDir m_folder;
    FixedClock m_serverClock;
    FakeLog m_log;
    std::vector<FakeLog> m_backups;
    std::vector<std::unique_ptr<SyncClient>> m_clients;
    QList<QUuid> m_made;
    QSet<QUuid> m_refused;
    QStringList m_alerts;
    QMap<QString, int> m_struck;
    QMap<QString, int> m_reached;
};

} // namespace vigil::test
