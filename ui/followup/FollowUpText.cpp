// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/followup/FollowUpText.h"

#include "ui/alerts/AlertText.h"

#include <QLocale>

#include <algorithm>

namespace vigil::ui {

namespace {

using Agreement = followup::Aspect::Agreement;

QString capitalised(QString text) {
    if (!text.isEmpty()) text[0] = text.at(0).toUpper();
    return text;
}

QString dayOf(UtcTime time) {
    return dayText(toDateTime(time).toLocalTime().date());
}

} // namespace

QString dayText(const QDate& day) {
    return QLocale(QLocale::English, QLocale::UnitedKingdom).toString(day, QStringLiteral("d MMM yyyy"));
}

QString followUpState(const followup::FollowUpView& view) {
    if (view.needsNewerVigil) return QStringLiteral("Needs a newer Vigil");
    if (!view.open) return QStringLiteral("Ended: %1").arg(toText(view.closing.end));
    if (view.state == followup::State::Booked)
        return QStringLiteral("Booked for %1").arg(dayText(view.bookedFor));
    return QStringLiteral("Not booked");
}

QString followUpNext(const followup::FollowUpView& view) {
    if (!view.open || !view.nextAt) return {};
    const bool proposed = std::any_of(view.proposals.begin(), view.proposals.end(),
                                      [](const auto& each) { return !each.rejected; });
    // The clock runs on: whoever has it booked is reminded all the same.
    const auto next = QStringLiteral("%1, %2").arg(capitalised(toText(view.due)), dayOf(*view.nextAt));
    return proposed ? QStringLiteral("Proposed: confirm\n") + next : next;
}

QString followUpReminders(const followup::FollowUpView& view) {
    QStringList parts;
    if (view.reminded > 0) parts << QStringLiteral("reminded at %1 %").arg(view.reminded);
    if (view.escalations > 0) parts << QStringLiteral("with the officer %1×").arg(view.escalations);
    return parts.join(QStringLiteral(", "));
}

QString proposalLine(const followup::Proposal& proposal) {
    QStringList differing;
    for (const auto& aspect : proposal.aspects)
        if (aspect.agreement == Agreement::Differs)
            differing << QStringLiteral("%1: %2").arg(aspect.what, aspect.said);
    const auto day = QDateTime::fromString(proposal.studyTime, Qt::ISODate).date();
    return QStringLiteral("%1 · %2 · %3")
        .arg(proposal.description, dayText(day),
             differing.isEmpty() ? QStringLiteral("nothing differs")
                                 : QStringLiteral("differs – %1").arg(differing.join(QStringLiteral("; "))));
}

QStringList aspectLines(const followup::Proposal& proposal) {
    QStringList lines;
    for (const auto& aspect : proposal.aspects)
        lines << QStringLiteral("%1 %2: %3")
                     .arg(aspect.agreement == Agreement::Agrees    ? QStringLiteral("Matches –")
                          : aspect.agreement == Agreement::Differs ? QStringLiteral("Differs –")
                                                                   : QStringLiteral("Not said –"),
                          aspect.what, aspect.said);
    return lines;
}

QString followUpAbout(const followup::FollowUpRow& row, const QDate& today) {
    const auto& patient = row.draft.patient;
    const auto age = study::ageAt(patient.birthDate, today);
    QStringList who{study::displayName(patient.name), QStringLiteral("%1 %2").arg(age, patient.sex).trimmed(),
                    patient.key.id};
    who.removeAll(QString());
    return QStringLiteral("%1: %2 %3, due by %4")
        .arg(who.join(QStringLiteral(" · ")), row.draft.modality, row.draft.bodyPart,
             dayText(row.view.dueDate));
}

QString followUpActText(const followup::Fact& fact, UtcTime now) {
    namespace kind = journal::kind;
    const auto said = [&](const char* key) { return fact.data.value(QLatin1String(key)).toString(); };
    const auto& what = fact.logged.event.kind;
    QString words;
    if (what == kind::followUpBooked)
        words = QStringLiteral("Booked for %1").arg(dayText(QDate::fromString(said("day"), Qt::ISODate)));
    else if (what == kind::followUpReassigned)
        words = QStringLiteral("Handed on to %1")
                    .arg(partyText(alert::partyFromObject(fact.data.value(QLatin1String("to")).toObject())));
    else if (what == kind::followUpRejected)
        words = QStringLiteral("Not this examination: %1").arg(said("reason"));
    else if (what == kind::followUpClosed)
        words = QStringLiteral("Ended (%1)").arg(said("end"));
    else
        words = QStringLiteral("Note: %1").arg(said("text"));
    return QStringLiteral("%1, %2").arg(words, timeText(fact.at(), now));
}

QString followUpDetails(const followup::FollowUpRow& row) {
    const auto& view = row.view;
    QStringList lines{
        QStringLiteral("%1 · %2").arg(study::displayName(row.draft.patient.name), row.draft.patient.key.id),
        QStringLiteral("%1 %2, due by %3").arg(row.draft.modality, row.draft.bodyPart, dayText(view.dueDate)),
        row.draft.reason,
        QStringLiteral("Recommended %1 by %2")
            .arg(dayOf(view.recommendedAt), study::displayName(view.recommendedBy.name)),
        QStringLiteral("%1. Owner: %2").arg(followUpState(view), partyText(view.owner))};
    if (const auto reminders = followUpReminders(view); !reminders.isEmpty())
        lines << capitalised(reminders) + QLatin1Char('.');
    if (view.onlyHere) lines << QStringLiteral("On this computer only: the department does not have it yet.");
    for (const auto& each : view.proposals) {
        lines << QString()
              << QStringLiteral("In the PACS: %1 (accession %2)")
                     .arg(proposalLine(each.proposal), each.proposal.accessionNumber);
        lines << aspectLines(each.proposal);
        if (each.rejected) lines << QStringLiteral("Not this one: %1").arg(each.rejectedBecause);
    }
    if (!view.open) {
        lines << QString()
              << QStringLiteral("Ended (%1) %2 by %3. %4")
                     .arg(toText(view.closing.end), dayOf(view.closedAt),
                          study::displayName(view.closedBy.name), view.closing.note);
        if (!view.closing.decidedBy.isEmpty())
            lines << QStringLiteral("Decided by %1.").arg(partyText(view.closing.decidedBy));
    }
    for (const auto& note : view.notes)
        lines << QStringLiteral("Note: %1").arg(note);
    for (const auto& item : view.attention)
        lines << QStringLiteral("Look at this: %1 %2.").arg(item.kind, item.reason);
    return lines.join(QLatin1Char('\n'));
}

Tone followUpTone(const followup::FollowUpView& view) {
    if (!view.open) return Tone::Muted;
    if (view.overdue || view.escalations > 0 || view.needsNewerVigil) return Tone::Critical;
    return view.reminded > 0 ? Tone::Warning : Tone::Plain;
}

} // namespace vigil::ui
