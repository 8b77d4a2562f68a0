// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <utility>

namespace vigil {

/// Runs `work` on `pool` and hands its result out as a future. `work` must not throw.
template <class Work>
auto runOn(QThreadPool& pool, Work work) -> QFuture<decltype(work())> {
    auto promise = std::make_shared<QPromise<decltype(work())>>();
    auto future = promise->future();
    promise->start();
    pool.start([promise, work = std::move(work)]() mutable {
        promise->addResult(work());
        promise->finish();
    });
    return future;
}

/// A future that already has its value.
template <class T>
QFuture<T> readyFuture(T value) {
    QPromise<T> promise;
    auto future = promise.future();
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return future;
}

/// Blocks until the future has its value, and answers it. For worker threads only.
template <class T>
T awaited(QFuture<T> future) {
    future.waitForFinished();
    return future.result();
}

/// Calls `done(value)` in the thread of `receiver` once the future has its value. The watcher belongs to the
/// receiver: when the receiver is gone, nothing is called (QFuture::then(context) of Qt 6.4 is unsafe there).
template <class T, class Done>
void whenFinished(const QFuture<T>& future, QObject* receiver, Done done) {
    auto* watcher = new QFutureWatcher<T>(receiver);
    QObject::connect(watcher, &QFutureWatcherBase::finished, receiver,
                     [watcher, done = std::move(done)]() mutable {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() > 0) done(watcher->result());
                     });
    watcher->setFuture(future);
}

} // namespace vigil
