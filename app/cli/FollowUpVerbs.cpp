// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include "core/followup/FollowUpJson.h"

#include <QFile>
#include <QJsonArray>

namespace vigil::app {

namespace {

using followup::FollowUpRow;

QString valueOf(const Call& call, const char* name) {
    return call.option(QLatin1String(name)).value_or(QString());
}

QString partyLine(const alert::Party& party) {
    if (party.name.isEmpty()) return party.role;
    const auto name = study::displayName(party.name);
    return party.role.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, party.role);
}

QStringList lineOf(const FollowUpRow& row) {
    const auto& view = row.view;
    QStringList lines{QStringLiteral("%1  %2  %3 %4 by %5  owner %6  next: %7 %8%9")
                          .arg(view.followUpId,
                               view.open ? followup::toText(view.state) : followup::toText(view.closing.end),
                               row.draft.modality, row.draft.bodyPart, view.dueDate.toString(Qt::ISODate),
                               partyLine(view.owner), followup::toText(view.due),
                               view.nextAt ? toIso(*view.nextAt) : QString(),
                               view.overdue ? QStringLiteral("  OVERDUE") : QString())};
    if (view.reminded > 0) lines << QStringLiteral("    reminded at %1 %").arg(view.reminded);
    if (view.escalations > 0) lines << QStringLiteral("    with the officer, %1×").arg(view.escalations);
    for (const auto& each : view.proposals) {
        const auto& proposal = each.proposal;
        lines << QStringLiteral("    proposed: %1 %2 (%3)%4")
                     .arg(proposal.studyTime, proposal.description, proposal.studyUid,
                          each.rejected ? QStringLiteral(", refused: %1").arg(each.rejectedBecause)
                                        : QString());
        for (const auto& aspect : proposal.aspects)
            lines << QStringLiteral("      %1 %2: %3")
                         .arg(aspect.agreement == followup::Aspect::Agreement::Agrees    ? QLatin1String("=")
                              : aspect.agreement == followup::Aspect::Agreement::Differs ? QLatin1String("≠")
                                                                                         : QLatin1String("?"),
                              aspect.what, aspect.said);
    }
    for (const auto& item : view.attention)
        lines << QStringLiteral("    look at: %1 %2").arg(item.kind, item.reason);
    return lines;
}

Result<void> oneAct(Call& call, followup::FollowUpService& followUps, const QString& verb,
                    const QString& id) {
    if (verb == QLatin1String("book"))
        return Call::waitFor(
            followUps.book(id, QDate::fromString(valueOf(call, "day"), Qt::ISODate), valueOf(call, "where")));
    if (verb == QLatin1String("reassign"))
        return Call::waitFor(
            followUps.reassign(id, {valueOf(call, "name"), valueOf(call, "role")}, valueOf(call, "reason")));
    if (verb == QLatin1String("note")) return Call::waitFor(followUps.note(id, valueOf(call, "text")));
    if (verb == QLatin1String("reject"))
        return Call::waitFor(followUps.reject(id, valueOf(call, "study"), valueOf(call, "reason")));
    if (verb == QLatin1String("retract")) return Call::waitFor(followUps.retract(id));
    const auto end = followup::endFromText(valueOf(call, "end"));
    if (!end)
        return Error{Error::Code::Invalid,
                     QStringLiteral("--end is answered, done-elsewhere, declined-by-patient, died, "
                                    "referrers-decision or entered-in-error."),
                     {}};
    return Call::waitFor(followUps.close(id, {*end,
                                              valueOf(call, "note"),
                                              {valueOf(call, "name"), valueOf(call, "role")},
                                              valueOf(call, "study"),
                                              {}}));
}

} // namespace

int followUpListVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    using Which = store::FollowUpStore::Which;
    store::FollowUpStore::Filter filter;
    filter.which = call.flag(QStringLiteral("all"))       ? Which::All
                   : call.flag(QStringLiteral("overdue")) ? Which::Overdue
                                                          : Which::Open;
    const auto rows = Call::waitFor((*application)->followUps().rows(filter));
    if (!rows) return call.fail(rows.error());
    QJsonArray json;
    QStringList lines;
    for (const auto& row : *rows) {
        json << toObject(row);
        lines << lineOf(row);
    }
    return call.doneList(QJsonDocument(json),
                         lines.isEmpty() ? QStringLiteral("No follow-ups.") : lines.join(QLatin1Char('\n')));
}

/// The examination is one of the worklist, or all of it comes from a file.
int followUpRaiseVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    followup::FollowUpDraft draft;
    if (call.operands() > 0) {
        QFile file(call.file(0));
        if (!file.open(QIODevice::ReadOnly))
            return call.fail({Error::Code::NotFound, QStringLiteral("This file cannot be read."), {}});
        const auto json = QJsonDocument::fromJson(file.readAll());
        if (!json.isObject())
            return call.fail({Error::Code::Invalid, QStringLiteral("The file holds no JSON object."), {}});
        draft = followup::draftFromObject(json.object());
    } else {
        const auto study = Call::waitFor((*application)->studies().study(valueOf(call, "study")));
        if (!study) return call.fail(study.error());
        if (!*study)
            return call.fail({Error::Code::NotFound,
                              QStringLiteral("This study is not on the worklist. Say --study UID, or give "
                                             "a file."),
                              {}});
        draft.patient = (*study)->patient;
        draft.procedures = (*study)->procedures;
        draft.modality = valueOf(call, "modality");
        draft.bodyPart = valueOf(call, "body-part");
        draft.reason = valueOf(call, "reason");
        draft.dueDate = QDate::fromString(valueOf(call, "due"), Qt::ISODate);
        draft.owner = {call.option(QStringLiteral("name")).value_or((*study)->referringPhysician),
                       call.option(QStringLiteral("role")).value_or(QStringLiteral("Referrer"))};
    }
    const auto id = Call::waitFor((*application)->followUps().recommend(draft));
    if (!id) return call.fail(id.error());
    return call.done({{"id", *id}}, *id);
}

int followUpActVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto result = oneAct(call, (*application)->followUps(), call.words().at(1), call.operand(0));
    if (!result) return call.fail(result.error());
    return call.done({{"id", call.operand(0)}, {"recorded", call.words().at(1)}},
                     QStringLiteral("Recorded."));
}

int followUpLookVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto looked = Call::waitFor((*application)->followUps().look(call.operand(0), {}));
    if (!looked) return call.fail(looked.error());
    for (const auto& sentence : looked->unreachable)
        call.warn(sentence);
    return call.done({{"patients", looked->asked},
                      {"proposed", looked->proposed},
                      {"unreachable", QJsonArray::fromStringList(looked->unreachable)}},
                     QStringLiteral("%1 patients asked for, %2 examinations proposed.")
                         .arg(looked->asked)
                         .arg(looked->proposed));
}

} // namespace vigil::app
