// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace vigil::directory {

/// A comma-separated table (RFC 4180): UTF-8, quotes, line ends of any system, the mark that spreadsheets put
/// in front. Empty lines are left out. A value.
struct CsvTable {
    struct Row {
        int line = 0; ///< where it begins, from 1
        QStringList cells;

        bool operator==(const Row&) const = default;
    };
    QList<Row> rows;

    /// Invalid names the line.
    static Result<CsvTable> parse(const QByteArray& csv);
};

} // namespace vigil::directory
