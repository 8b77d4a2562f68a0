// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/Transaction.h"

#include <QHash>
#include <QStringList>

#include <optional>

namespace vigil::store {

/// The SQL of when the PACS was asked for follow-ups by itself, in cache.db. Stateless.
class FollowUpLookStore {
public:
    /// How the PACS stand.
    struct Line {
        std::optional<UtcTime> silentSince; ///< one of them has not answered since then
        int failures = 0;                   ///< in a row, in which none answered
        UtcTime triedAt{};

        bool operator==(const Line&) const = default;
    };
    [[nodiscard]] static Result<QHash<QString, UtcTime>> looks(const Database& cache);
    [[nodiscard]] static Result<Line> line(const Database& cache);

    /// What has ended meanwhile is forgotten.
    static Result<void> setLooked(Transaction& cache, const QStringList& followUpIds, UtcTime at);
    static Result<void> setLine(Transaction& cache, const Line& line);
};

} // namespace vigil::store
