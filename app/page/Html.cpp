// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/Html.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace vigil::page {

namespace {

/// Elements that have no content and no end tag.
bool isVoid(std::string_view name) {
    static constexpr std::array<std::string_view, 5> names{"br", "hr", "input", "link", "meta"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

QByteArray escaped(const QString& text) {
    QString clean;
    clean.reserve(text.size());
    // Control characters have no place in HTML; a right-to-left override may show a text as another one.
    for (const QChar c : text) {
        const bool hides = c.unicode() >= 0x202a && c.unicode() <= 0x202e;
        const bool isolates = c.unicode() >= 0x2066 && c.unicode() <= 0x2069;
        const bool control = c.category() == QChar::Other_Control && c != QLatin1Char('\n');
        clean += control || hides || isolates ? QChar(QChar::ReplacementCharacter) : c;
    }
    // toHtmlEscaped() leaves the apostrophe, which ends an attribute that is quoted by one.
    return clean.toHtmlEscaped().replace(QLatin1Char('\''), QLatin1String("&#39;")).toUtf8();
}

} // namespace

Html::Html(const QString& text) : m_bytes(escaped(text)) {}

Html Html::element(const char* name, const Attributes& attributes, const QList<Html>& content) {
    Html html;
    html.m_bytes.append('<').append(name);
    for (const auto& attribute : attributes)
        html.m_bytes.append(' ')
            .append(attribute.name)
            .append("=\"")
            .append(escaped(attribute.value))
            .append('"');
    html.m_bytes.append('>');
    if (isVoid(name)) return html;
    for (const auto& piece : content)
        html.m_bytes.append(piece.m_bytes);
    html.m_bytes.append("</").append(name).append('>');
    return html;
}

Html Html::document(const QString& title, const QByteArray& style, const QList<Html>& body) {
    Html sheet;
    sheet.m_bytes = style; // of the program's resources; escaping would spoil it
    Html head = tag("head", {element("meta", {{"charset", QStringLiteral("utf-8")}}),
                             element("meta", {{"name", QStringLiteral("viewport")},
                                              {"content", QStringLiteral("width=device-width, "
                                                                         "initial-scale=1")}}),
                             element("meta", {{"name", QStringLiteral("color-scheme")},
                                              {"content", QStringLiteral("light dark")}}),
                             element("meta", {{"name", QStringLiteral("format-detection")},
                                              {"content", QStringLiteral("telephone=no")}}),
                             tag("title", {Html(title)}), tag("style", {sheet})});
    Html whole;
    whole.m_bytes = "<!doctype html>\n";
    whole << element("html", {{"lang", QStringLiteral("en-GB")}}, {head, tag("body", body)});
    return whole;
}

Html& Html::operator<<(const Html& more) {
    m_bytes.append(more.m_bytes);
    return *this;
}

} // namespace vigil::page
