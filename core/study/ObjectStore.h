// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Events.h"
#include "core/base/Ids.h"
#include "core/store/DataFolder.h"
#include "core/study/Ports.h"

#include <QHash>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace vigil::study {

/// The object folder and its index. Received files are made durable in batches: fdatasync, rename, fsync of
/// the folders, then one index transaction; only then an object is "here". Names are random, never built from
/// a peer's UIDs. Owned by Application; thread-safe; one thread of its own commits. A crash leaves files
/// without an index entry at worst: recover() deals with them.
class ObjectStore final : public ObjectSink {
public:
    ObjectStore(store::DataFolder& folder, const Clock& clock, IdSource& ids, Events& events);
    ~ObjectStore() override;

    Result<QString> temporaryFile() override;
    std::future<Result<void>> accept(ReceivedObject object) override;
    [[nodiscard]] bool isWanted(const QString& studyUid) const override;
    [[nodiscard]] QHash<QString, qint64> durableInstances(const QString& studyUid) const override;

    /// Marks a study as asked for while it lives.
    class Wanted {
    public:
        Wanted(ObjectStore& store, QString studyUid);
        ~Wanted();
        Wanted(const Wanted&) = delete;
        Wanted& operator=(const Wanted&) = delete;

    private:
        ObjectStore& m_store;
        QString m_studyUid;
    };

    /// At start: removes what a crash left in the incoming folder; indexes complete files that the index does
    /// not list when the cache was rebuilt, removes them otherwise; drops entries whose file is gone.
    /// Blocking; call before the listener starts.
    Result<void> recover(FrameReader& reader);

    [[nodiscard]] QString absolutePath(const StoredObject& object) const;
    /// Below this much free space nothing more is taken in.
    static constexpr qint64 reservedBytes = 512LL * 1024 * 1024;

private:
    struct Pending {
        ReceivedObject object;
        std::promise<Result<void>> done;
    };
    void commitLoop();
    Result<void> commitBatch(std::deque<Pending>& batch);
    Result<StoredObject> moveIntoPlace(const ReceivedObject& object);
    Result<void> forgetMissingFiles(const QSet<QString>& onDisk);
    Result<void> adopt(const QString& relativePath, FrameReader& reader);

    store::DataFolder& m_folder;
    const Clock& m_clock;
    IdSource& m_ids;
    Events& m_events;
    QString m_objects;
    QString m_incoming;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Pending> m_pending;
    QHash<QString, int> m_wanted;
    bool m_closing = false;
    std::thread m_committer;
};

} // namespace vigil::study
