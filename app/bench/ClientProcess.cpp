// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/ClientProcess.h"

#include "core/base/platform/Machine.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonDocument>

namespace vigil::app {

namespace {

int milliseconds(std::chrono::seconds time) {
    return static_cast<int>(std::chrono::milliseconds(time).count());
}

} // namespace

Settings ClientProcess::settings(const PrivateDepartment& department, int number) {
    Settings settings;
    settings.listen = false;
    settings.local.aeTitle = QStringLiteral("BENCH%1").arg(number);
    settings.user.id = PrivateDepartment::login(number);
    settings.user.name = QStringLiteral("Bench^Reader %1").arg(number);
    settings.user.role = QStringLiteral("Consultant radiologist");
    settings.department = {QStringLiteral("bench"), department.url(settings.user.id)};
    return settings;
}

ClientProcess::~ClientProcess() {
    if (m_process.state() == QProcess::NotRunning) return;
    m_process.kill();
    m_process.waitForFinished();
}

Result<void> ClientProcess::start(const QStringList& words) {
    QDir().mkpath(m_folder);
    const auto user = settings(m_department, 1).user;
    const auto path = m_folder + QStringLiteral("/vigil.ini");
    const auto text = QStringLiteral("[local]\naeTitle=BENCH1\nlisten=false\n\n[department/bench]\nurl=%1\n\n"
                                     "[user]\nid=%2\nname=%3\nrole=%4\n")
                          .arg(m_department.bareUrl(), user.id, user.name, user.role)
                          .toUtf8();
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.flush())
        return Error{Error::Code::DiskFull, QStringLiteral("This file cannot be written: %1").arg(path), {}};
    auto variables = QProcessEnvironment::systemEnvironment();
    const auto [name, value] = m_department.passwordVariable();
    variables.insert(name, value);
    m_process.setProcessEnvironment(variables);
    platform::tieToThisThread(m_process);
    m_process.start(QCoreApplication::applicationFilePath(),
                    QStringList{QStringLiteral("--json"), QStringLiteral("--config"), path,
                                QStringLiteral("--data"), dataFolder(), QStringLiteral("bench")} +
                        words);
    if (!m_process.waitForStarted()) return failed();
    return {};
}

Error ClientProcess::failed() {
    const auto lines = QString::fromUtf8(m_process.readAllStandardError()).trimmed();
    m_process.kill();
    m_process.waitForFinished();
    return {Error::Code::Internal,
            QStringLiteral("A client of the measurement did not do its part: %1").arg(lines.right(400)),
            m_process.errorString()};
}

Result<void> ClientProcess::waitUntilReady(std::chrono::seconds atMost) {
    const QDeadlineTimer deadline(milliseconds(atMost));
    while (!m_process.canReadLine())
        if (!m_process.waitForReadyRead(static_cast<int>(deadline.remainingTime()))) return failed();
    if (m_process.readLine() != readyWord) return failed();
    return {};
}

Result<QJsonObject> ClientProcess::finish(std::chrono::seconds atMost) {
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(milliseconds(atMost)) || m_process.exitCode() != 0) return failed();
    const auto json = QJsonDocument::fromJson(m_process.readAllStandardOutput());
    if (!json.isObject()) return failed();
    return json.object();
}

} // namespace vigil::app
