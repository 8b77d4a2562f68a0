// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Association.h"
#include "dicom/net/Finder.h"
#include "dicom/net/Startup.h"
#include "dicom/net/StorageListener.h"
#include "tests/fakes/FakeObjectSink.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <functional>
#include <future>
#include <thread>

using namespace vigil;
using namespace vigil::test;

namespace {

/// Does something with each connection, in a thread of its own, until it is gone.
class Impostor {
public:
    explicit Impostor(std::function<void(QTcpSocket&)> act) {
        std::promise<quint16> port;
        auto known = port.get_future();
        m_thread = std::jthread([act = std::move(act), &port](const std::stop_token& stop) {
            QTcpServer server;
            server.listen(QHostAddress::LocalHost, 0);
            port.set_value(server.serverPort());
            while (!stop.stop_requested()) {
                if (!server.waitForNewConnection(50)) continue;
                const std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
                act(*socket);
                while (!stop.stop_requested() && socket->state() == QAbstractSocket::ConnectedState)
                    socket->waitForReadyRead(50);
            }
        });
        m_port = known.get();
    }
    [[nodiscard]] quint16 port() const { return m_port; }

private:
    quint16 m_port = 0;
    std::jthread m_thread;
};

} // namespace

class AssociationTest : public QObject {
    Q_OBJECT
    study::LocalNode m_local;

    static study::PacsPeer peerAt(quint16 port) {
        study::PacsPeer peer;
        peer.name = QStringLiteral("x");
        peer.aeTitle = QStringLiteral("PACS");
        peer.host = QStringLiteral("127.0.0.1");
        peer.port = port;
        peer.connectTimeout = std::chrono::seconds(1);
        peer.silenceTimeout = std::chrono::seconds(1);
        return peer;
    }
    [[nodiscard]] Error echoError(const study::PacsPeer& peer) const {
        const auto result = dicom::Finder(peer, m_local).echo({});
        if (result) return {Error::Code::Internal, QStringLiteral("no error"), {}};
        qInfo("%s [%s]", qPrintable(result.error().message), qPrintable(result.error().detail));
        return result.error();
    }
    /// How long a call takes to end after it was told to stop.
    [[nodiscard]] qint64 leavingTime(const study::PacsPeer& peer) const {
        std::stop_source stop;
        auto call = std::async(std::launch::async,
                               [&] { return dicom::Finder(peer, m_local).echo(stop.get_token()); });
        if (call.wait_for(std::chrono::milliseconds(300)) == std::future_status::ready) return -1;
        QElapsedTimer timer;
        timer.start();
        stop.request_stop();
        const auto result = call.get();
        return !result && result.error().code == Error::Code::Cancelled ? timer.elapsed() : -1;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dicom::startNetwork().has_value());
        m_local.aeTitle = QStringLiteral("VG-TEST");
    }
    void anAbsentPacsIsNotRunning() {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost, 0);
        const auto port = server.serverPort();
        server.close();
        const auto error = echoError(peerAt(port));
        QCOMPARE(error.code, Error::Code::Unreachable);
        QVERIFY(error.message.contains(QLatin1String("not running")));
        QVERIFY(error.message.contains(QString::number(port)));
    }
    void anUnknownHostIsNamed() {
        auto peer = peerAt(104);
        peer.host = QString(70, QLatin1Char('x')); // too long for a name: no name server is asked
        const auto error = echoError(peer);
        QCOMPARE(error.code, Error::Code::Unreachable);
        QVERIFY(error.message.contains(peer.host));
    }
    void aWebServerDoesNotSpeakDicom() {
        const Impostor web([](QTcpSocket& socket) {
            socket.waitForReadyRead(1000);
            socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
            socket.flush();
        });
        const auto error = echoError(peerAt(web.port()));
        QCOMPARE(error.code, Error::Code::Corrupt);
        QVERIFY(error.message.contains(QLatin1String("does not speak DICOM")));
    }
    void anAnswerWithAnAbsurdLengthIsGarbage() {
        const Impostor liar([](QTcpSocket& socket) {
            socket.waitForReadyRead(1000);
            socket.write(QByteArray::fromHex("02007fffffff0001"));
            socket.flush();
        });
        const auto error = echoError(peerAt(liar.port()));
        QCOMPARE(error.code, Error::Code::Corrupt);
    }
    void whoHangsUpHasBrokenOff() {
        const Impostor rude([](QTcpSocket& socket) {
            socket.waitForReadyRead(1000);
            socket.abort();
        });
        const auto error = echoError(peerAt(rude.port()));
        QCOMPARE(error.code, Error::Code::Unreachable);
        QVERIFY(error.message.contains(QLatin1String("broke off")));
    }
    void whoSaysNothingIsSilentAfterTheConfiguredTime() {
        const Impostor mute([](QTcpSocket&) {});
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(echoError(peerAt(mute.port())).code, Error::Code::Timeout);
        QVERIFY2(timer.elapsed() >= 1000 && timer.elapsed() < 2500,
                 qPrintable(QString::number(timer.elapsed())));
    }
    void aCallToASilentPeerCanBeLeftAtOnce() {
        const Impostor mute([](QTcpSocket&) {});
        auto peer = peerAt(mute.port());
        peer.silenceTimeout = std::chrono::seconds(60);
        const auto time = leavingTime(peer);
        QVERIFY2(time >= 0 && time <= 500, qPrintable(QString::number(time)));
    }
    void aConnectionThatNobodyTakesUpTimesOutAndCanBeLeft() {
        // With its queue full, the kernel ignores further requests: like a firewall that drops packets.
        QTcpServer full;
        full.setListenBacklogSize(1);
        QVERIFY(full.listen(QHostAddress::LocalHost, 0));
        std::vector<std::unique_ptr<QTcpSocket>> queue;
        for (int i = 0; i < 4; ++i) {
            queue.push_back(std::make_unique<QTcpSocket>());
            queue.back()->connectToHost(QStringLiteral("127.0.0.1"), full.serverPort());
            if (!queue.back()->waitForConnected(200)) break;
        }
        const auto error = echoError(peerAt(full.serverPort()));
        QCOMPARE(error.code, Error::Code::Unreachable);
        QVERIFY(error.message.contains(QLatin1String("no answer")));
        auto peer = peerAt(full.serverPort());
        peer.connectTimeout = std::chrono::seconds(60);
        const auto time = leavingTime(peer);
        QVERIFY2(time >= 0 && time <= 500, qPrintable(QString::number(time)));
    }
    void aSlowPeerThatKeepsTalkingIsNotCutOff() {
        FakeObjectSink sink;
        study::LocalNode node;
        node.aeTitle = QStringLiteral("PACS");
        node.port = 0;
        node.bindAddress = QStringLiteral("127.0.0.1");
        auto us = peerAt(0);
        us.aeTitle = m_local.aeTitle;
        us.silenceTimeout = std::chrono::seconds(30);
        dicom::StorageListener listener(node, {us}, sink);
        QVERIFY(listener.start().has_value());
        // Passes on what the other side says, a few bytes every 100 ms: longer than the silence that is
        // allowed.
        const auto port = listener.port();
        const Impostor slow([port](QTcpSocket& client) {
            QTcpSocket server;
            server.connectToHost(QStringLiteral("127.0.0.1"), port);
            server.waitForConnected();
            while (client.state() == QAbstractSocket::ConnectedState) {
                if (client.bytesAvailable() > 0 || client.waitForReadyRead(20))
                    server.write(client.readAll());
                server.flush();
                if (!server.waitForReadyRead(80) && server.bytesAvailable() == 0) continue;
                client.write(server.read(8));
                client.flush();
            }
        });
        QElapsedTimer timer;
        timer.start();
        const auto result = dicom::Finder(peerAt(slow.port()), m_local).echo({});
        QVERIFY2(result.has_value(), qPrintable(result ? QString() : result.error().message));
        QVERIFY2(timer.elapsed() > 1200, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(AssociationTest)
#include "AssociationTest.moc"
