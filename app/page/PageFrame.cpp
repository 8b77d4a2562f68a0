// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/PageFrame.h"

#include <QCryptographicHash>
#include <QFile>
#include <QRegularExpression>

namespace vigil::page {

namespace {

using Attributes = Html::Attributes;

const QByteArray& style() {
    static const QByteArray sheet = [] {
        QFile file(QStringLiteral(":/vigil/page/page.css"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }();
    return sheet;
}

QString hintId(const Field& field) {
    return field.id + QStringLiteral("-hint");
}
QString errorId(const Field& field) {
    return field.id + QStringLiteral("-error");
}

/// The attributes that tie a control to its hint and its error.
Attributes described(const Field& field, const FormErrors& errors) {
    Attributes attributes{{"id", field.id}, {"name", field.id}};
    QStringList by;
    if (!field.hint.isEmpty()) by << hintId(field);
    if (!errorOf(errors, field.id).isEmpty()) {
        by << errorId(field);
        attributes << Html::Attribute{"aria-invalid", QStringLiteral("true")};
    }
    if (!by.isEmpty()) attributes << Html::Attribute{"aria-describedby", by.join(QLatin1Char(' '))};
    return attributes;
}

Html hintAndError(const Field& field, const FormErrors& errors) {
    Html html;
    if (!field.hint.isEmpty())
        html << Html::element("p", {{"class", QStringLiteral("hint")}, {"id", hintId(field)}},
                              {Html(field.hint)});
    if (const auto error = errorOf(errors, field.id); !error.isEmpty())
        html << Html::element("p", {{"class", QStringLiteral("error")}, {"id", errorId(field)}},
                              {Html(QStringLiteral("Error: ") + error)});
    return html;
}

Html labelled(const Field& field, const FormErrors& errors, const Html& control) {
    return Html::element("div", {{"class", QStringLiteral("field")}},
                         {Html::element("label", {{"for", field.id}}, {Html(field.label)}),
                          hintAndError(field, errors), control});
}

Html errorSummary(const FormErrors& errors) {
    if (errors.isEmpty()) return {};
    QList<Html> lines;
    for (const auto& error : errors) {
        const Html words(error.message);
        lines << Html::tag("li",
                           {error.field.isEmpty()
                                ? words
                                : Html::element("a", {{"href", QLatin1Char('#') + error.field}}, {words})});
    }
    return Html::element("div", {{"class", QStringLiteral("summary")}, {"role", QStringLiteral("alert")}},
                         {Html::tag("h2", {Html("There is a problem")}), Html::tag("ul", lines)});
}

Html telephoneLink(const QString& number) {
    static const QRegularExpression notDialled(QStringLiteral("[^0-9+*#,]"));
    auto dialled = number;
    return Html::element(
        "a",
        {{"class", QStringLiteral("tel")}, {"href", QStringLiteral("tel:") + dialled.remove(notDialled)}},
        {Html(number)});
}

} // namespace

QString errorOf(const FormErrors& errors, const QString& field) {
    for (const auto& error : errors)
        if (error.field == field) return error.message;
    return {};
}

Html lineField(const Field& field, const FormErrors& errors) {
    auto attributes = described(field, errors);
    attributes << Html::Attribute{"type", QLatin1String(field.type)}
               << Html::Attribute{"autocomplete", field.autocomplete}
               << Html::Attribute{"maxlength", QString::number(field.longest)};
    // A code is never put back into a page.
    if (QLatin1String(field.type) != QLatin1String("password"))
        attributes << Html::Attribute{"value", field.value};
    return labelled(field, errors, Html::element("input", attributes));
}

Html textField(const Field& field, const FormErrors& errors) {
    auto attributes = described(field, errors);
    attributes << Html::Attribute{"rows", QStringLiteral("4")}
               << Html::Attribute{"maxlength", QString::number(field.longest)};
    // The first line end after the tag is dropped by browsers.
    return labelled(field, errors,
                    Html::element("textarea", attributes, {Html(QLatin1Char('\n') + field.value)}));
}

Html choiceField(const Field& field, const QStringList& choices, const FormErrors& errors) {
    QList<Html> options;
    for (const auto& choice : choices) {
        const bool nothing = options.isEmpty();
        Attributes attributes{{"value", nothing ? QString() : choice}};
        if (!nothing && choice == field.value) attributes << Html::Attribute{"selected", {}};
        options << Html::element("option", attributes, {Html(choice)});
    }
    return labelled(field, errors, Html::element("select", described(field, errors), options));
}

Html radioField(const Field& field, const QList<QPair<QString, QString>>& choices, const FormErrors& errors) {
    QList<Html> content{Html::tag("legend", {Html(field.label)}), hintAndError(field, errors)};
    for (int i = 0; i < choices.size(); ++i) {
        const auto& [value, words] = choices.at(i);
        const auto id = i == 0 ? field.id : QStringLiteral("%1-%2").arg(field.id).arg(i);
        Attributes attributes{
            {"type", QStringLiteral("radio")}, {"id", id}, {"name", field.id}, {"value", value}};
        if (value == field.value) attributes << Html::Attribute{"checked", {}};
        content << Html::element(
            "div", {{"class", QStringLiteral("radio")}},
            {Html::element("input", attributes), Html::element("label", {{"for", id}}, {Html(words)})});
    }
    Attributes attributes{{"class", QStringLiteral("field")}};
    if (!errorOf(errors, field.id).isEmpty())
        attributes << Html::Attribute{"aria-describedby", errorId(field)};
    return Html::element("fieldset", attributes, content);
}

Html paragraph(const QString& words, const QString& style) {
    if (words.isEmpty()) return {};
    Html::Attributes attributes;
    if (!style.isEmpty()) attributes << Html::Attribute{"class", style};
    return Html::element("p", attributes, {Html(words)});
}

Html hidden(const QString& name, const QString& value) {
    return Html::element("input", {{"type", QStringLiteral("hidden")}, {"name", name}, {"value", value}});
}

Html button(const QString& words, const QString& style) {
    Attributes attributes{{"type", QStringLiteral("submit")}};
    if (!style.isEmpty()) attributes << Html::Attribute{"class", style};
    return Html::element("button", attributes, {Html(words)});
}

Html postForm(const QString& action, const QString& token, const QList<Html>& content) {
    // What is wrong is told in words of the page, not in those of the browser.
    return Html::element("form", {{"method", QStringLiteral("post")}, {"action", action}, {"novalidate", {}}},
                         QList<Html>{hidden(QStringLiteral("token"), token)} + content);
}

Html telephones(const PageSettings& settings) {
    Html html;
    if (!settings.telephone.isEmpty())
        html << Html::tag("p", {Html("Reporting room: "), telephoneLink(settings.telephone)});
    if (!settings.switchboard.isEmpty())
        html << Html::tag("p", {Html("Switchboard: "), telephoneLink(settings.switchboard)});
    return html;
}

QByteArray toBytes(const Page& page, const PageSettings& settings) {
    const auto title = page.errors.isEmpty() ? page.title : QStringLiteral("Error: ") + page.title;
    const Html header = Html::tag(
        "header", {Html::tag("p", {Html::tag("strong", {Html("Vigil")}), Html(" Radiology alerts")})});
    const Html main = Html::element("main", {{"id", QStringLiteral("main")}},
                                    QList<Html>{errorSummary(page.errors)} + page.content);
    Html footer;
    if (page.telephones == Page::Telephones::AtEnd)
        footer = Html::tag("footer", {Html::tag("h2", {Html("Telephone")}), telephones(settings)});
    return Html::document(title, style(), {header, main, footer}).utf8();
}

QByteArray styleHash() {
    return "sha256-" + QCryptographicHash::hash(style(), QCryptographicHash::Sha256).toBase64();
}

} // namespace vigil::page
