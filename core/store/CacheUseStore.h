// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/Transaction.h"

#include <QList>
#include <QStringList>

namespace vigil::store {

/// The SQL of the room that images take, in cache.db: who used them last, which may go, and the files that
/// are on their way out. Stateless.
class CacheUseStore {
public:
    struct Use {
        QString studyUid;
        qint64 bytes = 0;

        bool operator==(const Use&) const = default;
    };
    /// Why images must stay, as far as cache.db knows.
    enum class Stays { No, OpenAlert, Wanted, NotInPacs };

    static Result<qint64> bytes(const Database& cache);
    /// The studies of which something is here; first the one that was not opened for longest, where coming
    /// here counts as opening.
    static Result<QList<Use>> leastRecentFirst(const Database& cache);
    static Result<void> setOpened(Transaction& cache, const QString& studyUid, UtcTime now);
    /// `sources`: the configured PACS. A study is in one of them when it names it and has sent what is here,
    /// or when its list of instances accounts for all that is here.
    static Result<Stays> stays(const Database& cache, const QString& studyUid, const QStringList& sources);

    /// Takes at most `atMost` objects of a study out of the index and answers their files, which are kept
    /// account of until forgetFiles(): a file that lost its row must not be taken for one that the index
    /// forgot. What the retrieve of the study came to goes with the first of them.
    static Result<QStringList> evict(Transaction& cache, const QString& studyUid, int atMost);
    static Result<QStringList> evictedFiles(const Database& cache);
    static Result<void> forgetFiles(Transaction& cache, const QStringList& paths);
};

} // namespace vigil::store
