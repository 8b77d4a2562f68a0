// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/report/ReportContent.h"

#include <QByteArray>
#include <QJsonObject>

/// Report values as JSON: draft rows, event parts, `vigilctl report example|sign`. fromJson(toJson(x)) == x.
namespace vigil::report {

[[nodiscard]] QByteArray toJson(const ReportContent& content);
[[nodiscard]] Result<ReportContent> reportFromJson(const QByteArray& json);

[[nodiscard]] QJsonObject toObject(const User& user);
[[nodiscard]] User userFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const study::Patient& patient);
[[nodiscard]] study::Patient patientFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const study::Code& code);
[[nodiscard]] study::Code codeFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const study::RequestedProcedure& procedure);
[[nodiscard]] study::RequestedProcedure procedureFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const ImageReference& image);
[[nodiscard]] ImageReference imageFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const Communication& communication);
[[nodiscard]] Communication communicationFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const ActionableFinding& finding);
[[nodiscard]] ActionableFinding findingFromObject(const QJsonObject& object);

} // namespace vigil::report
