// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Journal.h"
#include "core/store/PresenceStore.h"
#include "core/sync/Claims.h"
#include "core/sync/Department.h"
#include "core/sync/DepartmentOutbox.h"
#include "core/sync/OutboxPump.h"
#include "core/sync/Questions.h"
#include "core/sync/WholeRounds.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

namespace vigil::sync {

/// The engine of a department: own events go up, everybody's come down. It follows the log by position and
/// hash and checks every link. When the log was restored from an older copy or is another one, it goes back
/// to the last common point and sends own events again. Owned by its worker, on that thread.
class DepartmentSync final : public SyncEngine {
public:
    struct Options {
        QString destination = store::departmentDestination;
        QString clientVersion;
        QString role;   ///< in which the user works here; empty = is not compared with the department's word
        int push = 200; ///< events an append
        int pull = 200; ///< events a since()
        Claims* claims = nullptr;                ///< what this computer holds; must outlive the engine
        Questions* questions = nullptr;          ///< what others ask of this connection; must outlive it too
        std::function<void()> presenceChanged{}; ///< somebody came or went; called on the engine's thread
        /// What the fold says of the events of an alert; without it no alert ever leaves the mirror.
        store::JournalStore::IsOver isOver{};
        /// The end of the log as it is seen, once a day and start: kept where whoever can change the log
        /// cannot.
        std::function<void(const QUuid& logId, const journal::Position& head)> headOfTheDay{};
    };
    /// Folder, store, journal and clock must outlive it.
    DepartmentSync(Options options, std::unique_ptr<Department> department, store::DataFolder& folder,
                   const store::JournalStore& store, journal::Journal& journal, const Clock& clock,
                   Backoff backoff);

    Round syncOnce(std::stop_token stop) override;
    void wait(std::chrono::milliseconds atMost, std::stop_token stop) override;
    void leave() override;
    void wake() override;

private:
    Result<Hello> greet(std::stop_token stop);
    Result<void> exchange(Round& round, std::stop_token stop);
    Result<void> push(Round& round, std::stop_token stop);
    Result<void> keepAnswer(store::Transaction& records, const OutboxMessage& message,
                            const Delivery& delivery, qsizetype index);

    enum class Reached { Head, SliceLimit };
    Result<Reached> pull(int slices, Round& round, std::stop_token stop);
    Result<Reached> takeBatch(const Batch& batch, const store::Cursor& cursor, Round& round,
                              std::stop_token stop);
    Result<void> takeHistory(const QSet<journal::AggregateKey>& aggregates, qint64 upTo,
                             std::stop_token stop);
    Result<QSet<journal::AggregateKey>> withoutBeginning(const QList<journal::LoggedEvent>& events) const;
    Result<void> bootstrap(std::stop_token stop);
    Result<void> resolveFork(const store::Cursor& cursor, std::stop_token stop);
    /// Those that do not stand in the mirror as taken, up to there; in their order, each once.
    [[nodiscard]] Result<QList<QUuid>> notShown(const QList<QUuid>& own, const store::Cursor& upTo) const;
    /// Own events that the department took and lost again before they were seen in its log; answers how many.
    Result<qsizetype> sendLostAgain();
    Result<void> fetchDuplicates(std::stop_token stop);
    /// Once a day: what ended long ago leaves the mirror, what was delivered long ago leaves the records.
    Result<void> tidy(std::stop_token stop);
    /// Tells the department which alerts are over, when this login may.
    Result<void> settle(UtcTime before, std::stop_token stop);
    /// The end of a whole round: the head is witnessed, the day's tidying done, presence renewed and
    /// mirrored.
    Result<void> lookAround(std::stop_token stop);
    /// The end of any other: claims that changed are told; others' are read when they changed.
    Result<void> tellAndMirror(std::stop_token stop);
    /// What was let go, and what is held and was not told yet; answers whether there was any.
    Result<bool> tellClaims(std::stop_token stop);
    Result<void> mirrorPresence(std::stop_token stop);

    [[nodiscard]] Result<std::optional<store::Cursor>> cursor() const;
    /// What the department will refuse because it knows the user in other roles; empty = nothing.
    [[nodiscard]] QString roleTrouble() const;
    [[nodiscard]] bool isTooOld(const Hello& hello) const;

    Options m_options;
    std::unique_ptr<Department> m_department;
    store::DataFolder& m_folder;
    const store::JournalStore& m_store;
    journal::Journal& m_journal;
    const Clock& m_clock;
    OutboxPump m_pump;
    DepartmentOutbox m_outbox;
    store::CursorStore m_cursors;
    store::PresenceStore m_presence;

    // Of the running round.
    Hello m_hello;
    journal::Position m_head;
    std::optional<qint64> m_clockOffsetMs;
    QList<QUuid> m_duplicates;

    /// Own events that the log took and that were not seen in it yet; nothing = any may be.
    std::optional<QList<QUuid>> m_taken;

    std::optional<UtcTime> m_tidiedAt;
    QSet<Claims::Key> m_told; ///< leases taken since the last whole round
    WholeRounds m_wholeRounds;

    std::mutex m_mutex;
    std::condition_variable_any m_woken;
    bool m_wake = false;
};

} // namespace vigil::sync
