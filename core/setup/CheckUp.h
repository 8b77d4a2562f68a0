// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/setup/Check.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>

namespace vigil::setup {

/// One run of the set-up doctor while it goes on: all its checks from the first moment, each with what it has
/// come to so far. Shared by the examinations that fill it and by whoever looks at it; thread-safe.
class CheckUp {
public:
    /// The checks in the order shown, all waiting; `examinations` will each call examinationEnded() once.
    CheckUp(QList<Check> plan, int examinations);

    [[nodiscard]] QList<Check> checks() const;
    [[nodiscard]] bool isFinished() const;
    /// What has not been decided yet becomes "not tried"; the examinations end within half a second.
    void cancel() { m_stop.request_stop(); }
    /// Blocks until all examinations have ended; never on the UI thread.
    [[nodiscard]] QList<Check> wait() const;

    [[nodiscard]] std::stop_token stop() const { return m_stop.get_token(); }
    /// Waits until this check has been decided, or the run was cancelled.
    [[nodiscard]] Finding decided(const QString& id) const;
    void set(const QString& id, const Finding& finding);
    void examinationEnded();

private:
    mutable std::mutex m_mutex;
    mutable std::condition_variable_any m_changed;
    QList<Check> m_checks;
    int m_examinations;
    std::stop_source m_stop;
};

/// The checks of one subject, one after the other: once one has failed that the others build on, those are
/// not tried and say why. Belongs to one examination, one thread.
class Steps {
public:
    enum class Role { Foundation, Leaf }; ///< Foundation: nothing after it makes sense when it failed

    Steps(CheckUp& run, QString prefix) : m_run(run), m_prefix(std::move(prefix)) {}
    void step(const QString& key, Role role, const std::function<Finding()>& examine);

private:
    CheckUp& m_run;
    QString m_prefix;
    QString m_blockedBy; ///< name of the check that failed
};

} // namespace vigil::setup
