// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Journal.h"
#include "core/store/DataFolder.h"
#include "core/sync/SyncWorker.h"

#include <QMap>

#include <memory>

namespace vigil::test {

/// One computer of a department on a real server, as the program composes it: data folder, journal and the
/// worker's own thread. act() may be called on any thread.
class WorkerDesk {
public:
    /// `poll`: how often it looks by itself. Dies when the folder cannot be opened.
    WorkerDesk(const QString& folder, const QString& user, const QString& url,
               std::chrono::milliseconds poll = std::chrono::seconds(5));
    ~WorkerDesk();

    /// Does something about an alert, as a service would; answers the event's id.
    QString act(const QString& kind, const QString& alertId, const QByteArray& open = "{}");
    /// How many events of an alert this computer knows, as "accepted+pending".
    [[nodiscard]] QString knows(const QString& alertId);
    /// Alert id → event ids, in the order of the log; those on their way last.
    [[nodiscard]] QMap<QString, QStringList> mirrored();
    /// What still waits for the department, or was refused by it.
    [[nodiscard]] int undelivered();

    [[nodiscard]] sync::DestinationStatus::State state() const { return m_worker->status().state; }
    void tryNow() { m_worker->tryNow(); }

private:
    SystemClock m_clock;
    RandomIds m_ids;
    QString m_user;
    store::JournalStore m_store;
    std::unique_ptr<store::DataFolder> m_folder;
    std::unique_ptr<journal::Journal> m_journal;
    std::unique_ptr<sync::SyncWorker> m_worker;
};

} // namespace vigil::test
