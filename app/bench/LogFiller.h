// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/MadeEvents.h"
#include "app/bench/PrivateDepartment.h"

#include <functional>

namespace vigil::app {

/// What a log was filled with.
struct Filled {
    qint64 events = 0;
    int openAlerts = 0;
    double seconds = 0;
};

/// Fills a department's log with two years of made-up work through PostgresDepartment::append: closed alerts,
/// five signed reports for each of them, and alerts that are still open. What is older than 30 days is no
/// part of a new client's working set; the log stamps its own time, so age() moves the activity of each
/// aggregate to the time at which its last event says it occurred. The department must outlive it.
class LogFiller {
public:
    LogFiller(const PrivateDepartment& department, const alert::AlertPolicy& policy,
              std::function<void(const QString&)> say)
        : m_department(department), m_policy(policy), m_say(std::move(say)) {}

    /// Ends with fewer closed alerts when `atMost` is over; the open ones come in any case.
    Result<Filled> fill(qint64 events, int openAlerts, std::chrono::seconds atMost);
    static Result<void> age(PrivateDepartment& department);

    static constexpr int logins = 20; ///< authors, PrivateDepartment::login(1) and on
    static constexpr int batch = 200;

private:
    struct Share;
    Result<void> fillShare(Share& share) const;

    const PrivateDepartment& m_department;
    const alert::AlertPolicy& m_policy;
    std::function<void(const QString&)> m_say;
};

/// Closed alerts with their reports, together at least `count` events.
[[nodiscard]] QList<journal::Event> closedWork(MadeEvents& made, UtcTime at, int count);

} // namespace vigil::app
