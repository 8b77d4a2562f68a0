// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/LeavingWork.h"

#include "core/base/Async.h"
#include "ui/alerts/AlertText.h"

namespace vigil::app {

namespace {

using Line = ui::GoingHome::Line;

void sort(const alert::AlertRow& row, ui::GoingHome& left, UtcTime now) {
    const auto words = QStringLiteral("%1, %2").arg(row.findingLabel, study::displayName(row.patient.name));
    auto why = ui::whyUntold(row);
    if (!why.isEmpty() && !ui::isCalledOrHandedOver(row)) {
        left.untold << Line{QStringLiteral("%1: %2").arg(words, why.join(QStringLiteral("; "))),
                            row.view.alertId};
        return;
    }
    if (row.view.acknowledgedBy.isEmpty() && row.view.nextAt) {
        why << ui::countdown(row.view, now);
        left.unacknowledged << Line{QStringLiteral("%1: %2").arg(words, why.join(QStringLiteral("; "))),
                                    row.view.alertId};
    }
}

} // namespace

QFuture<Result<ui::GoingHome>> LeavingWork::find(const QStringList& pending) {
    const auto messages = undelivered();
    return runOn(m_pool, [this, pending, messages]() -> Result<ui::GoingHome> {
        ui::GoingHome left;
        left.undelivered = messages;
        const auto& me = m_application.alerts().user();
        VIGIL_TRY(const auto rows, awaited(m_application.alerts().board()));
        for (const auto& row : rows)
            if (study::isSamePerson(row->view.raisedBy.name, me.name))
                sort(*row, left, m_application.clock().now());
        if (left.untold.isEmpty())
            for (const auto& words : pending)
                left.untold << Line{words, {}};
        VIGIL_TRY(const auto twice, awaited(m_application.safetyNet().twiceOfMine()));
        for (const auto& row : twice)
            left.twice << Line{QStringLiteral("%1, %2: %3")
                                   .arg(study::displayName(row.patient.name), row.description, row.what),
                               row.rowId};
        VIGIL_TRY(const auto drafts, awaited(m_application.reports().drafts()));
        for (const auto& draft : drafts)
            if (study::isSamePerson(draft.author, me.name))
                left.drafts << Line{
                    QStringLiteral("%1, %2").arg(study::displayName(draft.patient.name), draft.description),
                    draft.studyUids.value(0)};
        return left;
    });
}

QList<Line> LeavingWork::undelivered() const {
    QList<Line> lines;
    for (const auto& destination : m_application.destinations()) {
        const int messages = destination.waiting + destination.parked;
        if (messages == 0) continue;
        const auto where = destination.name == QLatin1String("department") ? QStringLiteral("the department")
                                                                           : QStringLiteral("the archive");
        auto text = messages == 1 ? QStringLiteral("1 message for %1").arg(where)
                                  : QStringLiteral("%1 messages for %2").arg(messages).arg(where);
        if (destination.parked > 0) text += QStringLiteral(", %1 refused").arg(destination.parked);
        lines << Line{text + QStringLiteral("; sent when Vigil runs again and it answers"), {}};
    }
    return lines;
}

QFuture<Result<void>> LeavingWork::note(const QStringList& alertIds, const QString& why) {
    return runOn(m_pool, [this, alertIds, why]() -> Result<void> {
        for (const auto& alertId : alertIds)
            if (!alertId.isEmpty())
                VIGIL_CHECK(awaited(m_application.alerts().note(
                    alertId, QStringLiteral("Vigil was closed before anybody was told: %1").arg(why))));
        return {};
    });
}

} // namespace vigil::app
