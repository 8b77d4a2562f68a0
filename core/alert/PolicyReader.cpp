// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/PolicyReader.h"

#include <QCryptographicHash>

#include <yaml-cpp/yaml.h>

#include <set>
#include <string>

namespace vigil::alert {

namespace {

/// What stops the reading, from deep inside; never leaves this file.
struct Fault {
    int line;
    QString what;
};

[[noreturn]] void refuse(const YAML::Node& node, const QString& what) {
    throw Fault{node.Mark().line + 1, what};
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

QString textOr(const YAML::Node& map, const char* key, const QString& otherwise = {}) {
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

void onlyKeys(const YAML::Node& map, const std::set<std::string>& known) {
    if (!map.IsMap()) refuse(map, QStringLiteral("keys and values are expected here"));
    for (const auto& entry : map)
        if (!known.contains(entry.first.Scalar()))
            refuse(
                entry.first,
                QStringLiteral("\"%1\" is not known here").arg(QString::fromStdString(entry.first.Scalar())));
}

std::optional<Limit> limit(const YAML::Node& limits, const char* key) {
    const auto node = limits[key];
    if (!node) return std::nullopt;
    const auto value = limitFromText(scalar(node, key));
    if (!value)
        refuse(node, QStringLiteral("\"%1\" must read like 30 min, 4 h, 7 days or 2 working days")
                         .arg(QLatin1String(key)));
    return value;
}

Limits limitsOf(const YAML::Node& node) {
    onlyKeys(node, {"spokenContact", "acknowledge", "backUp", "endOfLadder", "actedOn", "renew"});
    return {limit(node, "spokenContact"), limit(node, "acknowledge"), limit(node, "backUp"),
            limit(node, "endOfLadder"),   limit(node, "actedOn"),     limit(node, "renew")};
}

CategoryRule categoryOf(const YAML::Node& node, int rank) {
    onlyKeys(node, {"code", "label", "radlex", "textCode", "actionable", "limits", "owner", "backUp", "end",
                    "copyTo", "mayAccept", "mayPassOn"});
    CategoryRule rule;
    rule.rank = rank;
    rule.code = needText(node, "code");
    rule.label = needText(node, "label");
    const auto radlex = need(node, "radlex");
    onlyKeys(radlex, {"value", "meaning"});
    rule.radlex = {needText(radlex, "value"), QStringLiteral("RADLEX"), needText(radlex, "meaning")};
    rule.textCode = textOr(node, "textCode");
    rule.actionable = flag(node, "actionable", true);
    if (const auto limits = node["limits"]) rule.limits = limitsOf(limits);
    const auto& l = rule.limits;
    // Whatever somebody must act on has a time for each rung, or it could end up without one.
    if (rule.actionable && !(l.acknowledge && l.backUp && l.endOfLadder && l.actedOn && l.renew))
        refuse(node, QStringLiteral(
                         "category \"%1\" needs the limits acknowledge, backUp, endOfLadder, actedOn and "
                         "renew")
                         .arg(rule.code));
    rule.ownerRole = needText(node, "owner");
    rule.backUpRole = needText(node, "backUp");
    rule.endRole = needText(node, "end");
    rule.copyTo = textOr(node, "copyTo");
    rule.mayAccept = texts(node, "mayAccept");
    rule.mayPassOn = texts(node, "mayPassOn");
    if (rule.actionable && rule.mayAccept.isEmpty())
        refuse(node, QStringLiteral("nobody may accept category \"%1\"").arg(rule.code));
    for (const auto& role : rule.mayAccept)
        if (rule.mayPassOn.contains(role, Qt::CaseInsensitive))
            refuse(node, QStringLiteral("role \"%1\" may both accept and only pass on").arg(role));
    return rule;
}

FindingRule findingOf(const YAML::Node& node) {
    onlyKeys(node,
             {"code", "label", "category", "text", "site", "laterality", "restricted", "owner", "terms"});
    FindingRule rule;
    rule.code = needText(node, "code");
    rule.label = needText(node, "label");
    rule.category = needText(node, "category");
    rule.text = textOr(node, "text");
    rule.site = flag(node, "site", false) ? FindingRule::Ask::Yes : FindingRule::Ask::No;
    rule.laterality = flag(node, "laterality", false) ? FindingRule::Ask::Yes : FindingRule::Ask::No;
    rule.restricted = flag(node, "restricted", false);
    rule.ownerRole = textOr(node, "owner");
    rule.terms = texts(node, "terms");
    return rule;
}

WorkingCalendar calendarOf(const YAML::Node& root) {
    WorkingCalendar calendar;
    const auto zone = need(root, "timeZone");
    calendar.zone = QTimeZone(scalar(zone, "timeZone").toUtf8());
    if (!calendar.zone.isValid()) refuse(zone, QStringLiteral("this time zone is not known"));
    const auto days = need(root, "bankHolidays");
    if (!days.IsSequence()) refuse(days, QStringLiteral("\"bankHolidays\" must be a list"));
    for (const auto& item : days) {
        const auto day = QDate::fromString(scalar(item, "bankHolidays"), Qt::ISODate);
        if (!day.isValid()) refuse(item, QStringLiteral("a bank holiday must read like 2026-12-25"));
        calendar.bankHolidays << day;
    }
    return calendar;
}

template <class Rule>
void refuseTwice(const QList<Rule>& rules, const QString& code, const YAML::Node& node) {
    for (const auto& rule : rules)
        if (rule.code == code) refuse(node, QStringLiteral("code \"%1\" stands twice").arg(code));
}

} // namespace

Result<AlertPolicy> PolicyReader::read() {
    AlertPolicy policy;
    try {
        const auto root = YAML::Load(m_yaml.toStdString());
        onlyKeys(root, {"name", "version", "timeZone", "officerRole", "dutyRole", "bankHolidays",
                        "categories", "findings", "declineReasons"});
        policy.m_name = needText(root, "name");
        policy.m_version = needText(root, "version");
        policy.m_officerRole = needText(root, "officerRole");
        policy.m_dutyRole = needText(root, "dutyRole");
        policy.m_calendar = calendarOf(root);
        policy.m_declineReasons = texts(root, "declineReasons");
        int rank = 0;
        for (const auto& node : need(root, "categories")) {
            auto rule = categoryOf(node, rank++);
            refuseTwice(policy.m_categories, rule.code, node);
            policy.m_categories << std::move(rule);
        }
        for (const auto& node : need(root, "findings")) {
            auto rule = findingOf(node);
            refuseTwice(policy.m_findings, rule.code, node);
            if (!policy.category(rule.category))
                refuse(node, QStringLiteral("category \"%1\" is not defined").arg(rule.category));
            policy.m_findings << std::move(rule);
        }
        if (policy.m_categories.isEmpty() || policy.m_findings.isEmpty())
            refuse(root, QStringLiteral("at least one category and one finding are needed"));
    } catch (const Fault& fault) {
        return Error{
            Error::Code::Invalid,
            QStringLiteral("The alert policy has a fault in line %1: %2.").arg(fault.line).arg(fault.what),
            {}};
    } catch (const YAML::Exception& exception) {
        return Error{Error::Code::Invalid,
                     QStringLiteral("The alert policy has a fault in line %1: %2.")
                         .arg(exception.mark.line + 1)
                         .arg(QString::fromStdString(exception.msg)),
                     {}};
    }
    policy.m_sha256 =
        QString::fromLatin1(QCryptographicHash::hash(m_yaml, QCryptographicHash::Sha256).toHex());
    return policy;
}

} // namespace vigil::alert
