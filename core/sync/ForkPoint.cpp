// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/ForkPoint.h"

namespace vigil::sync {

Result<std::optional<journal::Position>>
lastCommonPoint(const QList<journal::Position>& known,
                const std::function<Result<QByteArray>(qint64 seq)>& hashAt) {
    // Everything before `low` is common, everything from `high` on is not.
    qsizetype low = 0;
    qsizetype high = known.size();
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        const auto hash = hashAt(known.at(middle).seq);
        if (!hash && hash.error().code != Error::Code::NotFound) return hash.error();
        if (hash && *hash == known.at(middle).hash)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0) return std::optional<journal::Position>();
    return std::optional<journal::Position>(known.at(low - 1));
}

} // namespace vigil::sync
