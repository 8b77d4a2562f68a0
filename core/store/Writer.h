// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/Transaction.h"
#include "core/store/WorkQueue.h"

#include <QFuture>
#include <QPromise>

#include <future>
#include <memory>
#include <thread>

namespace vigil::store {

using Lane = WorkQueue::Lane;

/// The one thread that writes a file, with its one read-write connection (SQLite 3.40 has a WAL race that
/// needs two writing connections). Owned by DataFolder. Work that was taken is finished before the writer
/// goes.
class Writer {
public:
    /// Opens the file on the new thread and migrates it; the error of that, or a running writer.
    static Result<std::unique_ptr<Writer>> start(const QString& path, Database::Durability durability,
                                                 const QString& migrationFolder);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Runs `work(Transaction&) -> Result<T>` in a transaction: committed when it has a value, rolled back
    /// when it is an error. The future is ready only after COMMIT returned. Callable from any thread. Bulk
    /// work keeps each call under 20 ms.
    template <class Work>
    auto run(Lane lane, Work work) -> QFuture<decltype(work(std::declval<Transaction&>()))> {
        using Answer = decltype(work(std::declval<Transaction&>()));
        auto promise = std::make_shared<QPromise<Answer>>();
        auto future = promise->future();
        promise->start();
        const bool taken = m_queue.push(lane, [this, promise, work = std::move(work)]() mutable {
            promise->addResult(inTransaction<Answer>(work));
            promise->finish();
        });
        if (!taken) {
            promise->addResult(Answer(closed()));
            promise->finish();
        }
        return future;
    }

    /// The same for threads that have nothing else to do meanwhile (one per destination): returns after
    /// COMMIT. Never from the writer's own thread.
    template <class Work>
    auto runAndWait(Lane lane, Work work) -> decltype(work(std::declval<Transaction&>())) {
        using Answer = decltype(work(std::declval<Transaction&>()));
        std::promise<Answer> promise;
        auto answer = promise.get_future();
        const bool taken =
            m_queue.push(lane, [this, &promise, &work] { promise.set_value(inTransaction<Answer>(work)); });
        if (!taken) return closed();
        return answer.get();
    }

    /// For fault injection: see Database::beforeEachStatement(). Takes effect before the next work.
    void beforeEachStatement(std::function<Result<void>()> hook);

private:
    Writer() = default;
    static Error closed();
    void loop(const QString& path, Database::Durability durability, const QString& migrationFolder,
              std::promise<Result<void>> opened);

    template <class Answer, class Work>
    Answer inTransaction(Work& work) {
        auto transaction = Transaction::begin(*m_database);
        if (!transaction) return transaction.error();
        Answer answer = work(**transaction);
        if (!answer) return answer;
        if (auto committed = (*transaction)->commit(); !committed) return committed.error();
        return answer;
    }

    WorkQueue m_queue;
    std::unique_ptr<Database> m_database; // touched by the thread only
    std::thread m_thread;
};

} // namespace vigil::store
