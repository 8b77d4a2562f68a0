// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QPair>
#include <QString>

namespace vigil::page {

/// A request as RecipientPage sees it, free of sockets. A value.
struct PageRequest {
    enum class Method { Get, Post, Other };
    Method method = Method::Get;
    QString path;
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;
    QString peer; ///< address of the other end of the connection

    [[nodiscard]] QByteArray header(const QByteArray& name) const { return headers.value(name); }
    /// The value of a cookie; empty when there is none of that name.
    [[nodiscard]] QByteArray cookie(const QByteArray& name) const;
};

/// The fields of a form; of a name that stands twice the first value.
class Form {
public:
    Form() = default;
    explicit Form(const QByteArray& urlEncoded);
    /// Without white space around it.
    [[nodiscard]] QString value(const char* name) const;

private:
    QHash<QString, QString> m_values;
};

struct PageResponse {
    int status = 200;
    QList<QPair<QByteArray, QByteArray>> headers;
    QByteArray body;

    /// The first value of a header; empty when there is none. `name` in the spelling of the program.
    [[nodiscard]] QByteArray header(const QByteArray& name) const;
};

} // namespace vigil::page
