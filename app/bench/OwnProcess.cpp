// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/OwnProcess.h"

#include "core/base/platform/Machine.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>

namespace vigil::app {

namespace {

/// Debian keeps servers in /usr/sbin, which is not everybody's PATH.
Result<QString> find(const QString& program) {
    auto found = QStandardPaths::findExecutable(program);
    if (found.isEmpty()) found = QStandardPaths::findExecutable(program, {QStringLiteral("/usr/sbin")});
    if (found.isEmpty())
        return Error{Error::Code::NotFound,
                     QStringLiteral("The program %1 is not installed (Debian packages orthanc and dcmtk).")
                         .arg(program),
                     {}};
    return found;
}

QProcessEnvironment environment(Nagle nagle) {
    auto variables = QProcessEnvironment::systemEnvironment();
    if (nagle == Nagle::Off)
        variables.insert(QStringLiteral("TCP_NODELAY"), QStringLiteral("1"));
    else
        variables.remove(QStringLiteral("TCP_NODELAY"));
    return variables;
}

Error failed(const QString& program, const QProcess& process) {
    return {Error::Code::Internal, QStringLiteral("%1 did not do its part of the measurement.").arg(program),
            process.errorString()};
}

bool accepts(quint16 port) {
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    constexpr int wait = 200;
    return socket.waitForConnected(wait);
}

} // namespace

quint16 freePort() {
    QTcpServer server;
    server.listen(QHostAddress::LocalHost, 0);
    return server.serverPort();
}

OwnProcess::~OwnProcess() {
    stop();
}

Result<void> OwnProcess::start(const QString& program, const QStringList& arguments, const QString& folder,
                               quint16 port, Nagle nagle) {
    VIGIL_TRY(const auto path, find(program));
    m_process.setProcessEnvironment(environment(nagle));
    m_process.setWorkingDirectory(folder);
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(QProcess::nullDevice());
    platform::tieToThisThread(m_process);
    m_process.start(path, arguments);
    constexpr int atMost = 20000;
    constexpr int slice = 50;
    const QDeadlineTimer deadline(atMost);
    while (m_process.waitForStarted() && !deadline.hasExpired()) {
        if (accepts(port)) return {};
        if (m_process.waitForFinished(slice)) break;
    }
    return failed(program, m_process);
}

void OwnProcess::stop() {
    if (m_process.state() == QProcess::NotRunning) return;
    constexpr int atMost = 10000;
    m_process.terminate();
    if (m_process.waitForFinished(atMost)) return;
    m_process.kill();
    m_process.waitForFinished(atMost);
}

Result<double> timedRun(const QString& program, const QStringList& arguments, const QString& folder,
                        Nagle nagle, std::chrono::seconds atMost) {
    VIGIL_TRY(const auto path, find(program));
    QProcess process;
    process.setProcessEnvironment(environment(nagle));
    process.setWorkingDirectory(folder);
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    platform::tieToThisThread(process);
    QElapsedTimer timer;
    timer.start();
    process.start(path, arguments);
    const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(atMost);
    if (!process.waitForFinished(static_cast<int>(limit.count()))) {
        process.kill();
        process.waitForFinished();
        return failed(program, process);
    }
    const auto elapsed = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return failed(program, process);
    return elapsed;
}

} // namespace vigil::app
