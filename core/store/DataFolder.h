// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/platform/Platform.h"
#include "core/store/Reader.h"
#include "core/store/Writer.h"

#include <memory>

namespace vigil::store {

/// The local databases of one data folder and the lock on it: vigil.db (records: drafts, signed documents,
/// own events, outbox, audit; synchronous=FULL, backed up before a migration) and cache.db (worklist, mirror
/// of the department, index of objects; rebuilt when damaged or newer). One process owns a folder. Owned by
/// Application.
class DataFolder {
public:
    /// Busy when another Vigil has it; Invalid on a network or cloud-synced folder; Newer when a newer Vigil
    /// wrote vigil.db.
    static Result<std::unique_ptr<DataFolder>> open(const QString& folder);
    ~DataFolder();

    [[nodiscard]] QString path() const { return m_path; }
    [[nodiscard]] QString objectFolder() const;
    [[nodiscard]] Writer& records() { return *m_records; }
    [[nodiscard]] Reader& recordsReader() { return *m_recordsReader; }
    [[nodiscard]] Writer& cache() { return *m_cache; }
    [[nodiscard]] Reader& cacheReader() { return *m_cacheReader; }
    /// True when cache.db had to be made anew: whoever owns what is in it fills it again.
    [[nodiscard]] bool cacheWasRebuilt() const { return m_cacheWasRebuilt; }

private:
    explicit DataFolder(QString path) : m_path(std::move(path)) {}
    Result<void> openRecords();
    Result<void> openCache();

    QString m_path;
    std::unique_ptr<platform::FolderLock> m_lock;
    std::unique_ptr<Writer> m_records;
    std::unique_ptr<Reader> m_recordsReader;
    std::unique_ptr<Writer> m_cache;
    std::unique_ptr<Reader> m_cacheReader;
    bool m_cacheWasRebuilt = false;
};

} // namespace vigil::store
