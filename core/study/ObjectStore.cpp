// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/ObjectStore.h"

#include "core/base/Log.h"
#include "core/store/CacheUseStore.h"
#include "core/store/ObjectIndexStore.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSet>

#include <chrono>

namespace vigil::study {

namespace {

/// More in one index transaction keeps a person's write waiting too long.
constexpr std::size_t largestBatch = 64;
/// Objects that come sooner than that after a batch are a stream, whose batches gather for a moment.
constexpr std::chrono::milliseconds streamingWithin{100};
constexpr std::chrono::milliseconds gatherFor{25};
/// So many files are on their way to the disk at once: the file system then writes its journal once for
/// several of them. More brought nothing.
constexpr int syncThreads = 4;

/// Two letters of a hash of the Study UID: all files of a study share a folder (one fsync a batch), and
/// nothing of the peer's text gets into a path.
QString folderOf(const QString& studyUid) {
    return QString::fromLatin1(
        QCryptographicHash::hash(studyUid.toUtf8(), QCryptographicHash::Sha256).toHex().left(2));
}

} // namespace

ObjectStore::ObjectStore(store::DataFolder& folder, const Clock& clock, IdSource& ids, Events& events)
    : ObjectStore(folder, clock, ids, events, Limits{}) {}

ObjectStore::ObjectStore(store::DataFolder& folder, const Clock& clock, IdSource& ids, Events& events,
                         Limits limits)
    : m_folder(folder), m_clock(clock), m_ids(ids), m_events(events), m_limits(limits),
      m_objects(folder.objectFolder()), m_incoming(folder.objectFolder() + QStringLiteral("/incoming")) {
    QDir().mkpath(m_incoming);
    for (int i = 0; i < syncThreads; ++i)
        m_syncers.emplace_back([this] { syncLoop(); });
    m_committer = std::thread([this] { commitLoop(); });
}

ObjectStore::~ObjectStore() {
    {
        const std::scoped_lock lock(m_mutex);
        m_closing = true;
    }
    m_received.notify_all();
    m_inPlace.notify_all();
    for (auto& syncer : m_syncers)
        syncer.join();
    m_committer.join();
}

Result<QString> ObjectStore::temporaryFile() {
    const auto free = platform::freeBytes(m_incoming);
    if (free >= 0 && free < m_limits.reservedBytes)
        return Error{Error::Code::DiskFull,
                     QStringLiteral(
                         "The disk with Vigil's data folder is nearly full. The study was not taken in; free "
                         "some space and retrieve it again."),
                     QStringLiteral("%1 bytes free").arg(free)};
    return m_incoming + QLatin1Char('/') + toText(m_ids.uuid()) + QStringLiteral(".part");
}

std::future<Result<void>> ObjectStore::accept(ReceivedObject object) {
    std::promise<Result<void>> done;
    auto future = done.get_future();
    {
        const std::scoped_lock lock(m_mutex);
        const bool isPushed = !m_wanted.contains(object.header.key.studyUid);
        m_pending.push_back({std::move(object), std::move(done), {}, isPushed});
        ++m_underWay;
    }
    m_received.notify_one();
    return future;
}

bool ObjectStore::isWanted(const QString& studyUid) const {
    const std::scoped_lock lock(m_mutex);
    return m_wanted.contains(studyUid);
}

QHash<QString, qint64> ObjectStore::durableInstances(const QString& studyUid) const {
    return m_folder.cacheReader()
        .runAndWait([&studyUid](const store::Database& cache) {
            return store::ObjectIndexStore::sizesOfStudy(cache, studyUid);
        })
        .value_or(QHash<QString, qint64>{});
}

ObjectSink::Durable ObjectStore::durableSince(const QString& studyUid, quint64 cursor) const {
    {
        const std::scoped_lock lock(m_mutex);
        const auto asked = m_wanted.constFind(studyUid);
        if (asked != m_wanted.cend()) {
            Durable since{{}, asked->durable.size()};
            for (auto i = cursor; i < since.cursor; ++i)
                since.sizes.insert(asked->durable[i].first, asked->durable[i].second);
            return since;
        }
    }
    return ObjectSink::durableSince(studyUid, cursor);
}

std::optional<Error> ObjectStore::keepingTrouble(const QString& studyUid) const {
    const std::scoped_lock lock(m_mutex);
    const auto asked = m_wanted.constFind(studyUid);
    return asked == m_wanted.cend() ? std::nullopt : asked->trouble;
}

/// Under the lock.
void ObjectStore::keepTrouble(const QString& studyUid, const Error& error) {
    const auto asked = m_wanted.find(studyUid);
    if (asked != m_wanted.end() && !asked->trouble) asked->trouble = error;
}

void ObjectStore::noteTrouble(const QString& studyUid, const Error& error) {
    const std::scoped_lock lock(m_mutex);
    keepTrouble(studyUid, error);
}

bool ObjectStore::isCongested() const {
    const std::scoped_lock lock(m_mutex);
    return m_underWay >= m_limits.underWay;
}

QSet<QString> ObjectStore::abandoned() const {
    const std::scoped_lock lock(m_mutex);
    return m_abandoned;
}

void ObjectStore::noteDamaged(const InstanceKey& instance, const QString& reason) {
    const std::scoped_lock lock(m_mutex);
    const auto asked = m_wanted.find(instance.studyUid);
    if (asked != m_wanted.end()) asked->damaged.insert(instance.sopInstanceUid, reason);
}

QHash<QString, QString> ObjectStore::damagedInstances(const QString& studyUid) const {
    const std::scoped_lock lock(m_mutex);
    const auto asked = m_wanted.constFind(studyUid);
    return asked == m_wanted.cend() ? QHash<QString, QString>() : asked->damaged;
}

ObjectStore::Wanted::Wanted(ObjectStore& store, QString studyUid)
    : m_store(store), m_studyUid(std::move(studyUid)) {
    const std::scoped_lock lock(m_store.m_mutex);
    ++m_store.m_wanted[m_studyUid].times;
    m_store.m_abandoned.remove(m_studyUid);
}

void ObjectStore::Wanted::abandon() {
    const std::scoped_lock lock(m_store.m_mutex);
    // Somebody else may want it still.
    if (m_store.m_wanted.value(m_studyUid).times == 1) m_store.m_abandoned.insert(m_studyUid);
}

ObjectStore::Wanted::~Wanted() {
    const std::scoped_lock lock(m_store.m_mutex);
    if (--m_store.m_wanted[m_studyUid].times == 0) m_store.m_wanted.remove(m_studyUid);
}

QString ObjectStore::absolutePath(const StoredObject& object) const {
    return m_objects + QLatin1Char('/') + object.path;
}

void ObjectStore::syncLoop() {
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_received.wait(lock, [this] { return m_closing || !m_pending.empty(); });
        if (m_pending.empty()) return;
        auto pending = std::move(m_pending.front());
        m_pending.pop_front();
        ++m_syncing;
        lock.unlock();
        auto path = moveIntoPlace(pending.object);
        if (!path) {
            spdlog::error("objects: a file was not stored: {}", path.error().detail);
            // Not durable: the file goes, so that nothing half-stored stays. The peer still has it.
            QFile::remove(pending.object.temporaryPath);
        }
        lock.lock();
        --m_syncing;
        if (!path) {
            --m_underWay;
            keepTrouble(pending.object.header.key.studyUid, path.error());
            pending.done.set_value(path.error());
        }
        if (path) {
            pending.path = std::move(*path);
            m_synced.push_back(std::move(pending));
        }
        m_inPlace.notify_one();
    }
}

Result<QString> ObjectStore::moveIntoPlace(const ReceivedObject& object) {
    const auto folder = folderOf(object.header.key.studyUid);
    auto path = folder + QLatin1Char('/') + toText(m_ids.uuid()) + QStringLiteral(".dcm");
    VIGIL_CHECK(prepareFolder(folder));
    VIGIL_CHECK(platform::syncFile(object.temporaryPath));
    VIGIL_CHECK(platform::renameFile(object.temporaryPath, m_objects + QLatin1Char('/') + path));
    return path;
}

Result<void> ObjectStore::prepareFolder(const QString& name) {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_folders.contains(name)) return {};
    }
    if (!QDir().mkpath(m_objects + QLatin1Char('/') + name))
        return Error{Error::Code::DiskFull, QStringLiteral("A folder for the study could not be made."), {}};
    VIGIL_CHECK(platform::syncFolder(m_objects));
    const std::scoped_lock lock(m_mutex);
    m_folders.insert(name);
    return {};
}

void ObjectStore::commitLoop() {
    std::chrono::steady_clock::time_point committed{};
    for (;;) {
        std::deque<Pending> batch;
        {
            std::unique_lock lock(m_mutex);
            m_inPlace.wait(lock, [this] {
                return !m_synced.empty() || (m_closing && m_pending.empty() && m_syncing == 0);
            });
            if (m_synced.empty()) return;
            // While much comes, a little patience makes few large batches of many small ones.
            if (std::chrono::steady_clock::now() - committed < streamingWithin)
                m_inPlace.wait_for(lock, gatherFor,
                                   [this] { return m_closing || m_synced.size() >= largestBatch; });
            while (!m_synced.empty() && batch.size() < largestBatch) {
                batch.push_back(std::move(m_synced.front()));
                m_synced.pop_front();
            }
        }
        finish(batch, commitBatch(batch));
        committed = std::chrono::steady_clock::now();
    }
}

Result<void> ObjectStore::commitBatch(const std::deque<Pending>& batch) {
    QList<store::ObjectIndexStore::Entry> entries;
    QSet<QString> folders;
    for (const auto& pending : batch) {
        entries.append({{pending.object.header, pending.path, pending.object.bytes},
                        pending.object.sourceId,
                        pending.isPushed});
        folders.insert(folderOf(pending.object.header.key.studyUid));
    }
    for (const auto& folder : folders)
        VIGIL_CHECK(platform::syncFolder(m_objects + QLatin1Char('/') + folder));
    const auto replaced = m_folder.cache().runAndWait(
        store::Lane::Bulk, [&entries, now = m_clock.now()](store::Transaction& cache) {
            return store::ObjectIndexStore::put(cache, entries, now);
        });
    if (!replaced) return replaced.error();
    for (const auto& path : *replaced)
        QFile::remove(m_objects + QLatin1Char('/') + path);
    return {};
}

void ObjectStore::finish(std::deque<Pending>& batch, const Result<void>& result) {
    if (!result) spdlog::error("objects: a batch was not stored: {}", result.error().detail);
    QSet<QString> studies;
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto& pending : batch) {
            const auto& key = pending.object.header.key;
            studies.insert(key.studyUid);
            const auto asked = m_wanted.find(key.studyUid);
            if (!result) keepTrouble(key.studyUid, result.error());
            if (result && asked != m_wanted.end())
                asked->durable.emplace_back(key.sopInstanceUid, pending.object.bytes);
            --m_underWay;
        }
    }
    for (auto& pending : batch) {
        if (!result) QFile::remove(m_objects + QLatin1Char('/') + pending.path);
        pending.done.set_value(result);
    }
    for (const auto& studyUid : studies)
        Q_EMIT m_events.studyChanged(studyUid);
}

Result<void> ObjectStore::recover(FrameReader& reader) {
    for (const auto& name : QDir(m_incoming).entryList(QDir::Files))
        QFile::remove(m_incoming + QLatin1Char('/') + name);
    VIGIL_CHECK(removeEvicted());
    VIGIL_TRY(const auto index, m_folder.cacheReader().runAndWait([](const store::Database& cache) {
        return store::ObjectIndexStore::paths(cache);
    }));

    QSet<QString> onDisk;
    QDirIterator files(m_objects, {QStringLiteral("*.dcm")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        onDisk.insert(QDir(m_objects).relativeFilePath(files.next()));

    for (const auto& path : onDisk) {
        // Renamed, so it is whole and was synced; the commit of the index never came, or a power failure took
        // it.
        if (!index.contains(path)) VIGIL_CHECK(adopt(path, reader));
    }
    return forgetMissingFiles(onDisk);
}

/// What had lost its row when Vigil was killed: it must not be taken in again.
Result<void> ObjectStore::removeEvicted() {
    VIGIL_TRY(const auto evicted, m_folder.cacheReader().runAndWait(store::CacheUseStore::evictedFiles));
    if (evicted.isEmpty()) return {};
    for (const auto& path : evicted)
        QFile::remove(m_objects + QLatin1Char('/') + path);
    const auto forgotten =
        m_folder.cache().runAndWait(store::Lane::Bulk, [&evicted](store::Transaction& cache) -> Result<int> {
            VIGIL_CHECK(store::CacheUseStore::forgetFiles(cache, evicted));
            return 0;
        });
    if (!forgotten) return forgotten.error();
    return {};
}

Result<void> ObjectStore::adopt(const QString& relativePath, FrameReader& reader) {
    StoredObject object{{}, relativePath, QFileInfo(m_objects + QLatin1Char('/') + relativePath).size()};
    const auto header = reader.header(absolutePath(object));
    // Without its UIDs an object would never have been taken in: whatever this is, nothing can ask for it.
    const bool isNamed = header && !header->key.sopInstanceUid.isEmpty() && !header->key.studyUid.isEmpty();
    if (!isNamed) {
        QFile::remove(absolutePath(object));
        return {};
    }
    object.header = *header;
    const auto indexed = m_folder.cache().runAndWait(
        store::Lane::Bulk, [&object, now = m_clock.now()](store::Transaction& cache) -> Result<bool> {
            const auto& key = object.header.key;
            VIGIL_TRY(const auto here, store::ObjectIndexStore::sizesOfStudy(cache.database(), key.studyUid));
            // What was replaced by a newer file of the same instance does not come back over it.
            if (here.contains(key.sopInstanceUid)) return false;
            VIGIL_CHECK(store::ObjectIndexStore::put(cache, {{object, {}}}, now));
            return true;
        });
    if (!indexed) return indexed.error();
    if (!*indexed) QFile::remove(absolutePath(object));
    return {};
}

Result<void> ObjectStore::forgetMissingFiles(const QSet<QString>& onDisk) {
    const auto forgotten =
        m_folder.cache().runAndWait(store::Lane::Bulk, [&onDisk](store::Transaction& cache) -> Result<int> {
            VIGIL_TRY(const auto paths, store::ObjectIndexStore::paths(cache.database()));
            int count = 0;
            for (const auto& path : paths) {
                if (onDisk.contains(path)) continue;
                VIGIL_CHECK(store::ObjectIndexStore::removePath(cache, path));
                ++count;
            }
            return count;
        });
    if (!forgotten) return forgotten.error();
    if (*forgotten > 0) spdlog::warn("objects: {} index entries had no file", *forgotten);
    return {};
}

} // namespace vigil::study
