// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/Database.h"
#include "core/store/WorkQueue.h"

#include <QFuture>
#include <QPromise>

#include <future>
#include <memory>
#include <thread>
#include <vector>

namespace vigil::store {

/// A few threads with a read-only connection each. Owned by DataFolder.
class Reader {
public:
    /// The file must exist and be migrated.
    static Result<std::unique_ptr<Reader>> start(const QString& path, int threads);
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// Runs `work(const Database&) -> Result<T>` on a reader thread. Callable from any thread.
    template <class Work>
    auto run(Work work) -> QFuture<decltype(work(std::declval<const Database&>()))> {
        using Answer = decltype(work(std::declval<const Database&>()));
        auto promise = std::make_shared<QPromise<Answer>>();
        auto future = promise->future();
        promise->start();
        const bool taken = m_queue.push(WorkQueue::Lane::Person, [promise, work = std::move(work)]() mutable {
            promise->addResult(work(current()));
            promise->finish();
        });
        if (!taken) {
            promise->addResult(Answer(closed()));
            promise->finish();
        }
        return future;
    }

    /// The same for threads that have nothing else to do meanwhile. Never from a reader's own thread.
    template <class Work>
    auto runAndWait(Work work) -> decltype(work(std::declval<const Database&>())) {
        using Answer = decltype(work(std::declval<const Database&>()));
        std::promise<Answer> promise;
        auto answer = promise.get_future();
        const bool taken =
            m_queue.push(WorkQueue::Lane::Person, [&promise, &work] { promise.set_value(work(current())); });
        if (!taken) return closed();
        return answer.get();
    }

private:
    Reader() = default;
    static const Database& current();
    static Error closed();

    WorkQueue m_queue;
    std::vector<std::thread> m_threads;
};

} // namespace vigil::store
