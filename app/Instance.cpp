// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Instance.h"

#include "app/Application.h"
#include "app/cli/Call.h"
#include "core/base/Async.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>

namespace vigil::app {

namespace {

constexpr qsizetype longestRequest = 1024 * 1024;
constexpr int connectMilliseconds = 1000;

QString socketOf(const QString& dataFolder) {
    return QDir(dataFolder).absoluteFilePath(QStringLiteral("vigil.socket"));
}

QByteArray lineOf(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

QStringList textsOf(const QJsonValue& value) {
    QStringList texts;
    for (const auto& entry : value.toArray())
        texts << entry.toString();
    return texts;
}

QByteArray bytesOf(const QJsonValue& value) {
    return QByteArray::fromBase64(value.toString().toLatin1());
}

QString base64(const QByteArray& bytes) {
    return QString::fromLatin1(bytes.toBase64());
}

} // namespace

Instance::Instance(Application& application, QObject* parent) : QObject(parent), m_application(application) {
    m_pool.setMaxThreadCount(2);
    connect(&m_server, &QLocalServer::newConnection, this, &Instance::serve);
}

Instance::~Instance() {
    m_server.close();
    m_pool.waitForDone();
}

Result<void> Instance::listen() {
    const auto name = socketOf(m_application.data().path());
    // This process holds the folder's lock: a socket that is there belongs to one that died.
    QLocalServer::removeServer(name);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    if (m_server.listen(name)) return {};
    return Error{Error::Code::Internal, QStringLiteral("vigilctl cannot reach this Vigil while it is open."),
                 m_server.errorString()};
}

void Instance::serve() {
    while (auto* socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (!socket->canReadLine()) {
                if (socket->bytesAvailable() > longestRequest) socket->abort();
                return;
            }
            const auto json = QJsonDocument::fromJson(socket->readLine()).object();
            const InstanceRequest request{textsOf(json.value(QLatin1String("arguments"))),
                                          json.value(QLatin1String("folder")).toString(),
                                          textsOf(json.value(QLatin1String("secrets")))};
            // Watched by the socket: when the caller has gone, its answer is dropped, what it asked for is
            // done all the same.
            whenFinished(runOn(m_pool, [this, request] { return run(m_application, request); }), socket,
                         [socket](const InstanceAnswer& answer) {
                             socket->write(lineOf({{"exitCode", answer.exitCode},
                                                   {"output", base64(answer.output)},
                                                   {"messages", base64(answer.messages)}}));
                             socket->disconnectFromServer();
                         });
        });
    }
}

InstanceAnswer Instance::run(Application& application, const InstanceRequest& request) {
    Call call(request.arguments, request.folder);
    call.attach(application, request.secrets);
    InstanceAnswer answer;
    answer.exitCode = runVerb(call);
    answer.output = call.output();
    answer.messages = call.messages();
    return answer;
}

std::optional<InstanceAnswer> Instance::ask(const QString& dataFolder,
                                            const std::function<InstanceRequest()>& makeRequest) {
    QLocalSocket socket;
    socket.connectToServer(socketOf(dataFolder));
    if (!socket.waitForConnected(connectMilliseconds)) return std::nullopt;
    const auto request = makeRequest();
    socket.write(lineOf({{"arguments", QJsonArray::fromStringList(request.arguments)},
                         {"folder", request.folder},
                         {"secrets", QJsonArray::fromStringList(request.secrets)}}));
    QByteArray line;
    // As long as it takes: a retrieve of a large study is minutes. The caller can end vigilctl.
    while (!line.endsWith('\n') && socket.waitForReadyRead(-1))
        line += socket.readAll();
    if (!line.endsWith('\n')) line += socket.readAll();
    const auto json = QJsonDocument::fromJson(line).object();
    if (json.isEmpty())
        return InstanceAnswer{
            Call::Failed,
            {},
            "vigilctl: The Vigil that is open ended before it answered. Look whether it was done.\n"};
    return InstanceAnswer{json.value(QLatin1String("exitCode")).toInt(Call::Failed),
                          bytesOf(json.value(QLatin1String("output"))),
                          bytesOf(json.value(QLatin1String("messages")))};
}

} // namespace vigil::app
