// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/Transaction.h"
#include "core/study/Study.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QStringList>

namespace vigil::store {

/// The SQL of the index of stored objects in cache.db. Stateless.
class ObjectIndexStore {
public:
    struct Entry {
        study::StoredObject object;
        QString sourceId;
        bool isPushed = false; ///< nobody here asked for it
    };
    /// Enters objects by two statements, however many; answers the paths of files that they replace.
    static Result<QStringList> put(Transaction& cache, const QList<Entry>& entries, UtcTime now);
    /// An entry whose file is gone; with it goes what a retrieve of its study came to, for it is not true any
    /// more.
    static Result<void> removePath(Transaction& cache, const QString& path);

    /// In the order of series number, then slice position, then instance number.
    static Result<QList<study::StoredObject>> ofStudy(const Database& cache, const QString& studyUid);
    /// What the images of a study were taken for, each once (Request Attributes Sequence).
    static Result<QList<study::RequestedProcedure>> requestsOf(const Database& cache,
                                                               const QString& studyUid);
    static Result<QHash<QString, qint64>> sizesOfStudy(const Database& cache, const QString& studyUid);
    static Result<QSet<QString>> paths(const Database& cache);
};

} // namespace vigil::store
