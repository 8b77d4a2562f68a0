// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/Application.h"
#include "app/Door.h"
#include "app/page/PageServer.h"

#include <functional>
#include <memory>

namespace vigil::app {

/// The recipient's page in the dispatcher's process, and the door for `vigilctl page-code` beside it: the
/// dispatcher owns its data folder. Both live on threads of their own, so that a busy or blocked dispatcher
/// never holds them up. Owned by DispatchService; `application` must outlive it.
class PageService {
public:
    /// `acted` is called, on any thread, when something was recorded that the department should have soon.
    /// Invalid without [page], or when it cannot be served; the message says why.
    static Result<std::unique_ptr<PageService>> open(Application& application, std::function<void()> acted);

    /// For the messages to recipients; any thread but those of the writers.
    [[nodiscard]] page::Links& links() { return m_server->links(); }
    [[nodiscard]] quint16 port() const { return m_server->port(); }

private:
    PageService() = default;

    RandomIds m_ids;
    std::unique_ptr<page::PageStore> m_store;
    std::unique_ptr<page::PageServer> m_server;
    std::unique_ptr<Door> m_door;
};

/// Where this dispatcher keeps links and pass-codes: in the department's database, or in its own folder when
/// the department is embedded. What it kept in its folder before the department did is taken over.
Result<std::unique_ptr<page::PageStore>> openPageStore(Application& application);

} // namespace vigil::app
