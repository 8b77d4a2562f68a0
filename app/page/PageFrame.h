// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/page/Html.h"
#include "app/page/PageSettings.h"

/// What all pages of the recipient's page have in common: frame, fields, and how an error is told. Pure.
namespace vigil::page {

constexpr int longestName = 120; ///< of a person, as it may be typed

/// What is wrong with a field, or with the whole form when `field` is empty.
struct FormError {
    QString field; ///< id of the control
    QString message;
};
using FormErrors = QList<FormError>;
[[nodiscard]] QString errorOf(const FormErrors& errors, const QString& field);

/// A line of text, several lines, or a choice, with its label.
struct Field {
    QString id; ///< and name
    QString label;
    QString hint;
    QString value;
    const char* type = "text";
    QString autocomplete = QStringLiteral("off");
    int longest = longestName;
};
[[nodiscard]] Html lineField(const Field& field, const FormErrors& errors);
[[nodiscard]] Html textField(const Field& field, const FormErrors& errors);
/// `choices`: the first stands for "nothing chosen".
[[nodiscard]] Html choiceField(const Field& field, const QStringList& choices, const FormErrors& errors);
/// One of a few, as radio buttons: value and words.
[[nodiscard]] Html radioField(const Field& field, const QList<QPair<QString, QString>>& choices,
                              const FormErrors& errors);
/// Nothing when there are no words.
[[nodiscard]] Html paragraph(const QString& words, const QString& style = {});
[[nodiscard]] Html hidden(const QString& name, const QString& value);
[[nodiscard]] Html button(const QString& words, const QString& style = {});
[[nodiscard]] Html postForm(const QString& action, const QString& token, const QList<Html>& content);

/// "Telephone" and the numbers, to be touched.
[[nodiscard]] Html telephones(const PageSettings& settings);

struct Page {
    QString title; ///< tells nothing of the patient
    FormErrors errors;
    QList<Html> content; ///< of main, below the errors
    enum class Telephones { AtEnd, InContent };
    Telephones telephones = Telephones::AtEnd;
};
[[nodiscard]] QByteArray toBytes(const Page& page, const PageSettings& settings);
/// The style sheet as the content security policy names it.
[[nodiscard]] QByteArray styleHash();

} // namespace vigil::page
