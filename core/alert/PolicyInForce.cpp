// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/PolicyInForce.h"

namespace vigil::alert {

PolicyInForce::PolicyInForce(std::shared_ptr<const AlertPolicy> file, store::DataFolder& data,
                             const store::PolicyStore& policies)
    : m_data(data), m_policies(policies), m_known{file}, m_file(file), m_current(std::move(file)) {}

const AlertPolicy& PolicyInForce::current() const {
    const std::scoped_lock lock(m_mutex);
    return *m_current;
}

bool PolicyInForce::isPublished() const {
    const std::scoped_lock lock(m_mutex);
    return m_current != m_file;
}

QString PolicyInForce::fault() const {
    const std::scoped_lock lock(m_mutex);
    return m_fault;
}

Result<void> PolicyInForce::refresh() {
    VIGIL_TRY(const auto log, m_data.cacheReader().runAndWait(
                                  [this](const store::Database& cache) { return m_policies.log(cache); }));
    const auto* inForce = log.inForce();
    const std::scoped_lock lock(m_mutex);
    if (!inForce) {
        m_current = m_file;
        m_fault.clear();
        return {};
    }
    for (const auto& known : m_known)
        if (known != m_file && known->sha256() == inForce->sha256) {
            m_current = known;
            m_fault.clear();
            return {};
        }
    auto read = AlertPolicy::parse(inForce->yaml);
    if (!read) {
        // Working on by the last one is better than by none; that it is not the department's must be seen.
        m_fault = QStringLiteral("The policy in force (version %1) cannot be read by this Vigil: %2")
                      .arg(inForce->version, read.error().message);
        return {};
    }
    m_current = std::make_shared<const AlertPolicy>(std::move(*read));
    m_known.push_back(m_current);
    m_fault.clear();
    return {};
}

} // namespace vigil::alert
