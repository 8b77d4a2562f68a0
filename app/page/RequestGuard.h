// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/page/PageSettings.h"

#include <QHash>
#include <QSslConfiguration>
#include <QTcpServer>

#include <chrono>
#include <functional>

class QSslSocket;

namespace vigil::page {

/// The door in front of QHttpServer, which itself bounds nothing: TLS, so many connections in all and from
/// one address, and so much time and size for a request. A request is handed on when all of it is here, one a
/// connection; whatever is odd about its framing is turned away. Lives on PageServer's thread.
class RequestGuard : public QTcpServer {
    Q_OBJECT
public:
    struct Limits {
        int connections = 256;
        int connectionsPerAddress = 16;
        qsizetype headBytes = 8 * 1024;
        qsizetype bodyBytes = 16 * 1024;
        std::chrono::milliseconds request = std::chrono::seconds(15); ///< handshake and request
        std::chrono::milliseconds whole = std::chrono::seconds(60);   ///< with the answer
    };

    RequestGuard(QSslConfiguration tls, const PageSettings& settings, Limits limits);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    [[nodiscard]] bool takes(const QHostAddress& peer);
    void look(QSslSocket* socket);
    static void refuse(QSslSocket* socket, const QByteArray& status);

    QSslConfiguration m_tls;
    const PageSettings& m_settings;
    Limits m_limits;
    int m_connections = 0;
    QHash<QHostAddress, int> m_perAddress;
};

/// What the head of a request says about its size. Pure.
struct Framing {
    enum class Verdict { Incomplete, Complete, TooLarge, Odd };
    Verdict verdict = Verdict::Incomplete;
    qsizetype bytes = 0; ///< of head and body
};
[[nodiscard]] Framing framingOf(const QByteArray& received, const RequestGuard::Limits& limits);

} // namespace vigil::page
