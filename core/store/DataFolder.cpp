// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/DataFolder.h"

#include "core/base/Log.h"
#include "core/store/Migrations.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace vigil::store {

namespace {

const QString recordsMigrations = QStringLiteral(":/vigil/sql/records");
const QString cacheMigrations = QStringLiteral(":/vigil/sql/cache");
constexpr int readerThreads = 2;

/// Names that cloud clients give their folders: a synced SQLite file gets destroyed.
bool looksCloudSynced(const QString& path) {
    for (const auto* name : {"/Dropbox", "/OneDrive", "/Google Drive", "/Nextcloud", "/iCloud"})
        if (path.contains(QLatin1String(name), Qt::CaseInsensitive)) return true;
    return false;
}

/// A copy beside the file, taken before a schema changes.
Result<void> backUpBefore(const QString& path) {
    if (!QFile::exists(path)) return {};
    VIGIL_TRY(auto database, Database::open(path, Database::Mode::ReadWrite, Database::Durability::Full));
    VIGIL_TRY(const int version, Migrations::version(*database));
    const int newest = Migrations(recordsMigrations).newest();
    if (version == 0 || version >= newest) return {};
    const auto copy = path + QStringLiteral(".before-%1").arg(newest);
    QFile::remove(copy);
    return database->rows(QStringLiteral("VACUUM INTO ?"), {copy}, [](const Row&) {});
}

} // namespace

Result<std::unique_ptr<DataFolder>> DataFolder::open(const QString& folder) {
    if (!QDir().mkpath(folder) || !QFileInfo(folder).isWritable())
        return Error{Error::Code::Denied,
                     QStringLiteral("Vigil's data folder cannot be made or written: %1").arg(folder),
                     {}};
    const auto path = QFileInfo(folder).canonicalFilePath();
    if (platform::isNetworkFolder(path) || looksCloudSynced(path))
        return Error{Error::Code::Invalid,
                     QStringLiteral(
                         "The data folder lies on a network or cloud-synced drive, which damages databases. "
                         "Choose a folder on this computer's own disk: %1")
                         .arg(path),
                     {}};
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    std::unique_ptr<DataFolder> result(new DataFolder(path));
    VIGIL_TRY(result->m_lock, platform::FolderLock::take(path));
    QDir().mkpath(result->objectFolder());
    VIGIL_CHECK(result->openRecords());
    VIGIL_CHECK(result->openCache());
    return result;
}

DataFolder::~DataFolder() = default;

QString DataFolder::objectFolder() const {
    return m_path + QStringLiteral("/objects");
}

Result<void> DataFolder::openRecords() {
    const auto path = m_path + QStringLiteral("/vigil.db");
    VIGIL_CHECK(backUpBefore(path));
    VIGIL_TRY(m_records, Writer::start(path, Database::Durability::Full, recordsMigrations));
    VIGIL_TRY(m_recordsReader, Reader::start(path, readerThreads));
    return {};
}

Result<void> DataFolder::openCache() {
    const auto path = m_path + QStringLiteral("/cache.db");
    m_cacheWasRebuilt = !QFile::exists(path);
    auto writer = Writer::start(path, Database::Durability::Normal, cacheMigrations);
    if (!writer &&
        (writer.error().code == Error::Code::Corrupt || writer.error().code == Error::Code::Newer)) {
        spdlog::warn("cache.db is {}: made anew",
                     writer.error().code == Error::Code::Newer ? "newer" : "damaged");
        for (const auto* suffix : {"", "-wal", "-shm"})
            QFile::remove(path + QLatin1String(suffix));
        m_cacheWasRebuilt = true;
        writer = Writer::start(path, Database::Durability::Normal, cacheMigrations);
    }
    if (!writer) return writer.error();
    m_cache = std::move(*writer);
    VIGIL_TRY(m_cacheReader, Reader::start(path, readerThreads));
    return {};
}

} // namespace vigil::store
