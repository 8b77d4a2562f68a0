// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/WorklistPolicy.h"

#include <yaml-cpp/yaml.h>

#include <optional>

namespace vigil::study {

namespace {

constexpr std::array urgencies{Urgency::Emergency, Urgency::Inpatient, Urgency::SuspectedCancer,
                               Urgency::Urgent, Urgency::Routine};

std::optional<Urgency> urgencyNamed(const std::string& name) {
    for (const auto urgency : urgencies)
        if (nameOf(urgency).toStdString() == name) return urgency;
    return std::nullopt;
}

Error invalid(const QString& what, const YAML::Mark& mark) {
    return {Error::Code::Invalid,
            QStringLiteral("Worklist policy, line %1: %2").arg(mark.line + 1).arg(what),
            {}};
}

QString fieldOf(const Study& study, const QString& field) {
    if (field == QLatin1String("location")) return study.patientLocation;
    if (field == QLatin1String("referrer")) return study.referringPhysician;
    if (field == QLatin1String("description")) return study.description;
    if (field == QLatin1String("modality")) return study.modalities.join(QLatin1Char(' '));
    return study.institution;
}

} // namespace

QString nameOf(Urgency urgency) {
    switch (urgency) {
    case Urgency::Emergency:
        return QStringLiteral("emergency");
    case Urgency::Inpatient:
        return QStringLiteral("inpatient");
    case Urgency::SuspectedCancer:
        return QStringLiteral("suspected cancer");
    case Urgency::Urgent:
        return QStringLiteral("urgent");
    case Urgency::Routine:
        return QStringLiteral("routine");
    }
    return {};
}

Result<WorklistPolicy> WorklistPolicy::read(const QByteArray& yaml) {
    // yaml-cpp throws; no exception leaves this function.
    try {
        const auto root = YAML::Load(yaml.toStdString());
        WorklistPolicy policy;
        for (const auto urgency : urgencies) {
            const auto limit = root["limits"][nameOf(urgency).toStdString()];
            if (!limit)
                return invalid(QStringLiteral("no limit for \"%1\"").arg(nameOf(urgency)),
                               root["limits"].Mark());
            policy.m_limits.insert(urgency, std::chrono::hours(limit.as<int>()));
        }
        const QStringList fields{QStringLiteral("location"), QStringLiteral("referrer"),
                                 QStringLiteral("description"), QStringLiteral("modality"),
                                 QStringLiteral("institution")};
        for (const auto& node : root["rules"]) {
            const auto urgency = urgencyNamed(node["urgency"].as<std::string>());
            if (!urgency) return invalid(QStringLiteral("unknown urgency"), node["urgency"].Mark());
            const auto field = QString::fromStdString(node["field"].as<std::string>());
            if (!fields.contains(field))
                return invalid(QStringLiteral("unknown field \"%1\"").arg(field), node.Mark());
            QRegularExpression pattern(QString::fromStdString(node["matches"].as<std::string>()),
                                       QRegularExpression::CaseInsensitiveOption);
            if (!pattern.isValid())
                return invalid(QStringLiteral("the pattern is not a regular expression"), node.Mark());
            policy.m_rules << Rule{*urgency, field, pattern};
        }
        return policy;
    } catch (const YAML::Exception& error) {
        return invalid(QString::fromStdString(error.msg), error.mark);
    }
}

Urgency WorklistPolicy::urgencyOf(const Study& study) const {
    for (const auto& rule : m_rules)
        if (rule.pattern.match(fieldOf(study, rule.field)).hasMatch()) return rule.urgency;
    return Urgency::Routine;
}

QDateTime WorklistPolicy::dueAt(const Study& study, Urgency urgency) const {
    if (!study.studyTime.isValid()) return {};
    return study.studyTime.toUTC().addSecs(std::chrono::seconds(limitOf(urgency)).count());
}

} // namespace vigil::study
