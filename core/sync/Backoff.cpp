// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/Backoff.h"

#include <QRandomGenerator>

#include <algorithm>

namespace vigil::sync {

using namespace std::chrono_literals;

std::chrono::seconds Backoff::cap(RetryLater::Cause cause) {
    switch (cause) {
    case RetryLater::Cause::Unreachable: // a laptop on the road: cheap to find out, soon worth it
        return 60s;
    case RetryLater::Cause::Busy:
        return 60s;
    case RetryLater::Cause::Silent: // each attempt costs a whole deadline
        return 120s;
    case RetryLater::Cause::Unconfirmed: // an archive takes its time to store
        return 300s;
    case RetryLater::Cause::LoginFailed: // more tries would lock the account
        return 900s;
    }
    return 60s;
}

std::chrono::milliseconds Backoff::delay(RetryLater::Cause cause, int attempts, int priority) const {
    if (cause == RetryLater::Cause::LoginFailed) return cap(cause);
    const auto limit = priority == 0 ? std::min(cap(cause), criticalCap) : cap(cause);
    const auto doublings = std::clamp(attempts - 1, 0, 20);
    const auto full = std::min<std::chrono::milliseconds>(limit, 1000ms * (qint64(1) << doublings));
    // Between a half and the whole: never longer than the cap promises.
    const auto half = static_cast<double>(full.count()) / 2;
    return std::chrono::milliseconds(static_cast<qint64>(half + half * m_random()));
}

Backoff::Random systemRandom() {
    return [] { return QRandomGenerator::global()->generateDouble(); };
}

} // namespace vigil::sync
