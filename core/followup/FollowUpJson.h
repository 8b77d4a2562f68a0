// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUp.h"

#include <QJsonObject>

/// Follow-up values as JSON: the parts of events, and rows for vigilctl. Pure.
namespace vigil::followup {

[[nodiscard]] QJsonObject toObject(const FollowUpDraft& draft);
[[nodiscard]] FollowUpDraft draftFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const FollowUpRules& rules);
[[nodiscard]] FollowUpRules rulesFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const Proposal& proposal);
[[nodiscard]] Proposal proposalFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const Closing& closing);
/// Nothing when the end is not one that this Vigil knows.
[[nodiscard]] std::optional<Closing> closingFromObject(const QJsonObject& object);
[[nodiscard]] QJsonObject toObject(const FollowUpRow& row);

} // namespace vigil::followup
