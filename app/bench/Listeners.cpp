// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Listeners.h"

#include "core/sync/PostgresDepartment.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <semaphore>
#include <thread>
#include <vector>

namespace vigil::app {

namespace {

/// What the threads tell each other.
struct Shared {
    std::counting_semaphore<> waiting{0}; ///< one more follows the log, or has failed
    std::atomic<qint64> received = 0;
    std::mutex mutex;
    std::optional<Error> fault;

    void fail(const Error& error) {
        const std::scoped_lock lock(mutex);
        if (!fault && error.code != Error::Code::Cancelled) fault = error;
    }
};

/// Goes to the head of the log and takes from there what comes.
Result<void> follow(sync::Department& department, Shared& shared, std::stop_token stop) {
    VIGIL_TRY(const auto hello, department.hello(stop));
    VIGIL_TRY(const auto first, department.since(hello.logId, {}, 1, stop));
    const auto* begin = std::get_if<sync::Batch>(&first);
    auto position = begin ? begin->head : journal::Position{};
    shared.waiting.release();
    constexpr std::chrono::seconds poll{30};
    constexpr int slice = 200;
    const auto take = [&]() -> Result<void> {
        VIGIL_TRY(const auto news, department.since(hello.logId, position, slice, {}));
        const auto* batch = std::get_if<sync::Batch>(&news);
        if (!batch || batch->events.isEmpty()) return {};
        const auto& last = batch->events.last().receipt;
        position = {last.seq, last.hash};
        shared.received += batch->events.size();
        return {};
    };
    while (!stop.stop_requested()) {
        const auto waited = department.waitForNews(poll, stop);
        if (!waited && !stop.stop_requested()) return waited.error();
        VIGIL_CHECK(take());
    }
    return take(); // what came while it was told to stop
}

} // namespace

Result<qint64> listen(const DepartmentSettings& settings, const QString& user, int connections,
                      const std::function<void()>& ready, const std::function<void()>& isOver) {
    Shared shared;
    std::vector<std::jthread> threads;
    for (int i = 0; i < connections; ++i)
        threads.emplace_back([&shared, settings, user](std::stop_token stop) {
            sync::PostgresDepartment::Options options;
            options.url = settings.url;
            options.user = user;
            options.device = QStringLiteral("LISTENER");
            options.deadline = std::chrono::seconds(60);
            sync::PostgresDepartment department(options);
            if (const auto followed = follow(department, shared, stop); !followed) {
                shared.fail(followed.error());
                shared.waiting.release();
            }
        });
    for (int i = 0; i < connections; ++i)
        shared.waiting.acquire();
    ready();
    isOver();
    for (auto& thread : threads)
        thread.request_stop();
    threads.clear();
    if (shared.fault) return *shared.fault;
    return shared.received.load();
}

} // namespace vigil::app
