// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/PageService.h"

#include "app/page/DepartmentPageStore.h"
#include "core/base/Log.h"

namespace vigil::app {

Result<std::unique_ptr<page::PageStore>> openPageStore(Application& application) {
    const auto& settings = application.settings();
    auto local = std::make_unique<page::LocalPageStore>(application.data());
    if (settings.department.isEmbedded()) return std::unique_ptr<page::PageStore>(std::move(local));
    page::DepartmentPageStore::Options options;
    options.url = settings.department.url;
    options.user = settings.user.id;
    auto shared = std::make_unique<page::DepartmentPageStore>(options);
    // A server that is away now is no reason to have no page later; then it is taken over at the next start.
    if (const auto taken = shared->takeOver(*local, application.clock().now()); !taken)
        spdlog::warn("page: links and pass-codes of before are not in the department yet: {}",
                     taken.error().message);
    return std::unique_ptr<page::PageStore>(std::move(shared));
}

Result<std::unique_ptr<PageService>> PageService::open(Application& application,
                                                       std::function<void()> acted) {
    const auto& settings = application.settings().page;
    if (!settings)
        return Error{Error::Code::Invalid,
                     QStringLiteral("vigil.ini, [page] publicUrl: is missing, there is no page"),
                     {}};
    std::unique_ptr<PageService> service(new PageService);
    VIGIL_TRY(service->m_store, openPageStore(application));
    // A connection of its own for each: the department's belong to threads, and such findings are few.
    const auto reveal = [&application](const QUuid& eventId) {
        return application.department()->reveal(eventId, {});
    };
    VIGIL_TRY(service->m_server,
              page::PageServer::start({application.alerts(), *service->m_store, application.clock(),
                                       service->m_ids, reveal, std::move(acted)},
                                      *settings));
    VIGIL_TRY(service->m_door, Door::open(application));
    return service;
}

} // namespace vigil::app
