// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/AdtListener.h"

#include "core/base/Log.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

namespace vigil::app {

namespace {

constexpr char startOfBlock = 0x0b;
const QByteArray endOfBlock("\x1c\r");
constexpr qsizetype longestMessage = 1'000'000;
constexpr std::chrono::seconds messageTakes{60};
constexpr qsizetype mostLines = 16;

} // namespace

struct AdtListener::Line {
    QByteArray received;
    QTimer patience; ///< runs while a message is not whole
};

AdtListener::AdtListener(AdtSettings settings, dispatch::PatientMoves& moves, const Clock& clock,
                         QTimeZone zone, std::function<void()> acted)
    : m_settings(std::move(settings)), m_moves(moves), m_clock(clock), m_zone(std::move(zone)),
      m_acted(std::move(acted)) {
    m_context.moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("adt"));
    m_thread.start();
}

AdtListener::~AdtListener() {
    const auto close = [this] {
        m_lines.clear();
        m_server.reset(); // with its connections
    };
    QMetaObject::invokeMethod(&m_context, close, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

Result<std::unique_ptr<AdtListener>> AdtListener::open(const AdtSettings& settings,
                                                       dispatch::PatientMoves& moves, const Clock& clock,
                                                       QTimeZone zone, std::function<void()> acted) {
    std::unique_ptr<AdtListener> listener(
        new AdtListener(settings, moves, clock, std::move(zone), std::move(acted)));
    Result<void> listening;
    QMetaObject::invokeMethod(
        &listener->m_context, [&] { listening = listener->listen(); }, Qt::BlockingQueuedConnection);
    if (!listening) return listening.error();
    return listener;
}

Result<void> AdtListener::listen() {
    m_server = std::make_unique<QTcpServer>();
    QObject::connect(m_server.get(), &QTcpServer::newConnection, &m_context, [this] { connected(); });
    if (!m_server->listen(m_settings.address, m_settings.port))
        return Error{Error::Code::Invalid,
                     QStringLiteral("vigil.ini, [adt] port: nothing can be listened to at %1 port %2")
                         .arg(m_settings.address.toString())
                         .arg(m_settings.port),
                     m_server->errorString()};
    m_port = m_server->serverPort();
    return {};
}

void AdtListener::connected() {
    while (auto* socket = m_server->nextPendingConnection()) {
        QObject::connect(socket, &QTcpSocket::disconnected, socket, [this, socket] {
            m_lines.remove(socket);
            socket->deleteLater();
        });
        const auto from = socket->peerAddress();
        const bool known = m_settings.from.isEmpty()
                               ? from.isLoopback()
                               : std::any_of(m_settings.from.begin(), m_settings.from.end(),
                                             [&](const QHostAddress& each) { return each.isEqual(from); });
        if (!known || m_lines.size() >= mostLines) {
            spdlog::warn("adt: a connection from {} was refused", from.toString());
            socket->abort();
            continue;
        }
        auto line = std::make_shared<Line>();
        line->patience.setSingleShot(true);
        line->patience.setInterval(messageTakes);
        QObject::connect(&line->patience, &QTimer::timeout, socket, [socket] { socket->abort(); });
        m_lines.insert(socket, line);
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(*socket); });
    }
}

void AdtListener::read(QTcpSocket& socket) {
    const auto line = m_lines.value(&socket);
    if (!line) return;
    auto& received = line->received;
    received += socket.readAll();
    for (;;) {
        const auto start = received.indexOf(startOfBlock);
        if (start < 0) received.clear(); // what stands between two messages is none
        const auto end = start < 0 ? -1 : received.indexOf(endOfBlock, start);
        if (end < 0) break;
        const auto message = received.mid(start + 1, end - start - 1);
        received.remove(0, end + endOfBlock.size());
        socket.write(startOfBlock + answerTo(message) + endOfBlock);
    }
    if (received.size() > longestMessage) return socket.abort();
    if (received.isEmpty())
        line->patience.stop();
    else if (!line->patience.isActive())
        line->patience.start();
}

QByteArray AdtListener::answerTo(const QByteArray& message) {
    const auto now = m_clock.now();
    const auto taken = [&]() -> Result<void> {
        VIGIL_TRY(const auto adt, notify::readAdt(message, {m_settings.authority, m_zone}, now));
        VIGIL_CHECK(m_moves.take(adt));
        if (adt.what != notify::AdtMessage::What::Other && m_acted) m_acted();
        return {};
    }();
    if (!taken) spdlog::warn("adt: {}", taken.error().message);
    const auto id = m_ids.uuid().toString(QUuid::Id128).left(20);
    return notify::ackOf(message, taken, id, now);
}

} // namespace vigil::app
