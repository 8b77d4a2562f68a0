// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertRows.h"

#include "core/alert/AlertStory.h"

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
        row.restricted = fact.data.value(QLatin1String("restricted")).toBool();
        break;
    }
    row.findingCode = draft->findingCode;
    row.text = draft->text;
    row.reportId = draft->reportId;
    row.patient = draft->patient;
    for (const auto& procedure : draft->procedures) {
        if (!row.studyUids.contains(procedure.studyUid)) row.studyUids << procedure.studyUid;
        if (!procedure.accessionNumber.isEmpty() && !row.accessionNumbers.contains(procedure.accessionNumber))
            row.accessionNumbers << procedure.accessionNumber;
    }
    row.suspected = draft->suspected;
    row.site = draft->site;
    row.laterality = draft->laterality;
    return row;
}

} // namespace vigil::alert
