// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/Writer.h"

#include "core/store/Migrations.h"

namespace vigil::store {

Result<std::unique_ptr<Writer>> Writer::start(const QString& path, Database::Durability durability,
                                              const QString& migrationFolder) {
    std::unique_ptr<Writer> writer(new Writer);
    std::promise<Result<void>> opened;
    auto answer = opened.get_future();
    writer->m_thread = std::thread(
        [self = writer.get(), path, durability, migrationFolder, promise = std::move(opened)]() mutable {
            self->loop(path, durability, migrationFolder, std::move(promise));
        });
    if (auto result = answer.get(); !result) return result.error();
    return writer;
}

Writer::~Writer() {
    m_queue.close();
    if (m_thread.joinable()) m_thread.join();
}

void Writer::loop(const QString& path, Database::Durability durability, const QString& migrationFolder,
                  std::promise<Result<void>> opened) {
    auto database = Database::open(path, Database::Mode::ReadWrite, durability);
    if (!database) {
        opened.set_value(database.error());
        return;
    }
    if (auto migrated = Migrations(migrationFolder).apply(**database); !migrated) {
        database->reset(); // closed before the caller may delete the file
        opened.set_value(migrated.error());
        return;
    }
    m_database = std::move(*database);
    opened.set_value({});
    WorkQueue::Work work;
    while (m_queue.pop(work)) {
        work();
        work = nullptr; // what the work holds dies here, on this thread, not with the next one
    }
    m_database.reset();
}

Error Writer::closed() {
    return {Error::Code::Cancelled, QStringLiteral("Vigil is closing; this was not done."), {}};
}

void Writer::beforeEachStatement(std::function<Result<void>()> hook) {
    m_queue.push(Lane::Person, [this, hook = std::move(hook)] { m_database->beforeEachStatement(hook); });
}

} // namespace vigil::store
