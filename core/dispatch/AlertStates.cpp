// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/AlertStates.h"

#include "core/alert/AlertStory.h"
#include "core/dispatch/Decide.h"

#include <algorithm>

namespace vigil::dispatch {

namespace {

QJsonValue isoOrNull(const std::optional<UtcTime>& time) {
    return time ? QJsonValue(toIso(*time)) : QJsonValue(QJsonValue::Null);
}

} // namespace

QJsonObject stateRow(const alert::Alert& alert, int foldVersion) {
    const auto accepted = acceptedPart(alert);
    const alert::AlertStory story(accepted);
    const auto view = story.view();
    const auto moments = story.moments();
    qint64 last = 0;
    for (const auto& fact : accepted.facts)
        last = std::max(last, fact.logged.receipt.seq);
    const auto unseen = std::count_if(view.attention.begin(), view.attention.end(),
                                      [](const alert::AttentionItem& item) { return !item.seen; });
    return {{QStringLiteral("alert_id"), alert.alertId},
            {QStringLiteral("fold_version"), foldVersion},
            {QStringLiteral("last_seq"), last},
            {QStringLiteral("state"), alert::toText(view.state)},
            {QStringLiteral("open"), view.open},
            {QStringLiteral("category"), view.category},
            {QStringLiteral("owner_role"), view.open ? view.owner.role : QStringLiteral("")},
            {QStringLiteral("due"), view.open ? alert::toText(view.due) : QStringLiteral("")},
            {QStringLiteral("next_at"), isoOrNull(view.nextAt)},
            {QStringLiteral("raised_at"), toIso(view.raisedAt)},
            {QStringLiteral("acknowledge_by"), isoOrNull(view.acknowledgeBy)},
            {QStringLiteral("act_by"), isoOrNull(view.actBy)},
            {QStringLiteral("acknowledged_at"), isoOrNull(moments.acknowledged)},
            {QStringLiteral("acted_at"), isoOrNull(moments.acted)},
            {QStringLiteral("ended_at"), isoOrNull(moments.ended)},
            {QStringLiteral("rung"), story.rung()},
            {QStringLiteral("declines"), view.declines},
            {QStringLiteral("calls"), static_cast<int>(view.communications.size())},
            {QStringLiteral("attention"), static_cast<int>(unseen)}};
}

} // namespace vigil::dispatch
