// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/OutboxFiles.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace vigil::sync::outboxFiles {

namespace {

const QString suffix = QStringLiteral(".vigil-message");
constexpr int format = 1;

QString digestOf(const QByteArray& payload) {
    return QString::fromLatin1(QCryptographicHash::hash(payload, QCryptographicHash::Sha256).toHex());
}

QByteArray encoded(const OutboxMessage& message) {
    return QJsonDocument(
               QJsonObject{{QStringLiteral("format"), format},
                           {QStringLiteral("message_id"), message.messageId},
                           {QStringLiteral("destination"), message.destination},
                           {QStringLiteral("kind"), message.kind},
                           {QStringLiteral("aggregate_id"), message.aggregateId},
                           {QStringLiteral("priority"), message.priority},
                           {QStringLiteral("created_at"), toIso(message.createdAt)},
                           {QStringLiteral("sha256"), digestOf(message.payload)},
                           {QStringLiteral("payload"), QString::fromLatin1(message.payload.toBase64())}})
        .toJson();
}

Result<OutboxMessage> decoded(const QByteArray& bytes, const QString& name) {
    const auto object = QJsonDocument::fromJson(bytes).object();
    const auto string = [&object](const char* key) { return object[QLatin1String(key)].toString(); };
    if (object[QStringLiteral("format")].toInt() > format)
        return Error{Error::Code::Newer,
                     QStringLiteral("%1 was written by a newer Vigil. Nothing was taken.").arg(name),
                     {}};
    OutboxMessage message;
    message.messageId = string("message_id");
    message.destination = string("destination");
    message.kind = string("kind");
    message.aggregateId = string("aggregate_id");
    message.priority = object[QStringLiteral("priority")].toInt(1);
    message.createdAt = fromIso(string("created_at")).value_or(UtcTime{});
    message.payload = QByteArray::fromBase64(string("payload").toLatin1());
    if (message.messageId.isEmpty() || message.destination.isEmpty() ||
        string("sha256") != digestOf(message.payload))
        return Error{
            Error::Code::Corrupt,
            QStringLiteral("%1 was damaged on its way. Nothing was taken; export it again.").arg(name),
            {}};
    return message;
}

Error unusable(const QString& path) {
    return {Error::Code::Denied, QStringLiteral("This cannot be read or written: %1").arg(path), {}};
}

} // namespace

Result<QStringList> write(const QString& folder, const QList<OutboxMessage>& messages) {
    QStringList names;
    for (const auto& message : messages) {
        // Numbers alone: an id may hold what a file name must not, or say whose it is.
        const auto name = QStringLiteral("%1").arg(names.size() + 1, 6, 10, QLatin1Char('0')) + suffix;
        QSaveFile file(QDir(folder).filePath(name));
        if (!file.open(QIODevice::WriteOnly)) return unusable(file.fileName());
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        file.write(encoded(message));
        if (!file.commit()) return unusable(file.fileName());
        names << name;
    }
    return names;
}

Result<QList<OutboxMessage>> read(const QString& folder) {
    const QDir directory(folder);
    if (!directory.exists()) return unusable(folder);
    QList<OutboxMessage> messages;
    for (const auto& name : directory.entryList({QLatin1Char('*') + suffix}, QDir::Files, QDir::Name)) {
        QFile file(directory.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) return unusable(file.fileName());
        VIGIL_TRY(auto message, decoded(file.readAll(), name));
        messages << std::move(message);
    }
    return messages;
}

} // namespace vigil::sync::outboxFiles
