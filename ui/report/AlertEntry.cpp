// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/AlertEntry.h"

#include "core/report/ReportJson.h"

#include <array>
#include <utility>

namespace vigil::ui {

namespace {

constexpr std::array wordsOfEntry{std::pair{"correctionOf", &AlertEntry::correctionOf},
                                  std::pair{"imageLabel", &AlertEntry::imageLabel},
                                  std::pair{"finding", &AlertEntry::finding},
                                  std::pair{"category", &AlertEntry::category},
                                  std::pair{"reason", &AlertEntry::reason},
                                  std::pair{"site", &AlertEntry::site},
                                  std::pair{"text", &AlertEntry::text},
                                  std::pair{"requestingPractice", &AlertEntry::requestingPractice},
                                  std::pair{"registeredPractice", &AlertEntry::registeredPractice},
                                  std::pair{"ownerName", &AlertEntry::ownerName},
                                  std::pair{"ownerRole", &AlertEntry::ownerRole},
                                  std::pair{"backUpRole", &AlertEntry::backUpRole},
                                  std::pair{"action", &AlertEntry::action},
                                  std::pair{"presetText", &AlertEntry::presetText},
                                  std::pair{"presetName", &AlertEntry::presetName},
                                  std::pair{"presetOwner", &AlertEntry::presetOwner},
                                  std::pair{"presetBackUp", &AlertEntry::presetBackUp},
                                  std::pair{"location", &AlertEntry::location},
                                  std::pair{"referrer", &AlertEntry::referrer}};

constexpr std::array marksOfEntry{std::pair{"isLinked", &AlertEntry::isLinked},
                                  std::pair{"isSuspected", &AlertEntry::isSuspected},
                                  std::pair{"hasPractices", &AlertEntry::hasPractices},
                                  std::pair{"isRestricted", &AlertEntry::isRestricted}};

QJsonObject toObject(const ToldEntry& told) {
    QJsonObject object{{QStringLiteral("isTold"), told.isTold},
                       {QStringLiteral("name"), told.name},
                       {QStringLiteral("role"), told.role},
                       {QStringLiteral("method"), told.method},
                       {QStringLiteral("isReadBack"), told.isReadBack}};
    if (told.at) object.insert(QStringLiteral("at"), toIso(*told.at));
    return object;
}

ToldEntry toldFromObject(const QJsonObject& object) {
    const auto text = [&](const char* key) { return object.value(QLatin1String(key)).toString(); };
    return {object.value(QLatin1String("isTold")).toBool(),
            text("name"),
            text("role"),
            fromIso(text("at")),
            text("method"),
            object.value(QLatin1String("isReadBack")).toBool()};
}

} // namespace

QJsonObject toObject(const AlertEntry& entry) {
    QJsonObject object{{QStringLiteral("side"), entry.side},
                       {QStringLiteral("due"), entry.due.toString(Qt::ISODate)}};
    for (const auto& [key, field] : wordsOfEntry)
        object.insert(QLatin1String(key), entry.*field);
    for (const auto& [key, field] : marksOfEntry)
        object.insert(QLatin1String(key), entry.*field);
    object.insert(QStringLiteral("told"), toObject(entry.told));
    if (entry.image) object.insert(QStringLiteral("image"), report::toObject(*entry.image));
    return object;
}

AlertEntry entryFromObject(const QJsonObject& object) {
    AlertEntry entry;
    entry.side = object.value(QLatin1String("side")).toInt();
    entry.due = QDate::fromString(object.value(QLatin1String("due")).toString(), Qt::ISODate);
    for (const auto& [key, field] : wordsOfEntry)
        entry.*field = object.value(QLatin1String(key)).toString();
    for (const auto& [key, field] : marksOfEntry)
        entry.*field = object.value(QLatin1String(key)).toBool();
    const auto image = object.value(QLatin1String("image")).toObject();
    if (!image.isEmpty()) entry.image = report::imageFromObject(image);
    entry.told = toldFromObject(object.value(QLatin1String("told")).toObject());
    return entry;
}

} // namespace vigil::ui
