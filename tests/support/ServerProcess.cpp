// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ServerProcess.h"

#include <QDeadlineTimer>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <csignal>

namespace vigil::test {

quint16 freePort() {
    // Below those that the system gives to outgoing connections (32768 and more): another test that connects
    // somewhere would have it before the server is up.
    constexpr int lowest = 10240;
    constexpr int beyond = 32768;
    QTcpServer server;
    while (!server.listen(QHostAddress::LocalHost,
                          static_cast<quint16>(QRandomGenerator::global()->bounded(lowest, beyond)))) {
    }
    return server.serverPort();
}

bool listens(quint16 port) {
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    return socket.waitForConnected(200);
}

ServerProcess::~ServerProcess() {
    stop();
}

bool ServerProcess::launch(const QString& program, const QStringList& arguments, const QList<quint16>& ports,
                           const QProcessEnvironment& environment) {
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setWorkingDirectory(m_folder.path());
    m_process.setProcessEnvironment(environment);
    m_process.start(program, arguments);
    if (!m_process.waitForStarted()) return false;
    const QDeadlineTimer deadline(20000);
    while (!deadline.hasExpired()) {
        if (std::all_of(ports.cbegin(), ports.cend(), listens)) return true;
        if (m_process.waitForFinished(50)) break;
    }
    qWarning("%s does not listen: %s", qPrintable(program), m_process.readAll().right(2000).constData());
    return false;
}

void ServerProcess::stop() {
    if (m_process.state() == QProcess::NotRunning) return;
    resume();
    m_process.terminate();
    if (m_process.waitForFinished(5000)) return;
    m_process.kill();
    m_process.waitForFinished(5000);
}

void ServerProcess::suspend() {
    signal(SIGSTOP);
}

void ServerProcess::resume() {
    signal(SIGCONT);
}

void ServerProcess::signal(int number) {
    if (m_process.state() != QProcess::NotRunning) ::kill(static_cast<pid_t>(m_process.processId()), number);
}

} // namespace vigil::test
