// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/safetynet/NetRow.h"

#include "core/alert/AlertJson.h"
#include "core/journal/LogOrder.h"

#include <QCryptographicHash>
#include <QJsonDocument>

namespace vigil::safetynet {

QString toText(NetList list) {
    switch (list) {
    case NetList::Unalerted:
        return QStringLiteral("report without alert");
    case NetList::Twice:
        return QStringLiteral("study reported twice");
    case NetList::Unreported:
        break;
    }
    return QStringLiteral("study without report");
}

QString unalertedId(const QString& reportId, const QString& findingCode) {
    return QStringLiteral("unalerted/%1/%2").arg(reportId, findingCode);
}

QString unreportedId(const QString& studyUid) {
    return QStringLiteral("unreported/%1").arg(studyUid);
}

QString twiceId(const QString& studyUid, QStringList reportIds) {
    constexpr int shown = 16; // of the hash: a study has a handful of reports
    reportIds.sort();
    const auto hash =
        QCryptographicHash::hash(reportIds.join(QLatin1Char('\n')).toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("twice/%1/%2").arg(studyUid, QString::fromLatin1(hash.toHex().left(shown)));
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
