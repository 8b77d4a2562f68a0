// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/safetynet/NetRow.h"

#include "core/alert/AlertJson.h"
#include "core/journal/LogOrder.h"

#include <QJsonDocument>

namespace vigil::safetynet {

QString toText(NetList list) {
    return list == NetList::Unalerted ? QStringLiteral("report without alert")
                                      : QStringLiteral("study without report");
}

QString unalertedId(const QString& reportId, const QString& findingCode) {
    return QStringLiteral("unalerted/%1/%2").arg(reportId, findingCode);
}

QString unreportedId(const QString& studyUid) {
    return QStringLiteral("unreported/%1").arg(studyUid);
}

Resolution resolutionOf(const QList<journal::LoggedEvent>& events) {
    Resolution resolution;
    for (const auto& logged : journal::inLogOrder(events)) {
        const auto& event = logged.event;
        const alert::Fact fact{logged, QJsonDocument::fromJson(event.open).object()};
        const auto remark = [&](const QString& reason) {
            resolution.attention << alert::AttentionItem{event.eventId, event.kind, reason};
        };
        const bool resolves = event.kind == journal::kind::safetyNetResolved && event.kindVersion == 1;
        const auto reason = fact.data.value(QLatin1String("reason")).toString().trimmed();
        if (!resolves && event.kind != journal::kind::safetyNetReopened) {
            // In doubt it is open.
            resolution.resolved = false;
            remark(QStringLiteral("needs a newer Vigil"));
        } else if (reason.isEmpty()) {
            remark(QStringLiteral("gives no reason"));
        } else if (resolves && resolution.resolved) {
            remark(QStringLiteral("resolves what was resolved already"));
        } else {
            resolution.resolved = resolves;
            resolution.reason = reason;
            resolution.by = alert::partyFromObject(fact.data.value(QLatin1String("by")).toObject());
            resolution.at = fact.at();
        }
    }
    return resolution;
}

} // namespace vigil::safetynet
