// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QVariant>

namespace vigil::store {

/// QtSql binds a null QString or QByteArray as NULL; our columns are NOT NULL and hold empty values.
inline QVariant text(const QString& value) {
    return value.isNull() ? QVariant(QStringLiteral("")) : QVariant(value);
}
inline QVariant blob(const QByteArray& value) {
    return value.isNull() ? QVariant(QByteArray("")) : QVariant(value);
}

} // namespace vigil::store
