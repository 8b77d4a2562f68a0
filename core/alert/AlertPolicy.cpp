// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertPolicy.h"

#include "core/alert/PolicyReader.h"

#include <QFile>
#include <QRegularExpression>

namespace vigil::alert {

Result<AlertPolicy> AlertPolicy::parse(const QByteArray& yaml) {
    return PolicyReader(yaml).read();
}

Result<AlertPolicy> AlertPolicy::load(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::NotFound,
                     QStringLiteral("The alert policy cannot be read: %1. Alerts need it.").arg(path),
                     file.errorString()};
    return parse(file.readAll());
}

bool CategoryRule::lets(const QString& role) const {
    return mayAct.isEmpty() || mayAct.contains(role, Qt::CaseInsensitive);
}

const CategoryRule* AlertPolicy::category(const QString& code) const {
    for (const auto& rule : m_categories)
        if (rule.code == code) return &rule;
    return nullptr;
}

const FindingRule* AlertPolicy::finding(const QString& code) const {
    for (const auto& rule : m_findings)
        if (rule.code == code) return &rule;
    return nullptr;
}

namespace {

/// As a word of its own: "ED" is in "ED Resus 3" and not in "MEDICAL".
bool hasWord(const QString& text, const QString& word) {
    const QRegularExpression form(
        QStringLiteral("(?<![\\p{L}\\p{N}])%1(?![\\p{L}\\p{N}])").arg(QRegularExpression::escape(word)),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return form.match(text).hasMatch();
}

void replace(QString& value, const QString& by) {
    if (!by.isEmpty()) value = by;
}

void replace(std::optional<Limit>& value, const std::optional<Limit>& by) {
    if (by) value = by;
}

} // namespace

const LocationRule* AlertPolicy::location(const QString& text) const {
    if (text.trimmed().isEmpty()) return nullptr;
    for (const auto& rule : m_locations)
        if (rule.code.compare(text.trimmed(), Qt::CaseInsensitive) == 0) return &rule;
    for (const auto& rule : m_locations)
        for (const auto& word : rule.match)
            if (hasWord(text, word)) return &rule;
    return nullptr;
}

std::optional<CategoryRule> AlertPolicy::categoryAt(const QString& code, const QString& text) const {
    const auto* standard = category(code);
    if (!standard) return std::nullopt;
    auto rule = *standard;
    const auto* place = location(text);
    if (!place) return rule;
    for (const auto& change : place->changes) {
        if (change.category != code) continue;
        for (auto limit : {&Limits::spokenContact, &Limits::acknowledge, &Limits::backUp,
                           &Limits::endOfLadder, &Limits::actedOn, &Limits::renew, &Limits::reportSigned})
            replace(rule.limits.*limit, change.limits.*limit);
        replace(rule.ownerRole, change.ownerRole);
        replace(rule.backUpRole, change.backUpRole);
        if (!change.endRole.isEmpty()) rule.laterEnds = change.laterEnds;
        replace(rule.endRole, change.endRole);
        replace(rule.copyTo, change.copyTo);
    }
    return rule;
}

std::optional<CategoryRule> AlertPolicy::categoryFor(const QString& findingCode, const QString& code,
                                                     const QString& text) const {
    auto rule = categoryAt(code, text);
    const auto* own = finding(findingCode);
    if (!rule || !own) return rule;
    replace(rule->ownerRole, own->ownerRole);
    replace(rule->backUpRole, own->backUpRole);
    if (!own->team.isEmpty()) rule->mayAccept = rule->mayAct = own->team;
    return rule;
}

} // namespace vigil::alert
