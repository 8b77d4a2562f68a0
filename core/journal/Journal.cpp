// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/Journal.h"

namespace vigil::journal {

namespace {

using store::Lane;
using store::OwnEvent;
using store::Transaction;
using Keys = QSet<AggregateKey>;

constexpr qsizetype aggregatesPerSlice = 100;

/// A refused event is no part of what happened. A finding is: it stays in sight, marked by its outbox row.
bool staysInSight(const OwnEvent& own) {
    if (own.state == OwnEvent::State::Pending) return true;
    return own.state == OwnEvent::State::Refused && own.event.kind == kind::alertRaised;
}

} // namespace

Journal::Journal(store::DataFolder& folder, const store::JournalStore& store, QList<Projection*> projections,
                 Changed changed)
    : m_folder(folder), m_store(store), m_projections(std::move(projections)), m_changed(std::move(changed)) {
}

Journal::~Journal() {
    // Works of one lane run in order: after this one none of ours is left.
    static_cast<void>(m_folder.cache().runAndWait(Lane::Person, [](Transaction&) { return Result<void>(); }));
}

Result<void> Journal::open() {
    for (auto* projection : m_projections)
        VIGIL_CHECK(foldAnew(*projection));
    return catchUpAndWait();
}

Result<void> Journal::catchUpAndWait() {
    return change(Lane::Person, [this](Transaction& cache) { return reconcile(cache); });
}

Result<void> Journal::foldAnew(Projection& projection) {
    using Found = std::optional<QList<AggregateKey>>;
    VIGIL_TRY(const auto found,
              m_folder.cacheReader().runAndWait([&](const store::Database& cache) -> Result<Found> {
                  VIGIL_TRY(const int version, m_cursors.foldVersion(cache, projection.name()));
                  if (version == projection.foldVersion()) return Found();
                  VIGIL_TRY(auto all, m_store.aggregates(cache));
                  return Found(std::move(all));
              }));
    if (!found) return {};
    for (qsizetype i = 0; i < found->size(); i += aggregatesPerSlice) {
        const auto slice = found->mid(i, aggregatesPerSlice);
        VIGIL_CHECK(m_folder.cache().runAndWait(Lane::Bulk, [&](Transaction& cache) {
            return projection.eventsChanged(cache, Keys(slice.begin(), slice.end()));
        }));
    }
    return m_folder.cache().runAndWait(Lane::Bulk, [&](Transaction& cache) {
        return m_cursors.setFoldVersion(cache, projection.name(), projection.foldVersion());
    });
}

QFuture<Result<void>> Journal::catchUp() {
    const auto changed = std::make_shared<Keys>();
    const auto shown =
        m_folder.cache().run(Lane::Person, [this, changed](Transaction& cache) -> Result<void> {
            VIGIL_TRY(auto keys, reconcile(cache));
            VIGIL_CHECK(project(cache, keys));
            *changed = std::move(keys);
            return {};
        });
    // The next work of the same lane runs after that COMMIT.
    m_folder.cache().run(Lane::Person, [this, changed, shown](Transaction&) -> Result<void> {
        if (shown.result()) announce(*changed);
        return {};
    });
    return shown;
}

Result<Keys> Journal::reconcile(Transaction& cache) const {
    VIGIL_TRY(const auto unaccepted, m_folder.recordsReader().runAndWait([this](const store::Database& db) {
        return m_store.ownUnaccepted(db);
    }));
    return reconcile(cache, unaccepted);
}

Result<Keys> Journal::reconcile(Transaction& cache, const QList<OwnEvent>& own) const {
    Keys changed;
    for (const auto& each : own) {
        VIGIL_TRY(const auto keys, staysInSight(each) ? m_store.mirrorPending(cache, each)
                                                      : m_store.dropPending(cache, each.event.eventId));
        changed += keys;
    }
    return changed;
}

Result<void> Journal::show(Transaction& cache, const QList<QUuid>& eventIds) const {
    VIGIL_TRY(const auto own, m_folder.recordsReader().runAndWait([&](const store::Database& db) {
        return m_store.ownEvents(db, eventIds);
    }));
    VIGIL_TRY(const auto changed, reconcile(cache, own));
    return project(cache, changed);
}

Result<void> Journal::take(const QList<LoggedEvent>& events, const QString& destination,
                           const std::optional<store::Cursor>& cursor) {
    return change(Lane::Bulk, [&](Transaction& cache) -> Result<Keys> {
        VIGIL_TRY(auto changed, m_store.mirror(cache, events));
        if (cursor) VIGIL_CHECK(m_cursors.setCursor(cache, destination, *cursor));
        return changed;
    });
}

Result<void> Journal::rewind(const QString& destination, const store::Cursor& cursor) {
    return change(Lane::Bulk, [&](Transaction& cache) -> Result<Keys> {
        VIGIL_TRY(auto changed, m_store.rewind(cache, cursor.logId, cursor.position.seq));
        VIGIL_CHECK(m_cursors.setCursor(cache, destination, cursor));
        VIGIL_TRY(const auto pending, reconcile(cache));
        return changed + pending;
    });
}

Result<void> Journal::beginWorkingSet() {
    return m_folder.cache().runAndWait(Lane::Bulk,
                                       [&](Transaction& cache) { return m_store.dropArriving(cache); });
}

Result<void> Journal::addToWorkingSet(const QList<LoggedEvent>& page) {
    return m_folder.cache().runAndWait(Lane::Bulk,
                                       [&](Transaction& cache) { return m_store.addArriving(cache, page); });
}

Result<void> Journal::replaceByWorkingSet(const QString& destination, const store::Cursor& cursor) {
    return change(Lane::Bulk, [&](Transaction& cache) -> Result<Keys> {
        VIGIL_CHECK(m_cursors.dropCursor(cache, destination));
        VIGIL_TRY(auto changed, m_store.dropUnfollowed(cache));
        VIGIL_TRY(const auto arrived, m_store.mirrorArriving(cache));
        VIGIL_CHECK(m_store.dropArriving(cache));
        VIGIL_CHECK(m_cursors.setCursor(cache, destination, cursor));
        VIGIL_TRY(const auto pending, reconcile(cache));
        return changed + arrived + pending;
    });
}

Result<void> Journal::dropEnded(UtcTime before, const store::JournalStore::IsOver& isOver) {
    return change(Lane::Bulk, [&](Transaction& cache) -> Result<Keys> {
        Keys changed;
        VIGIL_TRY(const auto ended, m_store.ended(cache.database(), before, isOver));
        for (const auto& each : ended) {
            VIGIL_CHECK(m_store.drop(cache, each.aggregate));
            VIGIL_CHECK(m_cursors.raiseCompleteFrom(cache, each.logId, each.lastSeq));
            changed << each.aggregate;
        }
        return changed;
    });
}

template <class Work>
Result<void> Journal::change(Lane lane, Work work) {
    VIGIL_TRY(const auto changed, m_folder.cache().runAndWait(lane, [&](Transaction& cache) -> Result<Keys> {
        VIGIL_TRY(auto keys, work(cache));
        VIGIL_CHECK(project(cache, keys));
        return keys;
    }));
    announce(changed);
    return {};
}

Result<void> Journal::project(Transaction& cache, const Keys& changed) const {
    if (changed.isEmpty()) return {};
    for (auto* projection : m_projections)
        VIGIL_CHECK(projection->eventsChanged(cache, changed));
    return {};
}

void Journal::announce(const Keys& changed) const {
    if (m_changed && !changed.isEmpty()) m_changed(changed);
}

} // namespace vigil::journal
