// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertRows.h"

#include "core/alert/AlertStory.h"

#include <QJsonDocument>

#include <algorithm>

namespace vigil::alert {

AlertRow rowOf(const Alert& alert) {
    const AlertStory story(alert);
    AlertRow row;
    row.view = story.view();
    row.rank = story.rules().category.rank;
    row.categoryLabel = story.rules().category.label;
    const auto draft = raisedDraft(alert);
    if (!draft) return row;
    for (const auto& fact : alert.facts) {
        if (fact.logged.event.kind != journal::kind::alertRaised) continue;
        row.findingLabel = fact.data.value(QLatin1String("findingLabel")).toString();
        // Whoever has the sealed part reads what it is.
        const auto sealed = QJsonDocument::fromJson(fact.logged.event.sealed).object();
        if (const auto label = sealed.value(QLatin1String("label")).toString(); !label.isEmpty())
            row.findingLabel = label;
        row.device = fact.logged.event.device;
        break;
    }
    row.restricted = isRestricted(alert);
    row.raisedFor = story.raisedFor();
    row.findingCode = draft->findingCode;
    row.text = draft->text;
    row.reportId = draft->reportId;
    row.patient = draft->patient;
    for (const auto& procedure : draft->procedures + story.joinedProcedures()) {
        if (!row.studyUids.contains(procedure.studyUid)) row.studyUids << procedure.studyUid;
        if (!procedure.accessionNumber.isEmpty() && !row.accessionNumbers.contains(procedure.accessionNumber))
            row.accessionNumbers << procedure.accessionNumber;
    }
    row.suspected = draft->suspected;
    row.site = draft->site;
    row.laterality = draft->laterality;
    row.dutyRole = story.rules().dutyRole;
    if (const auto& limit = story.rules().category.limits.reportSigned; limit && !draft->reportId.isEmpty())
        row.signBy = dueAt(row.view.raisedAt, *limit, story.rules().calendar);
    return row;
}

bool isTaken(const AlertView& view) {
    return !view.acknowledgedBy.isEmpty() && view.state != State::Escalated;
}

bool stillActs(const AlertView& view) {
    return view.open && view.state == State::Acknowledged;
}

bool stands(const AlertView& view) {
    return view.state != State::Withdrawn && view.state != State::Superseded;
}

namespace {

bool isOf(const AlertView& view, const BoardReader& reader) {
    return study::isSamePerson(view.owner.name, reader.name) ||
           study::isSamePerson(view.raisedBy.name, reader.name) ||
           (view.owner.name.isEmpty() && !reader.role.isEmpty() && view.owner.role == reader.role);
}

bool isUnsigned(const AlertRow& row, const BoardReader& reader, UtcTime now) {
    if (!row.unsignedSince) return false;
    if (study::isSamePerson(row.view.raisedBy.name, reader.name)) return true;
    const auto twice = *row.unsignedSince + (*row.unsignedSince - row.view.raisedAt);
    return twice < now && !reader.role.isEmpty() &&
           reader.role.compare(row.dutyRole, Qt::CaseInsensitive) == 0;
}

} // namespace

BoardRows unsignedFirst(BoardRows rows, const BoardReader& reader, UtcTime now) {
    std::stable_partition(rows.begin(), rows.end(),
                          [&](const BoardRow& row) { return isIn(BoardView::Unsigned, *row, reader, now); });
    return rows;
}

bool isIn(BoardView wanted, const AlertRow& row, const BoardReader& reader, UtcTime now) {
    const auto& view = row.view;
    if (wanted == BoardView::All) return true;
    // Over or not: whoever has to see to its signing has it on their list.
    if (!view.open)
        return (wanted == BoardView::Mine || wanted == BoardView::Unsigned) && isUnsigned(row, reader, now);
    switch (wanted) {
    case BoardView::Mine:
        return isOf(view, reader);
    case BoardView::MyTeam:
        return !reader.role.isEmpty() &&
               (view.owner.role == reader.role || view.raisedBy.role == reader.role);
    case BoardView::Unacknowledged:
        return view.acknowledgedBy.isEmpty() || view.acknowledgeAnew;
    case BoardView::NotActedOn:
        return view.due == Due::TellPatient || (!view.acknowledgedBy.isEmpty() && view.act.what.isEmpty());
    case BoardView::Overdue:
        return view.overdue || (view.nextAt && *view.nextAt < now) ||
               (view.callBackAt && *view.callBackAt < now);
    case BoardView::NoRoute:
        return view.state == State::NoRoute || (view.owner.name.isEmpty() && view.owner.role.isEmpty());
    case BoardView::NotDelivered:
        return view.state == State::ThisComputerOnly;
    case BoardView::ElsewhereOffline:
        return row.deviceLostSince.has_value();
    case BoardView::Unsigned:
        return isUnsigned(row, reader, now);
    case BoardView::Open:
    case BoardView::All:
        break;
    }
    return true;
}

} // namespace vigil::alert
