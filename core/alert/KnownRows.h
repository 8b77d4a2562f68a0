// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"

#include <QHash>

#include <mutex>

namespace vigil::alert {

/// The rows of the board as they were last read. When one alert changes the others have not, and reading and
/// making their rows takes longer than all else about a board. Thread-safe.
class KnownRows {
public:
    /// The row as it was at this revision (of the table `alert`), when it has been read before; else null.
    [[nodiscard]] BoardRow find(const QString& alertId, qint64 revision) const;
    BoardRow keep(const QString& alertId, qint64 revision, AlertRow row);
    /// The same revision looked at later: `after` from now on, unless something newer has come in between.
    void replace(const BoardRow& before, const BoardRow& after);

private:
    struct Known {
        qint64 revision = 0;
        BoardRow row;
    };
    mutable std::mutex m_mutex;
    QHash<QString, Known> m_known;
};

} // namespace vigil::alert
