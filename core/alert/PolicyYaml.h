// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QDate>
#include <QString>
#include <QStringList>

#include <yaml-cpp/yaml.h>

#include <set>
#include <string>

/// The words in which the readers of policy files ask for keys, and refuse with the line. For the .cpp files
/// of this folder only: what refuse() throws is caught by withLines() and never leaves them.
namespace vigil::alert::yaml {

struct Fault {
    int line;
    QString what;
};

[[noreturn]] void refuse(const YAML::Node& node, const QString& what);
[[nodiscard]] QString scalar(const YAML::Node& node, const char* key);
[[nodiscard]] YAML::Node need(const YAML::Node& map, const char* key);
[[nodiscard]] QString needText(const YAML::Node& map, const char* key);
[[nodiscard]] QString textOr(const YAML::Node& map, const char* key, const QString& otherwise = {});
[[nodiscard]] bool flag(const YAML::Node& map, const char* key, bool otherwise);
/// An absent key is an empty list.
[[nodiscard]] QStringList texts(const YAML::Node& map, const char* key);
[[nodiscard]] QDate day(const YAML::Node& node, const char* key);
/// Refuses a key that is not among these, and one that stands twice: of two limits one would be forgotten.
void onlyKeys(const YAML::Node& map, const std::set<std::string>& known);

/// Runs `read`, and turns what it refuses into an error "`document` has a fault in line n: …".
template <class Read>
Result<void> withLines(const QString& document, Read read) {
    const auto error = [&](int line, const QString& what) {
        return Error{Error::Code::Invalid,
                     QStringLiteral("%1 has a fault in line %2: %3.").arg(document).arg(line).arg(what),
                     {}};
    };
    try {
        read();
    } catch (const Fault& fault) {
        return error(fault.line, fault.what);
    } catch (const YAML::Exception& exception) {
        return error(exception.mark.line + 1, QString::fromStdString(exception.msg));
    }
    return {};
}

} // namespace vigil::alert::yaml
