// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/PageMessage.h"

#include <QUrl>

namespace vigil::page {

QByteArray PageRequest::cookie(const QByteArray& name) const {
    for (const auto& part : header("cookie").split(';')) {
        const auto equals = part.indexOf('=');
        if (equals > 0 && part.left(equals).trimmed() == name) return part.mid(equals + 1).trimmed();
    }
    return {};
}

Form::Form(const QByteArray& urlEncoded) {
    const auto decoded = [](QByteArray text) { return QUrl::fromPercentEncoding(text.replace('+', ' ')); };
    for (const auto& part : urlEncoded.split('&')) {
        const auto equals = part.indexOf('=');
        if (equals <= 0) continue;
        const auto name = decoded(part.left(equals));
        if (!m_values.contains(name)) m_values.insert(name, decoded(part.mid(equals + 1)));
    }
}

QString Form::value(const char* name) const {
    auto text = m_values.value(QLatin1String(name));
    return text.replace(QLatin1String("\r\n"), QLatin1String("\n")).trimmed();
}

QByteArray PageResponse::header(const QByteArray& name) const {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

} // namespace vigil::page
