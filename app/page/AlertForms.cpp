// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/AlertForms.h"

#include "app/page/PageText.h"

namespace vigil::page {

namespace {

bool hasError(const AlertPageContent& content, const QStringList& fields) {
    for (const auto& error : content.errors)
        if (fields.contains(error.field)) return true;
    return false;
}

/// A form of an act.
Html formOf(const AlertPageContent& content, const QString& act, const QList<Html>& fields) {
    return postForm(content.action + QLatin1Char('/') + act, content.token,
                    QList<Html>{hidden(QStringLiteral("form"), content.formId)} + fields);
}

/// A form that opens on a touch, and by itself when something in it is wrong.
Html folded(const QString& words, const QStringList& fields, const AlertPageContent& content,
            const Html& form) {
    Html::Attributes attributes;
    if (hasError(content, fields)) attributes << Html::Attribute{"open", {}};
    return Html::element("details", attributes, {Html::tag("summary", {Html(words)}), form});
}

} // namespace

Html acceptForm(const AlertPageContent& content) {
    if (!content.shown.mayAccept) return {};
    return formOf(content, QStringLiteral("accept"),
                  {button(QStringLiteral("Accept: I take responsibility"), QStringLiteral("main"))});
}

Html passOnForm(const AlertPageContent& content) {
    const auto& shown = content.shown;
    if (!shown.mayPassOn) return {};
    Field reason;
    reason.id = QStringLiteral("reason");
    reason.label = QStringLiteral("Why?");
    reason.value = content.form.value("reason");
    Field note;
    note.id = QStringLiteral("note");
    note.label = QStringLiteral("In your words (optional)");
    note.value = content.form.value("note");
    note.longest = 500;
    Field role;
    role.id = QStringLiteral("to-role");
    role.label = QStringLiteral("Who should act instead?");
    role.hint = QStringLiteral("Leave this open if you do not know; the back-up is told.");
    role.value = content.form.value("to-role");
    Field name;
    name.id = QStringLiteral("to-name");
    name.label = QStringLiteral("Name of that person (optional)");
    name.value = content.form.value("to-name");
    const auto form = formOf(
        content, QStringLiteral("not-mine"),
        {choiceField(reason, QStringList{QStringLiteral("Choose a reason")} + content.declineReasons,
                     content.errors),
         lineField(note, content.errors),
         choiceField(role, QStringList{QStringLiteral("I do not know")} + shown.rules.category.mayAccept,
                     content.errors),
         lineField(name, content.errors),
         Html::element("p", {{"class", QStringLiteral("hint")}},
                       {Html("The time runs on: passing on does not lengthen it.")}),
         button(QStringLiteral("Pass it on"))});
    return folded(shown.isMine ? QStringLiteral("Give it back: not mine") : QStringLiteral("Not mine"),
                  {reason.id, note.id, role.id, name.id}, content, form);
}

Html actForm(const AlertPageContent& content) {
    const auto& shown = content.shown;
    if (!shown.mayAct) return {};
    Field what;
    what.id = QStringLiteral("what");
    what.label = QStringLiteral("What did you do?");
    what.hint = QStringLiteral("For example: seen on the ward, chest drain inserted.");
    what.value = content.form.value("what");
    what.longest = 2000;
    Field told;
    told.id = QStringLiteral("told");
    told.label = QStringLiteral("Does the patient know?");
    told.value = content.form.value("told");
    const QList<QPair<QString, QString>> choices{{toldYes, QStringLiteral("Yes, the patient was told")},
                                                 {toldNo, QStringLiteral("No, not told")},
                                                 {toldUnknown, QStringLiteral("Not known yet")}};
    const auto form = formOf(content, QStringLiteral("acted-on"),
                             {textField(what, content.errors), radioField(told, choices, content.errors),
                              button(QStringLiteral("Record what I did"), QStringLiteral("main"))});
    if (shown.isMine) return Html::tag("section", {Html::tag("h2", {Html("When you have acted")}), form});
    return folded(QStringLiteral("I have acted on it"), {what.id, told.id}, content, form);
}

} // namespace vigil::page
