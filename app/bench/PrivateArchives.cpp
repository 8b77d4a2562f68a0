// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/PrivateArchives.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>

namespace vigil::app {

namespace {

study::PacsPeer peerAt(const QString& name, quint16 port) {
    study::PacsPeer peer;
    peer.name = name;
    peer.aeTitle = name.toUpper();
    peer.host = QStringLiteral("127.0.0.1");
    peer.port = port;
    peer.charset = QStringLiteral("ISO_IR 100");
    return peer;
}

Result<void> write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        return Error{Error::Code::DiskFull, QStringLiteral("This file cannot be written: %1").arg(path), {}};
    return {};
}

class Orthanc final : public PrivateArchive {
public:
    Result<void> start(const QString& folder, const QList<Destination>& nodes) {
        QJsonObject modalities;
        for (const auto& node : nodes)
            modalities.insert(node.aeTitle, QJsonArray{node.aeTitle, QStringLiteral("127.0.0.1"), node.port});
        const auto path = folder + QStringLiteral("/orthanc.json");
        VIGIL_CHECK(write(path, QJsonDocument(QJsonObject{{"StorageDirectory", folder + "/storage"},
                                                          {"IndexDirectory", folder + "/storage"},
                                                          {"HttpPort", m_http},
                                                          {"DicomPort", m_dicom},
                                                          {"DicomModalities", modalities}})
                                    .toJson()));
        return m_process.start(QStringLiteral("Orthanc"), {path}, folder, m_dicom);
    }
    [[nodiscard]] study::PacsPeer peer() const override { return peerAt(QStringLiteral("orthanc"), m_dicom); }
    Result<void> load(const QStringList& files) override {
        for (const auto& path : files)
            VIGIL_CHECK(post(path));
        return {};
    }

private:
    /// By HTTP, because storing by DICOM waits 40 ms an object for Nagle.
    Result<void> post(const QString& path) const {
        QFile file(path);
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_http);
        constexpr int wait = 60000;
        if (!file.open(QIODevice::ReadOnly) || !socket.waitForConnected(wait))
            return Error{Error::Code::Unreachable, QStringLiteral("Orthanc does not take files in."), {}};
        socket.write("POST /instances HTTP/1.0\r\nContent-Length: " + QByteArray::number(file.size()) +
                     "\r\n\r\n" + file.readAll());
        QByteArray answer;
        while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(wait))
            answer += socket.readAll();
        answer += socket.readAll();
        if (answer.split(' ').value(1) == "200") return {};
        return Error{Error::Code::Refused, QStringLiteral("Orthanc did not take a file in."),
                     QString::fromLatin1(answer.left(200))};
    }

    OwnProcess m_process;
    quint16 m_http = freePort();
    quint16 m_dicom = freePort();
};

/// DCMTK's own archive with the limits of its packaged configuration file.
class Dcmqrscp final : public PrivateArchive {
public:
    Result<void> start(const QString& folder, const QList<Destination>& nodes) {
        m_storage = folder + QStringLiteral("/storage");
        QDir().mkpath(m_storage);
        QStringList hosts;
        for (const auto& node : nodes)
            hosts << QStringLiteral("host%1 = (%2, 127.0.0.1, %3)")
                         .arg(hosts.size())
                         .arg(node.aeTitle)
                         .arg(node.port);
        const auto path = folder + QStringLiteral("/dcmqrscp.cfg");
        VIGIL_CHECK(
            write(path, QStringLiteral("NetworkTCPPort = %1\nMaxPDUSize = 16384\nMaxAssociations = 16\n"
                                       "HostTable BEGIN\n%2\nHostTable END\nVendorTable BEGIN\nVendorTable "
                                       "END\nAETable BEGIN\nQRSCP %3 RW (200, 1024mb) ANY\nAETable END\n")
                            .arg(m_port)
                            .arg(hosts.join(QLatin1Char('\n')), m_storage)
                            .toUtf8()));
        return m_process.start(QStringLiteral("dcmqrscp"), {QStringLiteral("--config"), path}, folder,
                               m_port);
    }
    [[nodiscard]] study::PacsPeer peer() const override { return peerAt(QStringLiteral("qrscp"), m_port); }
    /// Enters the files where they are; it sends them from there.
    Result<void> load(const QStringList& files) override {
        constexpr qsizetype atOnce = 500;
        for (qsizetype first = 0; first < files.size(); first += atOnce)
            VIGIL_CHECK(timedRun(QStringLiteral("dcmqridx"),
                                 QStringList{m_storage} + files.mid(first, atOnce), m_storage));
        return {};
    }

private:
    OwnProcess m_process;
    quint16 m_port = freePort();
    QString m_storage;
};

template <class Archive>
Result<std::unique_ptr<PrivateArchive>> started(const QString& folder, const QList<Destination>& nodes) {
    // A port that was free a moment ago may be taken by then.
    constexpr int attempts = 3;
    Result<void> result;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        auto archive = std::make_unique<Archive>();
        result = archive->start(folder, nodes);
        if (result) return std::unique_ptr<PrivateArchive>(std::move(archive));
    }
    return result.error();
}

} // namespace

Result<std::unique_ptr<PrivateArchive>> startOrthanc(const QString& folder, const QList<Destination>& nodes) {
    return started<Orthanc>(folder, nodes);
}

Result<std::unique_ptr<PrivateArchive>> startDcmqrscp(const QString& folder,
                                                      const QList<Destination>& nodes) {
    return started<Dcmqrscp>(folder, nodes);
}

} // namespace vigil::app
