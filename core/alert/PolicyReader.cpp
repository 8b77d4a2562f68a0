// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/PolicyReader.h"

#include "core/alert/BankHolidays.h"
#include "core/alert/PolicyYaml.h"

#include <QCryptographicHash>

namespace vigil::alert {

namespace {

using yaml::flag;
using yaml::need;
using yaml::needText;
using yaml::onlyKeys;
using yaml::refuse;
using yaml::scalar;
using yaml::textOr;
using yaml::texts;

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
    onlyKeys(node, {"spokenContact", "acknowledge", "backUp", "endOfLadder", "actedOn", "renew", "signed"});
    return {limit(node, "spokenContact"), limit(node, "acknowledge"), limit(node, "backUp"),
            limit(node, "endOfLadder"),   limit(node, "actedOn"),     limit(node, "renew"),
            limit(node, "signed")};
}

/// A rung that comes before the one below it can only be a slip of the pen. Compared on a week without
/// holidays.
void refuseBackwards(const YAML::Node& node, const QString& category, const Limits& limits) {
    const auto monday =
        UtcTime(std::chrono::sys_days(std::chrono::January / 5 / 2026)) + std::chrono::hours(9);
    const auto later = [&](const std::optional<Limit>& first, const std::optional<Limit>& second) {
        return first && second && dueAt(monday, *first, {}) > dueAt(monday, *second, {});
    };
    if (later(limits.backUp, limits.endOfLadder))
        refuse(node,
               QStringLiteral("\"endOfLadder\" of category \"%1\" comes before \"backUp\"").arg(category));
    if (later(limits.acknowledge, limits.endOfLadder))
        refuse(
            node,
            QStringLiteral("\"endOfLadder\" of category \"%1\" comes before \"acknowledge\"").arg(category));
    if (later(limits.acknowledge, limits.actedOn))
        refuse(node,
               QStringLiteral("\"actedOn\" of category \"%1\" comes before \"acknowledge\"").arg(category));
    if (later(limits.spokenContact, limits.acknowledge))
        refuse(node, QStringLiteral("\"acknowledge\" of category \"%1\" comes before \"spokenContact\"")
                         .arg(category));
}

/// One role, or several in the order in which they are brought in.
QStringList endsOf(const YAML::Node& ends) {
    QStringList roles;
    if (!ends.IsSequence()) roles << scalar(ends, "end");
    if (ends.IsSequence())
        for (const auto& role : ends)
            roles << scalar(role, "end");
    if (roles.isEmpty() || roles.contains(QString()))
        refuse(ends, QStringLiteral("a role of \"end\" is empty"));
    return roles;
}

/// Whether a key says "documented", and not `otherwise`: that is never the word for the two most urgent ones.
bool documents(const YAML::Node& category, const CategoryRule& rule, const char* key, const char* otherwise,
               const char* what) {
    constexpr int firstThatMay = 2;
    const auto node = category[key];
    const auto text = scalar(node, key);
    if (text != QLatin1String("documented") && text != QLatin1String(otherwise))
        refuse(node, QStringLiteral("\"%1\" must be documented or %2")
                         .arg(QLatin1String(key), QLatin1String(otherwise)));
    if (text == QLatin1String(otherwise)) return false;
    if (rule.rank < firstThatMay)
        refuse(node,
               QStringLiteral("%1 never lowers critical or urgent, and category \"%2\" is one of the two "
                              "most urgent")
                   .arg(QLatin1String(what), rule.code));
    return true;
}

/// Policies of before this key mean the significant ones.
bool documentsSuspected(const YAML::Node& category, const CategoryRule& rule) {
    if (!category["alreadySuspected"]) return rule.code == QLatin1String("significant");
    return documents(category, rule, "alreadySuspected", "told", "already suspected");
}

bool documentsTold(const YAML::Node& category, const CategoryRule& rule) {
    return category["alreadyTold"] && documents(category, rule, "alreadyTold", "loop", "already told");
}

CategoryRule categoryOf(const YAML::Node& node, int rank) {
    onlyKeys(node, {"code", "label", "radlex", "textCode", "actionable", "limits", "owner", "backUp", "end",
                    "copyTo", "mayAccept", "mayPassOn", "mayAct", "patientToKnow", "alreadySuspected",
                    "alreadyTold"});
    CategoryRule rule;
    rule.rank = rank;
    rule.code = needText(node, "code");
    rule.label = needText(node, "label");
    const auto radlex = need(node, "radlex");
    onlyKeys(radlex, {"value", "meaning"});
    rule.radlex = {needText(radlex, "value"), QStringLiteral("RADLEX"), needText(radlex, "meaning")};
    rule.textCode = textOr(node, "textCode");
    rule.actionable = flag(node, "actionable", true);
    rule.documentsSuspected = documentsSuspected(node, rule);
    rule.documentsTold = documentsTold(node, rule);
    if (const auto limits = node["limits"]) rule.limits = limitsOf(limits);
    const auto& l = rule.limits;
    // Whatever somebody must act on has a time for each rung, or it could end up without one.
    if (rule.actionable && !(l.acknowledge && l.backUp && l.endOfLadder && l.actedOn && l.renew))
        refuse(node, QStringLiteral(
                         "category \"%1\" needs the limits acknowledge, backUp, endOfLadder, actedOn and "
                         "renew")
                         .arg(rule.code));
    refuseBackwards(node["limits"] ? node["limits"] : node, rule.code, l);
    rule.ownerRole = needText(node, "owner");
    rule.backUpRole = needText(node, "backUp");
    rule.laterEnds = endsOf(need(node, "end"));
    rule.endRole = rule.laterEnds.takeFirst();
    rule.copyTo = textOr(node, "copyTo");
    rule.mayAccept = texts(node, "mayAccept");
    rule.mayPassOn = texts(node, "mayPassOn");
    if (rule.actionable && rule.mayAccept.isEmpty())
        refuse(node, QStringLiteral("nobody may accept category \"%1\"").arg(rule.code));
    for (const auto& role : rule.mayAccept)
        if (rule.mayPassOn.contains(role, Qt::CaseInsensitive))
            refuse(node, QStringLiteral("role \"%1\" may both accept and only pass on").arg(role));
    rule.patientToKnow = flag(node, "patientToKnow", false);
    rule.mayAct = node["mayAct"] ? texts(node, "mayAct") : rule.mayAccept;
    if (rule.actionable && rule.mayAct.isEmpty())
        refuse(node, QStringLiteral("nobody may act on category \"%1\"").arg(rule.code));
    for (const auto& role : rule.mayAct)
        if (rule.mayPassOn.contains(role, Qt::CaseInsensitive))
            refuse(node, QStringLiteral("role \"%1\" may both act and only pass on").arg(role));
    return rule;
}

FindingRule findingOf(const YAML::Node& node) {
    onlyKeys(node, {"code", "label", "category", "text", "site", "laterality", "restricted", "owner",
                    "backUp", "team", "openLabel", "terms"});
    FindingRule rule;
    rule.code = needText(node, "code");
    rule.label = needText(node, "label");
    rule.category = needText(node, "category");
    rule.text = textOr(node, "text");
    rule.site = flag(node, "site", false) ? FindingRule::Ask::Yes : FindingRule::Ask::No;
    rule.laterality = flag(node, "laterality", false) ? FindingRule::Ask::Yes : FindingRule::Ask::No;
    rule.restricted = flag(node, "restricted", false);
    rule.ownerRole = textOr(node, "owner");
    rule.backUpRole = textOr(node, "backUp");
    rule.team = texts(node, "team");
    rule.openLabel =
        textOr(node, "openLabel", rule.restricted ? QStringLiteral("Restricted finding") : QString());
    for (const auto& role : {rule.ownerRole, rule.backUpRole})
        if (!rule.team.isEmpty() && !rule.team.contains(role, Qt::CaseInsensitive))
            refuse(node,
                   QStringLiteral("finding \"%1\": owner and back-up must be of its team").arg(rule.code));
    rule.terms = texts(node, "terms");
    return rule;
}

struct Calendar {
    WorkingCalendar days;
    QDate ends;
};

/// Bank holidays by region or as a list of its own, and days off of this site beside them.
Calendar calendarOf(const YAML::Node& root) {
    Calendar calendar;
    const auto zone = need(root, "timeZone");
    calendar.days.zone = QTimeZone(scalar(zone, "timeZone").toUtf8());
    if (!calendar.days.zone.isValid()) refuse(zone, QStringLiteral("this time zone is not known"));
    if (const auto region = root["region"]) {
        const auto holidays = bankHolidaysOf(scalar(region, "region"));
        if (!holidays) refuse(region, holidays.error().message);
        calendar.days.bankHolidays = holidays->days;
        calendar.ends = holidays->until;
    } else if (!root["bankHolidays"]) {
        refuse(root, QStringLiteral("\"region\" is missing; the regions are %1")
                         .arg(holidayRegions().join(QStringLiteral(", "))));
    }
    for (const auto* key : {"bankHolidays", "siteDays"}) {
        const auto days = root[key];
        if (!days) continue;
        if (!days.IsSequence()) refuse(days, QStringLiteral("\"%1\" must be a list").arg(QLatin1String(key)));
        for (const auto& item : days)
            calendar.days.bankHolidays << yaml::day(item, key);
    }
    // A list of one's own is made year by year.
    if (!calendar.ends.isValid())
        for (const auto& day : calendar.days.bankHolidays)
            calendar.ends = std::max(calendar.ends, QDate(day.year(), 12, 31));
    return calendar;
}

QTime timeOf(const YAML::Node& map, const char* key) {
    const auto time = QTime::fromString(needText(map, key), QStringLiteral("hh:mm"));
    if (!time.isValid())
        refuse(map[key], QStringLiteral("\"%1\" must read like 08:00").arg(QLatin1String(key)));
    return time;
}

LocationRule::Practice practiceOf(const YAML::Node& node) {
    onlyKeys(node, {"opens", "closes", "outOfHours"});
    LocationRule::Practice practice{{timeOf(node, "opens"), timeOf(node, "closes")},
                                    needText(node, "outOfHours")};
    if (practice.hours.closes <= practice.hours.opens)
        refuse(node, QStringLiteral("a practice closes after it opens"));
    return practice;
}

LocationRule::Change changeOf(const YAML::Node& node) {
    onlyKeys(node, {"category", "limits", "owner", "backUp", "end", "copyTo"});
    LocationRule::Change change;
    change.category = needText(node, "category");
    if (const auto limits = node["limits"]) change.limits = limitsOf(limits);
    change.ownerRole = textOr(node, "owner");
    change.backUpRole = textOr(node, "backUp");
    if (const auto end = node["end"]) change.laterEnds = endsOf(end);
    if (!change.laterEnds.isEmpty()) change.endRole = change.laterEnds.takeFirst();
    change.copyTo = textOr(node, "copyTo");
    return change;
}

LocationRule locationOf(const YAML::Node& node, const AlertPolicy& policy) {
    onlyKeys(node, {"code", "label", "match", "changes", "practice"});
    LocationRule rule;
    rule.code = needText(node, "code");
    rule.label = needText(node, "label");
    rule.match = texts(node, "match");
    if (rule.match.contains(QString())) refuse(node["match"], QStringLiteral("a word of \"match\" is empty"));
    if (const auto practice = node["practice"]) rule.practice = practiceOf(practice);
    if (const auto changes = node["changes"]) {
        if (!changes.IsSequence()) refuse(changes, QStringLiteral("\"changes\" must be a list"));
        for (const auto& item : changes) {
            const auto change = changeOf(item);
            if (!policy.category(change.category))
                refuse(item, QStringLiteral("category \"%1\" is not defined").arg(change.category));
            for (const auto& other : rule.changes)
                if (other.category == change.category)
                    refuse(item, QStringLiteral("category \"%1\" stands twice").arg(change.category));
            rule.changes << change;
        }
    }
    return rule;
}

Permissions permissionsOf(const YAML::Node& root, const QString& dutyRole) {
    Permissions permissions{{dutyRole}, {dutyRole}, {}, {}};
    const auto node = root["permissions"];
    if (!node) return permissions;
    onlyKeys(node, {"lower", "withdraw", "proposePolicy", "approvePolicy"});
    if (node["lower"]) permissions.lower = texts(node, "lower");
    if (node["withdraw"]) permissions.withdraw = texts(node, "withdraw");
    permissions.proposePolicy = texts(node, "proposePolicy");
    permissions.approvePolicy = texts(node, "approvePolicy");
    return permissions;
}

template <class Rule>
void refuseTwice(const QList<Rule>& rules, const QString& code, const YAML::Node& node) {
    for (const auto& rule : rules)
        if (rule.code == code) refuse(node, QStringLiteral("code \"%1\" stands twice").arg(code));
}

YAML::Node sequence(const YAML::Node& node, const char* key) {
    if (!node.IsSequence()) refuse(node, QStringLiteral("\"%1\" must be a list").arg(QLatin1String(key)));
    return node;
}

} // namespace

void PolicyReader::readRules(const YAML::Node& root) {
    int rank = 0;
    for (const auto& node : sequence(need(root, "categories"), "categories")) {
        auto rule = categoryOf(node, rank++);
        refuseTwice(m_policy.m_categories, rule.code, node);
        m_policy.m_categories << std::move(rule);
    }
    for (const auto& node : sequence(need(root, "findings"), "findings")) {
        auto rule = findingOf(node);
        refuseTwice(m_policy.m_findings, rule.code, node);
        if (!m_policy.category(rule.category))
            refuse(node, QStringLiteral("category \"%1\" is not defined").arg(rule.category));
        m_policy.m_findings << std::move(rule);
    }
    if (m_policy.m_categories.isEmpty() || m_policy.m_findings.isEmpty())
        refuse(root, QStringLiteral("at least one category and one finding are needed"));
    if (!root["locations"]) return;
    for (const auto& node : sequence(root["locations"], "locations")) {
        auto rule = locationOf(node, m_policy);
        refuseTwice(m_policy.m_locations, rule.code, node);
        const auto code = rule.code;
        const auto changes = rule.changes;
        m_policy.m_locations << std::move(rule);
        // What a location changes must fit the limits that it leaves as they are.
        for (const auto& change : changes)
            refuseBackwards(node, change.category, m_policy.categoryAt(change.category, code)->limits);
    }
}

Result<AlertPolicy> PolicyReader::read() {
    VIGIL_CHECK(yaml::withLines(QStringLiteral("The alert policy"), [this] {
        const auto root = YAML::Load(m_yaml.toStdString());
        onlyKeys(root, {"name", "version", "timeZone", "officerRole", "officerDeputy", "clinicalDirector",
                        "dutyRole", "region", "bankHolidays", "siteDays", "permissions", "categories",
                        "findings", "locations", "declineReasons"});
        m_policy.m_name = needText(root, "name");
        m_policy.m_version = needText(root, "version");
        m_policy.m_officerRole = needText(root, "officerRole");
        m_policy.m_officerDeputyRole = textOr(root, "officerDeputy");
        m_policy.m_directorRole = textOr(root, "clinicalDirector", QStringLiteral("Clinical director"));
        m_policy.m_dutyRole = needText(root, "dutyRole");
        const auto calendar = calendarOf(root);
        m_policy.m_calendar = calendar.days;
        m_policy.m_calendarEnds = calendar.ends;
        m_policy.m_permissions = permissionsOf(root, m_policy.m_dutyRole);
        m_policy.m_declineReasons = texts(root, "declineReasons");
        readRules(root);
    }));
    m_policy.m_sha256 =
        QString::fromLatin1(QCryptographicHash::hash(m_yaml, QCryptographicHash::Sha256).toHex());
    return m_policy;
}

} // namespace vigil::alert
