// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"

#include <QHash>
#include <QString>

#include <mutex>

namespace vigil::page {

/// How often something may be asked for, by whoever asks: so many at once, and so many more a minute.
/// Thread-safe. Forgets who has been quiet; holds a bounded number of askers.
class RateLimit {
public:
    RateLimit(int atOnce, int perMinute) : m_atOnce(atOnce), m_perMinute(perMinute) {}
    /// Counts one; false when that is too many.
    [[nodiscard]] bool allows(const QString& who, UtcTime now);

private:
    struct Bucket {
        double left = 0;
        UtcTime at;
    };
    void forget(UtcTime now);

    int m_atOnce;
    int m_perMinute;
    std::mutex m_mutex;
    QHash<QString, Bucket> m_buckets;
    UtcTime m_forgotAt{};
};

} // namespace vigil::page
