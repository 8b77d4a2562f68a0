// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/ObjectStore.h"

#include "core/base/Log.h"
#include "core/store/ObjectIndexStore.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSet>

namespace vigil::study {

namespace {

/// More in one index transaction keeps a person's write waiting too long.
constexpr std::size_t largestBatch = 64;

/// Two letters of a hash of the Study UID: all files of a study share a folder (one fsync a batch), and
/// nothing of the peer's text gets into a path.
QString folderOf(const QString& studyUid) {
    return QString::fromLatin1(
        QCryptographicHash::hash(studyUid.toUtf8(), QCryptographicHash::Sha256).toHex().left(2));
}

} // namespace

ObjectStore::ObjectStore(store::DataFolder& folder, const Clock& clock, IdSource& ids, Events& events)
    : m_folder(folder), m_clock(clock), m_ids(ids), m_events(events), m_objects(folder.objectFolder()),
      m_incoming(folder.objectFolder() + QStringLiteral("/incoming")) {
    QDir().mkpath(m_incoming);
    m_committer = std::thread([this] { commitLoop(); });
}

ObjectStore::~ObjectStore() {
    {
        const std::scoped_lock lock(m_mutex);
        m_closing = true;
    }
    m_changed.notify_all();
    m_committer.join();
}

Result<QString> ObjectStore::temporaryFile() {
    const auto free = platform::freeBytes(m_incoming);
    if (free >= 0 && free < reservedBytes)
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
        m_pending.push_back({std::move(object), std::move(done)});
    }
    m_changed.notify_all();
    return future;
}

bool ObjectStore::isWanted(const QString& studyUid) const {
    const std::scoped_lock lock(m_mutex);
    return m_wanted.contains(studyUid);
}

QHash<QString, qint64> ObjectStore::durableInstances(const QString& studyUid) const {
    auto future = m_folder.cacheReader().run([studyUid](const store::Database& cache) {
        return store::ObjectIndexStore::sizesOfStudy(cache, studyUid);
    });
    future.waitForFinished();
    return future.result().value_or(QHash<QString, qint64>{});
}

ObjectStore::Wanted::Wanted(ObjectStore& store, QString studyUid)
    : m_store(store), m_studyUid(std::move(studyUid)) {
    const std::scoped_lock lock(m_store.m_mutex);
    ++m_store.m_wanted[m_studyUid];
}

ObjectStore::Wanted::~Wanted() {
    const std::scoped_lock lock(m_store.m_mutex);
    if (--m_store.m_wanted[m_studyUid] == 0) m_store.m_wanted.remove(m_studyUid);
}

QString ObjectStore::absolutePath(const StoredObject& object) const {
    return m_objects + QLatin1Char('/') + object.path;
}

void ObjectStore::commitLoop() {
    for (;;) {
        std::deque<Pending> batch;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_closing || !m_pending.empty(); });
            if (m_pending.empty()) return;
            while (!m_pending.empty() && batch.size() < largestBatch) {
                batch.push_back(std::move(m_pending.front()));
                m_pending.pop_front();
            }
        }
        const auto result = commitBatch(batch);
        if (!result) spdlog::error("objects: a batch was not stored: {}", result.error().detail);
        QSet<QString> studies;
        for (auto& pending : batch) {
            studies.insert(pending.object.header.key.studyUid);
            // Not durable: the file goes, so that nothing half-stored stays. The peer still has it.
            if (!result) QFile::remove(pending.object.temporaryPath);
            pending.done.set_value(result);
        }
        for (const auto& studyUid : studies)
            Q_EMIT m_events.studyChanged(studyUid);
    }
}

Result<StoredObject> ObjectStore::moveIntoPlace(const ReceivedObject& object) {
    StoredObject stored{object.header, {}, object.bytes};
    const auto folder = folderOf(object.header.key.studyUid);
    stored.path = folder + QLatin1Char('/') + toText(m_ids.uuid()) + QStringLiteral(".dcm");
    if (!QDir().mkpath(m_objects + QLatin1Char('/') + folder))
        return Error{Error::Code::DiskFull, QStringLiteral("A folder for the study could not be made."), {}};
    VIGIL_CHECK(platform::syncFile(object.temporaryPath));
    VIGIL_CHECK(platform::renameFile(object.temporaryPath, absolutePath(stored)));
    return stored;
}

Result<void> ObjectStore::commitBatch(std::deque<Pending>& batch) {
    QList<std::pair<StoredObject, QString>> stored;
    QSet<QString> folders{m_objects};
    const auto undo = [&] {
        for (const auto& [object, source] : stored)
            QFile::remove(absolutePath(object));
    };
    for (const auto& pending : batch) {
        auto object = moveIntoPlace(pending.object);
        if (!object) {
            undo();
            return object.error();
        }
        folders.insert(QFileInfo(absolutePath(*object)).path());
        stored.append({std::move(*object), pending.object.sourceId});
    }
    for (const auto& folder : folders)
        VIGIL_CHECK(platform::syncFolder(folder));
    auto indexed = m_folder.cache().run(
        store::Lane::Bulk, [stored, now = m_clock.now()](store::Transaction& cache) -> Result<QStringList> {
            QStringList replaced;
            for (const auto& [object, source] : stored) {
                VIGIL_TRY(const auto before, store::ObjectIndexStore::put(cache, object, source, now));
                if (!before.isEmpty()) replaced << before;
            }
            return replaced;
        });
    indexed.waitForFinished();
    const auto replaced = indexed.result();
    if (!replaced) {
        undo();
        return replaced.error();
    }
    for (const auto& path : *replaced)
        QFile::remove(m_objects + QLatin1Char('/') + path);
    return {};
}

Result<void> ObjectStore::recover(FrameReader& reader) {
    for (const auto& name : QDir(m_incoming).entryList(QDir::Files))
        QFile::remove(m_incoming + QLatin1Char('/') + name);
    auto listed = m_folder.cacheReader().run(
        [](const store::Database& cache) { return store::ObjectIndexStore::paths(cache); });
    listed.waitForFinished();
    if (!listed.result()) return listed.result().error();
    const auto index = *listed.result();

    QSet<QString> onDisk;
    QDirIterator files(m_objects, {QStringLiteral("*.dcm")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        onDisk.insert(QDir(m_objects).relativeFilePath(files.next()));

    for (const auto& path : onDisk) {
        if (index.contains(path)) continue;
        if (m_folder.cacheWasRebuilt())
            VIGIL_CHECK(adopt(path, reader));
        else
            QFile::remove(m_objects + QLatin1Char('/') + path); // renamed, but the index commit never came
    }
    return forgetMissingFiles(onDisk);
}

Result<void> ObjectStore::adopt(const QString& relativePath, FrameReader& reader) {
    StoredObject object{{}, relativePath, QFileInfo(m_objects + QLatin1Char('/') + relativePath).size()};
    const auto header = reader.header(absolutePath(object));
    if (!header) {
        QFile::remove(absolutePath(object));
        return {};
    }
    object.header = *header;
    auto indexed =
        m_folder.cache().run(store::Lane::Bulk, [object, now = m_clock.now()](store::Transaction& cache) {
            return store::ObjectIndexStore::put(cache, object, {}, now);
        });
    indexed.waitForFinished();
    if (!indexed.result()) return indexed.result().error();
    return {};
}

Result<void> ObjectStore::forgetMissingFiles(const QSet<QString>& onDisk) {
    auto forgotten =
        m_folder.cache().run(store::Lane::Bulk, [onDisk](store::Transaction& cache) -> Result<int> {
            VIGIL_TRY(const auto paths, store::ObjectIndexStore::paths(cache.database()));
            int count = 0;
            for (const auto& path : paths) {
                if (onDisk.contains(path)) continue;
                VIGIL_CHECK(store::ObjectIndexStore::removePath(cache, path));
                ++count;
            }
            return count;
        });
    forgotten.waitForFinished();
    if (!forgotten.result()) return forgotten.result().error();
    if (*forgotten.result() > 0) spdlog::warn("objects: {} index entries had no file", *forgotten.result());
    return {};
}

} // namespace vigil::study
