// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"

#include <functional>
#include <stop_token>

/// What was raised about a patient before, in the whole log of the department: the mirror has what is open
/// and what ended within 30 days.
namespace vigil::alert {

/// The department's answer: all events of the newest alerts about a patient, sealed parts left out, and how
/// many older ones it has besides.
struct AlertsInLog {
    QList<journal::LoggedEvent> events;
    int more = 0;
};
/// Blocks until the department has answered or cannot be reached.
using AskLog = std::function<Result<AlertsInLog>(const study::PatientKey& patient, std::stop_token stop)>;

struct EarlierAlerts {
    BoardRows rows; ///< the mirror's as they stand, then the log's others, the newest first
    int more = 0;   ///< older ones that are not among them
};

/// The mirror's row stands for what both have: it knows what is on its way, and the words of a restricted
/// finding of its own. What turns out to be about somebody else is left out. Pure.
[[nodiscard]] EarlierAlerts joined(const BoardRows& mirror, const AlertsInLog& log,
                                   const study::PatientKey& patient, UtcTime now);

/// Why only what the mirror has is shown, in words.
[[nodiscard]] QString whyOnlyRecent(const Error& error);

} // namespace vigil::alert
