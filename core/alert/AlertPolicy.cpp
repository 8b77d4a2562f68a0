// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertPolicy.h"

#include "core/alert/PolicyReader.h"

#include <QFile>

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

} // namespace vigil::alert
