// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/SignInPage.h"

namespace vigil::page {

namespace {

QList<Html> whoFields(const SignInContent& content) {
    Field name;
    name.id = QStringLiteral("name");
    name.label = QStringLiteral("Your name");
    name.value = content.form.value("name");
    name.autocomplete = QStringLiteral("name");
    Field registration;
    registration.id = QStringLiteral("registration");
    registration.label = QStringLiteral("Your registration number");
    registration.hint = QStringLiteral("GMC, NMC or HCPC. Leave it open if you have none.");
    registration.value = content.form.value("registration");
    registration.longest = 40;
    return {lineField(name, content.errors), lineField(registration, content.errors)};
}

} // namespace

Page signInPage(const SignInContent& content) {
    Page page;
    page.title = QStringLiteral("Sign in");
    page.errors = content.errors;
    page.content << Html::tag("h1", {Html("You have a radiology alert")})
                 << paragraph(content.wakes
                                  ? QStringLiteral("You have been away for a while. Sign in again to go on.")
                                  : QStringLiteral("Sign in to read it. Opening it accepts nothing."));
    QList<Html> fields;
    if (content.unsent) {
        page.content << paragraph(QStringLiteral("What you sent now was not recorded. Sign in and enter it "
                                                 "once more, or telephone."));
        fields << hidden(QStringLiteral("unsent"), QStringLiteral("1"));
    }
    if (!content.person.isEmpty())
        fields << paragraph(QStringLiteral("You sign in as %1.").arg(content.person));
    if (content.by == SignInContent::By::RolePassCode && !content.wakes) fields << whoFields(content);
    if (content.by != SignInContent::By::SingleSignOn) {
        Field code;
        code.id = QStringLiteral("code");
        code.label = QStringLiteral("Pass-code");
        code.hint = content.by == SignInContent::By::RolePassCode
                        ? QStringLiteral("The one for this mailbox.")
                        : QStringLiteral("The one you were given for radiology alerts.");
        code.type = "password";
        code.autocomplete = QStringLiteral("current-password");
        fields << lineField(code, content.errors);
    }
    fields << button(QStringLiteral("Open the alert"), QStringLiteral("main"));
    page.content << postForm(content.action + QStringLiteral("/sign-in"), content.token, fields)
                 << paragraph(QStringLiteral("No pass-code, or it does not work? Do not wait: "
                                             "telephone."));
    return page;
}

Page refusedPage() {
    return plainPage(QStringLiteral("This link cannot be used"),
                     QStringLiteral("It may have expired, may have been used in another browser, or may not "
                                    "be complete. If you have an alert, telephone now."));
}

Page plainPage(const QString& heading, const QString& words) {
    Page page;
    page.title = heading;
    page.content << Html::tag("h1", {Html(heading)}) << paragraph(words);
    return page;
}

} // namespace vigil::page
