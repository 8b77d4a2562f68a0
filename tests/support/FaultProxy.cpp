// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FaultProxy.h"

#include <QTcpServer>
#include <QTcpSocket>

namespace vigil::test {

namespace {

constexpr int pieceOfTime = 5; // ms
constexpr std::chrono::milliseconds delay{20};

/// Hands out descriptors, so that each connection lives on its own thread.
class Server final : public QTcpServer {
public:
    std::vector<qintptr> take() { return std::exchange(m_taken, {}); }

protected:
    void incomingConnection(qintptr descriptor) override { m_taken.push_back(descriptor); }

private:
    std::vector<qintptr> m_taken;
};

} // namespace

FaultProxy::FaultProxy(quint16 serverPort) : m_serverPort(serverPort) {
    m_acceptor = std::thread([this] { accept(); });
    while (m_port == 0)
        std::this_thread::yield();
}

FaultProxy::~FaultProxy() {
    m_closing = true;
    m_acceptor.join();
    for (auto& connection : m_connections)
        connection.join();
}

void FaultProxy::setPlan(const Plan& plan) {
    const std::scoped_lock lock(m_mutex);
    m_plan = plan;
    m_faults = m_skipped = 0;
}

void FaultProxy::accept() {
    Server server;
    server.listen(QHostAddress::LocalHost, 0);
    m_port = server.serverPort();
    while (!m_closing) {
        server.waitForNewConnection(pieceOfTime);
        for (const auto descriptor : server.take()) {
            const std::scoped_lock lock(m_mutex);
            const auto plan = m_skipped++ < m_plan.skip ? Plan{} : m_plan;
            m_connections.emplace_back([this, descriptor, plan] { carry(descriptor, plan); });
        }
    }
}

void FaultProxy::carry(qintptr descriptor, Plan plan) {
    QTcpSocket client;
    client.setSocketDescriptor(descriptor);
    QTcpSocket server;
    server.connectToHost(QHostAddress(QHostAddress::LocalHost), m_serverPort);
    if (!server.waitForConnected(2000)) return;
    for (auto* socket : {&client, &server})
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    qint64 fromServer = 0;
    qint64 fromClient = 0;
    bool stalled = false;
    while (!m_closing) {
        const auto serverGo = pass(server, client, plan, fromServer, plan.from == From::Server, stalled);
        const auto clientGo = pass(client, server, plan, fromClient, plan.from == From::Client, stalled);
        if (serverGo == Go::Stop || clientGo == Go::Stop) return;
    }
}

FaultProxy::Go FaultProxy::pass(QTcpSocket& from, QTcpSocket& to, const Plan& plan, qint64& passed,
                                bool spoilt, bool& stalled) {
    from.waitForReadyRead(pieceOfTime);
    if (stalled) return from.state() == QAbstractSocket::ConnectedState ? Go::On : Go::Stop;
    auto bytes = from.readAll();
    const bool hasFault = spoilt && plan.fault != Fault::None && passed <= plan.afterBytes;
    if (hasFault && !bytes.isEmpty() && passed + bytes.size() > plan.afterBytes) {
        const auto whole = plan.afterBytes - passed;
        to.write(bytes.left(whole));
        to.waitForBytesWritten();
        passed += bytes.size();
        ++m_faults;
        return spoil(bytes.mid(whole), from, to, plan.fault, stalled);
    }
    if (plan.fault == Fault::Delay && spoilt && !bytes.isEmpty()) std::this_thread::sleep_for(delay);
    passed += bytes.size();
    if (!bytes.isEmpty()) {
        to.write(bytes);
        while (to.bytesToWrite() > 0 && to.waitForBytesWritten()) {
        }
    }
    if (from.state() == QAbstractSocket::ConnectedState || from.bytesAvailable() > 0) return Go::On;
    to.disconnectFromHost();
    return Go::Stop;
}

FaultProxy::Go FaultProxy::spoil(const QByteArray& piece, QTcpSocket& from, QTcpSocket& to, Fault fault,
                                 bool& stalled) {
    const auto send = [&to](const QByteArray& bytes) {
        to.write(bytes);
        to.waitForBytesWritten();
    };
    switch (fault) {
    case Fault::None:
    case Fault::Delay:
        send(piece);
        return Go::On;
    case Fault::Stall:
        stalled = true;
        return Go::On;
    case Fault::Reset:
        // What is not read yet makes the kernel answer with RST.
        to.abort();
        from.abort();
        return Go::Stop;
    case Fault::Truncate:
        to.disconnectFromHost();
        return Go::Stop;
    case Fault::Drop:
        return Go::On;
    case Fault::Duplicate:
        send(piece + piece);
        return Go::On;
    case Fault::Garble: {
        auto turned = piece;
        for (auto& byte : turned)
            byte = static_cast<char>(~byte);
        send(turned);
        return Go::On;
    }
    }
    return Go::Stop;
}

} // namespace vigil::test
