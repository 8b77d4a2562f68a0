// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/Seal.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace vigil::journal {

Event sealAuthor(Event event) {
    if (!hasSealedAuthor(event.kind) || event.author.isEmpty()) return event;
    auto sealed = QJsonDocument::fromJson(event.sealed).object();
    sealed[QStringLiteral("author")] = event.author;
    sealed[QStringLiteral("device")] = event.device;
    sealed[QStringLiteral("device_seq")] = event.deviceSeq;
    sealed[QStringLiteral("clock_offset_ms")] = event.clockOffsetMs;
    if (event.onBehalfOf != OnBehalfOf{}) {
        sealed[QStringLiteral("on_behalf_of")] = QJsonObject{
            {QStringLiteral("name"), event.onBehalfOf.name},
            {QStringLiteral("role"), event.onBehalfOf.role},
            {QStringLiteral("registration"), event.onBehalfOf.registration},
            {QStringLiteral("how_known"), event.onBehalfOf.howKnown},
        };
    }
    event.sealed = QJsonDocument(sealed).toJson(QJsonDocument::Compact);
    event.author.clear();
    event.device.clear();
    event.deviceSeq = 0;
    event.clockOffsetMs = 0;
    event.onBehalfOf = {};
    return event;
}

SealedAuthor sealedAuthor(const QByteArray& sealed) {
    const auto object = QJsonDocument::fromJson(sealed).object();
    const auto behalf = object[QStringLiteral("on_behalf_of")].toObject();
    return {
        .author = object[QStringLiteral("author")].toString(),
        .device = object[QStringLiteral("device")].toString(),
        .deviceSeq = object[QStringLiteral("device_seq")].toInteger(),
        .clockOffsetMs = object[QStringLiteral("clock_offset_ms")].toInteger(),
        .onBehalfOf = {.name = behalf[QStringLiteral("name")].toString(),
                       .role = behalf[QStringLiteral("role")].toString(),
                       .registration = behalf[QStringLiteral("registration")].toString(),
                       .howKnown = behalf[QStringLiteral("how_known")].toString()},
    };
}

} // namespace vigil::journal
