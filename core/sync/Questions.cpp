// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/Questions.h"

namespace vigil::sync {

Result<AlertsAbout> Questions::alertsAbout(const study::PatientKey& patient,
                                           const std::function<void()>& wake, std::stop_token stop,
                                           std::chrono::milliseconds deadline) {
    const auto question = std::make_shared<Question>(Question{patient});
    {
        const std::lock_guard lock(m_mutex);
        m_waiting << question;
    }
    wake();
    std::unique_lock lock(m_mutex);
    if (m_answered.wait_for(lock, stop, deadline, [&] { return question->answer.has_value(); }))
        return *question->answer;
    m_waiting.removeOne(question);
    if (stop.stop_requested()) return Error{Error::Code::Cancelled, QStringLiteral("Stopped."), {}};
    return Error{Error::Code::Timeout, QStringLiteral("The department does not answer."), {}};
}

void Questions::answer(Department& department, std::stop_token stop) {
    for (;;) {
        std::shared_ptr<Question> next;
        {
            const std::lock_guard lock(m_mutex);
            if (m_waiting.isEmpty()) return;
            next = m_waiting.takeFirst();
        }
        auto answer = department.alertsAbout(next->patient, stop);
        const std::lock_guard lock(m_mutex);
        next->answer = std::move(answer);
        m_answered.notify_all();
    }
}

} // namespace vigil::sync
