// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/PageServer.h"

#include "core/base/Async.h"
#include "core/base/Log.h"

#include <QAbstractHttpServer>
#include <QFile>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QSslKey>
#include <QTcpSocket>

#include <atomic>

namespace vigil::page {

namespace {

constexpr int workers = 4; ///< Argon2 takes 64 MiB each
constexpr int mostWaiting = 64;
const char* const served = "vigilServed";

PageRequest pageRequest(const QHttpServerRequest& request, const QTcpSocket& socket) {
    PageRequest made;
    using Method = QHttpServerRequest::Method;
    made.method = request.method() == Method::Get    ? PageRequest::Method::Get
                  : request.method() == Method::Post ? PageRequest::Method::Post
                                                     : PageRequest::Method::Other;
    made.path = request.url().path(QUrl::FullyEncoded);
    // One that stands twice is neither of the two: the word of a proxy and one smuggled past it.
    for (const auto& [name, value] : request.headers()) {
        auto& kept = made.headers[name.toLower()];
        kept = kept.isNull() ? value : kept + ", " + value;
    }
    made.body = request.body();
    bool isV4 = false;
    const QHostAddress v4(socket.peerAddress().toIPv4Address(&isV4));
    made.peer = (isV4 ? v4 : socket.peerAddress()).toString();
    return made;
}

/// QHttpServer's part: reads requests and writes answers, each of them the last of its connection.
class Http final : public QAbstractHttpServer {
public:
    Http(RecipientPage& page, QThreadPool& pool) : m_page(page), m_pool(pool) {}

protected:
    bool handleRequest(const QHttpServerRequest& request, QTcpSocket* socket) override {
        if (socket->property(served).toBool()) return true; // one a connection, whatever else comes
        socket->setProperty(served, true);
        if (*m_waiting >= mostWaiting) {
            write(request, socket, {503, {{"Retry-After", "5"}}, {}});
            return true;
        }
        ++*m_waiting;
        // Nothing of this object: it may be gone before the answer is there.
        const auto answer =
            runOn(m_pool, [&page = m_page, waiting = m_waiting, made = pageRequest(request, *socket)] {
                auto response = page.answer(made);
                --*waiting;
                return response;
            });
        // The request lives as long as its socket, and the watcher no longer than that.
        whenFinished(answer, socket,
                     [&request, socket](const PageResponse& response) { write(request, socket, response); });
        return true;
    }
    void missingHandler(const QHttpServerRequest&, QTcpSocket* socket) override { socket->abort(); }

private:
    static void write(const QHttpServerRequest& request, QTcpSocket* socket, const PageResponse& response) {
        {
            auto responder = makeResponder(request, socket);
            responder.writeStatusLine(static_cast<QHttpServerResponder::StatusCode>(response.status));
            for (const auto& [name, value] : response.headers)
                responder.writeHeader(name, value);
            responder.writeHeader("Content-Length", QByteArray::number(response.body.size()));
            responder.writeHeader("Connection", "close");
            responder.writeBody(response.body);
        }
        socket->disconnectFromHost();
    }

    RecipientPage& m_page;
    QThreadPool& m_pool;
    std::shared_ptr<std::atomic<int>> m_waiting = std::make_shared<std::atomic<int>>(0);
};

Result<QSslConfiguration> tlsOf(const PageSettings& settings) {
    const auto chain = QSslCertificate::fromPath(settings.certificate);
    if (chain.isEmpty())
        return pageFault("certificate", QStringLiteral("no certificate can be read from it"));
    QFile file(settings.key);
    if (!file.open(QIODevice::ReadOnly)) return pageFault("key", QStringLiteral("the file cannot be read"));
    const auto pem = file.readAll();
    QSslKey key(pem, QSsl::Rsa);
    if (key.isNull()) key = QSslKey(pem, QSsl::Ec);
    if (key.isNull()) return pageFault("key", QStringLiteral("no key without a passphrase is in it"));
    auto tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    tls.setLocalCertificateChain(chain);
    tls.setPrivateKey(key);
    return tls;
}

} // namespace

PageServer::PageServer(const PageServices& services, const PageSettings& settings)
    : m_settings(settings), m_links(services.store, services.clock, services.ids, m_settings),
      m_page(services, settings) {
    m_pool.setMaxThreadCount(workers);
    m_context.moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("page"));
    m_thread.start();
}

PageServer::~PageServer() {
    QMetaObject::invokeMethod(
        &m_context, [this] { m_http.reset(); }, Qt::BlockingQueuedConnection);
    m_pool.waitForDone();
    m_thread.quit();
    m_thread.wait();
}

Result<std::unique_ptr<PageServer>> PageServer::start(PageServices services, const PageSettings& settings,
                                                      RequestGuard::Limits limits) {
    std::unique_ptr<PageServer> server(new PageServer(services, settings));
    VIGIL_CHECK(server->listen(limits));
    spdlog::info("page: served on port {}", server->m_port);
    return server;
}

Result<void> PageServer::listen(const RequestGuard::Limits& limits) {
    VIGIL_TRY(const auto tls, tlsOf(m_settings));
    QString problem;
    const auto open = [&] {
        auto http = std::make_unique<Http>(m_page, m_pool);
        auto guard = std::make_unique<RequestGuard>(tls, m_settings, limits);
        if (!guard->listen(m_settings.listen, m_settings.port)) {
            problem = guard->errorString();
            return;
        }
        m_port = guard->serverPort();
        http->bind(guard.release()); // becomes its parent
        m_http = std::move(http);
    };
    QMetaObject::invokeMethod(&m_context, open, Qt::BlockingQueuedConnection);
    if (problem.isEmpty()) return {};
    return Error{Error::Code::Busy,
                 QStringLiteral("The recipient's page cannot be served on port %1: %2")
                     .arg(m_settings.port)
                     .arg(problem),
                 {}};
}

} // namespace vigil::page
