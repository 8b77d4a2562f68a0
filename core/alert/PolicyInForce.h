// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertPolicy.h"
#include "core/store/DataFolder.h"
#include "core/store/PolicyStore.h"

#include <memory>
#include <mutex>
#include <vector>

namespace vigil::alert {

/// The policy that this computer works by: the one in force in the department's log, else the file that came
/// with the settings. Owned by Application, any thread. It keeps every policy that it ever named, so that a
/// reference to one stays good as long as this lives; there are a handful in a year.
class PolicyInForce {
public:
    /// `file`: what counts until the department has published one.
    PolicyInForce(std::shared_ptr<const AlertPolicy> file, store::DataFolder& data,
                  const store::PolicyStore& policies);

    [[nodiscard]] const AlertPolicy& current() const;
    /// True when the department published the current one.
    [[nodiscard]] bool isPublished() const;
    /// Why the department's policy is not the current one although there is one; empty when all is well.
    [[nodiscard]] QString fault() const;
    /// After events of policies arrived. Blocks; never on a reader's thread.
    Result<void> refresh();

private:
    store::DataFolder& m_data;
    const store::PolicyStore& m_policies;
    mutable std::mutex m_mutex; // guards what follows
    std::vector<std::shared_ptr<const AlertPolicy>> m_known;
    std::shared_ptr<const AlertPolicy> m_file;
    std::shared_ptr<const AlertPolicy> m_current;
    QString m_fault;
};

} // namespace vigil::alert
