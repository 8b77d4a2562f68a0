// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/EventCodec.h"

#include "core/base/Ids.h"
#include "core/journal/Seal.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStringDecoder>

#include <algorithm>
#include <array>

namespace vigil::journal {

namespace {

constexpr int format = 1;
constexpr qsizetype longestName = 200;
constexpr qsizetype longestText = 1000;
constexpr qsizetype largestPart = 4 * 1024 * 1024;

Error invalid(const QString& what) {
    return {Error::Code::Invalid,
            QStringLiteral("This is not an event of the department queue: %1.").arg(what),
            {}};
}

bool isUtf8(const QByteArray& bytes) {
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(bytes);
    return !decoder.hasError() && !text.contains(QChar(0));
}

bool isObject(const QByteArray& json) {
    return QJsonDocument::fromJson(json).isObject();
}

std::optional<QString> flawOfTexts(const Event& event) {
    const auto& behalf = event.onBehalfOf;
    const std::array names{event.aggregateKind, event.aggregateId, event.kind, event.author, event.device};
    const std::array texts{behalf.name,     behalf.role,        behalf.registration,
                           behalf.howKnown, event.policySha256, event.clientVersion};
    for (const auto& name : names)
        if (name.size() > longestName) return QStringLiteral("a name in the envelope is too long");
    for (const auto& text : texts)
        if (text.size() > longestText) return QStringLiteral("a text in the envelope is too long");
    const auto hasNul = [](const QString& text) { return text.contains(QChar(0)) || !text.isValidUtf16(); };
    if (std::any_of(names.begin(), names.end(), hasNul) || std::any_of(texts.begin(), texts.end(), hasNul))
        return QStringLiteral("the envelope holds a character that no text may hold");
    return std::nullopt;
}

std::optional<QString> flawOfParts(const Event& event) {
    if (event.open.size() > largestPart || event.sealed.size() > largestPart)
        return QStringLiteral("a part is larger than 4 MiB");
    if (!isUtf8(event.open) || !isUtf8(event.sealed)) return QStringLiteral("a part is not valid UTF-8 text");
    if (event.kind == kind::alertRaised) return std::nullopt;
    if (!isObject(event.open)) return QStringLiteral("the open part is not a JSON object");
    if (!event.sealed.isEmpty() && !isObject(event.sealed))
        return QStringLiteral("the sealed part is not a JSON object");
    return std::nullopt;
}

std::optional<QString> flawOfSeal(const Event& event) {
    if (!hasSealedAuthor(event.kind)) {
        if (event.author.isEmpty() && event.kind != kind::alertRaised)
            return QStringLiteral("the event has no author");
        return std::nullopt;
    }
    if (!event.author.isEmpty() || !event.device.isEmpty() || event.deviceSeq != 0 ||
        event.onBehalfOf != OnBehalfOf{})
        return QStringLiteral("the author of this kind has to be sealed");
    if (sealedAuthor(event.sealed).author.isEmpty()) return QStringLiteral("the sealed part names no author");
    return std::nullopt;
}

} // namespace

QByteArray encode(const Event& event) {
    return QJsonDocument(QJsonObject{
                             {QStringLiteral("format"), format},
                             {QStringLiteral("event_id"), toText(event.eventId)},
                             {QStringLiteral("aggregate_kind"), event.aggregateKind},
                             {QStringLiteral("aggregate_id"), event.aggregateId},
                             {QStringLiteral("kind"), event.kind},
                             {QStringLiteral("kind_version"), event.kindVersion},
                             {QStringLiteral("author"), event.author},
                             {QStringLiteral("behalf_name"), event.onBehalfOf.name},
                             {QStringLiteral("behalf_role"), event.onBehalfOf.role},
                             {QStringLiteral("behalf_registration"), event.onBehalfOf.registration},
                             {QStringLiteral("behalf_how_known"), event.onBehalfOf.howKnown},
                             {QStringLiteral("device"), event.device},
                             {QStringLiteral("device_seq"), event.deviceSeq},
                             {QStringLiteral("occurred_at"), toIso(event.occurredAt)},
                             {QStringLiteral("clock_offset_ms"), event.clockOffsetMs},
                             {QStringLiteral("policy_sha256"), event.policySha256},
                             {QStringLiteral("client_version"), event.clientVersion},
                             {QStringLiteral("open"), QString::fromUtf8(event.open)},
                             {QStringLiteral("sealed"), QString::fromUtf8(event.sealed)},
                         })
        .toJson(QJsonDocument::Compact);
}

Result<Event> decode(const QByteArray& text) {
    const auto document = QJsonDocument::fromJson(text);
    if (!document.isObject()) return invalid(QStringLiteral("it is not a JSON object"));
    const auto object = document.object();
    const auto written = object[QStringLiteral("format")].toInt();
    if (written > format)
        return Error{Error::Code::Newer, QStringLiteral("This event was written by a newer Vigil."), {}};
    if (written != format) return invalid(QStringLiteral("it has no known format number"));
    const auto id = QUuid::fromString(object[QStringLiteral("event_id")].toString());
    if (id.isNull()) return invalid(QStringLiteral("it has no event id"));
    const auto occurredAt = fromIso(object[QStringLiteral("occurred_at")].toString());
    if (!occurredAt) return invalid(QStringLiteral("it does not say when it occurred"));
    const auto string = [&object](const char* key) { return object[QLatin1String(key)].toString(); };
    const auto number = [&object](const char* key) { return object[QLatin1String(key)].toInteger(); };
    return Event{
        .eventId = id,
        .aggregateKind = string("aggregate_kind"),
        .aggregateId = string("aggregate_id"),
        .kind = string("kind"),
        .kindVersion = static_cast<int>(number("kind_version")),
        .author = string("author"),
        .onBehalfOf = {.name = string("behalf_name"),
                       .role = string("behalf_role"),
                       .registration = string("behalf_registration"),
                       .howKnown = string("behalf_how_known")},
        .device = string("device"),
        .deviceSeq = number("device_seq"),
        .occurredAt = *occurredAt,
        .clockOffsetMs = number("clock_offset_ms"),
        .policySha256 = string("policy_sha256"),
        .clientVersion = string("client_version"),
        .open = string("open").toUtf8(),
        .sealed = string("sealed").toUtf8(),
    };
}

std::optional<QString> flaw(const Event& event) {
    if (event.eventId.isNull()) return QStringLiteral("the event has no id");
    if (event.kind.isEmpty() || event.kindVersion < 1) return QStringLiteral("the event has no kind");
    if (event.aggregateKind.isEmpty() || event.aggregateId.isEmpty())
        return QStringLiteral("the event belongs to nothing");
    const auto year = toDateTime(event.occurredAt).date().year();
    if (year < 1 || year > 9999) return QStringLiteral("the time of the event is impossible");
    if (auto found = flawOfTexts(event)) return found;
    if (auto found = flawOfParts(event)) return found;
    return flawOfSeal(event);
}

} // namespace vigil::journal
