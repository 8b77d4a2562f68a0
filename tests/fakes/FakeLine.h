// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Ports.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <vector>

namespace vigil::test {

/// The line to a PACS as RetrieveQueue uses it: a retrieve stays under way until the test lets it end, and it
/// heeds its stop token like the real one. Standard primitives only. Thread-safe.
class FakeLine {
public:
    /// What a retrieve of this study comes to once it may end; complete without it.
    void answer(const QString& studyUid, Result<study::RetrieveOutcome> result) {
        const std::lock_guard lock(m_mutex);
        m_answers.insert_or_assign(studyUid, std::move(result));
    }
    /// Lets every retrieve end at once, from now on.
    void flow() {
        const std::lock_guard lock(m_mutex);
        m_flows = true;
        m_changed.notify_all();
    }
    /// Lets the running retrieve of this study end.
    void release(const QString& studyUid) {
        const std::lock_guard lock(m_mutex);
        m_released.insert(studyUid);
        m_changed.notify_all();
    }

    Result<study::RetrieveOutcome> retrieve(const QString& studyUid,
                                            const std::function<void(study::RetrieveProgress)>& progress,
                                            const std::stop_token& stop) {
        progress({1, 0, 3});
        std::unique_lock lock(m_mutex);
        m_wasTwice = m_wasTwice || !m_active.insert(studyUid).second;
        m_story.push_back(studyUid);
        m_changed.notify_all();
        m_changed.wait(lock, stop, [&] { return m_flows || m_released.contains(studyUid); });
        m_active.erase(studyUid);
        m_changed.notify_all();
        if (stop.stop_requested()) return Error{Error::Code::Cancelled, QStringLiteral("Stopped."), {}};
        m_released.erase(studyUid);
        if (const auto found = m_answers.find(studyUid); found != m_answers.end()) return found->second;
        m_fetched.insert(studyUid);
        return complete();
    }

    /// Waits until `reached` holds; false when it does not within `atMost`.
    template <class Reached>
    bool await(Reached reached, std::chrono::milliseconds atMost = std::chrono::seconds(10)) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, atMost, [&] { return reached(*this); });
    }
    // For await(), or when nothing runs any more.
    [[nodiscard]] bool runs(const QString& studyUid) const { return m_active.contains(studyUid); }
    [[nodiscard]] std::size_t running() const { return m_active.size(); }
    [[nodiscard]] const std::vector<QString>& story() const { return m_story; }
    [[nodiscard]] bool hasFetched(const QString& studyUid) const { return m_fetched.contains(studyUid); }
    [[nodiscard]] bool wasTwice() const { return m_wasTwice; }

    static study::RetrieveOutcome complete() {
        study::RetrieveOutcome outcome;
        outcome.expected = outcome.received = 3;
        return outcome;
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<QString, Result<study::RetrieveOutcome>> m_answers;
    std::set<QString> m_released;
    std::set<QString> m_active;
    std::set<QString> m_fetched;
    std::vector<QString> m_story;
    bool m_flows = false;
    bool m_wasTwice = false;
};

} // namespace vigil::test
