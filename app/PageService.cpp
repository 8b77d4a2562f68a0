// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/PageService.h"

#include "app/Instance.h"

namespace vigil::app {

PageService::PageService() {
    m_context.moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("door"));
    m_thread.start();
}

PageService::~PageService() {
    m_server.reset();
    QMetaObject::invokeMethod(
        &m_context, [this] { m_door.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

Result<std::unique_ptr<PageService>> PageService::open(Application& application,
                                                       std::function<void()> acted) {
    const auto& settings = application.settings().page;
    if (!settings)
        return Error{Error::Code::Invalid,
                     QStringLiteral("vigil.ini, [page] publicUrl: is missing, there is no page"),
                     {}};
    std::unique_ptr<PageService> service(new PageService);
    // A connection of its own for each: the department's belong to threads, and such findings are few.
    const auto reveal = [&application](const QUuid& eventId) {
        return application.department()->reveal(eventId, {});
    };
    VIGIL_TRY(service->m_server,
              page::PageServer::start({application.alerts(), application.data(), application.clock(),
                                       service->m_ids, reveal, std::move(acted)},
                                      *settings));
    VIGIL_CHECK(service->openDoor(application));
    return service;
}

Result<void> PageService::openDoor(Application& application) {
    Result<void> listening;
    const auto open = [&] {
        m_door = std::make_unique<Instance>(application);
        listening = m_door->listen();
    };
    QMetaObject::invokeMethod(&m_context, open, Qt::BlockingQueuedConnection);
    return listening;
}

} // namespace vigil::app
