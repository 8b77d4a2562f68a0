// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertPolicy.h"

namespace YAML {
class Node;
}

namespace vigil::alert {

/// Reads one policy file. A key that is unknown or missing is an error with its line: a misspelt limit must
/// not mean "no limit". Used once, by AlertPolicy::parse().
class PolicyReader {
public:
    explicit PolicyReader(QByteArray yaml) : m_yaml(std::move(yaml)) {}
    Result<AlertPolicy> read();

private:
    void readRules(const YAML::Node& root);

    QByteArray m_yaml;
    AlertPolicy m_policy;
};

} // namespace vigil::alert
