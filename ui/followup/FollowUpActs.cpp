// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/followup/FollowUpActs.h"

#include "ui/alerts/AlertActs.h"
#include "ui/followup/FollowUpText.h"

#include "core/base/Async.h"

#include <QLocale>

namespace vigil::ui {

namespace {

using Kind = FactField::Kind;
using Need = FactField::Need;
using followup::End;

QString word(const char* text) {
    return QString::fromLatin1(text);
}

FactField lineField(const char* key, const char* label, Need need, const char* hint = "",
                    const QString& initial = {}) {
    return {word(key), word(label), Kind::Line, need, {}, initial, word(hint)};
}

/// Examinations that may be the one, as the form offers them.
QStringList candidates(const followup::FollowUpRow& row) {
    QStringList choices;
    for (const auto& each : row.view.proposals)
        if (!each.rejected) choices << proposalLine(each.proposal);
    return choices;
}

/// What the form hands back is a line of candidates(), or a UID that somebody typed.
QString studyOf(const followup::FollowUpRow& row, const QString& chosen) {
    for (const auto& each : row.view.proposals)
        if (proposalLine(each.proposal) == chosen) return each.proposal.studyUid;
    return chosen;
}

/// "14 Jan 2027" as it is said, written or copied; invalid when it is no day.
QDate dayOf(const QString& text) {
    const QList<QLocale> locales{QLocale::c(),
                                 QLocale(QLocale::English, QLocale::UnitedKingdom)}; // Sep, Sept
    for (const auto& locale : locales)
        for (const auto* format : {"yyyy-MM-dd", "d MMM yyyy", "d MMMM yyyy", "d/M/yyyy", "d.M.yyyy"})
            if (const auto day = locale.toDate(text.simplified(), QLatin1String(format)); day.isValid())
                return day;
    return {};
}

/// No day is preset: Ctrl+Enter would record one that nobody chose.
void askForBooking(const followup::FollowUpRow& row, FactsForm& form) {
    auto words = word("From now on the department watches that it takes place.");
    if (row.view.dueDate.isValid())
        words = QStringLiteral("Due by %1. %2").arg(dayText(row.view.dueDate), words);
    form.ask(word("book"), word("Booked"), words, word("Record"),
             {lineField("day", "For", Need::Required, "day, e.g. 14 Jan 2027"),
              lineField("where", "Where", Need::Optional, "scanner, hospital")});
}

const QList<End>& otherEnds() {
    static const QList<End> ends{End::DoneElsewhere, End::DeclinedByPatient, End::Died,
                                 End::ReferrersDecision, End::EnteredInError};
    return ends;
}

FactField examinationField(const followup::FollowUpRow& row, Kind kind) {
    const auto choices = candidates(row);
    return {word("study"),    word("Examination"), kind, Need::Required, choices,
            choices.value(0), word("Study UID")};
}

} // namespace

const QList<FollowUpActWords>& allFollowUpActs() {
    static const QList<FollowUpActWords> acts{
        {FollowUpAct::Book, word("book"), word("Booked"), word("B"), word("clock")},
        {FollowUpAct::Answers, word("answers"), word("It answers"), word("Y"), word("final")},
        {FollowUpAct::NotThisOne, word("notThisOne"), word("Not this one"), word("N"), word("cancel")},
        {FollowUpAct::EndOtherwise, word("end"), word("Ended otherwise"), word("E"), word("draft")},
        {FollowUpAct::HandOn, word("handOn"), word("Hand on"), word("H"), word("person")},
        {FollowUpAct::Look, word("look"), word("Look in the PACS"), word("P"), word("pacs")},
        {FollowUpAct::Note, word("note"), word("Note"), word("M"), word("info")},
        {FollowUpAct::TakeBack, word("takeBack"), word("Take back"), word("Z"), word("reset")}};
    return acts;
}

QString whyNot(FollowUpAct act, const followup::FollowUpRow& row) {
    const bool always = act == FollowUpAct::Look || act == FollowUpAct::Note || act == FollowUpAct::TakeBack;
    if (!row.view.open && !always) return word("it has ended");
    if (act == FollowUpAct::NotThisOne && candidates(row).isEmpty())
        return word("no examination is proposed; P looks in the PACS");
    return {};
}

namespace {

QFuture<Result<void>> takeBackShown(const QString& id, const QUuid& event,
                                    followup::FollowUpService& service) {
    if (!event.isNull()) return service.retract(id, event);
    return readyFuture<Result<void>>(
        Error{Error::Code::NotFound, QStringLiteral("There is no act to take back."), {}});
}

void ask(FollowUpAct act, const followup::FollowUpRow& row, FactsForm& form, const QString& toTakeBack) {
    QStringList ends;
    for (const auto end : otherEnds())
        ends << toText(end);
    switch (act) {
    case FollowUpAct::Book:
        return askForBooking(row, form);
    case FollowUpAct::Answers:
        return form.ask(word("answers"), word("This examination answers it"),
                        word("It closes only when the report of that examination is verified."),
                        word("Close it"), {examinationField(row, Kind::OpenChoice)});
    case FollowUpAct::NotThisOne:
        return form.ask(word("notThisOne"), word("Not this examination"), {}, word("Record"),
                        {examinationField(row, Kind::Choice), lineField("reason", "Why", Need::Required)});
    case FollowUpAct::EndOtherwise:
        return form.ask(
            word("end"), word("Ended otherwise"),
            word("A decision of the referrer needs the name and role of whoever decided."), word("Close it"),
            {{word("end"), word("How"), Kind::Choice, Need::Required, ends, {}, {}},
             lineField("note", "How it is known", Need::Required, "who said so, when, where it was done"),
             lineField("name", "Decided by", Need::Optional, "name"),
             lineField("role", "Role", Need::Optional)});
    case FollowUpAct::HandOn:
        return form.ask(word("handOn"), word("Hand on"), word("The due date stays as it is."),
                        word("Hand on"),
                        {lineField("name", "To, name", Need::Optional),
                         lineField("role", "To, role", Need::Required, "", word("Referrer")),
                         lineField("reason", "Why", Need::Required)});
    case FollowUpAct::Note:
        return form.ask(word("note"), word("Note"), {}, word("Record"),
                        {lineField("text", "Note", Need::Required)});
    case FollowUpAct::TakeBack:
        return form.ask(word("takeBack"), word("Take back my last act"),
                        QStringLiteral("Taken back is: %1. Both stay in the history.").arg(toTakeBack),
                        word("Take it back"), {});
    case FollowUpAct::Look:
        return;
    }
}

} // namespace

void askFor(FollowUpAct act, const followup::FollowUpRow& row, const QDate& today, FactsForm& form,
            const QString& toTakeBack) {
    ask(act, row, form, toTakeBack);
    form.setAbout(followUpAbout(row, today));
}

QFuture<Result<void>> perform(FollowUpAct act, const followup::FollowUpRow& row,
                              const QHash<QString, QString>& facts, followup::FollowUpService& service) {
    const auto& id = row.view.followUpId;
    const auto fact = [&](const char* key) { return facts.value(QLatin1String(key)); };
    switch (act) {
    case FollowUpAct::Book:
        return service.book(id, dayOf(fact("day")), fact("where"));
    case FollowUpAct::Answers:
        return service.close(id, {End::Answered, {}, {}, studyOf(row, fact("study")), {}});
    case FollowUpAct::NotThisOne:
        return service.reject(id, studyOf(row, fact("study")), fact("reason"));
    case FollowUpAct::EndOtherwise:
        return service.close(id, {followup::endFromText(fact("end")).value_or(End::DoneElsewhere),
                                  fact("note"),
                                  {fact("name"), fact("role")},
                                  {},
                                  {}});
    case FollowUpAct::HandOn:
        return service.reassign(id, {fact("name"), fact("role")}, fact("reason"));
    case FollowUpAct::Note:
        return service.note(id, fact("text"));
    case FollowUpAct::TakeBack:
        return takeBackShown(id, QUuid(facts.value(takenBackEvent)), service);
    case FollowUpAct::Look:
        break;
    }
    return readyFuture<Result<void>>(Result<void>{});
}

} // namespace vigil::ui
