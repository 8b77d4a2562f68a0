// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Journal.h"
#include "core/sync/DepartmentSync.h"
#include "tests/fakes/FakeDepartment.h"
#include "tests/fakes/FixedClock.h"

#include <QMap>
#include <QStringList>

#include <memory>

namespace vigil::test {

/// A projection for tests: the ids of each aggregate's events in fold order, in a table of its own.
class OrderProjection final : public journal::Projection {
public:
    OrderProjection(const store::JournalStore& store, int version) : m_store(store), m_version(version) {}
    [[nodiscard]] QString name() const override { return QStringLiteral("test_order"); }
    [[nodiscard]] int foldVersion() const override { return m_version; }
    Result<void> eventsChanged(store::Transaction& cache,
                               const QSet<journal::AggregateKey>& changed) override;

private:
    const store::JournalStore& m_store;
    int m_version;
};

/// One Vigil with its data folder and its connection to a FakeLog, without threads of its own. close() is a
/// crash: what is not in the files is gone.
class SyncClient {
public:
    /// Aggregate id → event ids, in order.
    using Orders = QMap<QString, QStringList>;

    /// Log and server clock must outlive it.
    SyncClient(QString folder, QString user, FakeLog& log, const Clock& serverClock, double random = 0.5);
    ~SyncClient();

    void open();
    void close();
    /// Loses cache.db, as a newer or damaged one is.
    void loseCache();

    [[nodiscard]] const QString& user() const { return m_user; }
    FixedClock& clock() { return m_clock; }
    FakeDepartment& department() { return *m_department; }
    store::DataFolder& folder() { return *m_folder; }
    store::JournalStore& store() { return m_store; }
    journal::Journal& journal() { return *m_journal; }
    sync::DepartmentSync& engine() { return *m_engine; }
    /// How often it was said that somebody came or went.
    [[nodiscard]] int presenceChanges() const { return m_presenceChanges; }
    /// The ends of the log that would have gone to the system's log.
    [[nodiscard]] QList<qint64> headsOfTheDay() const { return m_heads; }
    void setFoldVersion(int version) { m_foldVersion = version; }

    /// Does something, as a service would: fact, outbox row, mirror.
    journal::Event act(const QString& kind, const QString& aggregateId, const QByteArray& open = "{}");
    sync::Round sync();
    /// The same after a wait that these have ended.
    sync::Round syncOn(sync::News news);
    /// "Back online".
    void retryNow();
    /// A person has seen every parked message.
    void letAllPass();

    [[nodiscard]] Orders mirrored();
    [[nodiscard]] Orders projected();
    [[nodiscard]] QList<journal::LoggedEvent> eventsOf(const QString& aggregateId);
    /// Of all alerts, by their id.
    [[nodiscard]] QMap<QString, QList<journal::LoggedEvent>> alertEvents();
    [[nodiscard]] store::OutboxSummary outbox();
    [[nodiscard]] QString outboxState(const journal::Event& event);

private:
    QString m_path;
    QString m_user;
    FakeLog& m_log;
    const Clock& m_serverClock;
    double m_random;
    int m_foldVersion = 1;
    FixedClock m_clock;
    RandomIds m_ids;
    store::JournalStore m_store;
    std::unique_ptr<store::DataFolder> m_folder;
    std::unique_ptr<OrderProjection> m_projection;
    std::unique_ptr<journal::Journal> m_journal;
    int m_presenceChanges = 0;
    QList<qint64> m_heads;
    std::unique_ptr<sync::DepartmentSync> m_engine;
    FakeDepartment* m_department = nullptr;
};

} // namespace vigil::test
