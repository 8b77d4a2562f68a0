// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/Department.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

namespace vigil::sync {

/// What other threads ask of a department to which only one connection can be open (the file of the embedded
/// one): the engine that has it answers between its rounds. Any thread; must outlive engine and askers.
class Questions {
public:
    /// Blocks until it is answered, `stop`, or Timeout. `wake` makes the engine look.
    Result<AlertsAbout> alertsAbout(const study::PatientKey& patient, const std::function<void()>& wake,
                                    std::stop_token stop,
                                    std::chrono::milliseconds deadline = std::chrono::seconds(10));
    /// On the engine's thread: answers what waits.
    void answer(Department& department, std::stop_token stop);

private:
    struct Question {
        study::PatientKey patient;
        std::optional<Result<AlertsAbout>> answer{};
    };
    std::mutex m_mutex;
    std::condition_variable_any m_answered;
    QList<std::shared_ptr<Question>> m_waiting;
};

} // namespace vigil::sync
