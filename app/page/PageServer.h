// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/page/RecipientPage.h"
#include "app/page/RequestGuard.h"

#include <QObject>
#include <QThread>
#include <QThreadPool>

#include <memory>

namespace vigil::page {

/// Serves the recipient's page by HTTPS on a thread of its own, whatever the owner's thread does; requests
/// are answered on a small pool. Owned by the dispatcher's service. Stops, with what is under way, when it is
/// destroyed.
class PageServer {
public:
    /// Invalid when certificate or key cannot be used, Busy when the port is taken: in plain words.
    static Result<std::unique_ptr<PageServer>> start(PageServices services, const PageSettings& settings,
                                                     RequestGuard::Limits limits = {});
    ~PageServer();
    PageServer(const PageServer&) = delete;
    PageServer& operator=(const PageServer&) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    /// For the messages to recipients.
    [[nodiscard]] Links& links() { return m_links; }

private:
    PageServer(const PageServices& services, const PageSettings& settings);
    Result<void> listen(const RequestGuard::Limits& limits);

    PageSettings m_settings;
    Links m_links;
    RecipientPage m_page;
    QThreadPool m_pool;
    QThread m_thread;
    QObject m_context; ///< lives on m_thread
    std::unique_ptr<QObject> m_http;
    quint16 m_port = 0;
};

} // namespace vigil::page
