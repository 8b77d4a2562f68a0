// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/AlertForms.h"
#include "app/page/RecipientPage.h"

namespace vigil::page {

namespace {

constexpr int longestWords = 2000;
constexpr int longestNote = 500;

void tooLong(FormErrors& errors, const char* field, const Form& form, int longest) {
    if (form.value(field).size() > longest)
        errors << FormError{QLatin1String(field), QStringLiteral("Use %1 characters or fewer").arg(longest)};
}

FormErrors readPassOn(const Form& form, alert::RecipientAct& act) {
    FormErrors errors;
    const auto note = form.value("note");
    act.reason = form.value("reason");
    if (act.reason.isEmpty())
        errors << FormError{QStringLiteral("reason"), QStringLiteral("Choose why the alert is not yours")};
    tooLong(errors, "reason", form, longestNote);
    tooLong(errors, "note", form, longestNote);
    tooLong(errors, "to-name", form, longestName);
    tooLong(errors, "to-role", form, longestName);
    if (!note.isEmpty()) act.reason += QStringLiteral(" – ") + note;
    act.passedTo = {form.value("to-name"), form.value("to-role")};
    if (!act.passedTo.name.isEmpty() && act.passedTo.role.isEmpty())
        errors << FormError{QStringLiteral("to-role"), QStringLiteral("Choose the role of that person")};
    return errors;
}

FormErrors readDone(const Form& form, alert::RecipientAct& act) {
    using Told = alert::Act::PatientTold;
    FormErrors errors;
    act.act.what = form.value("what");
    if (act.act.what.isEmpty())
        errors << FormError{QStringLiteral("what"), QStringLiteral("Say what you did")};
    tooLong(errors, "what", form, longestWords);
    const auto told = form.value("told");
    if (told == toldYes)
        act.act.patientTold = Told::Yes;
    else if (told == toldNo)
        act.act.patientTold = Told::No;
    else if (told != toldUnknown)
        errors << FormError{QStringLiteral("told"), QStringLiteral("Say whether the patient knows")};
    return errors;
}

} // namespace

FormErrors readAct(const QString& what, const Form& form, alert::RecipientAct& act) {
    using Kind = alert::RecipientAct::Kind;
    if (what == QLatin1String("accept")) {
        act.kind = Kind::Accepted;
        return {};
    }
    if (what == QLatin1String("not-mine")) {
        act.kind = Kind::NotMine;
        return readPassOn(form, act);
    }
    if (what == QLatin1String("acted-on")) {
        act.kind = Kind::ActedOn;
        return readDone(form, act);
    }
    return {};
}

} // namespace vigil::page
