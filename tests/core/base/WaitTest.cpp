// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/platform/Wait.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <thread>

using namespace vigil::platform;
using namespace std::chrono_literals;

class WaitTest : public QObject {
    Q_OBJECT
    QTcpServer m_server;
    QTcpSocket m_client;

    int descriptor() const { return static_cast<int>(m_client.socketDescriptor()); }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_server.listen(QHostAddress::LocalHost));
        m_client.connectToHost(QHostAddress::LocalHost, m_server.serverPort());
        QVERIFY(m_client.waitForConnected());
        QVERIFY(m_server.waitForNewConnection(5000));
    }
    void silenceEndsWithTheTime() {
        const Waker waker;
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(waitFor(descriptor(), Direction::Read, waker, 60ms), Ready::TimedOut);
        QVERIFY(timer.elapsed() >= 59);
    }
    void aWakerEndsTheWaitOnce() {
        const Waker waker;
        std::jthread other([&waker] { waker.wake(); });
        QCOMPARE(waitFor(descriptor(), Direction::Read, waker, 20s), Ready::Woken);
        waker.clear();
        QCOMPARE(waitFor(descriptor(), Direction::Read, waker, 1ms), Ready::TimedOut);
    }
    void wakingTooOftenDoesNotBlock() {
        const Waker waker;
        for (int i = 0; i < 200'000; ++i)
            waker.wake();
        waker.clear();
        QCOMPARE(waitFor(descriptor(), Direction::Read, waker, 1ms), Ready::TimedOut);
    }
    void aSocketThatCanBeWrittenIsReady() {
        const Waker waker;
        QCOMPARE(waitFor(descriptor(), Direction::Write, waker, 20s), Ready::Socket);
        QCOMPARE(waitFor(descriptor(), Direction::ReadOrWrite, waker, 20s), Ready::Socket);
    }
    void dataOrACloseIsReady() {
        const Waker waker;
        auto* peer = m_server.nextPendingConnection();
        peer->write("x");
        QVERIFY(peer->waitForBytesWritten());
        QCOMPARE(waitFor(descriptor(), Direction::Read, waker, 20s), Ready::Socket);
    }
};

QTEST_GUILESS_MAIN(WaitTest)
#include "WaitTest.moc"
