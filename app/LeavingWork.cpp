// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/LeavingWork.h"

#include "core/base/Async.h"
#include "ui/alerts/AlertText.h"

namespace vigil::app {

namespace {

using Line = ui::GoingHome::Line;

/// This reader's part in an alert.
struct Mine {
    bool isRaised = false;
    bool isTaken = false;  ///< acknowledged by this reader
    bool isToCall = false; ///< its call was handed over to this reader by name
};

Mine partOf(const alert::AlertView& view, const QString& me) {
    return {study::isSamePerson(view.raisedBy.name, me), study::isSamePerson(view.acknowledgedBy.name, me),
            view.callTask == alert::CallTask::HandedOver && study::isSamePerson(view.owner.name, me)};
}

QString toTell(const alert::AlertView& view) {
    QStringList people;
    for (const auto& party : view.stillToTell)
        people << ui::partyText(party);
    return QStringLiteral("still to be told: %1").arg(people.join(QStringLiteral("; ")));
}

void sort(const alert::AlertRow& row, ui::GoingHome& left, UtcTime now, const QString& me) {
    const auto& view = row.view;
    const auto mine = partOf(view, me);
    const auto add = [&](QList<Line>& lines, const QStringList& why) {
        lines << Line{
            QStringLiteral("%1, %2: %3")
                .arg(row.findingLabel, study::displayName(row.patient.name), why.join(QStringLiteral("; "))),
            view.alertId};
    };
    if (mine.isToCall) return add(left.untold, {QStringLiteral("its call was handed over to you")});
    if (!mine.isRaised && !mine.isTaken) return;
    if (!view.stillToTell.isEmpty()) return add(left.stillToTell, {toTell(view)});
    auto why = ui::whyUntold(row);
    const bool isTold = ui::isCalledOrHandedOver(row) || !view.acknowledgedBy.isEmpty();
    if (mine.isRaised && !why.isEmpty() && !isTold) return add(left.untold, why);
    if (!view.nextAt || !view.act.what.isEmpty())
        return; // what was acted on waits for nobody's acknowledgement
    why << ui::countdown(view, now);
    if (view.acknowledgedBy.isEmpty()) return add(left.unacknowledged, why);
    if (row.rank == 0)
        add(left.notActedOn,
            QStringList{QStringLiteral("acknowledged by %1").arg(ui::partyText(view.acknowledgedBy))} + why);
}

} // namespace

QFuture<Result<ui::GoingHome>> LeavingWork::find(const QStringList& pending,
                                                 const QList<ui::BegunAlert>& begun) {
    const auto messages = undelivered();
    return runOn(m_pool, [this, pending, begun, messages]() -> Result<ui::GoingHome> {
        ui::GoingHome left;
        for (const auto& alert : begun)
            left.begun << Line{alert.problem.isEmpty()
                                   ? alert.subject
                                   : QStringLiteral("%1: %2").arg(alert.subject, alert.problem),
                               alert.studyUid};
        left.undelivered = messages;
        const auto& me = m_application.alerts().user();
        VIGIL_TRY(const auto rows, awaited(m_application.alerts().board()));
        for (const auto& row : rows)
            sort(*row, left, m_application.clock().now(), me.name);
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
