// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setup/SetupDoctor.h"

#include "core/setup/Examinations.h"

#include <algorithm>
#include <utility>

namespace vigil::setup {

namespace {

constexpr int examinationsAtOnce = 32;

Check noPacs(const Installation& installation) {
    auto finding = failed(
        QStringLiteral("No PACS is configured: there is nowhere to fetch studies from."),
        QStringLiteral("Add the lines below to %1, with the values of your PACS, and start Vigil again.")
            .arg(installation.configFile.isEmpty() ? QStringLiteral("vigil.ini") : installation.configFile));
    finding.lines << PeerLine{QStringLiteral("vigil.ini"), QStringLiteral("vigil.ini, anywhere"),
                              QStringLiteral("[pacs/main]\naeTitle=ORTHANC\nhost=127.0.0.1\nport=4242\n")};
    return {QStringLiteral("pacs"), QStringLiteral("PACS"), QStringLiteral("Configuration"), finding};
}

} // namespace

SetupDoctor::SetupDoctor(Installation installation, Instruments instruments)
    : m_installation(std::move(installation)), m_instruments(std::move(instruments)) {
    m_pool.setMaxThreadCount(examinationsAtOnce);
}

SetupDoctor::~SetupDoctor() {
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto& weak : m_runs)
            if (const auto run = weak.lock()) run->cancel();
    }
    m_pool.waitForDone();
}

std::shared_ptr<CheckUp> SetupDoctor::examine() {
    auto plan = planForComputer();
    std::vector<std::function<void(CheckUp&)>> examinations;
    examinations.emplace_back([this](CheckUp& run) { examineComputer(m_installation, m_instruments, run); });
    if (m_installation.pacs.isEmpty()) plan << noPacs(m_installation);
    for (const auto& pacs : m_installation.pacs) {
        plan << planForPacs(pacs);
        examinations.emplace_back(
            [this, pacs](CheckUp& run) { examinePacs(m_installation, m_instruments, pacs, run); });
    }
    for (const auto& list : m_installation.orders) {
        plan << planForOrders(list);
        examinations.emplace_back([this, list](CheckUp& run) { examineOrders(m_instruments, list, run); });
    }
    plan << planForDepartment(m_installation);
    examinations.emplace_back(
        [this](CheckUp& run) { examineDepartment(m_installation, m_instruments, run); });

    auto run = std::make_shared<CheckUp>(plan, static_cast<int>(examinations.size()));
    {
        const std::scoped_lock lock(m_mutex);
        std::erase_if(m_runs, [](const auto& weak) { return weak.expired(); });
        m_runs.push_back(run);
    }
    for (auto& examination : examinations)
        m_pool.start([run, examine = std::move(examination)] {
            examine(*run);
            run->examinationEnded();
        });
    return run;
}

} // namespace vigil::setup
