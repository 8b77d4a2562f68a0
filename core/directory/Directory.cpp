// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/Directory.h"

#include "core/journal/LogOrder.h"
#include "core/study/Patient.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace vigil::directory {

namespace {

QString text(const QJsonObject& object, const char* key) {
    return object.value(QLatin1String(key)).toString();
}

QDate date(const QJsonObject& object, const char* key) {
    return QDate::fromString(text(object, key), Qt::ISODate);
}

QTime time(const QJsonObject& object, const char* key) {
    return QTime::fromString(text(object, key), QStringLiteral("hh:mm"));
}

QString by(const QJsonObject& data, const journal::Event& event) {
    const auto name = data.value(QLatin1String("by")).toObject().value(QLatin1String("name")).toString();
    return name.isEmpty() ? event.author : name;
}

void tell(Directory& directory, const journal::LoggedEvent& logged) {
    const auto& event = logged.event;
    const auto data = QJsonDocument::fromJson(event.open).object();
    if (event.kindVersion == 1 && event.kind == journal::kind::directoryRotaSet) {
        if (const auto change = rotaChangeFromObject(data))
            directory.rota.replace(change->role, change->span, change->shifts);
        return;
    }
    auto found = directory.entries.find(event.aggregateId);
    if (event.kindVersion == 1 && event.kind == journal::kind::directoryEntrySet) {
        auto entry = entryFromObject(data.value(QLatin1String("entry")).toObject());
        entry.id = event.aggregateId;
        if (found != directory.entries.end()) {
            // A verification is of these addresses, not of whatever comes later.
            const bool same = found->addresses == entry.addresses;
            if (same && (!entry.verifiedOn.isValid() || entry.verifiedOn < found->verifiedOn)) {
                entry.verifiedOn = found->verifiedOn;
                entry.verifiedBy = found->verifiedBy;
            }
            entry.needsNewerVigil = found->needsNewerVigil;
        }
        directory.entries.insert(event.aggregateId, entry);
        return;
    }
    if (found == directory.entries.end()) {
        Entry unknown;
        unknown.id = event.aggregateId;
        unknown.retired = true;
        found = directory.entries.insert(unknown.id, unknown);
    }
    if (event.kindVersion == 1 && event.kind == journal::kind::directoryEntryVerified) {
        // Only what was looked at counts: the addresses must not have changed under the verifier's hand.
        const auto seen = data.value(QLatin1String("addresses")).toObject();
        if (seen != toObject(*found).value(QLatin1String("addresses")).toObject()) return;
        const auto on = date(data, "on");
        if (found->verifiedOn.isValid() && on < found->verifiedOn) return;
        found->verifiedOn = on;
        found->verifiedBy = by(data, event);
    } else if (event.kindVersion == 1 && event.kind == journal::kind::directoryEntryRetired) {
        found->retired = true;
    } else {
        found->needsNewerVigil = true;
    }
}

} // namespace

bool Entry::isValidOn(const QDate& day) const {
    return !retired && (!validFrom.isValid() || validFrom <= day) &&
           (!validUntil.isValid() || day <= validUntil);
}

QString toText(Entry::Kind kind) {
    switch (kind) {
    case Entry::Kind::Person:
        return QStringLiteral("person");
    case Entry::Kind::Inbox:
        return QStringLiteral("inbox");
    case Entry::Kind::Practice:
        return QStringLiteral("practice");
    }
    return {};
}

std::optional<Entry::Kind> kindFromText(const QString& text) {
    for (const auto kind : {Entry::Kind::Person, Entry::Kind::Inbox, Entry::Kind::Practice})
        if (text == toText(kind)) return kind;
    return std::nullopt;
}

const Entry* Directory::entry(const QString& id) const {
    const auto found = entries.constFind(id);
    return found == entries.constEnd() ? nullptr : &*found;
}

QList<Entry> Directory::holders(const QString& role, const QDate& day) const {
    QList<Entry> found;
    for (const auto& entry : entries)
        if (entry.isValidOn(day) && entry.holds(role)) found << entry;
    std::stable_partition(found.begin(), found.end(),
                          [](const Entry& entry) { return entry.kind != Entry::Kind::Person; });
    return found;
}

QStringList Directory::practices(const QDate& day) const {
    QStringList names;
    for (const auto& each : entries)
        if (each.kind == Entry::Kind::Practice && each.isValidOn(day))
            names << (named(each.name, Entry::Kind::Practice) == &each ? each.name : each.id);
    return names;
}

const Entry* Directory::named(const QString& name, Entry::Kind kind) const {
    const auto wanted = study::foldedForSearch(study::displayName(name)).simplified();
    if (wanted.isEmpty()) return nullptr;
    if (const auto* byId = entry(name); byId && byId->kind == kind) return byId;
    const Entry* found = nullptr;
    for (const auto& each : entries) {
        if (each.kind != kind || each.retired) continue;
        if (each.registration != name.trimmed() &&
            study::foldedForSearch(study::displayName(each.name)).simplified() != wanted)
            continue;
        if (found) return nullptr; // two of one name: nobody is guessed
        found = &each;
    }
    return found;
}

Directory directoryOf(const QList<journal::LoggedEvent>& events) {
    Directory directory;
    for (const auto& event : journal::inLogOrder(events))
        if (event.event.aggregateKind == journal::aggregate::directory) tell(directory, event);
    return directory;
}

QJsonObject toObject(const Entry& entry) {
    QJsonArray cover;
    for (const auto& each : entry.cover)
        cover << QJsonObject{{QStringLiteral("deputy"), each.deputy},
                             {QStringLiteral("from"), each.from.toString(Qt::ISODate)},
                             {QStringLiteral("until"), each.until.toString(Qt::ISODate)}};
    const auto& addresses = entry.addresses;
    return {{QStringLiteral("kind"), toText(entry.kind)},
            {QStringLiteral("name"), entry.name},
            {QStringLiteral("roles"), QJsonArray::fromStringList(entry.roles)},
            {QStringLiteral("registration"), entry.registration},
            {QStringLiteral("addresses"), QJsonObject{{QStringLiteral("telephone"), addresses.telephone},
                                                      {QStringLiteral("bypass"), addresses.bypass},
                                                      {QStringLiteral("mail"), addresses.mail},
                                                      {QStringLiteral("hl7"), addresses.hl7}}},
            {QStringLiteral("opens"), entry.opens.toString(QStringLiteral("hh:mm"))},
            {QStringLiteral("closes"), entry.closes.toString(QStringLiteral("hh:mm"))},
            {QStringLiteral("cover"), cover},
            {QStringLiteral("validFrom"), entry.validFrom.toString(Qt::ISODate)},
            {QStringLiteral("validUntil"), entry.validUntil.toString(Qt::ISODate)},
            {QStringLiteral("verifiedOn"), entry.verifiedOn.toString(Qt::ISODate)},
            {QStringLiteral("verifiedBy"), entry.verifiedBy}};
}

Entry entryFromObject(const QJsonObject& object) {
    Entry entry;
    entry.kind = kindFromText(text(object, "kind")).value_or(Entry::Kind::Person);
    entry.name = text(object, "name");
    for (const auto& role : object.value(QLatin1String("roles")).toArray())
        entry.roles << role.toString();
    entry.registration = text(object, "registration");
    const auto addresses = object.value(QLatin1String("addresses")).toObject();
    entry.addresses = {text(addresses, "telephone"), text(addresses, "bypass"), text(addresses, "mail"),
                       text(addresses, "hl7")};
    entry.opens = time(object, "opens");
    entry.closes = time(object, "closes");
    for (const auto& value : object.value(QLatin1String("cover")).toArray()) {
        const auto each = value.toObject();
        entry.cover << Cover{text(each, "deputy"), date(each, "from"), date(each, "until")};
    }
    entry.validFrom = date(object, "validFrom");
    entry.validUntil = date(object, "validUntil");
    entry.verifiedOn = date(object, "verifiedOn");
    entry.verifiedBy = text(object, "verifiedBy");
    return entry;
}

} // namespace vigil::directory
