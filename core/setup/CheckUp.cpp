// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setup/CheckUp.h"

#include <algorithm>
#include <utility>

namespace vigil::setup {

CheckUp::CheckUp(QList<Check> plan, int examinations)
    : m_checks(std::move(plan)), m_examinations(examinations) {}

QList<Check> CheckUp::checks() const {
    const std::scoped_lock lock(m_mutex);
    return m_checks;
}

bool CheckUp::isFinished() const {
    const std::scoped_lock lock(m_mutex);
    return m_examinations == 0;
}

QList<Check> CheckUp::wait() const {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_examinations == 0; });
    return m_checks;
}

Finding CheckUp::decided(const QString& id) const {
    std::unique_lock lock(m_mutex);
    const auto found = [&] {
        return std::find_if(m_checks.cbegin(), m_checks.cend(),
                            [&](const Check& check) { return check.id == id; });
    };
    m_changed.wait(lock, m_stop.get_token(), [&] {
        const auto check = found();
        return check == m_checks.cend() || (check->finding.state != Finding::State::Waiting &&
                                            check->finding.state != Finding::State::Running);
    });
    const auto check = found();
    return check == m_checks.cend() ? Finding{} : check->finding;
}

void CheckUp::set(const QString& id, const Finding& finding) {
    const std::scoped_lock lock(m_mutex);
    for (auto& check : m_checks)
        if (check.id == id) check.finding = finding;
    m_changed.notify_all();
}

void CheckUp::examinationEnded() {
    const std::scoped_lock lock(m_mutex);
    if (m_examinations > 0) --m_examinations;
    m_changed.notify_all();
}

void Steps::step(const QString& key, Role role, const std::function<Finding()>& examine) {
    const auto id = m_prefix + QLatin1Char('/') + key;
    if (m_run.stop().stop_requested()) return m_run.set(id, notTried(QStringLiteral("Stopped.")));
    if (!m_blockedBy.isEmpty())
        return m_run.set(id, notTried(QStringLiteral("Not tried, because \"%1\" failed.").arg(m_blockedBy)));
    m_run.set(id, {Finding::State::Running, {}, {}, {}, {}});
    auto finding = examine();
    if (m_run.stop().stop_requested() && finding.state != Finding::State::Ok)
        finding = notTried(QStringLiteral("Stopped."));
    if (role == Role::Foundation && finding.state == Finding::State::Failed)
        for (const auto& check : m_run.checks())
            if (check.id == id) m_blockedBy = check.name;
    m_run.set(id, finding);
}

} // namespace vigil::setup
