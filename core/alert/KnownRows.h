// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"

#include <QHash>

#include <memory>
#include <mutex>

namespace vigil::alert {

/// The rows of the board as they were last read. When one alert changes the others have not, and reading and
/// making their rows takes longer than all else about a board. Thread-safe.
class KnownRows {
public:
    using Found = std::shared_ptr<const AlertRow>;

    /// The row as it was at this revision (of the table `alert`), when it has been read before; else null.
    [[nodiscard]] Found find(const QString& alertId, qint64 revision) const;
    Found keep(const QString& alertId, qint64 revision, AlertRow row);

private:
    struct Known {
        qint64 revision = 0;
        Found row;
    };
    mutable std::mutex m_mutex;
    QHash<QString, Known> m_known;
};

} // namespace vigil::alert
