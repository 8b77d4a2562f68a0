// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/OutboxFiles.h"

#include "core/base/Ids.h"
#include "core/journal/EventCodec.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace vigil::sync::outboxFiles {

namespace {

constexpr int format = 1;
constexpr int leastUrgent = 2;

QString digestOf(const QByteArray& payload) {
    return QString::fromLatin1(QCryptographicHash::hash(payload, QCryptographicHash::Sha256).toHex());
}

QJsonObject encoded(const OutboxMessage& message) {
    return {{QStringLiteral("message_id"), message.messageId},
            {QStringLiteral("destination"), message.destination},
            {QStringLiteral("kind"), message.kind},
            {QStringLiteral("aggregate_id"), message.aggregateId},
            {QStringLiteral("priority"), message.priority},
            {QStringLiteral("created_at"), toIso(message.createdAt)},
            {QStringLiteral("sha256"), digestOf(message.payload)},
            {QStringLiteral("payload"), QString::fromLatin1(message.payload.toBase64())}};
}

/// An empty text: the department could take it.
QString flawOfEvent(const OutboxMessage& message) {
    const auto event = journal::decode(message.payload);
    if (!event) return QStringLiteral("it holds no event");
    if (const auto flaw = journal::flaw(*event)) return *flaw;
    if (vigil::toText(event->eventId) != message.messageId || event->aggregateId != message.aggregateId)
        return QStringLiteral("it names another event than it holds");
    return {};
}

/// PS3.10 7.1: a preamble of 128 bytes and the prefix.
QString flawOfDocument(const OutboxMessage& message) {
    static const QRegularExpression uid(QStringLiteral("^[0-9.]{1,64}$"));
    constexpr int preamble = 128;
    if (!uid.match(message.messageId).hasMatch()) return QStringLiteral("it has no document's number");
    if (message.payload.mid(preamble, 4) != "DICM") return QStringLiteral("it holds no document");
    return {};
}

QString flawOf(const QJsonObject& object, const OutboxMessage& message) {
    static const QRegularExpression id(QStringLiteral("^[A-Za-z0-9.-]{1,100}$"));
    static const QRegularExpression place(
        QStringLiteral("^[a-z0-9]+(/[A-Za-z0-9_-]+)?$")); // "mail", "hl7/epr"
    if (!id.match(message.messageId).hasMatch()) return QStringLiteral("it has no id");
    if (!place.match(message.destination).hasMatch()) return QStringLiteral("it has no destination");
    if (message.aggregateId.isEmpty()) return QStringLiteral("it belongs to nothing");
    if (message.createdAt == UtcTime{}) return QStringLiteral("it does not say when it was made");
    if (message.priority < 0 || message.priority > leastUrgent)
        return QStringLiteral("its urgency is not a number from 0 to 2");
    if (message.payload.isEmpty() ||
        object.value(QLatin1String("sha256")).toString() != digestOf(message.payload))
        return QStringLiteral("it was damaged on its way");
    if (message.kind == QLatin1String("event")) return flawOfEvent(message);
    if (message.kind == QLatin1String("sr")) return flawOfDocument(message);
    if (message.kind == QLatin1String("notice")) return {};
    return QStringLiteral("its kind is not known");
}

OutboxMessage decoded(const QJsonObject& object) {
    const auto string = [&object](const char* key) { return object[QLatin1String(key)].toString(); };
    OutboxMessage message;
    message.messageId = string("message_id");
    message.destination = string("destination");
    message.kind = string("kind");
    message.aggregateId = string("aggregate_id");
    message.priority = object[QStringLiteral("priority")].toInt(-1);
    message.createdAt = fromIso(string("created_at")).value_or(UtcTime{});
    message.payload = QByteArray::fromBase64(string("payload").toLatin1());
    return message;
}

} // namespace

QByteArray toText(const QList<OutboxMessage>& messages) {
    QJsonArray array;
    for (const auto& message : messages)
        array << encoded(message);
    return QJsonDocument(QJsonObject{{QStringLiteral("format"), format}, {QStringLiteral("messages"), array}})
        .toJson();
}

Result<QList<OutboxMessage>> fromText(const QByteArray& text) {
    const auto file = QJsonDocument::fromJson(text).object();
    const auto written = file.value(QLatin1String("format")).toInt();
    if (written > format)
        return Error{Error::Code::Newer,
                     QStringLiteral("This file was written by a newer Vigil. Nothing was taken."),
                     {}};
    if (written != format || !file.value(QLatin1String("messages")).isArray())
        return Error{Error::Code::Invalid, QStringLiteral("This is no file that outbox export wrote."), {}};
    QList<OutboxMessage> messages;
    for (const auto& value : file.value(QLatin1String("messages")).toArray()) {
        const auto object = value.toObject();
        const auto message = decoded(object);
        if (const auto flaw = flawOf(object, message); !flaw.isEmpty())
            return Error{
                Error::Code::Corrupt,
                QStringLiteral(
                    "Message %1 of this file cannot be taken: %2. Nothing was taken; export it again.")
                    .arg(messages.size() + 1)
                    .arg(flaw),
                {}};
        messages << message;
    }
    return messages;
}

} // namespace vigil::sync::outboxFiles
