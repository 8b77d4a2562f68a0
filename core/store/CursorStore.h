// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Event.h"
#include "core/store/Transaction.h"

#include <optional>

namespace vigil::store {

/// How far a department's log has been mirrored.
struct Cursor {
    QUuid logId;
    journal::Position position;
    qint64 completeFrom = 0; ///< before it the mirror holds a working set only
    qint64 clockOffsetMs = 0;

    bool operator==(const Cursor&) const = default;
};

/// The SQL of the reading positions and fold versions in cache.db. Has no state; usable on any thread.
class CursorStore {
public:
    /// Nothing before the first contact with the department.
    [[nodiscard]] Result<std::optional<Cursor>> cursor(const Database& cache,
                                                       const QString& destination) const;
    /// The department's time, by the offset measured last: what leases are compared with. This computer's own
    /// before the first contact.
    [[nodiscard]] Result<UtcTime> departmentNow(const Database& cache, const QString& destination,
                                                UtcTime now) const;
    Result<void> setCursor(Transaction& cache, const QString& destination, const Cursor& cursor) const;
    Result<void> dropCursor(Transaction& cache, const QString& destination) const;
    Result<void> setClockOffset(Transaction& cache, const QString& destination, qint64 milliseconds) const;
    /// Closed aggregates up to this position left the mirror: a rewind before it has to start afresh.
    Result<void> raiseCompleteFrom(Transaction& cache, const QUuid& logId, qint64 seq) const;

    /// 0 when the projection was never made.
    [[nodiscard]] Result<int> foldVersion(const Database& cache, const QString& projection) const;
    Result<void> setFoldVersion(Transaction& cache, const QString& projection, int version) const;
};

} // namespace vigil::store
