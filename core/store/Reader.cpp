// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/Reader.h"

#include <future>

namespace vigil::store {

namespace {
thread_local std::unique_ptr<Database> threadDatabase;
}

Result<std::unique_ptr<Reader>> Reader::start(const QString& path, int threads) {
    std::unique_ptr<Reader> reader(new Reader);
    for (int i = 0; i < threads; ++i) {
        std::promise<Result<void>> opened;
        auto answer = opened.get_future();
        reader->m_threads.emplace_back([self = reader.get(), path, promise = std::move(opened)]() mutable {
            auto database = Database::open(path, Database::Mode::ReadOnly, Database::Durability::Normal);
            if (!database) {
                promise.set_value(database.error());
                return;
            }
            threadDatabase = std::move(*database);
            promise.set_value({});
            WorkQueue::Work work;
            while (self->m_queue.pop(work)) {
                work();
                work = nullptr;
            }
            threadDatabase.reset();
        });
        if (auto result = answer.get(); !result) return result.error();
    }
    return reader;
}

Reader::~Reader() {
    m_queue.close();
    for (auto& thread : m_threads)
        thread.join();
}

const Database& Reader::current() {
    return *threadDatabase;
}

Error Reader::closed() {
    return {Error::Code::Cancelled, QStringLiteral("Vigil is closing; this was not done."), {}};
}

} // namespace vigil::store
