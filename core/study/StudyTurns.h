// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <condition_variable>
#include <mutex>
#include <set>
#include <stop_token>

namespace vigil::study {

/// One retrieve of a study at a time, whoever asks: a second one waits for its turn and then finds out what
/// is missing. Thread-safe; standard primitives only.
class StudyTurns {
public:
    /// Holds the turn while it lives.
    class Turn {
    public:
        Turn(StudyTurns& turns, QString studyUid, const std::stop_token& stop)
            : m_turns(turns), m_studyUid(std::move(studyUid)) {
            std::unique_lock lock(m_turns.m_mutex);
            m_has =
                m_turns.m_changed.wait(lock, stop, [this] { return !m_turns.m_busy.contains(m_studyUid); });
            if (m_has) m_turns.m_busy.insert(m_studyUid);
        }
        ~Turn() {
            if (!m_has) return;
            const std::lock_guard lock(m_turns.m_mutex);
            m_turns.m_busy.erase(m_studyUid);
            m_turns.m_changed.notify_all();
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        /// False when the waiting was stopped.
        explicit operator bool() const { return m_has; }

    private:
        StudyTurns& m_turns;
        QString m_studyUid;
        bool m_has = false;
    };

    [[nodiscard]] bool isBusy(const QString& studyUid) const {
        const std::lock_guard lock(m_mutex);
        return m_busy.contains(studyUid);
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::set<QString> m_busy;
};

} // namespace vigil::study
