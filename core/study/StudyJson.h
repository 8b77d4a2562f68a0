// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Study.h"

#include <QByteArray>
#include <QJsonObject>

/// JSON forms of the study values, for columns of the local databases and for vigilctl --json.
namespace vigil::study {

[[nodiscard]] QJsonObject toJson(const Code& code);
[[nodiscard]] Code codeFromJson(const QJsonObject& json);
[[nodiscard]] QJsonObject toJson(const Patient& patient);
[[nodiscard]] Patient patientFromJson(const QJsonObject& json);
[[nodiscard]] QJsonObject toJson(const RequestedProcedure& procedure);
[[nodiscard]] RequestedProcedure procedureFromJson(const QJsonObject& json);
[[nodiscard]] QJsonObject toJson(const InstanceKey& key);
[[nodiscard]] InstanceKey instanceKeyFromJson(const QJsonObject& json);
[[nodiscard]] QJsonObject toJson(const ObjectHeader& header);
[[nodiscard]] ObjectHeader headerFromJson(const QJsonObject& json);

} // namespace vigil::study
