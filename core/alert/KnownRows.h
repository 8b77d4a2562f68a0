// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"

#include <QHash>

#include <mutex>

namespace vigil::alert {

/// The rows of the board as they were last read. When one alert changes the others have not, and reading and
/// making their rows takes longer than all else about a board. Thread-safe.
///
/// A revision is the number that each writing of a row in the table `alert` gives it: 64 random bits, so that
/// it names the alert as well. 0 is one of before there were any: it is never known.
class KnownRows {
public:
    /// A row for each revision, null where it has not been read.
    [[nodiscard]] BoardRows find(const QList<qint64>& revisions) const;
    BoardRow keep(qint64 revision, AlertRow row);
    /// The same revision looked at later: `after` from now on, unless something newer has come in between.
    void replace(const BoardRow& before, const BoardRow& after);

private:
    mutable std::mutex m_mutex;
    QHash<qint64, BoardRow> m_rows;
    QHash<QString, qint64> m_newest; ///< by alert
};

} // namespace vigil::alert
