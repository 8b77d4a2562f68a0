// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/PolicyYaml.h"

#include <algorithm>

namespace vigil::alert::yaml {

void refuse(const YAML::Node& node, const QString& what) {
    throw Fault{std::max(node.Mark().line, 0) + 1, what};
}

QString scalar(const YAML::Node& node, const char* key) {
    if (!node.IsScalar()) refuse(node, QStringLiteral("\"%1\" must be a text").arg(QLatin1String(key)));
    return QString::fromStdString(node.Scalar());
}

YAML::Node need(const YAML::Node& map, const char* key) {
    const auto node = map[key];
    if (!node) refuse(map, QStringLiteral("\"%1\" is missing").arg(QLatin1String(key)));
    return node;
}

QString needText(const YAML::Node& map, const char* key) {
    const auto node = need(map, key);
    const auto text = scalar(node, key);
    if (text.isEmpty()) refuse(node, QStringLiteral("\"%1\" is empty").arg(QLatin1String(key)));
    return text;
}

QString textOr(const YAML::Node& map, const char* key, const QString& otherwise) {
    const auto node = map[key];
    return node ? scalar(node, key) : otherwise;
}

bool flag(const YAML::Node& map, const char* key, bool otherwise) {
    const auto node = map[key];
    if (!node) return otherwise;
    const auto text = scalar(node, key);
    if (text != QLatin1String("true") && text != QLatin1String("false"))
        refuse(node, QStringLiteral("\"%1\" must be true or false").arg(QLatin1String(key)));
    return text == QLatin1String("true");
}

QStringList texts(const YAML::Node& map, const char* key) {
    QStringList list;
    const auto node = map[key];
    if (!node) return list;
    if (!node.IsSequence()) refuse(node, QStringLiteral("\"%1\" must be a list").arg(QLatin1String(key)));
    for (const auto& item : node)
        list << scalar(item, key);
    return list;
}

QDate day(const YAML::Node& node, const char* key) {
    const auto date = QDate::fromString(scalar(node, key), Qt::ISODate);
    if (!date.isValid())
        refuse(node, QStringLiteral("a day of \"%1\" must read like 2026-12-25").arg(QLatin1String(key)));
    return date;
}

void onlyKeys(const YAML::Node& map, const std::set<std::string>& known) {
    if (!map.IsMap()) refuse(map, QStringLiteral("keys and values are expected here"));
    std::set<std::string> seen;
    for (const auto& entry : map) {
        const auto key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
        if (!known.contains(key))
            refuse(entry.first, QStringLiteral("\"%1\" is not known here").arg(QString::fromStdString(key)));
        if (!seen.insert(key).second)
            refuse(entry.first, QStringLiteral("\"%1\" stands twice").arg(QString::fromStdString(key)));
    }
}

} // namespace vigil::alert::yaml
