// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/followup/FollowUpPolicy.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace vigil::followup {

namespace {

Error invalid(const QString& what, const YAML::Mark& mark) {
    return {Error::Code::Invalid,
            QStringLiteral("Follow-up policy, line %1: %2").arg(mark.line + 1).arg(what),
            {}};
}

QString yamlText(const YAML::Node& node) {
    return QString::fromStdString(node.as<std::string>()).trimmed();
}

/// One pattern for all words of a group: each at the start of a word.
QRegularExpression patternOf(const YAML::Node& words) {
    QStringList escaped;
    for (const auto& word : words)
        escaped << QRegularExpression::escape(yamlText(word));
    return QRegularExpression(QStringLiteral("\\b(?:%1)").arg(escaped.join(QLatin1Char('|'))),
                              QRegularExpression::CaseInsensitiveOption);
}

/// Policies of before these words have the defaults.
Result<FollowUpPolicy::Looking> lookingOf(const YAML::Node& root) {
    FollowUpPolicy::Looking looking;
    if (const auto every = root["lookEveryHours"]) {
        looking.every = std::chrono::hours(every.as<int>());
        if (looking.every.count() < 1)
            return invalid(QStringLiteral("lookEveryHours is at least 1"), every.Mark());
    }
    if (const auto from = root["lookFromPercent"]) {
        looking.fromPercent = from.as<int>();
        if (looking.fromPercent < 0 || looking.fromPercent > 100)
            return invalid(QStringLiteral("lookFromPercent is between 0 and 100"), from.Mark());
    }
    return looking;
}

} // namespace

Result<FollowUpPolicy> FollowUpPolicy::read(const QByteArray& yaml) {
    // yaml-cpp throws; no exception leaves this function.
    try {
        const auto root = YAML::Load(yaml.toStdString());
        FollowUpPolicy policy;
        policy.m_rules.reminders.clear();
        for (const auto& node : root["reminders"]) {
            const int share = node.as<int>();
            if (share < 1 || share > 100)
                return invalid(QStringLiteral("a reminder is between 1 and 100 per cent"), node.Mark());
            policy.m_rules.reminders << share;
        }
        std::sort(policy.m_rules.reminders.begin(), policy.m_rules.reminders.end());
        if (policy.m_rules.reminders.isEmpty())
            return invalid(QStringLiteral("at least one reminder is needed"), root.Mark());
        policy.m_rules.graceDays = root["graceDays"].as<int>();
        policy.m_rules.renewDays = root["renewDays"].as<int>();
        if (policy.m_rules.graceDays < 0 || policy.m_rules.renewDays < 1)
            return invalid(QStringLiteral("graceDays is at least 0 and renewDays at least 1"),
                           root["graceDays"].Mark());
        VIGIL_TRY(policy.m_looking, lookingOf(root));
        for (const auto& node : root["mayConfirm"])
            policy.m_rules.mayConfirm << yamlText(node);
        for (const auto& node : root["sameModality"]) {
            QStringList group;
            for (const auto& code : node)
                group << yamlText(code).toUpper();
            policy.m_sameModality << group;
        }
        for (const auto& node : root["bodyParts"])
            policy.m_bodyParts << Words{yamlText(node["name"]), patternOf(node["words"])};
        for (const auto& node : root["purposes"])
            policy.m_purposes << Words{yamlText(node["name"]), patternOf(node["words"])};
        return policy;
    } catch (const YAML::Exception& error) {
        return invalid(QString::fromStdString(error.msg), error.mark);
    }
}

bool FollowUpPolicy::isOf(const QString& modality, const QStringList& taken) const {
    if (taken.contains(modality, Qt::CaseInsensitive)) return true;
    return std::any_of(m_sameModality.begin(), m_sameModality.end(), [&](const QStringList& group) {
        return group.contains(modality.toUpper()) &&
               std::any_of(taken.begin(), taken.end(),
                           [&](const QString& each) { return group.contains(each.toUpper()); });
    });
}

QStringList FollowUpPolicy::namesIn(const QList<Words>& groups, const QString& text) {
    QStringList names;
    for (const auto& group : groups)
        if (group.pattern.match(text).hasMatch()) names << group.name;
    return names;
}

QStringList FollowUpPolicy::bodyPartsIn(const QString& text) const {
    return namesIn(m_bodyParts, text);
}

QStringList FollowUpPolicy::purposesIn(const QString& text) const {
    return namesIn(m_purposes, text);
}

} // namespace vigil::followup
