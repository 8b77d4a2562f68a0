// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/DcmqrscpServer.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace vigil::test {

DcmqrscpServer::DcmqrscpServer() : m_port(freePort()) {}

bool DcmqrscpServer::isInstalled() {
    return !QStandardPaths::findExecutable(QStringLiteral("dcmqrscp")).isEmpty() &&
           !QStandardPaths::findExecutable(QStringLiteral("storescu")).isEmpty();
}

void DcmqrscpServer::addModality(const QString& aeTitle, quint16 port) {
    m_hosts << QStringLiteral("host%1 = (%2, 127.0.0.1, %3)").arg(m_hosts.size()).arg(aeTitle).arg(port);
}

bool DcmqrscpServer::start() {
    const auto storage = folder() + QStringLiteral("/storage");
    QDir().mkpath(storage);
    const auto path = folder() + QStringLiteral("/dcmqrscp.cfg");
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return false;
    file.write(QStringLiteral("NetworkTCPPort = %1\nMaxPDUSize = 131072\nMaxAssociations = 16\n"
                              "HostTable BEGIN\n%2\nHostTable END\nVendorTable BEGIN\nVendorTable END\n"
                              "AETable BEGIN\nQRSCP %3 RW (1000, 1024mb) ANY\nAETable END\n")
                   .arg(m_port)
                   .arg(m_hosts.join(QLatin1Char('\n')), storage)
                   .toUtf8());
    file.close();
    return launch(QStringLiteral("dcmqrscp"), {QStringLiteral("--config"), path}, {m_port});
}

bool DcmqrscpServer::upload(const QList<DicomObject>& objects) {
    QTemporaryDir files;
    for (const auto& object : objects)
        object.writeTo(files.path());
    return QProcess::execute(QStringLiteral("storescu"),
                             {QStringLiteral("--call"), QStringLiteral("QRSCP"),
                              QStringLiteral("--scan-directories"), QStringLiteral("127.0.0.1"),
                              QString::number(m_port), files.path()}) == 0;
}

study::PacsPeer DcmqrscpServer::peer() const {
    study::PacsPeer peer;
    peer.name = QStringLiteral("qrscp");
    peer.aeTitle = QStringLiteral("QRSCP");
    peer.host = QStringLiteral("127.0.0.1");
    peer.port = m_port;
    return peer;
}

} // namespace vigil::test
