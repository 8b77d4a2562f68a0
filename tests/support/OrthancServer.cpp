// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/OrthancServer.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QStandardPaths>
#include <QTcpSocket>

namespace vigil::test {

namespace {

QString program() {
    const auto found = QStandardPaths::findExecutable(QStringLiteral("Orthanc"));
    return found.isEmpty()
               ? QStandardPaths::findExecutable(QStringLiteral("Orthanc"), {QStringLiteral("/usr/sbin")})
               : found;
}

/// The body of an HTTP/1.0 answer, which ends where the connection ends; empty unless the status is 2xx.
QByteArray bodyOf(const QByteArray& answer) {
    const auto header = answer.indexOf("\r\n\r\n");
    if (header < 0 || !answer.mid(answer.indexOf(' ') + 1, 1).startsWith('2')) return {};
    return answer.mid(header + 4);
}

} // namespace

OrthancServer::OrthancServer() {
    m_configuration = {{QStringLiteral("Name"), QStringLiteral("Vigil test")},
                       {QStringLiteral("StorageDirectory"), folder() + QStringLiteral("/storage")},
                       {QStringLiteral("IndexDirectory"), folder() + QStringLiteral("/storage")},
                       {QStringLiteral("Plugins"), QJsonArray()},
                       {QStringLiteral("RemoteAccessAllowed"), false},
                       {QStringLiteral("AuthenticationEnabled"), false},
                       {QStringLiteral("DicomServerEnabled"), true},
                       {QStringLiteral("DicomAet"), QStringLiteral("ORTHANC")},
                       {QStringLiteral("DicomCheckCalledAet"), true},
                       {QStringLiteral("DicomAlwaysAllowEcho"), true},
                       {QStringLiteral("DicomAlwaysAllowStore"), true},
                       {QStringLiteral("DicomAlwaysAllowFind"), true},
                       {QStringLiteral("DicomAlwaysAllowGet"), true},
                       {QStringLiteral("DicomAlwaysAllowMove"), true},
                       {QStringLiteral("OverwriteInstances"), true},
                       {QStringLiteral("DicomModalities"), QJsonObject()}};
    choosePorts();
}

bool OrthancServer::isInstalled() {
    return !program().isEmpty();
}

void OrthancServer::configure(const QString& key, const QJsonValue& value) {
    m_configuration.insert(key, value);
}

void OrthancServer::useTls(const study::TlsFiles& files) {
    m_tls = study::PacsPeer::Tls::On;
    configure(QStringLiteral("DicomTlsEnabled"), true);
    configure(QStringLiteral("DicomTlsCertificate"), files.certificate);
    configure(QStringLiteral("DicomTlsPrivateKey"), files.privateKey);
    configure(QStringLiteral("DicomTlsTrustedCertificates"), files.caCertificates);
    configure(QStringLiteral("DicomTlsRemoteCertificateRequired"), true);
}

bool OrthancServer::start() {
    // A port that was free a moment ago may be taken by another test: try again with others.
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (startOnce()) return true;
        stop();
        choosePorts();
    }
    return false;
}

void OrthancServer::choosePorts() {
    m_httpPort = freePort();
    do
        m_dicomPort = freePort();
    while (m_dicomPort == m_httpPort);
    configure(QStringLiteral("HttpPort"), m_httpPort);
    configure(QStringLiteral("DicomPort"), m_dicomPort);
}

bool OrthancServer::startOnce() {
    const auto path = folder() + QStringLiteral("/orthanc.json");
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return false;
    file.write(QJsonDocument(m_configuration).toJson());
    file.close();
    return launch(program(), {path}, {m_dicomPort, m_httpPort});
}

study::PacsPeer OrthancServer::peer() const {
    study::PacsPeer peer;
    peer.name = QStringLiteral("orthanc");
    peer.aeTitle = QStringLiteral("ORTHANC");
    peer.host = QStringLiteral("127.0.0.1");
    peer.port = m_dicomPort;
    peer.tls = m_tls;
    return peer;
}

bool OrthancServer::addModality(const QString& aeTitle, quint16 port) {
    const QJsonObject modality{{QStringLiteral("AET"), aeTitle},
                               {QStringLiteral("Host"), QStringLiteral("127.0.0.1")},
                               {QStringLiteral("Port"), port},
                               {QStringLiteral("UseDicomTls"), m_tls == study::PacsPeer::Tls::On}};
    request("PUT", QStringLiteral("/modalities/") + aeTitle, QJsonDocument(modality).toJson());
    return request("GET", QStringLiteral("/modalities")).array().contains(QJsonValue(aeTitle));
}

bool OrthancServer::upload(const QByteArray& file) {
    return request("POST", QStringLiteral("/instances"), file).object().contains(QStringLiteral("ID"));
}

bool OrthancServer::upload(const QList<DicomObject>& objects) {
    for (const auto& object : objects)
        if (!upload(object.bytes())) return false;
    return true;
}

bool OrthancServer::uploadFolder(const QString& path) {
    for (const auto& entry : QDir(path).entryInfoList(QDir::Files)) {
        QFile file(entry.filePath());
        if (!file.open(QIODevice::ReadOnly) || !upload(file.readAll())) return false;
    }
    return true;
}

bool OrthancServer::deleteStudy(const QString& studyUid) {
    const auto found = request("POST", QStringLiteral("/tools/lookup"), studyUid.toLatin1()).array();
    if (found.isEmpty()) return false;
    return !request("DELETE", QStringLiteral("/studies/") +
                                  found.first().toObject().value(QStringLiteral("ID")).toString())
                .isNull();
}

int OrthancServer::instanceCount() {
    return request("GET", QStringLiteral("/statistics"))
        .object()
        .value(QStringLiteral("CountInstances"))
        .toInt();
}

QJsonDocument OrthancServer::request(const QByteArray& method, const QString& path, const QByteArray& body) {
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_httpPort);
    constexpr int wait = 10000;
    if (!socket.waitForConnected(wait)) return {};
    socket.write(method + ' ' + path.toUtf8() +
                 " HTTP/1.0\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QByteArray answer;
    while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(wait))
        answer += socket.readAll();
    answer += socket.readAll();
    return QJsonDocument::fromJson(bodyOf(answer));
}

} // namespace vigil::test
