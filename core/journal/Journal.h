// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Projection.h"
#include "core/store/CursorStore.h"
#include "core/store/DataFolder.h"
#include "core/store/JournalStore.h"

#include <QFuture>
#include <QList>

#include <functional>

namespace vigil::journal {

/// What this computer knows of the department's log: the accepted events it mirrored, and its own that are on
/// their way. Every change of the mirror runs the projections in the same transaction. Owned by Application;
/// callable from any thread except those of the writers.
class Journal {
public:
    using Changed = std::function<void(const QSet<AggregateKey>&)>;

    /// Folder, store and projections must outlive it. `changed` is called after each commit that changed
    /// something, on any thread.
    Journal(store::DataFolder& folder, const store::JournalStore& store, QList<Projection*> projections,
            Changed changed = {});
    /// Waits for what it has queued on the cache writer.
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// At the start: folds anew what an older fold made, then catches up. Blocks.
    Result<void> open();
    /// Makes own events visible (call it after the commit of JournalStore::appendOwn()) and takes out those
    /// that were refused. Does no harm when there is nothing to do.
    QFuture<Result<void>> catchUp();
    /// The same for threads that have nothing else to do meanwhile.
    Result<void> catchUpAndWait();

    /// catchUp() for these events alone, within a transaction of the caller's on cache.db, which must have
    /// begun after they were committed to vigil.db.
    Result<void> show(store::Transaction& cache, const QList<QUuid>& eventIds) const;

    // For the engine; these block.

    /// Takes events of the log and, when given, the position they lead to.
    Result<void> take(const QList<LoggedEvent>& events, const QString& destination,
                      const std::optional<store::Cursor>& cursor);
    /// Forgets what the log took after `cursor` and goes on from there.
    Result<void> rewind(const QString& destination, const store::Cursor& cursor);
    /// A working set arrives in pages beside the mirror: nobody sees it, and nobody has to hold it in memory.
    Result<void> beginWorkingSet();
    Result<void> addToWorkingSet(const QList<LoggedEvent>& page);
    /// Replaces all that is mirrored of a destination by it, at once: nobody ever sees the gap.
    Result<void> replaceByWorkingSet(const QString& destination, const store::Cursor& cursor);
    /// What ended before `before` (30 days ago) leaves the mirror.
    Result<void> dropEnded(UtcTime before, const store::JournalStore::IsOver& isOver);

private:
    template <class Work>
    Result<void> change(store::Lane lane, Work work);
    Result<void> project(store::Transaction& cache, const QSet<AggregateKey>& changed) const;
    Result<QSet<AggregateKey>> reconcile(store::Transaction& cache) const;
    Result<QSet<AggregateKey>> reconcile(store::Transaction& cache, const QList<store::OwnEvent>& own) const;
    Result<void> foldAnew(Projection& projection);
    void announce(const QSet<AggregateKey>& changed) const;

    store::DataFolder& m_folder;
    const store::JournalStore& m_store;
    store::CursorStore m_cursors;
    QList<Projection*> m_projections;
    Changed m_changed;
};

} // namespace vigil::journal
