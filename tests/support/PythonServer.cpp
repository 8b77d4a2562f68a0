// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/PythonServer.h"

#include <QFile>
#include <QJsonDocument>

namespace vigil::test {

namespace {

// Debian's own, not whatever stands first in the path: the modules are Debian packages.
const QString python = QStringLiteral("/usr/bin/python3");

} // namespace

bool PythonServer::has(const QString& module) {
    return QProcess::execute(python, {QStringLiteral("-c"), QStringLiteral("import ") + module}) == 0;
}

bool PythonServer::start() {
    return launch(python,
                  QStringList{QStringLiteral("-B"),
                              QStringLiteral(VIGIL_SOURCE_DIR "/tests/support/") + m_script,
                              QString::number(m_port), folder()} +
                      m_arguments,
                  {m_port});
}

void PythonServer::setPlan(const QString& plan) {
    QFile file(folder() + QStringLiteral("/plan"));
    if (file.open(QIODevice::WriteOnly)) file.write(plan.toUtf8());
}

QList<QJsonObject> PythonServer::received() const {
    QList<QJsonObject> all;
    QFile file(folder() + QStringLiteral("/received"));
    if (!file.open(QIODevice::ReadOnly)) return all;
    for (const auto& line : file.readAll().split('\n'))
        if (!line.isEmpty()) all << QJsonDocument::fromJson(line).object();
    return all;
}

void PythonServer::forget() {
    QFile::remove(folder() + QStringLiteral("/received"));
}

} // namespace vigil::test
