// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace vigil::page {

/// A piece of HTML. The only ways to one are text, which is escaped, and elements, whose names come from the
/// program and whose attribute values are escaped: a text that somebody wrote cannot become markup. A value.
class Html {
public:
    struct Attribute {
        const char* name;
        QString value;
    };
    using Attributes = QList<Attribute>;

    Html() = default;
    Html(const QString& text); ///< escaped; line ends stay line ends
    Html(const char* text) : Html(QString::fromUtf8(text)) {}

    static Html element(const char* name, const Attributes& attributes, const QList<Html>& content = {});
    /// An element without attributes.
    static Html tag(const char* name, const QList<Html>& content = {}) { return element(name, {}, content); }
    /// A whole document with its style sheet, which must be one of ours.
    static Html document(const QString& title, const QByteArray& style, const QList<Html>& body);

    Html& operator<<(const Html& more);
    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }
    [[nodiscard]] const QByteArray& utf8() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

} // namespace vigil::page
