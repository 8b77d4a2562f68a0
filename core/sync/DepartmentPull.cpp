// SPDX-License-Identifier: GPL-3.0-or-later
// The half of DepartmentSync that reads the log.
#include "core/sync/DepartmentSync.h"

#include "core/base/Log.h"
#include "core/journal/Chain.h"
#include "core/sync/ForkPoint.h"

namespace vigil::sync {

using journal::AggregateKey;
using journal::LoggedEvent;
using store::Cursor;
using store::Database;
using store::Lane;
using store::Transaction;

namespace {

constexpr int forksPerRound = 3;
/// Of a working set: two pages are in memory at a time, one on its way in (for a moment in libpq's form as
/// well) and one on its way to the disk.
constexpr int workingSetPage = 500;

Error broken(const journal::chain::Verdict& verdict) {
    return {
        Error::Code::Corrupt,
        QStringLiteral("The department's log does not fit together at number %1: %2. Nothing new is taken "
                       "from it; own alerts are still sent. Tell whoever looks after the server.")
            .arg(verdict.firstBadSeq)
            .arg(verdict.what),
        QStringLiteral("chain verification failed")};
}

Result<void> check(const QList<LoggedEvent>& events, const QUuid& logId) {
    for (const auto& logged : events) {
        if (logged.receipt.logId != logId)
            return broken({logged.receipt.seq, QStringLiteral("the event belongs to another log")});
        if (const auto verdict = journal::chain::verifyOne(logged); !verdict.isGood()) return broken(verdict);
    }
    return {};
}

AggregateKey keyOf(const LoggedEvent& logged) {
    return {logged.event.aggregateKind, logged.event.aggregateId};
}

} // namespace

Result<std::optional<Cursor>> DepartmentSync::cursor() const {
    return m_folder.cacheReader().runAndWait(
        [this](const Database& cache) { return m_cursors.cursor(cache, m_options.destination); });
}

Result<DepartmentSync::Reached> DepartmentSync::pull(int slices, Round& round, std::stop_token stop) {
    int forks = 0;
    for (int slice = 0; slice < slices; ++slice) {
        if (stop.stop_requested()) return Error{Error::Code::Cancelled, QString(), {}};
        VIGIL_TRY(const auto from, cursor());
        if (!from || from->logId != m_hello.logId) {
            VIGIL_CHECK(bootstrap(stop));
            continue;
        }
        VIGIL_TRY(const auto since, m_department->since(from->logId, from->position, m_options.pull, stop));
        if (const auto* batch = std::get_if<Batch>(&since)) {
            VIGIL_TRY(const auto reached, takeBatch(*batch, *from, round, stop));
            if (reached == Reached::Head) return reached;
        } else if (++forks <= forksPerRound) {
            VIGIL_CHECK(resolveFork(*from, stop));
        } else {
            return Error{Error::Code::Busy,
                         QStringLiteral("The department's log keeps changing; Vigil tries again soon."),
                         {}};
        }
    }
    return Reached::SliceLimit;
}

Result<DepartmentSync::Reached> DepartmentSync::takeBatch(const Batch& batch, const Cursor& from,
                                                          Round& round, std::stop_token stop) {
    m_head = batch.head;
    if (batch.events.isEmpty()) return Reached::Head;
    if (const auto verdict = journal::chain::verify(batch.events, from.position); !verdict.isGood())
        return broken(verdict);
    VIGIL_CHECK(check(batch.events, from.logId));
    const auto& last = batch.events.last().receipt;
    VIGIL_TRY(const auto headless, withoutBeginning(batch.events));
    // Up to the cursor only: what lies between comes with the batch. Were it here and the program killed, a
    // log set back then could lose it, and nothing on this side would show that.
    if (from.completeFrom > 0) VIGIL_CHECK(takeHistory(headless, from.position.seq, stop));
    auto to = from;
    to.position = {last.seq, last.hash};
    VIGIL_CHECK(m_journal.take(batch.events, m_options.destination, to));
    round.received += static_cast<int>(batch.events.size());
    return last.seq >= batch.head.seq ? Reached::Head : Reached::SliceLimit;
}

Result<QSet<AggregateKey>> DepartmentSync::withoutBeginning(const QList<LoggedEvent>& events) const {
    // A working set leaves out what had ended. When something happens there again, its past is needed.
    QSet<AggregateKey> known;
    QSet<AggregateKey> headless;
    for (const auto& logged : events) {
        const auto key = keyOf(logged);
        if (known.contains(key)) continue;
        known << key;
        if (logged.event.kind != journal::kind::alertRaised) headless << key;
    }
    return m_folder.cacheReader().runAndWait(
        [&](const Database& cache) { return m_store.unknownAmong(cache, headless); });
}

Result<void> DepartmentSync::takeHistory(const QSet<AggregateKey>& aggregates, qint64 upTo,
                                         std::stop_token stop) {
    for (const auto& key : aggregates) {
        VIGIL_TRY(auto events, m_department->history(key.kind, key.id, stop));
        VIGIL_CHECK(check(events, m_hello.logId));
        // What lies ahead of the cursor comes with its turn, when its links can be checked.
        events.removeIf([upTo](const LoggedEvent& logged) { return logged.receipt.seq > upTo; });
        VIGIL_CHECK(m_journal.take(events, m_options.destination, std::nullopt));
    }
    return {};
}

Result<void> DepartmentSync::fetchDuplicates(std::stop_token stop) {
    // Taken by the log before our cursor, but not in the mirror: it belongs to what a working set leaves out.
    if (m_duplicates.isEmpty()) return {};
    VIGIL_TRY(const auto keys, m_folder.cacheReader().runAndWait([this](const Database& cache) {
        return m_store.pendingAggregates(cache, m_duplicates);
    }));
    m_duplicates.clear();
    if (keys.isEmpty()) return {};
    VIGIL_TRY(const auto from, cursor());
    return takeHistory(keys, from ? from->position.seq : 0, stop);
}

Result<void> DepartmentSync::bootstrap(std::stop_token stop) {
    VIGIL_TRY(m_hello, m_department->hello(stop));
    VIGIL_CHECK(m_journal.beginWorkingSet());
    m_taken.reset(); // they are offered again, and the mirror will not hold them all
    const auto take = [this](const QList<LoggedEvent>& events) -> Result<void> {
        VIGIL_CHECK(check(events, m_hello.logId));
        return m_journal.addToWorkingSet(events);
    };
    VIGIL_TRY(const auto head, m_department->bootstrapByPages(workingSetPage, take, stop));
    // Records first: a crash in between makes it all happen again, and every step may happen twice.
    VIGIL_CHECK(m_folder.records().runAndWait(Lane::Bulk, [this](Transaction& records) {
        return m_store.offerAllAgain(records, m_options.destination, m_hello.logId);
    }));
    return m_journal.replaceByWorkingSet(m_options.destination,
                                         {m_hello.logId, head, head.seq, m_clockOffsetMs.value_or(0)});
}

Result<QList<QUuid>> DepartmentSync::notShown(const QList<QUuid>& own, const Cursor& upTo) const {
    return m_folder.cacheReader().runAndWait([&](const Database& cache) -> Result<QList<QUuid>> {
        QList<QUuid> missing;
        QSet<QUuid> looked;
        for (const auto& id : own) {
            if (looked.contains(id)) continue;
            looked << id;
            VIGIL_TRY(const auto here, m_store.event(cache, id));
            const bool shown = here && here->isAccepted() && here->receipt.logId == upTo.logId &&
                               here->receipt.seq <= upTo.position.seq;
            if (!shown) missing << id;
        }
        return missing;
    });
}

Result<void> DepartmentSync::resolveFork(const Cursor& from, std::stop_token stop) {
    VIGIL_TRY(m_hello, m_department->hello(stop));
    if (m_hello.logId != from.logId) return bootstrap(stop);
    VIGIL_TRY(auto known, m_folder.cacheReader().runAndWait(
                              [&](const Database& cache) { return m_store.positions(cache, from.logId); }));
    // Before that the mirror has gaps, and could not go on from there.
    known.removeIf([&](const journal::Position& each) {
        return each.seq < from.completeFrom || each.seq > from.position.seq;
    });
    VIGIL_TRY(const auto common,
              lastCommonPoint(known, [&](qint64 seq) { return m_department->hashAt(seq, stop); }));
    const qint64 commonSeq = common ? common->seq : 0;
    spdlog::warn("department: its log was set back; last common point {}, cursor was {}", commonSeq,
                 from.position.seq);
    // Taken by any log at all. The number it was taken under says nothing: it may be of a time that never
    // came here, when the log was set back twice and this computer stopped in between.
    VIGIL_TRY(const auto own, m_folder.recordsReader().runAndWait([this](const Database& records) {
        return m_store.ownAcceptedAfter(records, m_options.destination, QUuid(), 0);
    }));
    VIGIL_TRY(const auto lost, notShown(own, {from.logId, {commonSeq, {}}}));
    const auto noted = m_folder.records().runAndWait(Lane::Bulk, [&](Transaction& records) -> Result<void> {
        VIGIL_CHECK(m_store.noteSetBack(records, from.logId, commonSeq));
        return m_store.sendOwnAgain(records, lost, m_options.destination);
    });
    VIGIL_CHECK(noted);
    if (!common && from.completeFrom > 0) return bootstrap(stop);
    auto to = from;
    to.position = common.value_or(journal::Position{});
    return m_journal.rewind(m_options.destination, to);
}

} // namespace vigil::sync
