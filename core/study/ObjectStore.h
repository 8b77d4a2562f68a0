// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Events.h"
#include "core/base/Ids.h"
#include "core/store/DataFolder.h"
#include "core/study/Ports.h"

#include <QHash>
#include <QSet>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace vigil::study {

/// The object folder and its index. Received files are made durable by a few threads (fdatasync, rename);
/// another one makes what they have done meanwhile one batch: fsync of the folders, then one index
/// transaction; only then an object is "here". While little comes, a batch is one object, which is seen at
/// once. Names are random, never built from a peer's UIDs. Owned by Application; thread-safe. A crash leaves
/// files without an index entry at worst: recover() deals with them.
class ObjectStore final : public ObjectSink {
public:
    struct Limits {
        /// Below this much free space nothing more is taken in.
        qint64 reservedBytes = 512LL * 1024 * 1024;
        /// Objects between the network and the index. Each waits with its header in memory: beyond it who
        /// receives waits for the disk.
        std::size_t underWay = 256;
    };

    ObjectStore(store::DataFolder& folder, const Clock& clock, IdSource& ids, Events& events);
    ObjectStore(store::DataFolder& folder, const Clock& clock, IdSource& ids, Events& events, Limits limits);
    ~ObjectStore() override;

    Result<QString> temporaryFile() override;
    std::future<Result<void>> accept(ReceivedObject object) override;
    [[nodiscard]] bool isWanted(const QString& studyUid) const override;
    [[nodiscard]] QHash<QString, qint64> durableInstances(const QString& studyUid) const override;
    [[nodiscard]] Durable durableSince(const QString& studyUid, quint64 cursor) const override;
    [[nodiscard]] std::optional<Error> keepingTrouble(const QString& studyUid) const override;
    void noteTrouble(const QString& studyUid, const Error& error) override;
    [[nodiscard]] bool isCongested() const override;
    [[nodiscard]] QSet<QString> abandoned() const override;
    void noteDamaged(const InstanceKey& instance, const QString& reason) override;
    [[nodiscard]] QHash<QString, QString> damagedInstances(const QString& studyUid) const override;

    /// Marks a study as asked for while it lives; what becomes durable of it meanwhile is kept account of.
    class Wanted {
    public:
        Wanted(ObjectStore& store, QString studyUid);
        ~Wanted();
        Wanted(const Wanted&) = delete;
        Wanted& operator=(const Wanted&) = delete;
        /// It was cancelled: until it is wanted again, what still comes is to be stopped.
        void abandon();

    private:
        ObjectStore& m_store;
        QString m_studyUid;
    };

    /// At start: removes half-written files and those that had to make room; indexes complete ones that the
    /// index does not list (a power failure may take its last commits), unless it has a newer file of the
    /// instance; drops entries whose file is gone. Blocking; call before the listener starts.
    Result<void> recover(FrameReader& reader);

    [[nodiscard]] QString absolutePath(const StoredObject& object) const;

private:
    struct Pending {
        ReceivedObject object;
        std::promise<Result<void>> done;
        QString path; ///< relative, once it is in place
        bool isPushed = false;
    };
    struct Asked {
        int times = 0;
        std::vector<std::pair<QString, qint64>> durable; ///< in the order in which it became so
        QHash<QString, QString> damaged;
        std::optional<Error> trouble; ///< the first that kept an object from being kept
    };
    void syncLoop();
    void commitLoop();
    Result<QString> moveIntoPlace(const ReceivedObject& object);
    Result<void> prepareFolder(const QString& name);
    Result<void> commitBatch(const std::deque<Pending>& batch);
    void finish(std::deque<Pending>& batch, const Result<void>& result);
    void keepTrouble(const QString& studyUid, const Error& error);
    Result<void> removeEvicted();
    Result<void> forgetMissingFiles(const QSet<QString>& onDisk);
    Result<void> adopt(const QString& relativePath, FrameReader& reader);

    store::DataFolder& m_folder;
    const Clock& m_clock;
    IdSource& m_ids;
    Events& m_events;
    const Limits m_limits;
    QString m_objects;
    QString m_incoming;

    mutable std::mutex m_mutex;
    std::condition_variable m_received;
    std::condition_variable m_inPlace;
    std::deque<Pending> m_pending; ///< written, not yet durable
    std::deque<Pending> m_synced;  ///< durable and renamed, not yet indexed
    int m_syncing = 0;
    std::size_t m_underWay = 0; ///< accepted, not yet finished
    QHash<QString, Asked> m_wanted;
    QSet<QString> m_abandoned;
    QSet<QString> m_folders; ///< known to be there for good
    bool m_closing = false;
    std::vector<std::thread> m_syncers;
    std::thread m_committer;
};

} // namespace vigil::study
